// What POP3 servers say after -ERR in words of their own, as a table: RFC 1939 has no codes, so the text is all there
// is.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "analyzer/dialogue/event.hpp"
#include "grammars/pop3/reply.hpp"

namespace heloscope::insight {

struct ErrorText {
  std::string_view phrase;   ///< looked for in any case
  std::string_view meaning;  ///< a sentence
  std::string_view advice;   ///< what to do, without capital and full stop
};
std::span<const ErrorText> error_texts();
/// The row whose phrase the text holds, or null.
const ErrorText* find_error_text(std::string_view text);

/// The status line of a reply event, taken apart; empty if it is none.
pop3::ReplyLine reply_parts(const dialogue::Record& record, const dialogue::Event& reply);
/// How many lines of the text a TOP command asks for (RFC 1939 7); none if it does not say so in a number.
std::optional<std::uint64_t> top_lines(const dialogue::Record& record, const dialogue::Event& command);
/// Whether a response code says that trying again helps: SYS/TEMP, IN-USE, LOGIN-DELAY (RFC 2449 8.1, RFC 3206 4).
bool is_temporary(std::string_view response_code);

}  // namespace heloscope::insight
