// What happened to the connection and to its octets below the dialogue, and how it ended.
#include <algorithm>

#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Protocol, dialogue::Record;

/// What one pass over the events gathers.
struct Ends {
  std::uint32_t close = 0, last_command = 0;
  std::uint32_t client_gap = 0;  // the last one, in which a QUIT may be
  bool quit_answered = false, said_421 = false, gap = false;
};

bool answers_quit(Protocol protocol, const Event& reply) {
  if (reply.kind != Kind::reply) return false;
  return protocol == Protocol::smtp ? reply.smtp_verb == smtp::Verb::quit && reply.code < 400
                                    : reply.pop3_verb == pop3::Verb::quit && reply.status == pop3::Status::ok;
}

std::string_view who(Side side) { return side == Side::client ? "the client" : "the server"; }
std::string_view who_first(Side side) { return side == Side::client ? "The client" : "The server"; }

Ends gather(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Ends ends;
  Tally gaps(FindingId::tcp_gap), incomplete(FindingId::message_incomplete);
  std::uint64_t missing[2] = {0, 0};
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    switch (event.kind) {
      case Kind::close: ends.close = seq; break;
      case Kind::command: ends.last_command = seq; break;
      case Kind::gap:
        ends.gap = true;
        if (event.from == Side::client) ends.client_gap = seq;
        missing[index(event.from)] += event.octets;
        gaps.add({seq}, {});
        break;
      case Kind::message: {
        const auto& message = record.messages[event.detail];
        if (message.complete) break;
        const std::string lost =
            message.missing ? concat({count(message.missing, "octet"), " inside it missing"}) : "";
        const auto end = event.has(dialogue::Flag::unfinished) ? "its end not seen" : "its beginning not seen";
        incomplete.add({seq, event.reply_to},
                       concat({"a message (", message.via, ") of which ", count(message.octets, "octet"),
                               " were seen, ", lost.empty() ? end : lost}));
        break;
      }
      case Kind::greeting:
      case Kind::reply:
        ends.said_421 = ends.said_421 || event.code == 421;
        ends.quit_answered = ends.quit_answered || answers_quit(timeline.protocol, event);
        break;
      default: break;
    }
  }
  if (!gaps.empty()) {
    std::string detail = "Missing: ";
    for (const Side side : {Side::client, Side::server})
      if (missing[index(side)])
        detail +=
            concat({detail.ends_with(": ") ? "" : ", and ", count(missing[index(side)], "octet"), " of ", who(side)});
    gaps.report_as(found, detail += '.');
  }
  incomplete.report(found, "Not whole: ");
  return ends;
}

void detect_reset(const Timeline& timeline, const Ends& ends, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  const Side by = ends.close ? record.at(ends.close).from : Side::server;
  const bool silent = record.octets[0] + record.octets[1] == 0 && !ends.gap;
  if (silent && timeline.opening_seen && by == Side::server) {
    Tally refused(FindingId::connection_refused);
    refused.add({ends.close}, {});
    return refused.report_as(found, "The server reset the connection before anything was said.");
  }
  if (ends.quit_answered) return;  // all was said: some clients end that way to spare the time of waiting
  Tally reset(FindingId::connection_reset);
  reset.add({ends.close, ends.last_command}, {});
  std::string after = ".";
  if (ends.last_command)
    after = concat({"; the last command was ", quoted_line(record, record.at(ends.last_command)), "."});
  else if (silent)
    after = " before anything was said.";
  reset.report_as(found, concat({who_first(by), " reset the connection", after}));
}

void detect_missing_quit(const Timeline& timeline, const Ends& ends, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  if (record.quit || !timeline.opening_seen || !ends.last_command || ends.said_421) return;
  // It may have been said where nothing can be read.
  if (timeline.ended == "tls" || (record.unrecorded && record.tls) || ends.client_gap > ends.last_command) return;
  Tally tally(FindingId::missing_quit);
  tally.add({ends.close, ends.last_command}, {});
  std::string_view how = "nothing came any more";
  if (timeline.ending == Ending::reset) how = "the connection was reset";
  if (timeline.ending == Ending::fin)
    how = ends.close && record.at(ends.close).from == Side::server ? "the server closed the connection"
                                                                   : "the client closed the connection";
  tally.report_as(found, concat({"After ", quoted_line(record, record.at(ends.last_command)), " ", how, "."}));
}

}  // namespace

void detect_transport(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  const Ends ends = gather(timeline, found);
  if (timeline.ending == Ending::reset) detect_reset(timeline, ends, found);
  if (timeline.ending != Ending::end_of_input) detect_missing_quit(timeline, ends, found);
  if (record.unrecorded) {
    Tally cut(FindingId::conversation_cut);
    cut.add({}, {});
    cut.report_as(found, concat({count(record.unrecorded, "event"), " at the end are counted but not shown."}));
  }
  if (timeline.conflicting) {
    Tally conflict(FindingId::bytes_conflict);
    conflict.add({}, {});
    conflict.report_as(found, concat({count(timeline.conflicting, "octet"), " came again with other values."}));
  }
}

}  // namespace heloscope::insight
