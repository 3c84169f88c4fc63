// Small dialogues as scripts: a Scene is spoken line by line and gives the Timeline that a capture of it would give.
#pragma once
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/dialogue/conversation.hpp"
#include "analyzer/insight/explain.hpp"
#include "analyzer/insight/timeline.hpp"

namespace heloscope::insight {

class Scene {
 public:
  explicit Scene(dialogue::Protocol protocol, bool opening_seen = true)
      : protocol_(protocol),
        conversation_(std::make_unique<dialogue::Conversation>(dialogue::Options{}, std::uint16_t{25}, opening_seen,
                                                               protocol)) {
    connection_.number = 1;
    connection_.opening_seen = opening_seen;
    connection_.client = {"192.0.2.1", 1044}, connection_.server = {"192.0.2.25", 25};
    if (opening_seen) conversation_->open(at(Side::client));
  }
  /// "C: ..." and "S: ..." lines, CRLF added; "c: ..." and "s: ..." end in LF alone; "C~n" and "S~n" are gaps of n
  /// octets.
  Scene& say(std::initializer_list<std::string_view> lines) {
    for (const auto line : lines) say(line);
    return *this;
  }
  Scene& say(std::string_view line) {
    const Side from = line[0] == 'C' || line[0] == 'c' ? Side::client : Side::server;
    Chunk chunk = at(from);
    if (line[1] == '~') {
      chunk.missing = std::stoull(std::string(line.substr(2)));
      conversation_->feed(chunk);
      return *this;
    }
    std::string text(line.substr(std::min<std::size_t>(3, line.size())));
    text += line[0] < 'a' ? "\r\n" : "\n";
    return octets(from, text);
  }
  Scene& octets(Side from, std::string_view octets) {
    Chunk chunk = at(from);
    chunk.bytes = octets;
    conversation_->feed(chunk);
    return *this;
  }
  Scene& wait(std::int64_t ns) {
    time_ += ns;
    return *this;
  }
  Scene& conflicting(std::uint64_t octets) {
    connection_.conflicting = octets;
    return *this;
  }
  Scene& untimed() {
    timed_ = false;
    return *this;
  }
  const Timeline& end(Ending ending = Ending::fin, Side by = Side::client) {
    conversation_->close(ending, at(by));
    return remake(ending);
  }
  /// Again, after the record was changed by hand.
  const Timeline& remake(Ending ending = Ending::fin) {
    timeline_ =
        make_timeline(connection_, protocol_, conversation_->swapped(), timed_, ending, conversation_->record());
    return timeline_;
  }
  dialogue::Record& record() { return conversation_->record(); }

 private:
  Chunk at(Side from) {
    Chunk chunk;
    chunk.from = from, chunk.place = ++place_, chunk.time_ns = time_ += 1'000'000;
    return chunk;
  }
  dialogue::Protocol protocol_;
  std::unique_ptr<dialogue::Conversation> conversation_;
  ConnectionInfo connection_;
  Timeline timeline_;
  bool timed_ = true;
  std::uint64_t place_ = 0;
  std::int64_t time_ = 1'000'000'000;
};

inline Scene smtp_scene(std::initializer_list<std::string_view> lines) {
  Scene scene(dialogue::Protocol::smtp);
  scene.say(lines);
  return scene;
}
inline Scene pop3_scene(std::initializer_list<std::string_view> lines) {
  Scene scene(dialogue::Protocol::pop3);
  scene.say(lines);
  return scene;
}

inline const Finding* find(const Timeline& timeline, FindingId id) {
  for (const auto& finding : timeline.findings)
    if (finding.id == id) return &finding;
  return nullptr;
}
inline std::vector<std::string_view> names(const Timeline& timeline) {
  std::vector<std::string_view> out;
  for (const auto& finding : timeline.findings) out.push_back(info(finding.id).name);
  return out;
}
/// The first event whose text holds `part`.
inline const dialogue::Event& event_with(const Timeline& timeline, std::string_view part) {
  for (const auto& event : timeline.record->events)
    if (timeline.record->view(event.text).find(part) != std::string_view::npos) return event;
  ADD_FAILURE() << "no event with " << part;
  return timeline.record->events.front();
}
inline const dialogue::Event& event_of(const Timeline& timeline, dialogue::Kind kind) {
  for (const auto& event : timeline.record->events)
    if (event.kind == kind) return event;
  ADD_FAILURE() << "no event of kind " << name(kind);
  return timeline.record->events.front();
}

}  // namespace heloscope::insight
