#include "analyzer/insight/refusal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/insight/logon.hpp"
#include "analyzer/insight/pop3_text.hpp"
#include "analyzer/insight/smtp_text.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/smtp/command.hpp"
#include "grammars/smtp/parameter.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Flag, dialogue::Kind, dialogue::Protocol, dialogue::Record;

// RFC 4954 6: what a refused logon is answered by. 501, 503 and 504 are about the command, not about who asks.
constexpr std::array<unsigned, 5> refused_logons{432, 454, 534, 535, 538};

// RFC 5321 4.2.3: the codes that can mean an unknown mailbox; 501 and 503 are about the command.
bool may_be_unknown(unsigned code) { return code == 550 || code == 553 || code == 554; }

bool is_malformed(const Record& record, const Event& command) {
  return !command.fault.expected.empty() && !only_trailing_blanks(record, command);
}

// The client gave up its logon (RFC 4954 4, RFC 5034 4).
bool broke_off(const Record& record, const Event& asked) {
  return asked.kind == Kind::auth && record.view(asked.text) == "*";
}

bool is_logon_refusal_smtp(const Event& reply, const Event& asked) {
  return (asked.kind == Kind::auth || is_auth_command(asked)) &&
         std::ranges::find(refused_logons, reply.code) != refused_logons.end();
}

bool is_logon_refusal_pop3(const Record& record, const Event& asked) {
  if (asked.kind == Kind::auth) return true;
  if (is_auth_command(asked)) return asked.secret.length > 0;  // otherwise the mechanism is refused, and nobody
  if (asked.pop3_verb == pop3::Verb::user) return !is_malformed(record, asked);
  return asked.pop3_verb == pop3::Verb::pass || asked.pop3_verb == pop3::Verb::apop;
}

std::optional<FindingId> smtp_refusal(const Record& record, const Event& reply, const Event& asked) {
  if (is_logon_refusal_smtp(reply, asked)) return FindingId::login_failed;
  if (asked.smtp_verb == smtp::Verb::starttls && !is_malformed(record, asked)) return FindingId::tls_refused;
  if (reply.code < 500) return FindingId::temporary_failure;
  if (is_malformed(record, asked)) return FindingId::malformed_argument;
  switch (reply.smtp_verb) {
    case smtp::Verb::mail:
    case smtp::Verb::rcpt: {
      const Reason reason = reason_of(record, reply, reply.smtp_verb);
      if (reason == Reason::relaying) return FindingId::relay_denied;
      if (reply.smtp_verb == smtp::Verb::mail)
        return reason == Reason::size ? FindingId::message_refused : FindingId::command_refused;
      return reason == Reason::recipient && may_be_unknown(reply.code) ? FindingId::unknown_recipient
                                                                       : FindingId::command_refused;
    }
    case smtp::Verb::bdat:  // RFC 3030 2: a refused chunk fails the message; 503 is about the chunk's place
      return reply.code == 503 ? FindingId::command_refused : FindingId::message_refused;
    case smtp::Verb::end_of_data: return FindingId::message_refused;
    default: return FindingId::command_refused;
  }
}

std::optional<FindingId> pop3_refusal(const Record& record, const Event& reply, const Event& asked) {
  if (asked.pop3_verb == pop3::Verb::stls && !is_malformed(record, asked)) return FindingId::tls_refused;
  if (is_temporary(reply_parts(record, reply).response_code)) return FindingId::temporary_failure;
  if (is_logon_refusal_pop3(record, asked)) return FindingId::login_failed;
  if (is_malformed(record, asked)) return FindingId::malformed_argument;
  return FindingId::command_refused;
}

bool is_unknown(const Event& asked) {
  return asked.smtp_verb == smtp::Verb::unknown && asked.pop3_verb == pop3::Verb::unknown;
}

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return n;
}

// RFC 1870 4: what EHLO says of SIZE; zero, or no number, is no limit.
std::uint64_t size_limit(const Record& record, const Event* ehlo) {
  if (!ehlo) return 0;
  const auto value = announced(record, *ehlo, "SIZE");
  return value ? number(ascii::trim(*value)).value_or(0) : 0;
}

std::string too_large(const Record& record, const Event& asked, const Event* ehlo) {
  const std::uint64_t limit = size_limit(record, ehlo);
  std::uint64_t octets = 0;
  std::string_view says = "has ";
  if (asked.kind == Kind::message) {
    octets = record.messages[asked.detail].octets;
    if (octets <= limit) return {};  // it was refused for something else
  } else if (asked.smtp_verb == smtp::Verb::mail) {
    const auto parameters = smtp::parse_command(record.view(asked.text)).parameters;
    const auto value = smtp::find_parameter(parameters, "SIZE");
    octets = value ? number(*value).value_or(0) : 0;
    says = "announces ";
  }
  std::string text = octets ? concat({says, count(octets, "octet")}) : std::string();
  if (limit) return text += concat({text.empty() ? "" : ", ", "the limit is ", std::to_string(limit)});
  return asked.kind == Kind::message ? std::string() : text;
}

std::string not_offered(const Record& record, const Event& asked, const Event* ehlo) {
  if (!ehlo) return {};
  const auto list = announced(record, *ehlo, smtp::info(asked.smtp_verb).name);
  if (!list) return "the reply to EHLO offers no logon";
  const std::string offered(ascii::trim(*list));
  return offered.empty() ? std::string() : concat({"the reply to EHLO offers ", clip(offered)});
}

}  // namespace

bool is_hello_reply(const Event& event) {
  return event.kind == Kind::reply && event.code == 250 &&
         (event.smtp_verb == smtp::Verb::helo || event.smtp_verb == smtp::Verb::ehlo ||
          event.smtp_verb == smtp::Verb::lhlo);
}

std::optional<FindingId> refusal_of(const Timeline& timeline, const Event& reply, const Event& asked) {
  const Record& record = *timeline.record;
  const bool smtp = timeline.protocol == Protocol::smtp;
  if (reply.kind != Kind::reply) return std::nullopt;
  if (smtp ? reply.code < 400 || reply.code > 599 : reply.status != pop3::Status::err) return std::nullopt;
  if (asked.kind == Kind::other || broke_off(record, asked)) return std::nullopt;
  if (reply.smtp_verb == smtp::Verb::quit || reply.pop3_verb == pop3::Verb::quit) return std::nullopt;
  if (is_unknown(asked)) return FindingId::unknown_command;
  if (asked.has(Flag::out_of_order)) return FindingId::command_out_of_order;
  return smtp ? smtp_refusal(record, reply, asked) : pop3_refusal(record, reply, asked);
}

bool is_refused(const Timeline& timeline, const Event& asked) {
  if (!asked.answered_by) return false;
  const Event& reply = timeline.record->at(asked.answered_by);
  return timeline.protocol == Protocol::smtp ? reply.code >= 400 : reply.status == pop3::Status::err;
}

std::string cause_of(const Timeline& timeline, const Event& reply, const Event& asked, const Event* hello) {
  const Record& record = *timeline.record;
  if (timeline.protocol == Protocol::pop3) {
    const auto* known = find_error_text(reply_parts(record, reply).text);
    return known ? std::string(known->advice) : std::string();
  }
  const bool helo = hello && hello->smtp_verb == smtp::Verb::helo;
  const Event* const ehlo = helo ? nullptr : hello;
  if (asked.kind == Kind::message) return too_large(record, asked, ehlo);
  if (asked.smtp_verb == smtp::Verb::mail) {
    if (reason_of(record, reply, smtp::Verb::mail) == Reason::size) return too_large(record, asked, ehlo);
    // RFC 5321 4.1.1.11: parameters are for those who said EHLO.
    return helo && !smtp::parse_command(record.view(asked.text)).parameters.empty()
               ? "it has parameters, which need EHLO instead of HELO"
               : "";
  }
  if (is_auth_command(asked) && reply.code == 504) return not_offered(record, asked, ehlo);
  if (asked.smtp_verb == smtp::Verb::starttls && ehlo && !announced(record, *ehlo, "STARTTLS"))
    return "the reply to EHLO does not list STARTTLS";
  return {};
}

}  // namespace heloscope::insight
