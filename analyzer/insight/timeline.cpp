#include "analyzer/insight/timeline.hpp"

#include <algorithm>

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Record;

// TLS hides the end: nothing that could be read came after it.
bool ends_in_tls(const Record& record) {
  if (!record.tls) return false;
  const auto said = std::ranges::find_if(record.events.rbegin(), record.events.rend(),
                                         [](const Event& e) { return e.kind != Kind::close && e.kind != Kind::gap; });
  return said != record.events.rend() && said->kind == Kind::tls;
}

std::string_view how_it_ended(const Record& record, Ending ending) {
  if (ends_in_tls(record)) return "tls";
  if (record.quit) return "quit";
  switch (ending) {
    case Ending::fin: return "fin";
    case Ending::reset: return "reset";
    case Ending::timeout: return "timeout";
    case Ending::end_of_input: break;
  }
  return "end-of-input";
}

// A server's own log shows the lines behind STARTTLS; on the wire only a TLS record shows that TLS was meant.
std::uint32_t first_secured(const Record& record, bool timed) {
  if (!record.tls && timed) return 0;
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    if (event.kind == Kind::tls) return seq;
    if (timed || event.kind != Kind::reply) continue;
    if (event.smtp_verb == smtp::Verb::starttls && event.code == 220) return seq;
    if (event.pop3_verb == pop3::Verb::stls && event.status == pop3::Status::ok) return seq;
  }
  return 0;
}

// RFC 1939 5, 6: accepted DELEs since the last accepted RSET count.
Marks count_marks(const Record& record, bool from_start) {
  Marks marks;
  marks.certain = from_start;
  std::uint64_t unanswered = 0;
  for (const Event& event : record.events) {
    if (event.kind == Kind::gap || event.kind == Kind::tls) marks.certain = false;
    if (event.kind == Kind::command && event.pop3_verb == pop3::Verb::dele && !event.answered_by) ++unanswered;
    if (event.kind != Kind::reply || !event.reply_to) continue;
    if (event.pop3_verb == pop3::Verb::quit) break;
    if (event.status != pop3::Status::ok) continue;
    if (event.pop3_verb == pop3::Verb::dele) ++marks.messages;
    if (event.pop3_verb == pop3::Verb::rset) marks = {}, unanswered = 0;
  }
  if (unanswered || record.unrecorded) marks.certain = false;
  return marks;
}

}  // namespace

Timeline make_timeline(const ConnectionInfo& connection, dialogue::Protocol protocol, bool swapped, bool timed,
                       Ending ending, const dialogue::Record& record) {
  Timeline timeline;
  timeline.number = connection.number;
  timeline.protocol = protocol;
  timeline.client = swapped ? connection.server : connection.client;
  timeline.server = swapped ? connection.client : connection.server;
  timeline.opening_seen = connection.opening_seen;
  timeline.conflicting = connection.conflicting;
  timeline.timed = timed;
  timeline.ending = ending;
  timeline.ended = how_it_ended(record, ending);
  timeline.record = &record;
  for (const Event& event : record.events) {  // a message's event may begin before the one in front of it
    if (event.time_ns != no_time && (timeline.start_ns == no_time || event.time_ns < timeline.start_ns))
      timeline.start_ns = event.time_ns;
    timeline.end_ns = std::max({timeline.end_ns, event.time_ns, event.end_ns});  // no_time is the least
  }
  timeline.secured = first_secured(record, timed);
  const bool greeted = std::ranges::any_of(
      record.events.begin(), record.events.begin() + std::min<std::ptrdiff_t>(2, std::ssize(record.events)),
      [](const Event& e) { return e.kind == Kind::greeting; });
  if (protocol == dialogue::Protocol::pop3) timeline.marks = count_marks(record, timeline.opening_seen || greeted);
  timeline.software = identify(record, protocol);
  timeline.findings = find_all(timeline);
  return timeline;
}

}  // namespace heloscope::insight
