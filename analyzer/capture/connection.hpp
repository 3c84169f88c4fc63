// Segments in, Steps out: connections open, their octets come in the order in which they were said, they close.
//   for (const Step& step : connections.feed(segment)) use(step);   and at the end the same with finish().
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "analyzer/capture/flow.hpp"
#include "analyzer/capture/flow_table.hpp"
#include "analyzer/capture/tcp.hpp"
#include "analyzer/chunk.hpp"

namespace heloscope::capture {

/// What bounds memory and patience.
struct Limits {
  /// Octets that wait in one connection: as much as a usual receive window lets a sender be ahead of a loss.
  std::size_t held = std::size_t{1} << 20;
  /// Octets that wait in all connections together.
  std::size_t held_in_all = std::size_t{64} << 20;
  /// An acknowledged octet was received, so it will not be sent again: it is missing unless the capture holds it a
  /// little later. Captures on several queues or interfaces mix packets up by dozens, and by fractions of a second.
  std::uint64_t patience_segments = 64;
  std::int64_t patience_ns = 3'000'000'000;
  /// Mail servers may wait 10 minutes (RFC 5321 4.5.3.2), POP3 ones at least that (RFC 1939 3).
  std::int64_t idle_ns = 3600 * std::int64_t{1'000'000'000};
  /// How long and how many closed connections are remembered, so that late segments open nothing (RFC 9293 3.4.2).
  std::int64_t closed_ns = 60 * std::int64_t{1'000'000'000};
  std::size_t closed = 65536;
  /// Connections remembered at all, at about 150 octets each; beyond, ones that were idle for long make room.
  std::size_t connections = std::size_t{1} << 20;
};

class Connections {
 public:
  explicit Connections(const Limits& limits = {}) : limits_(limits) {}

  /// What a segment makes happen. The steps and their octets are valid until the next feed() or finish(), and the
  /// segment's own octets must be valid as long.
  std::span<const Step> feed(const Segment& segment);
  /// The end of the input: what waits is delivered, with its gaps, and every connection closes, by rising number. The
  /// time of these closes is the connection's last; their place is 0, as no packet tells of them. So it is with
  /// timeouts.
  std::span<const Step> finish();

  /// What is known of a connection; until the feed() after its close, or after ignore().
  ConnectionInfo describe(std::uint32_t connection) const;
  std::uint16_t port(std::uint32_t connection, Side side) const { return flow(connection).port[index(side)]; }
  std::uint64_t number(std::uint32_t connection) const { return flow(connection).number; }
  /// No further feed() has steps of this connection, its close included; its number is used again for another.
  void ignore(std::uint32_t connection);

  /// For tests and limits: octets that wait, and connections remembered.
  std::size_t held() const { return held_; }
  std::size_t remembered() const { return slots_ - free_.size(); }

 private:
  struct Moment {
    std::int64_t time_ns = 0;
    std::uint64_t frame = 0;
  };
  struct Closed {
    std::uint32_t slot;
    std::uint64_t number;  // tells whether the slot has been used again
  };

  // connection.cpp: who talks to whom, from when to when.
  Flow& at(std::uint32_t slot) const { return blocks_[slot / block_size][slot % block_size]; }
  Flow& flow(std::uint32_t connection) const { return at(slot_of_[connection]); }
  void begin();
  Flow* find(const Segment& segment, Side& from);
  Flow* open(const Segment& segment, Side& from);
  std::uint32_t take_slot();
  std::uint32_t take_id(std::uint32_t slot);
  void make_room(const Segment& segment);
  void close(Flow& flow, Ending ending, Moment moment);
  void forget(std::uint32_t slot);
  void sweep(std::int64_t now_ns);

  // delivery.cpp: in which order.
  void receive(Flow& flow, Side from, const Segment& segment);
  void receive_odd(Flow& flow, Side from, const Segment& segment);
  void take_in(Flow& flow, Side from, Position position, const Segment& segment, Position heard);
  void settle(Flow& flow, Moment moment, bool closing);
  bool release(Flow& flow);
  bool give_up(Flow& flow, Moment moment, bool closing);
  bool break_circle(Flow& flow);
  void deliver(Flow& flow, std::size_t side, std::string_view octets, std::uint64_t missing, Moment moment);
  void deliver_piece(Flow& flow, std::size_t side);
  Trouble& trouble(Flow& flow);
  void end_trouble(Flow& flow);

  static constexpr std::size_t block_size = 1024;

  Limits limits_;
  std::vector<std::unique_ptr<Flow[]>> blocks_;  // flows stay where they are
  std::size_t slots_ = 0;
  std::vector<std::uint32_t> free_, free_ids_, slot_of_;
  std::vector<std::uint32_t> retired_, retired_ids_;  // free from the next feed() on
  std::deque<Closed> closed_;
  FlowTable table_;
  std::array<Flow*, 1024> recent_{};  // by hash; stays in the first-level cache, which the table does not
  Flow* last_ = nullptr;              // most segments follow one of their own connection
  std::vector<Step> steps_;
  std::deque<Piece> delivered_;  // owns the octets of this feed's steps that had to wait
  std::size_t held_ = 0;
  std::uint64_t number_ = 0;
  std::size_t hand_ = 0;  // goes round the slots when room must be made
  std::int64_t swept_ns_ = 0;
  std::uint64_t segments_since_sweep_ = 0;
};

}  // namespace heloscope::capture
