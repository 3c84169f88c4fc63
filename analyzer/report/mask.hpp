// Secrets in what is shown: hidden unless the user asks for them.
#pragma once
#include <string>
#include <string_view>

#include "analyzer/dialogue/event.hpp"

namespace heloscope::report {

/// Stands for a secret of any length, so that the length is not told either.
inline constexpr std::string_view mask = "********";

/// The text of `part` (a slice of the event's line) with the event's secret replaced by `mask` unless `show`. Borrows from
/// the record, or from `scratch`, which is overwritten.
std::string_view shown(const dialogue::Record& record, const dialogue::Event& event, dialogue::Slice part, bool show,
                       std::string& scratch);

}  // namespace heloscope::report
