// Passwords that anybody on the way could read, and logons that the server refused.
#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/logon.hpp"
#include "analyzer/insight/pop3_text.hpp"
#include "analyzer/insight/refusal.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/pop3/reply.hpp"
#include "grammars/smtp/keyword.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Protocol, dialogue::Record;

std::string of_user(std::string_view user) { return user.empty() ? std::string() : " of " + quoted(user); }

bool is_cleartext(std::string_view mechanism) {
  const auto* row = smtp::find_mechanism(mechanism);
  return row && row->cleartext;
}

// How a secret in this event travelled, or nothing if it is none that readers of the wire could use.
std::string_view readable_by(Protocol protocol, const Event& event, std::string_view mechanism) {
  if (!event.secret.length) return {};
  if (event.kind == Kind::auth || is_auth_command(event))
    return is_cleartext(mechanism) ? mechanism : std::string_view{};
  // Typed to an SMTP server by mistake, PASS shows the password all the same.
  return event.pop3_verb == pop3::Verb::pass || protocol == Protocol::smtp ? "PASS" : std::string_view{};
}

void detect_cleartext(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Tally tally(FindingId::cleartext_password);
  std::string_view mechanism;
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    if (timeline.secured && seq >= timeline.secured) break;  // what can be read behind it was decrypted for us
    if (is_auth_command(event)) mechanism = record.view(event.operand);
    const auto way = readable_by(timeline.protocol, event, mechanism);
    if (way.empty()) continue;
    tally.add({seq}, concat({"the password", of_user(named_user(record, seq)), " by ", clip(way, 20)}));
  }
  tally.report(found, "Sent without encryption: ");
}

void detect_failures(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Tally tally(FindingId::login_failed);
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& reply = record.at(seq);
    if (reply.kind != Kind::reply || !reply.reply_to || (reply.code < 400 && reply.status != pop3::Status::err))
      continue;
    const Event& asked = record.at(reply.reply_to);
    if (refusal_of(timeline, reply, asked) != FindingId::login_failed) continue;
    const std::string user = named_user(record, reply.reply_to);
    std::string words = user.empty() ? "a logon" : quoted(user);
    words += concat({" was answered ", quoted_line(record, reply)});
    if (timeline.protocol == Protocol::pop3)
      if (const auto* known = find_error_text(reply_parts(record, reply).text))
        words += concat({" (", known->advice, ")"});
    tally.add({seq, reply.reply_to}, words);
  }
  tally.report(found, "Refused: ");
}

}  // namespace

void detect_logon(const Timeline& timeline, std::vector<Finding>& found) {
  detect_cleartext(timeline, found);
  detect_failures(timeline, found);
}

}  // namespace heloscope::insight
