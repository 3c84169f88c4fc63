// The half of Connections that puts octets in order: within a direction by sequence number, between the two by what
// each side had heard when it spoke (its acknowledgements), so that no reply comes before its command.
#include <algorithm>
#include <limits>
#include <utility>

#include "analyzer/capture/connection.hpp"

namespace heloscope::capture {
namespace {

// RFC 7323 2.3: the largest window. What is farther away belongs to no connection we know.
constexpr Position largest_window = Position{1} << 30;

// How much before its first segment a direction may begin whose beginning was not captured: packets out of order.
constexpr Position early_start = Position{1} << 20;

bool ahead(std::uint32_t seq, std::uint32_t of) { return static_cast<std::int32_t>(seq - of) > 0; }

void count(std::uint32_t& counter, std::uint64_t n) {
  counter +=
      static_cast<std::uint32_t>(std::min<std::uint64_t>(n, std::numeric_limits<std::uint32_t>::max() - counter));
}

void begin_stream(Flow& f, std::size_t side, std::uint32_t seq) {
  f.bits[side].known = true;
  f.first[side] = seq;
  f.next[side] = f.acked[side] = first_position(seq);
}

// The position that the other side acknowledges, or 0 if it cannot be meant.
Position acknowledge(Flow& f, std::size_t side, std::uint32_t ack) {
  if (!f.bits[side].known) begin_stream(f, side, ack);
  const Position latest = f.latest(side), to = extend(ack, latest);
  if (to > latest + largest_window) return 0;
  f.acked[side] = std::max(f.acked[side], to);
  return to;
}

Position fin_position(const Flow& f, std::size_t side) { return extend(f.fin[side], f.latest(side)); }

/// Up to where octets of a side are known to have been sent but are not here; its `next` or less if nothing is
/// missing.
Position known_missing(const Flow& f, std::size_t side) {
  if (f.troubled && !f.trouble->waiting[side].empty()) return f.trouble->waiting[side].first();
  const Flow::Bits& bits = f.bits[side];
  if (!bits.present || bits.finished) return 0;
  return std::max(f.acked[side], bits.fin ? fin_position(f, side) : 0);
}
bool has_hole(const Flow& f, std::size_t side) { return known_missing(f, side) > f.next[side]; }

// Whether the first waiting octets of a side answer something that was not delivered yet.
bool is_bound(const Flow& f, std::size_t side) {
  return f.trouble->waiting[side].front().origin.heard > f.next[1 - side];
}

}  // namespace

void Connections::receive(Flow& f, Side from, const Segment& s) {
  const std::size_t d = index(from), o = index(other(from));
  f.last_ns = s.time_ns;
  // Nearly every segment: the connection is well, the segment the next one, and it acknowledges nothing we have not
  // seen.
  constexpr unsigned odd = flag::syn | flag::fin | flag::rst;
  if (f.state == Flow::State::open && !f.troubled && (s.flags & (odd | flag::ack)) == flag::ack &&
      f.bits[d].present && f.bits[o].known && !f.bits[d].fin && s.seq == wire(f.next[d]) &&
      !ahead(s.ack, wire(f.next[o]))) {
    deliver(f, d, s.payload, s.missing, {s.time_ns, s.frame});
    return;
  }
  receive_odd(f, from, s);
}

void Connections::receive_odd(Flow& f, Side from, const Segment& s) {
  const std::size_t d = index(from), o = index(other(from));
  const Moment moment{s.time_ns, s.frame};
  const bool syn = (s.flags & flag::syn) != 0, fin = (s.flags & flag::fin) != 0, rst = (s.flags & flag::rst) != 0;
  if (f.state != Flow::State::open) {
    f.bits[d].fin = f.bits[d].fin || fin;
    if (rst || (f.bits[0].fin && f.bits[1].fin)) close(f, rst ? Ending::reset : Ending::fin, moment);
    return;
  }
  const std::uint32_t seq = s.seq + (syn ? 1 : 0);  // the SYN takes a number of its own
  if (rst) {
    // In answer to a SYN its number is 0 (RFC 9293 3.10.7.1), and while octets are missing it is ahead; one that is
    // far off was forged. Its payload is a remark, not the stream's (3.5.3).
    const Position at = extend(seq, f.latest(d));
    const bool near = at + early_start > f.next[d] && at < f.latest(d) + early_start;
    if (f.bits[d].known && f.bits[d].present && !near) return;
    f.bits[d].ends = true;
    f.bits[o].ends = false;
    close(f, Ending::reset, moment);
    return;
  }
  if (f.troubled) ++f.trouble->segments;
  if (!f.bits[d].known) begin_stream(f, d, seq);
  f.bits[d].present = true;
  f.bits[d].syn = f.bits[d].syn || (syn && f.first[d] == seq);
  const Position heard = (s.flags & flag::ack) != 0 ? acknowledge(f, o, s.ack) : 0;
  const Position at = extend(seq, f.latest(d)), end = at + s.payload.size() + s.missing;
  if (end > at) take_in(f, from, at, s, heard);
  if (fin && !f.bits[d].fin && end >= f.next[d] && end <= f.latest(d) + largest_window) {
    f.bits[d].fin = true;
    f.bits[d].ends = !f.bits[o].ends;
    f.fin[d] = wire(end);
  }
  settle(f, moment, false);
}

void Connections::take_in(Flow& f, Side from, Position at, const Segment& s, Position heard) {
  const std::size_t d = index(from), o = index(other(from));
  std::string_view octets = s.payload;
  Position end = at + octets.size() + s.missing;
  const bool keep_alive = end - at == 1 && end == f.next[d];  // RFC 9293 3.8.4: an old octet, to be answered
  if (keep_alive) return;
  if (at < f.next[d] && !f.bits[d].syn && !f.bits[d].delivered && f.next[d] - at <= early_start) {
    f.next[d] = at;  // the capture began in the middle, and with packets out of order
    f.first[d] = wire(at);
  }
  const Position next = f.next[d];
  if (f.bits[d].fin) end = std::min(end, std::max(next, fin_position(f, d)));
  if (at < next) count(f.retransmitted, 1);
  if (end <= next || at > f.latest(d) + largest_window) return;
  const std::uint64_t old = at < next ? next - at : 0;
  octets.remove_prefix(std::min<std::uint64_t>(old, octets.size()));
  at += old;
  octets = octets.substr(0, end - at);
  const std::uint64_t missing = end - at - octets.size();
  if (at > next) count(f.out_of_order, 1);
  const bool bound = f.bits[o].present && heard > f.next[o];
  if (at == next && !bound && (!f.troubled || f.trouble->waiting[d].empty())) {
    deliver(f, d, octets, missing, {s.time_ns, s.frame});
    return;
  }
  Reassembly& waiting = trouble(f).waiting[d];
  held_ -= waiting.held();
  count(f.conflicting, waiting.add(at, octets, missing, {bound ? heard : 0, s.time_ns, s.frame}));
  held_ += waiting.held();
}

void Connections::settle(Flow& f, Moment moment, bool closing) {
  for (;;) {
    for (std::size_t side = 0; side < 2; ++side) {
      if (!f.bits[side].fin || f.bits[side].finished || f.next[side] != fin_position(f, side)) continue;
      f.bits[side].finished = true;
      ++f.next[side];  // the FIN takes a number of its own
      if (!f.troubled) continue;
      held_ -= f.trouble->waiting[side].held();
      f.trouble->waiting[side].clear();  // nothing comes behind the FIN
    }
    if (f.bits[0].finished && f.bits[1].finished && !closing) {
      close(f, Ending::fin, moment);
      return;
    }
    if (!f.troubled) {
      if (!has_hole(f, 0) && !has_hole(f, 1)) return;
      trouble(f);
    }
    if (release(f) || give_up(f, moment, closing)) continue;
    if (has_hole(f, 0) || has_hole(f, 1)) return;  // with patience
    if (!break_circle(f)) break;
  }
  end_trouble(f);
}

// Delivers the earliest waiting octets whose turn has come.
bool Connections::release(Flow& f) {
  std::size_t best = 2;
  for (std::size_t side = 0; side < 2; ++side) {
    const Reassembly& waiting = f.trouble->waiting[side];
    if (waiting.empty() || waiting.first() > f.next[side] || is_bound(f, side)) continue;
    if (best == 2 || waiting.front().origin.frame < f.trouble->waiting[best].front().origin.frame) best = side;
  }
  if (best == 2) return false;
  deliver_piece(f, best);
  return true;
}

// Gives up one hole, if it is time to.
bool Connections::give_up(Flow& f, Moment moment, bool closing) {
  Trouble& t = *f.trouble;
  const bool full = t.held() > limits_.held || held_ > limits_.held_in_all;
  std::size_t best = 2;
  for (std::size_t side = 0; side < 2; ++side) {
    if (!has_hole(f, side)) continue;
    Trouble::Hole& hole = t.hole[side];
    if (hole.at != f.next[side]) hole = {f.next[side], t.segments, moment.time_ns};
    // A side whose peer is not in the capture is never acknowledged; time alone tells then, as it may send far ahead.
    const bool acknowledged = f.acked[side] > f.next[side], alone = !f.bits[1 - side].present;
    const bool late = moment.time_ns - hole.time_ns >= limits_.patience_ns;
    const bool many = t.segments - hole.segment >= limits_.patience_segments;
    if (!full && !closing && !(acknowledged && (late || many)) && !(alone && late)) continue;
    // Of two holes, first the one that the other side's waiting octets answer.
    const Reassembly& others = t.waiting[1 - side];
    if (best == 2 || (!others.empty() && is_bound(f, 1 - side))) best = side;
  }
  if (best == 2) return false;
  const bool waits = !t.waiting[best].empty();
  Position to = known_missing(f, best);
  if (!full && !closing && f.acked[best] > f.next[best]) to = std::min(to, f.acked[best]);
  if (f.bits[best].fin && fin_position(f, best) > f.next[best]) to = std::min(to, fin_position(f, best));
  if (waits) moment = {t.waiting[best].front().origin.time_ns, t.waiting[best].front().origin.frame};
  // One acknowledged octet at the very end is not one: it is the number of a FIN that was not captured.
  const bool is_fin = closing && !waits && !f.bits[best].fin && to == f.next[best] + 1;
  if (is_fin) {
    f.next[best] = to;
  } else {
    deliver(f, best, {}, to - f.next[best], moment);
  }
  return true;
}

// Each side's octets answer the other's: nobody can have sent that. The earlier packet goes first.
bool Connections::break_circle(Flow& f) {
  const auto& waiting = f.trouble->waiting;
  if (waiting[0].empty() && waiting[1].empty()) return false;
  const bool second = waiting[0].empty() ||
                      (!waiting[1].empty() && waiting[1].front().origin.frame < waiting[0].front().origin.frame);
  deliver_piece(f, second ? 1 : 0);
  return true;
}

void Connections::deliver_piece(Flow& f, std::size_t side) {
  Reassembly& waiting = f.trouble->waiting[side];
  held_ -= waiting.held();
  const Piece& piece = delivered_.emplace_back(waiting.take());
  held_ += waiting.held();
  deliver(f, side, piece.octets, piece.missing, {piece.origin.time_ns, piece.origin.frame});
}

void Connections::deliver(Flow& f, std::size_t side, std::string_view octets, std::uint64_t missing, Moment moment) {
  const Side from = side == 0 ? Side::client : Side::server;
  if (!octets.empty()) {
    f.bits[side].delivered = true;
    steps_.push_back({Step::What::chunk, f.id, {}, {from, octets, 0, moment.time_ns, moment.frame}});
  }
  if (missing > 0) steps_.push_back({Step::What::chunk, f.id, {}, {from, {}, missing, moment.time_ns, moment.frame}});
  f.next[side] += octets.size() + missing;
}

Trouble& Connections::trouble(Flow& f) {
  if (!f.troubled) f.trouble = std::make_unique<Trouble>();
  f.troubled = true;
  return *f.trouble;
}

void Connections::end_trouble(Flow& f) {
  held_ -= f.trouble->held();
  f.trouble.reset();
  f.troubled = false;
}

}  // namespace heloscope::capture
