// Sequence numbers: 32 bits on the wire, compared in a circle (RFC 9293 3.4); here 64 bits that never wrap, whose low
// 32 are the wire's. A stream begins at `base` or above, so that earlier numbers than its first are still positive.
#pragma once
#include <cstdint>

namespace heloscope::capture {

/// Where a stream's octets stand. Bigger is later.
using Position = std::uint64_t;

inline constexpr Position base = Position{1} << 32;

constexpr Position first_position(std::uint32_t seq) { return base + seq; }
constexpr std::uint32_t wire(Position p) { return static_cast<std::uint32_t>(p); }
/// The position nearest to `near` that has the number `seq` on the wire.
constexpr Position extend(std::uint32_t seq, Position near) {
  return near + static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(seq - wire(near))});
}

}  // namespace heloscope::capture
