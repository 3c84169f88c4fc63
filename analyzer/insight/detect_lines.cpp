// Line ends and lengths (RFC 5321 2.3.8, 4.5.3.1; RFC 1939 3, RFC 2449 4), and lines of the server that are no
// replies.
#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Flag, dialogue::Kind, dialogue::Protocol, dialogue::Record;

struct BareLines {
  std::uint64_t commands = 0, replies = 0, lines = 0, messages = 0;
};

std::string bare_detail(const BareLines& bare) {
  std::string who;
  const auto list = [&](std::string item) { who += concat({who.empty() ? "" : ", ", item}); };
  if (bare.commands) list(count(bare.commands, "line of the client", "lines of the client"));
  if (bare.replies) list(count(bare.replies, "reply", "replies"));
  if (bare.messages) list(concat({count(bare.lines, "line"), " in ", count(bare.messages, "message")}));
  return concat({"In LF without CR: ", who, "."});
}

std::string length_words(const Timeline& timeline, const Event& event) {
  const bool smtp = timeline.protocol == Protocol::smtp;
  if (event.kind == Kind::message)
    return concat({"a line of a message has ", std::to_string(timeline.record->messages[event.detail].overlong_line),
                   " octets, the limit is 998"});
  if (event.from == Side::server)
    return concat({"a reply has a line over 512 octets, ", count(event.octets, "octet"), " in all"});
  return concat({"a command has ", count(event.octets, "octet"), ", the limit is ", smtp ? "512" : "255"});
}

}  // namespace

void detect_lines(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  Tally bare(FindingId::bare_line_feed), long_line(FindingId::line_too_long), malformed(FindingId::malformed_reply);
  BareLines lines;
  // Without the beginning, or the client's side, a server's odd line may be the inside of a message.
  bool replies_known = timeline.opening_seen && record.octets[index(Side::client)] > 0;
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    if (event.kind == Kind::gap) replies_known = false;
    const bool odd =
        event.kind == Kind::other && event.from == Side::server && replies_known && !event.has(Flag::unfinished);
    if (odd || event.has(Flag::malformed)) malformed.add({seq}, quoted_line(record, event));
    if (event.has(Flag::bare_line_feed) && event.kind != Kind::other) {
      bare.add({seq}, {});
      if (event.kind == Kind::message)
        ++lines.messages, lines.lines += record.messages[event.detail].lone_line_feeds;
      else
        ++(event.from == Side::client ? lines.commands : lines.replies);
    }
    if (event.has(Flag::too_long) && event.kind != Kind::other) long_line.add({seq}, length_words(timeline, event));
  }
  if (!bare.empty()) bare.report_as(found, bare_detail(lines));
  long_line.report(found, "Too long: ");
  malformed.report(found, "Not by the grammar: ");
}

}  // namespace heloscope::insight
