// Refusals of a mail transaction, and the name in HELO.
#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/refusal.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/smtp/path.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Record, smtp::Verb;

std::string refused(const Record& record, const Event& reply, const Event& asked) {
  std::string path = shown(record, asked, asked.operand);
  return concat({path.empty() ? "<>" : path, " was answered ", quoted_line(record, reply)});
}

struct Refusals {
  Tally relay{FindingId::relay_denied}, recipient{FindingId::unknown_recipient}, message{FindingId::message_refused};
};

void look_at_refusal(const Timeline& timeline, std::uint32_t seq, const Event* hello, Refusals& refusals) {
  const Record& record = *timeline.record;
  const Event& reply = record.at(seq);
  const Event& asked = record.at(reply.reply_to);
  const auto id = refusal_of(timeline, reply, asked);
  if (id == FindingId::relay_denied) refusals.relay.add({seq, reply.reply_to}, refused(record, reply, asked));
  if (id == FindingId::unknown_recipient)
    refusals.recipient.add({seq, reply.reply_to}, refused(record, reply, asked));
  if (id != FindingId::message_refused) return;
  std::string words = quoted_line(record, reply);
  if (const auto cause = cause_of(timeline, reply, asked, hello); !cause.empty())
    words += concat({asked.kind == Kind::command ? "; the mail " : "; the message ", cause});
  refusals.message.add({seq, reply.reply_to}, words);
}

}  // namespace

void detect_smtp(const Timeline& timeline, std::vector<Finding>& found) {
  if (timeline.protocol != dialogue::Protocol::smtp) return;
  const Record& record = *timeline.record;
  Refusals refusals;
  const Event* hello = nullptr;
  Tally helo(FindingId::single_label_helo);
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    if (is_hello_reply(event)) hello = &event;
    if (event.kind == Kind::reply && event.code >= 500 && event.reply_to)
      look_at_refusal(timeline, seq, hello, refusals);
    if (event.kind != Kind::command || !event.operand.length) continue;
    if (event.smtp_verb != Verb::helo && event.smtp_verb != Verb::ehlo && event.smtp_verb != Verb::lhlo) continue;
    if (smtp::classify_host(record.view(event.operand)) == smtp::HostKind::single_label)
      helo.add({seq},
               concat({"the client calls itself ", quoted(record.view(event.operand)), ", a name without a domain"}));
  }
  refusals.relay.report(found, "Refused: ");
  refusals.recipient.report(found, "Refused: ");
  refusals.message.report(found, "The answer to the mail: ");
  helo.report(found, "In HELO/EHLO ");
}

}  // namespace heloscope::insight
