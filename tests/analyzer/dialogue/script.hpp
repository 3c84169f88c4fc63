// A dialogue written down as lines, and what the dialogues make of it, for tests.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/dialogue/conversation.hpp"

namespace heloscope::dialogue {

/// What one side says at once; `missing` octets of it are a gap instead.
struct Say {
  Side from = Side::client;
  std::string octets = {};
  std::uint64_t missing = 0;
};
inline Say C(std::string_view line) { return {Side::client, std::string(line) + "\r\n"}; }
inline Say S(std::string_view line) { return {Side::server, std::string(line) + "\r\n"}; }

/// Feeds a script to a conversation, one chunk an entry (each in a frame of its own, 1 ms apart), or with `piece` > 0
/// cut into chunks of at most that many octets. Then closes it by FIN.
inline void play(Conversation& conversation, const std::vector<Say>& script, std::size_t piece = 0,
                 Ending ending = Ending::fin) {
  std::uint64_t frame = 1;
  std::int64_t time = 1'000'000'000;
  conversation.open({Side::client, {}, 0, time, frame});
  for (const Say& say : script) {
    ++frame, time += 1'000'000;
    if (say.missing) {
      conversation.feed({say.from, {}, say.missing, time, frame});
      continue;
    }
    const std::size_t step = piece ? piece : say.octets.size();
    for (std::size_t at = 0; at < say.octets.size(); at += step) {
      const std::string copy = say.octets.substr(at, step);  // freed after the call: nothing may look at it later
      conversation.feed({say.from, copy, 0, time, frame});
    }
  }
  conversation.close(ending, {Side::client, {}, 0, time, frame});
}

/// One line an event: "C command MAIL 250", for comparing.
inline std::string outline(const Event& e, const Record& record) {
  std::string out = e.from == Side::client ? "C " : "S ";
  out += name(e.kind);
  const auto add = [&](std::string_view word) { (out += ' ') += word; };
  if (e.kind == Kind::command || e.kind == Kind::auth || e.kind == Kind::other || e.kind == Kind::reply ||
      e.kind == Kind::greeting)
    add(record.view(e.text));
  if (e.kind == Kind::message) {
    const Message& m = record.messages[e.detail];
    add(m.via);
    add(std::to_string(m.octets));
    add(m.complete ? "complete" : "incomplete");
  }
  if (e.kind == Kind::gap) add(std::to_string(e.octets));
  return out;
}
inline std::vector<std::string> outline(const Record& record) {
  std::vector<std::string> out;
  for (const Event& e : record.events)
    if (e.kind != Kind::open && e.kind != Kind::close) out.push_back(outline(e, record));
  return out;
}

/// Everything an event says, for "the same events, however cut".
inline std::string whole(const Event& e, const Record& record) {
  std::string out = outline(e, record);
  for (const auto n :
       {std::uint64_t{e.code}, std::uint64_t{e.flags}, std::uint64_t{e.reply_to}, std::uint64_t{e.answered_by},
        e.first_place, e.last_place, static_cast<std::uint64_t>(e.time_ns), static_cast<std::uint64_t>(e.end_ns),
        e.octets, e.body_lines, e.body_octets, static_cast<std::uint64_t>(e.smtp_verb),
        static_cast<std::uint64_t>(e.pop3_verb), static_cast<std::uint64_t>(e.latency_ns)})
    (out += '|') += std::to_string(n);
  for (const Slice s : {e.argument, e.operand, e.secret, e.body}) (out += '|') += record.view(s);
  if (e.kind == Kind::message) {
    const Message& m = record.messages[e.detail];
    for (const auto octet : m.sha256) (out += ' ') += std::to_string(octet);
    for (const Slice s : {m.reverse_path, m.forward_paths, m.header}) (out += '|') += record.view(s);
    for (const auto n : {m.lines, m.lone_line_feeds, m.overlong_line, m.missing}) (out += '|') += std::to_string(n);
  }
  return out;
}
inline std::vector<std::string> whole(const Record& record) {
  std::vector<std::string> out;
  for (const Event& e : record.events) out.push_back(whole(e, record));
  out.push_back(std::to_string(record.commands) + ' ' + std::to_string(record.replies) + ' ' + record.user);
  return out;
}

}  // namespace heloscope::dialogue
