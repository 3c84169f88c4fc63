// How much of a conversation was seen at all: both sides of it, and its beginning.
#include <algorithm>

#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Record;

// A server that greets a silent client, and gives up waiting for it, is no half of a conversation. All else that it
// says, it says because it was asked.
bool was_asked(const Event& event) {
  if (event.from != Side::server) return false;
  if (event.kind == Kind::message || event.kind == Kind::other) return true;
  return event.kind == Kind::reply && event.code != 421 && event.status != pop3::Status::err;
}

}  // namespace

void detect_view(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  const auto client = record.octets[index(Side::client)], server = record.octets[index(Side::server)];
  const std::string_view input = timeline.timed ? "capture" : "input";
  const bool client_only = client > 0 && server == 0;
  const bool server_only = server > 0 && client == 0 && std::ranges::any_of(record.events, was_asked);
  if (client_only || server_only) {
    const Side seen = client_only ? Side::client : Side::server;
    const auto first = std::ranges::find_if(
        record.events, [&](const Event& e) { return e.from == seen && e.kind != Kind::open && e.kind != Kind::gap; });
    Tally tally(FindingId::one_sided);
    tally.add({first == record.events.end() ? 0 : static_cast<std::uint32_t>(first - record.events.begin()) + 1}, {});
    tally.report_as(
        found, concat({client_only ? "The server's octets are not in the " : "The client's octets are not in the ",
                       input, "; ", count(client_only ? client : server, "octet"), " of the ",
                       client_only ? "client" : "server", " are."}));
  }
  if (timeline.timed && !timeline.opening_seen && !record.events.empty()) {
    Tally tally(FindingId::begins_in_the_middle);
    tally.add({1}, {});
    const bool greeted = record.events.front().kind == Kind::greeting;
    tally.report_as(found, greeted ? "The opening of the connection is not in the capture, the server's greeting is."
                                   : "The opening of the connection is not in the capture, and what was said before "
                                     "its first event may be missing.");
  }
}

}  // namespace heloscope::insight
