// Deletions that were asked for and will not happen (RFC 1939 6: only QUIT enters the UPDATE state).
#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Record;

// How the session ended without a QUIT that was answered +OK; empty if that is not known.
std::string_view ended_how(const Timeline& timeline, const Event* quit, const Event* answer) {
  if (answer) return "QUIT was answered by -ERR";
  const bool to_the_end = timeline.ending != Ending::end_of_input;
  if (!to_the_end && timeline.timed) return {};  // a capture that stops here tells nothing of what came next
  if (quit) return to_the_end ? "QUIT was not answered" : "";
  return to_the_end ? "the connection ended without QUIT" : "the input ends before QUIT";
}

}  // namespace

void detect_pop3(const Timeline& timeline, std::vector<Finding>& found) {
  if (timeline.protocol != dialogue::Protocol::pop3) return;
  const Record& record = *timeline.record;
  Tally marked(FindingId::deletes_not_committed);
  const Event *quit = nullptr, *answer = nullptr;
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    if ((event.kind == Kind::gap || event.kind == Kind::tls) && !marked.empty()) return;  // QUIT or RSET may be in it
    if (event.kind == Kind::command && event.pop3_verb == pop3::Verb::quit) quit = &event;
    if (event.kind != Kind::reply || !event.reply_to) continue;
    const Event& asked = record.at(event.reply_to);
    const bool ok = event.status == pop3::Status::ok;
    if (event.pop3_verb == pop3::Verb::dele && ok) marked.add({event.reply_to}, clip(record.view(asked.operand), 20));
    if (event.pop3_verb == pop3::Verb::rset && ok) marked = Tally(FindingId::deletes_not_committed);
    if (event.pop3_verb == pop3::Verb::quit && ok) return;
    if (event.pop3_verb == pop3::Verb::quit) answer = &event;
  }
  if (marked.empty() || record.unrecorded) return;
  const auto how = ended_how(timeline, quit, answer);
  if (how.empty()) return;
  marked.report_as(found, concat({count(marked.times(), "message"), marked.times() == 1 ? " was" : " were",
                                  " marked by DELE, but ", how, "."}));
}

}  // namespace heloscope::insight
