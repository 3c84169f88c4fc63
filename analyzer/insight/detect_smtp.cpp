// Refusals of a mail transaction, and the name in HELO.
#include <array>

#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/smtp_text.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/smtp/path.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Record, smtp::Verb;

// RFC 5321 4.2.3: the codes that can mean an unknown mailbox; 501 and 503 are about the command.
bool may_be_unknown(unsigned code) { return code == 550 || code == 553 || code == 554; }

std::string refused(const Record& record, const Event& reply, const Event& asked) {
  std::string path = shown(record, asked, asked.operand);
  return concat({path.empty() ? "<>" : path, " was answered ", quoted_line(record, reply)});
}

struct Refusals {
  Tally relay{FindingId::relay_denied}, recipient{FindingId::unknown_recipient}, message{FindingId::message_refused};
};

void look_at_refusal(const Record& record, std::uint32_t seq, Refusals& refusals) {
  const Event& reply = record.at(seq);
  const Event& asked = record.at(reply.reply_to);
  switch (reply.smtp_verb) {
    case Verb::mail:
    case Verb::rcpt: {
      if (asked.has(dialogue::Flag::out_of_order)) return;
      const Reason reason = reason_of(record, reply, reply.smtp_verb);
      if (reason == Reason::relaying) refusals.relay.add({seq, reply.reply_to}, refused(record, reply, asked));
      if (reason == Reason::recipient && reply.smtp_verb == Verb::rcpt && may_be_unknown(reply.code))
        refusals.recipient.add({seq, reply.reply_to}, refused(record, reply, asked));
      return;
    }
    case Verb::bdat:
      if (asked.has(dialogue::Flag::out_of_order) || !is_last_chunk(record, asked)) return;
      [[fallthrough]];
    case Verb::end_of_data: refusals.message.add({seq, reply.reply_to}, quoted_line(record, reply)); return;
    default: return;
  }
}

}  // namespace

void detect_smtp(const Timeline& timeline, std::vector<Finding>& found) {
  if (timeline.protocol != dialogue::Protocol::smtp) return;
  const Record& record = *timeline.record;
  Refusals refusals;
  Tally helo(FindingId::single_label_helo);
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    if (event.kind == Kind::reply && event.code >= 500 && event.reply_to) look_at_refusal(record, seq, refusals);
    if (event.kind != Kind::command || !event.operand.length) continue;
    if (event.smtp_verb != Verb::helo && event.smtp_verb != Verb::ehlo && event.smtp_verb != Verb::lhlo) continue;
    if (smtp::classify_host(record.view(event.operand)) == smtp::HostKind::single_label)
      helo.add({seq},
               concat({"the client calls itself ", quoted(record.view(event.operand)), ", a name without a domain"}));
  }
  refusals.relay.report(found, "Refused: ");
  refusals.recipient.report(found, "Refused: ");
  refusals.message.report(found, "The answer to the message: ");
  helo.report(found, "In its greeting ");
}

}  // namespace heloscope::insight
