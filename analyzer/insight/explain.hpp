// What an event means in plain words, and where that is written.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/insight/timeline.hpp"

namespace heloscope::insight {

enum class Level : std::uint8_t { none, brief, full };
std::optional<Level> find_level(std::string_view name);

struct Note {
  std::string text;      ///< one sentence (brief), a few (full); empty if there is nothing to say
  std::string_view ref;  ///< "RFC 5321 4.1.1.2"; static; may be empty
};

/// Explains one event. Secrets are never in the text. Level::none gives nothing.
Note explain(const Timeline& timeline, const dialogue::Event& event, Level level);

/// Explains one line of a multi-line reply: an EHLO keyword (line 1 on), or of a POP3 listing: a capability. `line`
/// counts from 0 over the lines of Event::text, or of Event::body with `body`. Empty if the line needs no words of
/// its own.
Note explain_line(const Timeline& timeline, const dialogue::Event& event, std::size_t line, bool body, Level level);

}  // namespace heloscope::insight
