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
  timeline.software = identify(record, protocol);
  timeline.findings = find_all(timeline);
  return timeline;
}

}  // namespace heloscope::insight
