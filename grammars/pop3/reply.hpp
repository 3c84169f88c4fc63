// The status line of a POP3 reply (RFC 1939 3) with its response code (RFC 2449 8), and the greeting taken apart.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "grammars/result.hpp"

namespace heloscope::pop3 {

enum class Status : std::uint8_t { ok, err, continuation };
constexpr std::string_view name(Status s) { return s == Status::ok ? "+OK" : s == Status::err ? "-ERR" : "+"; }

/// One status line. Views borrow from the line.
struct ReplyLine {
  Status status = Status::ok;
  std::string_view response_code;  ///< "IN-USE", "SYS/TEMP"; without brackets
  std::string_view text;           ///< after the status and one blank, as sent, response code included
};
/// Reads one line, without CRLF. Lenient: any case ("-Err"), "+" alone. "+ " begins a challenge (RFC 5034 4).
Result<ReplyLine> parse_reply_line(std::string_view line);

/// What the +OK greeting tells. Views borrow from the text; empty means that it does not tell.
struct Greeting {
  std::string_view host;       ///< "London.nwtraders.msft"
  /// "Microsoft Exchange Server 2003 POP3 server", "Dovecot": only known products, as the text writes them; static text
  /// where a product is told by the text's form and not by its name ("UW ipop3d").
  std::string_view product;
  std::string_view version;    ///< "6.5.7226.0"
  std::string_view timestamp;  ///< "<1896.697170952@dbc.mtview.ca.us>", what APOP needs (RFC 1939 7)
};
/// Takes the text after "+OK ". Nothing is guessed.
Greeting parse_greeting(std::string_view text);

/// Response codes and capabilities, one row each.
struct ResponseCodeInfo {
  std::string_view name, meaning, hint, section;
};
std::span<const ResponseCodeInfo> response_codes();
const ResponseCodeInfo* find_response_code(std::string_view name);

struct CapabilityInfo {
  std::string_view name, meaning, section;
  bool exchange2003;
};
std::span<const CapabilityInfo> capabilities();
const CapabilityInfo* find_capability(std::string_view name);

}  // namespace heloscope::pop3
