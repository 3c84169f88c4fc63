// "Not now": 4xx of SMTP, and the response codes of POP3 that say so.
#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/pop3_text.hpp"
#include "analyzer/insight/smtp_text.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Protocol, dialogue::Record;

bool says_later(const Timeline& timeline, const Event& reply) {
  if (timeline.protocol == Protocol::smtp) return reply.code >= 400 && reply.code < 500;
  return reply.status == pop3::Status::err && is_temporary(reply_parts(*timeline.record, reply).response_code);
}

std::string asked_for(const Timeline& timeline, const Event& reply) {
  if (reply.kind == Kind::greeting) return "the greeting is ";
  if (!reply.reply_to) return "unasked: ";
  const auto verb = timeline.protocol == Protocol::smtp ? info(reply.smtp_verb).name : info(reply.pop3_verb).name;
  if (verb == ".") return "the message was answered ";
  return verb.empty() ? "a command was answered " : concat({verb, " was answered "});
}

}  // namespace

void detect_temporary(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Tally tally(FindingId::temporary_failure);
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& reply = record.at(seq);
    if ((reply.kind != Kind::reply && reply.kind != Kind::greeting) || !says_later(timeline, reply)) continue;
    std::string words = concat({asked_for(timeline, reply), quoted_line(record, reply)});
    if (timeline.protocol == Protocol::smtp && reason_of(record, reply, reply.smtp_verb) == Reason::greylisting)
      words += ", which speaks of greylisting: a first attempt is turned away, and a later one gets through";
    tally.add({seq, reply.reply_to}, words);
  }
  tally.report(found, "Not now: ");
}

}  // namespace heloscope::insight
