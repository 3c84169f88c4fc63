#include "analyzer/insight/smtp_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/smtp/parameter.hpp"

namespace heloscope::insight {
namespace {

// A reason stands near the beginning; RFC 5321 4.5.3.1.5 gives a reply line 512 octets.
constexpr std::size_t max_searched = 2048;
// No server lists so many extensions; it bounds the work on a hostile reply.
constexpr std::size_t max_keywords = 100;

struct Phrase {
  std::string_view words;
  Reason reason;
};
// The first row that fits counts. Words as the servers named send them.
constexpr std::array phrases{
    Phrase{"greylist", Reason::greylisting},          // Postgrey, Exim
    Phrase{"graylist", Reason::greylisting},          // MDaemon
    Phrase{"unable to relay", Reason::relaying},      // Exchange, IIS
    Phrase{"relaying denied", Reason::relaying},      // Sendmail
    Phrase{"relay access denied", Reason::relaying},  // Postfix
    Phrase{"relay not permitted", Reason::relaying},  // Exim
    Phrase{"not permitted to relay", Reason::relaying},
    Phrase{"relaying not allowed", Reason::relaying},
    Phrase{"relay denied", Reason::relaying},
    Phrase{"do not relay", Reason::relaying},
    Phrase{"not allowed to relay", Reason::relaying},
    Phrase{"relaying is prohibited", Reason::relaying},
    Phrase{"relay is prohibited", Reason::relaying},
    Phrase{"relay prohibited", Reason::relaying},
    Phrase{"list of allowed rcpthosts", Reason::relaying},  // qmail
    Phrase{"user unknown", Reason::recipient},              // Exchange, Sendmail, Postfix
    Phrase{"unknown user", Reason::recipient},              // Exim
    Phrase{"no such user", Reason::recipient},              // RFC 5321 D.1
    Phrase{"no such recipient", Reason::recipient},
    Phrase{"no such mailbox", Reason::recipient},
    Phrase{"user not found", Reason::recipient},
    Phrase{"recipient not found", Reason::recipient},
    Phrase{"mailbox not found", Reason::recipient},
    Phrase{"unknown recipient", Reason::recipient},
    Phrase{"recipient unknown", Reason::recipient},
    Phrase{"no mailbox here", Reason::recipient},  // qmail
    Phrase{"does not exist", Reason::recipient},
    Phrase{"doesn't exist", Reason::recipient},
    Phrase{"unrouteable address", Reason::recipient},  // Exim
    Phrase{"size exceeds", Reason::size},              // Exchange, IIS, Postfix, Exim
    Phrase{"exceeds maximum", Reason::size},           // Sendmail
    Phrase{"exceeds the maximum", Reason::size},
    Phrase{"message too large", Reason::size},
    Phrase{"message is too large", Reason::size},
};

// 5.7.1 says "not authorized" for relaying and for block lists alike: with these words it is the latter.
constexpr std::array<std::string_view, 9> other_policies{"block", "black",  "spam",       "dnsbl", "rbl",
                                                         "spf",   "policy", "reputation", "listed"};

// RFC 3463 3.2: X.1.7 and X.1.8 are about the sender, X.1.0 tells nothing, X.1.5 is a success.
constexpr std::array<std::uint16_t, 6> recipient_details{1, 2, 3, 4, 6, 10};

}  // namespace

std::optional<smtp::EnhancedStatus> enhanced_status(const dialogue::Record& record, const dialogue::Event& reply) {
  const std::string_view line = first_line(record.view(reply.text));
  if (line.size() < 4) return std::nullopt;
  const auto status = smtp::parse_enhanced_status(line.substr(4));
  if (!status || status->status.klass != reply.code / 100) return std::nullopt;  // RFC 2034 4: they agree
  return status->status;
}

std::string_view write(smtp::EnhancedStatus status, char (&buffer)[16]) {
  char* at = buffer;
  char* const end = buffer + sizeof buffer;
  at = std::to_chars(at, end, static_cast<unsigned>(status.klass)).ptr;
  for (const unsigned part : {status.subject, status.detail}) {
    *at++ = '.';
    at = std::to_chars(at, end, part).ptr;
  }
  return {buffer, static_cast<std::size_t>(at - buffer)};
}

bool is_last_chunk(const dialogue::Record& record, const dialogue::Event& bdat) {
  const auto argument = ascii::trim(record.view(bdat.argument));
  return argument.size() >= 5 && ascii::iequals(argument.substr(argument.size() - 5), " LAST");
}

std::optional<std::string_view> announced(const dialogue::Record& record, const dialogue::Event& ehlo,
                                          std::string_view keyword) {
  std::string_view text = record.view(ehlo.text);
  for (std::size_t i = 0; i < max_keywords && !text.empty(); ++i) {
    const auto line = first_line(text);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const auto reply = i ? smtp::parse_reply_line(line) : Result<smtp::ReplyLine>(Error{});  // the first one greets
    if (!reply) continue;
    const auto row = smtp::parse_keyword_line(reply->text);
    if (ascii::iequals(row.keyword, keyword)) return row.arguments;
  }
  return std::nullopt;
}

Reason reason_of(const dialogue::Record& record, const dialogue::Event& reply, smtp::Verb verb) {
  const std::string_view text = record.view(reply.text).substr(0, max_searched);
  const auto says = [&](std::string_view words) { return ascii::icontains(text, words); };
  for (const auto& phrase : phrases)
    if (says(phrase.words)) return phrase.reason;
  const auto status = enhanced_status(record, reply);
  if (status && verb == smtp::Verb::rcpt && status->subject == 1 &&
      std::ranges::find(recipient_details, status->detail) != recipient_details.end())
    return Reason::recipient;
  if (status && status->subject == 7 && status->detail == 1 && std::ranges::none_of(other_policies, says))
    return Reason::relaying;
  // RFC 1870 6.1; RFC 3463 3.3, 3.4
  if (verb == smtp::Verb::mail && reply.code == 552) return Reason::size;
  if (status && ((status->subject == 3 && status->detail == 4) || (status->subject == 2 && status->detail == 3)))
    return Reason::size;
  if (reply.code == 551 && verb == smtp::Verb::rcpt) return Reason::relaying;
  return Reason::untold;
}

}  // namespace heloscope::insight
