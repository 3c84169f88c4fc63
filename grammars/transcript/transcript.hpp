// Lines of text transcripts: what a line IS in a dialect, without saying what the dialogue means.
//   marked: "C: MAIL FROM:<a@b.c>" / "S: 250 OK"           (RFC examples, many logs)
//   telnet: "220 mail.example.org ..." / "HELO me"         (a paste without marks; telnet's own lines recognised)
#pragma once
#include <cstdint>
#include <string_view>

namespace heloscope::transcript {

/// What one line of a `C:`/`S:` transcript is.
enum class Mark : std::uint8_t { none, client, server, continuation };
struct MarkedLine {
  Mark mark = Mark::none;  ///< continuation: indented under a marked line, a part of it folded (RFC style)
  std::string_view text;   ///< without mark and its one blank, as written
};
/// Takes "C: x", "S: x", "C:" (an empty line), any indent before the mark, and the forms "C>" "S>", "C " needs the colon.
MarkedLine parse_marked_line(std::string_view line);

/// What telnet, nc and the shell say themselves in a paste.
enum class Notice : std::uint8_t { none, prompt, trying, connected, escape_character, closed };
struct TelnetLine {
  Notice notice = Notice::none;
  std::string_view host;     ///< of "Trying 192.0.2.1...", "Connected to mail.example.org.", "$ telnet HOST PORT"
  std::uint16_t port = 0;    ///< of "$ telnet HOST PORT"; 0 if not told
};
/// `none` for a line of the dialogue. Prompts: "$ ", "# ", "> ", "C:\>" before telnet, nc, ncat or openssl.
TelnetLine parse_telnet_line(std::string_view line);

}  // namespace heloscope::transcript
