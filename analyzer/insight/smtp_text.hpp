// What SMTP servers say after a refusal in words of their own: the code alone rarely tells why, and 550 never does.
#pragma once
#include <optional>
#include <string_view>

#include "analyzer/dialogue/event.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::insight {

/// Why a recipient, a sender or a mail was refused, as far as the reply tells.
enum class Reason : unsigned char { untold, relaying, recipient, greylisting, size };

/// The enhanced status code that a reply event's text begins with.
std::optional<smtp::EnhancedStatus> enhanced_status(const dialogue::Record& record, const dialogue::Event& reply);
/// "5.7.1"
std::string_view write(smtp::EnhancedStatus status, char (&buffer)[16]);
/// Whether a BDAT command announces the message's last piece (RFC 3030 2): its answer is the answer to the message.
bool is_last_chunk(const dialogue::Record& record, const dialogue::Event& bdat);
/// What a reply to EHLO says behind a keyword ("5242880" behind SIZE); none if it does not list it.
std::optional<std::string_view> announced(const dialogue::Record& record, const dialogue::Event& ehlo,
                                          std::string_view keyword);
/// What the words and codes of a refusal of `verb` say.
Reason reason_of(const dialogue::Record& record, const dialogue::Event& reply, smtp::Verb verb);

}  // namespace heloscope::insight
