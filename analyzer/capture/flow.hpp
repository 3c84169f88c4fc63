// What Connections keeps for one connection. Two cache lines: a segment that comes in order touches the first alone.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "analyzer/capture/ip.hpp"
#include "analyzer/capture/reassembly.hpp"
#include "analyzer/capture/sequence.hpp"

namespace heloscope::capture {

/// Kept while something is amiss: octets wait, or octets are known to be missing.
struct Trouble {
  struct Hole {
    Position at = 0;  ///< the first missing octet; another place is another hole
    std::uint64_t segment = 0;
    std::int64_t time_ns = 0;
  };
  std::array<Reassembly, 2> waiting;  ///< by index(Side)
  std::array<Hole, 2> hole;
  std::uint64_t segments = 0;  ///< of this connection, since the trouble began
  std::size_t held() const { return waiting[0].held() + waiting[1].held(); }
};

/// Everything in pairs goes by index(Side).
struct alignas(64) Flow {
  enum class State : std::uint8_t { free, open, ignored, closed };
  struct Bits {
    bool known : 1 = false;      ///< `next` is set: by a segment of this side, or by what the other one acknowledged
    bool present : 1 = false;    ///< a segment of this side was seen
    bool syn : 1 = false;        ///< its SYN, so that `first` is certain
    bool fin : 1 = false;        ///< its FIN, wherever it stands
    bool finished : 1 = false;   ///< all octets up to the FIN were delivered
    bool delivered : 1 = false;  ///< at least one octet
    bool ends : 1 = false;       ///< it began to close, or reset the connection
  };

  std::array<Address, 2> address;
  std::array<std::uint16_t, 2> port{};
  std::array<Bits, 2> bits;
  State state = State::free;
  bool troubled = false;           ///< `trouble` is set
  std::array<Position, 2> next{};  ///< of the octet to deliver next
  std::int64_t last_ns = 0;        ///< when its last segment was sent
  // The second line.
  std::array<Position, 2> acked{};              ///< how far the other side acknowledged
  std::array<std::uint32_t, 2> first{}, fin{};  ///< sequence numbers: of the first octet, of the FIN
  std::uint64_t number = 0;
  std::uint32_t id = 0;  ///< what callers call it; its own slot from when it is ignored or closed
  std::uint32_t retransmitted = 0, out_of_order = 0, conflicting = 0;
  std::unique_ptr<Trouble> trouble;

  /// The latest position known of a side, near which its sequence numbers are.
  Position latest(std::size_t side) const { return next[side] > acked[side] ? next[side] : acked[side]; }
};
static_assert(sizeof(Flow) == 128);

}  // namespace heloscope::capture
