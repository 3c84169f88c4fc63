#include "analyzer/capture/connection.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <limits>
#include <utility>

namespace heloscope::capture {
namespace {

// Where there was no handshake, the end with one of these ports is the server: SMTP, POP3, submission, both over TLS.
// Otherwise the lower port is taken for the server's; what is said corrects that.
constexpr std::uint16_t mail_ports[] = {25, 110, 465, 587, 995};

// A handshake captured after some octets of its connection is told from a new connection on the same ports by how
// near it is.
constexpr std::uint32_t late_handshake = 65536;

// Looking at every slot is paid for by as many segments, and by this much capture time.
constexpr std::int64_t sweep_ns = std::int64_t{60} * 1'000'000'000;

// How many slots compete for being the one that was idle longest.
constexpr std::size_t candidates = 8;

bool is_mail_port(std::uint16_t port) { return std::ranges::find(mail_ports, port) != std::end(mail_ports); }

Side sender(const Segment& s) {
  if ((s.flags & flag::syn) != 0) return (s.flags & flag::ack) != 0 ? Side::server : Side::client;
  const bool from_mail = is_mail_port(s.source_port), to_mail = is_mail_port(s.destination_port);
  if (from_mail != to_mail) return from_mail ? Side::server : Side::client;
  return s.source_port < s.destination_port ? Side::server : Side::client;
}

// 0 if the segment goes from the connection's end `d` to the other one. Sums of differences instead of conditions:
// which side speaks is as good as random, and a branch that is guessed wrong costs more than all of this.
std::uint64_t difference(const Flow& f, std::size_t d, const Segment& s) {
  const Address &source = f.address[d], &destination = f.address[1 - d];
  return (source.high ^ s.source.high) | (source.low ^ s.source.low) | (destination.high ^ s.destination.high) |
         (destination.low ^ s.destination.low) | static_cast<std::uint64_t>(f.port[d] ^ s.source_port) |
         static_cast<std::uint64_t>(f.port[1 - d] ^ s.destination_port);
}

// Whether the segment belongs to a connection, and if it does, who sent it.
bool is_of(const Flow& f, const Segment& s, Side& from) {
  const bool by_client = difference(f, 0, s) == 0, by_server = difference(f, 1, s) == 0;
  from = static_cast<Side>(!by_client);
  return (by_client | by_server) && f.state != Flow::State::free;
}

std::uint32_t hash_of(const Segment& s) {
  return hash_ends(s.source, s.source_port, s.destination, s.destination_port);
}

// Whether a SYN in a known connection begins another one on the same ports. A repeated SYN has the number it had
// before.
bool begins_anew(const Flow& f, Side from, const Segment& s) {
  const std::size_t d = index(from), o = index(other(from));
  const std::uint32_t first = s.seq + 1;
  if (f.bits[d].known) {
    if (f.first[d] == first) return false;
    if (!f.bits[d].syn && f.first[d] - first < late_handshake) return false;
  }
  if ((s.flags & flag::ack) != 0) {  // the SYN itself was not captured, or this is not its answer
    if (f.bits[o].known && f.first[o] == s.ack) return f.state == Flow::State::closed;
    return f.state == Flow::State::closed || f.bits[d].present;
  }
  // Two SYNs may cross (RFC 9293 3.5).
  const bool crossing = f.state == Flow::State::open && f.bits[o].syn && !f.bits[d].present;
  return !crossing;
}

constexpr std::int64_t distance(std::int64_t a, std::int64_t b) { return a < b ? b - a : a - b; }

}  // namespace

std::span<const Step> Connections::feed(const Segment& s) {
  begin();
  ++segments_since_sweep_;
  if (distance(s.time_ns, swept_ns_) >= sweep_ns && segments_since_sweep_ >= slots_) sweep(s.time_ns);
  Side from = Side::client;
  Flow* f = last_;
  if (f == nullptr || !is_of(*f, s, from)) f = find(s, from);
  if (f != nullptr && (s.flags & flag::syn) != 0 && begins_anew(*f, from, s)) {
    const std::uint32_t slot = f->state == Flow::State::open ? slot_of_[f->id] : f->id;
    close(*f, Ending::end_of_input, {s.time_ns, s.frame});
    forget(slot);
    f = nullptr;
  }
  if (f == nullptr) {
    const bool opens = (s.flags & flag::syn) != 0 || !s.payload.empty() || s.missing > 0;
    if (!opens || (s.flags & flag::rst) != 0) return steps_;
    f = open(s, from);
  }
  last_ = f;
  receive(*f, from, s);
  return steps_;
}

void Connections::begin() {
  steps_.clear();
  if (!delivered_.empty()) delivered_.clear();
  if (!retired_ids_.empty()) {
    free_ids_.insert(free_ids_.end(), retired_ids_.rbegin(), retired_ids_.rend());
    retired_ids_.clear();
  }
  if (!retired_.empty()) {
    for (const std::uint32_t slot : retired_) at(slot) = {};
    free_.insert(free_.end(), retired_.rbegin(), retired_.rend());
    retired_.clear();
  }
}

Flow* Connections::find(const Segment& s, Side& from) {
  const std::uint32_t hash = hash_of(s);
  Flow*& recent = recent_[hash % recent_.size()];
  if (recent != nullptr && is_of(*recent, s, from)) return recent;
  const std::uint32_t slot =
      table_.find(hash, [&](std::uint32_t candidate) { return is_of(at(candidate), s, from); });
  if (slot == FlowTable::none) return nullptr;
  recent = &at(slot);
  return recent;
}

Flow* Connections::open(const Segment& s, Side& from) {
  make_room(s);
  const std::uint32_t slot = take_slot();
  Flow& f = at(slot);
  from = sender(s);
  const std::size_t d = index(from), o = index(other(from));
  f.address[d] = s.source, f.address[o] = s.destination;
  f.port[d] = s.source_port, f.port[o] = s.destination_port;
  f.state = Flow::State::open;
  f.number = ++number_;
  f.id = take_id(slot);
  table_.insert(hash_of(s), slot);
  steps_.push_back({Step::What::open, f.id, {}, {from, {}, 0, s.time_ns, s.frame}});
  return &f;
}

std::uint32_t Connections::take_slot() {
  if (!free_.empty()) {
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }
  if (slots_ == blocks_.size() * block_size) blocks_.push_back(std::make_unique<Flow[]>(block_size));
  return static_cast<std::uint32_t>(slots_++);
}

std::uint32_t Connections::take_id(std::uint32_t slot) {
  if (free_ids_.empty()) {
    slot_of_.push_back(slot);
    return static_cast<std::uint32_t>(slot_of_.size() - 1);
  }
  const std::uint32_t id = free_ids_.back();
  free_ids_.pop_back();
  slot_of_[id] = slot;
  return id;
}

void Connections::make_room(const Segment& s) {
  while (!closed_.empty()) {
    const auto [slot, number] = closed_.front();
    const Flow& f = at(slot);
    if (f.state == Flow::State::closed && f.number == number) {
      if (closed_.size() <= limits_.closed && distance(s.time_ns, f.last_ns) <= limits_.closed_ns) break;
      forget(slot);
    }
    closed_.pop_front();
  }
  if (remembered() - retired_.size() < limits_.connections) return;
  // A flood. Whoever was idle longest among a few neighbours goes: nearly as fair as a queue of all, and nothing to
  // keep.
  const Flow* victim = nullptr;
  std::uint32_t victim_slot = 0;
  for (std::size_t seen = 0, tries = 0; seen < candidates && tries < slots_; ++tries) {
    hand_ = (hand_ + 1) % slots_;
    const Flow& f = at(static_cast<std::uint32_t>(hand_));
    if (f.state == Flow::State::free) continue;
    ++seen;
    if (victim == nullptr || f.last_ns < victim->last_ns)
      victim = &f, victim_slot = static_cast<std::uint32_t>(hand_);
  }
  if (victim == nullptr) return;
  close(at(victim_slot), Ending::timeout, {victim->last_ns, 0});
  forget(victim_slot);
}

void Connections::close(Flow& f, Ending ending, Moment moment) {
  if (f.state == Flow::State::closed || f.state == Flow::State::free) return;
  if (f.state == Flow::State::open) {
    settle(f, moment, true);
    if (ending != Ending::reset && f.bits[0].fin && f.bits[1].fin) ending = Ending::fin;
    const Side by = f.bits[index(Side::server)].ends ? Side::server : Side::client;
    steps_.push_back({Step::What::close, f.id, ending, {by, {}, 0, moment.time_ns, moment.frame}});
    retired_ids_.push_back(f.id);
    f.id = slot_of_[f.id];
  }
  f.state = Flow::State::closed;
  closed_.push_back({f.id, f.number});
}

void Connections::forget(std::uint32_t slot) {
  Flow& f = at(slot);
  table_.erase(hash_ends(f.address[0], f.port[0], f.address[1], f.port[1]), slot);
  f.state = Flow::State::free;
  retired_.push_back(slot);
}

void Connections::sweep(std::int64_t now_ns) {
  swept_ns_ = now_ns;
  segments_since_sweep_ = 0;
  for (std::uint32_t slot = 0; slot < slots_; ++slot) {
    Flow& f = at(slot);
    if (f.state != Flow::State::open && f.state != Flow::State::ignored) continue;
    const std::int64_t idle = now_ns - f.last_ns;
    if (idle > limits_.idle_ns) {
      close(f, Ending::timeout, {f.last_ns, 0});
    } else if (f.troubled && idle >= limits_.patience_ns) {
      settle(f, {now_ns, 0}, false);
    }
  }
}

std::span<const Step> Connections::finish() {
  begin();
  std::vector<std::uint32_t> left;
  for (std::uint32_t slot = 0; slot < slots_; ++slot) {
    if (at(slot).state == Flow::State::open) left.push_back(slot);
  }
  std::ranges::sort(left, {}, [this](std::uint32_t slot) { return at(slot).number; });
  for (const std::uint32_t slot : left) close(at(slot), Ending::end_of_input, {at(slot).last_ns, 0});
  return steps_;
}

ConnectionInfo Connections::describe(std::uint32_t connection) const {
  const Flow& f = flow(connection);
  ConnectionInfo info;
  info.number = f.number;
  info.client = {to_string(f.address[0]), f.port[0]};
  info.server = {to_string(f.address[1]), f.port[1]};
  info.opening_seen = f.bits[0].syn || f.bits[1].syn;
  for (std::size_t side = 0; side < 2; ++side) info.seen[side] = f.bits[side].delivered;
  info.retransmitted = f.retransmitted, info.out_of_order = f.out_of_order, info.conflicting = f.conflicting;
  return info;
}

void Connections::ignore(std::uint32_t connection) {
  Flow& f = flow(connection);
  if (f.state != Flow::State::open) return;  // it closed in the same feed()
  if (f.troubled) end_trouble(f);
  f.state = Flow::State::ignored;
  retired_ids_.push_back(f.id);
  f.id = slot_of_[f.id];
}

}  // namespace heloscope::capture
