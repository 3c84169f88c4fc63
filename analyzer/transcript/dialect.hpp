// The kinds of text transcripts, one row each: detect(head) says which one a text is, a Reader reads it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace heloscope::transcript {

enum class Dialect : std::uint8_t { marked, sender_receiver, telnet };

struct DialectInfo {
  Dialect dialect;
  std::string_view name;
  std::string_view description;
};
/// Row i is dialect i.
std::span<const DialectInfo> dialects();
const DialectInfo& info(Dialect dialect);

/// How many octets of a text detect() looks at; more tell nothing new.
inline constexpr std::size_t detect_octets = std::size_t{64} * 1024;

/// What a text that begins with `head` is, by content; none if it is no transcript of SMTP or POP3 in a dialect of
/// the table: binary, prose, source code, another protocol's session, another program's log.
std::optional<Dialect> detect(std::string_view head);

}  // namespace heloscope::transcript
