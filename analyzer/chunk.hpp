// The door between reading and understanding. A source (capture or transcript) is a sequence of Steps: a connection
// opens, octets arrive in order with time and place, it closes. Everything behind the door sees no packet, no file,
// no dialect.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace heloscope {

enum class Side : std::uint8_t { client, server };
constexpr Side other(Side s) { return s == Side::client ? Side::server : Side::client; }
constexpr std::size_t index(Side s) { return static_cast<std::size_t>(s); }

/// Nanoseconds since 1970 UTC; `no_time` where a transcript tells none.
inline constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

/// Octets of one direction, each exactly once and in order; or, with `missing` > 0 and no bytes, a gap: octets that
/// were sent but are not in the input. `bytes` borrows and is valid until the source's next step.
struct Chunk {
  Side from = Side::client;
  std::string_view bytes;
  std::uint64_t missing = 0;
  std::int64_t time_ns = no_time;
  std::uint64_t place = 0;  ///< frame number of a capture, line number of a transcript; both count from 1
};

/// How a connection ended, as far as it was seen.
enum class Ending : std::uint8_t { end_of_input, fin, reset, timeout };

/// What happens to one connection. `connection` names it until its close has been handled; then the number is used
/// again.
struct Step {
  enum class What : std::uint8_t { open, chunk, close };
  What what = What::chunk;
  std::uint32_t connection = 0;
  Ending ending = Ending::end_of_input;  ///< with close
  Chunk chunk;                           ///< with open and close: time, place and who did it only
};

/// One end of a connection. A transcript may know a name only ("London.nwtraders.msft"), or nothing.
struct Endpoint {
  std::string address;     ///< "192.0.2.1", "2001:db8::1", or a host name; empty if not told
  std::uint16_t port = 0;  ///< 0 if not told
};

/// What a source knows of a connection besides its octets.
struct ConnectionInfo {
  std::uint64_t number = 0;  ///< counts connections by their first packets, from 1
  Endpoint client, server;
  bool opening_seen = false;      ///< the handshake is in the input: the roles are certain and nothing came before
  bool seen[2] = {false, false};  ///< by index(Side): whether any octet of that side is in the input
  std::uint64_t retransmitted = 0, out_of_order = 0;  ///< segments
  std::uint64_t conflicting = 0;  ///< octets sent twice with different values; the first ones count
};

}  // namespace heloscope
