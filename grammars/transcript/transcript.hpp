// Lines of text transcripts: what a line IS in a dialect, without saying what the dialogue means.
//   marked: "C: MAIL FROM:<a@b.c>" / "S: 250 OK"           (RFC examples, many logs)
//   telnet: "220 mail.example.org ..." / "HELO me"         (a paste without marks; telnet's own lines recognised)
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloscope::transcript {

/// What one line of a marked transcript is. RFC 821 marks the sender S (the client) and the receiver R (the server).
enum class Mark : std::uint8_t { none, client, server, receiver, continuation };
struct MarkedLine {
  Mark mark = Mark::none;  ///< continuation: indented, without a mark; if it stands under a marked line, a part of it
  std::string_view text;   ///< without indent, mark and its one blank, as written
  std::size_t indent = 0;  ///< octets before the mark or, without one, before the text
};
/// Takes "C: x", "S: x", "R: x", "C:" (an empty line), any indent before the mark, and the forms "C>" "S>" "R>", in
/// any case. A blank or the end follows the mark: "C:\>" is a prompt.
MarkedLine parse_marked_line(std::string_view line);

/// What telnet, nc and the shell say themselves in a paste.
enum class Notice : std::uint8_t { none, prompt, trying, connected, accepted, escape_character, closed, other };
struct TelnetLine {
  Notice notice = Notice::none;
  std::string_view host;   ///< of "Trying 192.0.2.1...", "Connected to mail.example.org.", "$ telnet HOST PORT"
  std::uint16_t port = 0;  ///< of "$ telnet HOST PORT"; 0 if not told
};
/// `none` for a line of the dialogue. Prompts: "$ ", "# ", "> ", "C:\>" or nothing before telnet, nc, ncat or
/// openssl.
TelnetLine parse_telnet_line(std::string_view line);

/// How people write notes between the lines of a dialogue, outside a message.
enum class Remark : std::uint8_t { none, note, elision, waits, opens, closes };
/// A whole line: "# ...", "// ...", "<-- ...", "--> ...", "=> ...", "(...)" are notes, "..." an elision; "<open
/// connection>",
/// "<wait for connection on TCP port 110>", "<close connection>" tell what happens, other "<...>" are notes.
Remark parse_remark(std::string_view text);
/// The text before " <-- a note", without the blanks before the arrow; the whole text if there is none.
std::string_view without_note(std::string_view text);

}  // namespace heloscope::transcript
