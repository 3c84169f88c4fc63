// Text from the wire made safe to show: nothing it holds may move a cursor, end a string, or turn the reading
// direction.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/report/output.hpp"

namespace heloscope::report {

/// Octets of the UTF-8 character that `text` begins with; 0 if it does not begin with a well-formed one (RFC 3629 4).
std::size_t utf8_length(std::string_view text);
bool is_utf8(std::string_view text);

/// For terminals: controls, C1, bidirectional and invisible format characters, and octets that are not UTF-8 become
/// \xNN or \u{NNNN}; a backslash stays.
void write_visible(Output& out, std::string_view text);
std::string visible(std::string_view text);
/// Columns that visible text takes, one for each character.
std::size_t columns(std::string_view text);

/// A JSON string with its quotes (RFC 8259 7), safe on a terminal too: what write_visible() hides is written as
/// \uNNNN. Octets that are not UTF-8 become U+FFFD.
void write_json(Output& out, std::string_view text);

}  // namespace heloscope::report
