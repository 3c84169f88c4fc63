// The door between reading and understanding: octets that one side sent, in order, with time and place.
#pragma once
#include <cstdint>
#include <limits>
#include <string_view>

namespace heloscope {

enum class Side : std::uint8_t { client, server };
constexpr Side other(Side s) { return s == Side::client ? Side::server : Side::client; }
constexpr std::size_t index(Side s) { return static_cast<std::size_t>(s); }

/// Nanoseconds since 1970 UTC; `no_time` where a transcript tells none.
inline constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

/// Octets of one direction, each exactly once and in order; or, with `missing` > 0 and no bytes, a gap: octets that were
/// sent but are not in the input. `bytes` borrows and is valid until the source's next step.
struct Chunk {
  Side from = Side::client;
  std::string_view bytes;
  std::uint64_t missing = 0;
  std::int64_t time_ns = no_time;
  std::uint64_t place = 0;  ///< frame number of a capture, line number of a transcript; both count from 1
};

}  // namespace heloscope
