// Refusals that no other detector speaks of, and those of TLS, after which all goes on readable.
#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/refusal.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Protocol, dialogue::Record;

std::string refused(const Timeline& timeline, const Event& reply, const Event& asked, const Event* hello) {
  const Record& record = *timeline.record;
  const auto verb = timeline.protocol == Protocol::smtp ? info(reply.smtp_verb).name : info(reply.pop3_verb).name;
  std::string words = asked.kind == Kind::command ? quoted_line(record, asked) : concat({"a step of ", verb});
  words += concat({" was answered ", quoted_line(record, reply)});
  if (const auto cause = cause_of(timeline, reply, asked, hello); !cause.empty()) words += concat({" (", cause, ")"});
  return words;
}

}  // namespace

void detect_refused(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Tally tls(FindingId::tls_refused), command(FindingId::command_refused);
  const Event* hello = nullptr;
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& reply = record.at(seq);
    if (is_hello_reply(reply)) hello = &reply;
    if (reply.kind != Kind::reply || !reply.reply_to) continue;
    const Event& asked = record.at(reply.reply_to);
    const auto id = refusal_of(timeline, reply, asked);
    if (id == FindingId::tls_refused) tls.add({seq, reply.reply_to}, refused(timeline, reply, asked, hello));
    if (id == FindingId::command_refused) command.add({seq, reply.reply_to}, refused(timeline, reply, asked, hello));
  }
  tls.report(found, "Refused: ");
  command.report(found, "Refused: ");
}

}  // namespace heloscope::insight
