// How the dialogues write Events: the common part of SMTP and POP3.
#pragma once
#include <string_view>

#include "analyzer/dialogue/event.hpp"
#include "analyzer/dialogue/line_reader.hpp"

namespace heloscope::dialogue {

/// Switches of an analysis that the dialogues need.
struct Options {
  bool hash = true;  ///< SHA-256 of each message
};

class Recorder {
 public:
  explicit Recorder(Record& record) : record_(record) {}
  Record& record() { return record_; }

  /// Adds an event and returns its sequence number, 0 when the record is full (`spare()` then takes what is written).
  std::uint32_t add(Kind kind, Side from, const Origin& origin);
  /// The same for a line: text and the flags that the line gives.
  std::uint32_t add_line(Kind kind, Side from, const Line& line);
  /// Octets that mean nothing to the protocol; neighbours of one side become one event.
  std::uint32_t add_other(Side from, const Line& line);
  void add_gap(const Chunk& chunk);
  Event& at(std::uint32_t seq) { return seq ? record_.at(seq) : spare_; }
  /// Appends a line to an event's text, under the limit of one text.
  void extend(Event& event, const Line& line);
  /// Takes all that `reader` has and counts it as the event's octets: nobody here can read it.
  void count(std::uint32_t seq, LineReader& reader);
  /// Marks `part`, a piece of `line` whose event is `seq`, as Event::secret.
  static Slice slice_of(const Event& event, std::string_view line, std::string_view part);
  /// Ties a reply to what it answers and takes the time between.
  void link(std::uint32_t reply, std::uint32_t question);

 private:
  Record& record_;
  Event spare_;
};

}  // namespace heloscope::dialogue
