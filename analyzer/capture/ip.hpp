// IPv4 and IPv6 datagrams: who sends what to whom. Options and extension headers are passed over; fragments are
// refused.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/capture/frame.hpp"

namespace heloscope::capture {

/// An address of either family. IPv4 is kept as ::ffff:a.b.c.d, which no packet may carry (RFC 4291 2.5.5.2).
struct Address {
  std::uint64_t high = 0, low = 0;
  friend bool operator==(const Address&, const Address&) = default;
};
constexpr std::uint64_t v4_prefix = std::uint64_t{0xffff} << 32;
constexpr Address v4(std::uint32_t octets) { return {0, v4_prefix | octets}; }
constexpr bool is_v4(const Address& a) { return a.high == 0 && (a.low & ~std::uint64_t{0xffffffff}) == v4_prefix; }
/// "192.0.2.1", "2001:db8::1" (RFC 5952).
std::string to_string(const Address& address);
/// The address a text names, or the unspecified one (::) if it names none.
Address parse_address(const std::string& text);

/// A datagram's payload behind all headers that are IP's own. Borrows from the packet.
struct Datagram {
  Address source, destination;
  std::uint8_t protocol = 0;  ///< IANA's number: 6 is TCP
  Skip skip = Skip::none;     ///< why there is no payload
  std::string_view payload;
  std::uint32_t missing = 0;  ///< octets of the payload's end that were not captured
};

/// Reads IPv4 (RFC 791) or IPv6 (RFC 8200), by the version. `cut`: octets the snap length took from the packet's end.
Datagram read_ip(std::string_view octets, std::uint32_t cut);

}  // namespace heloscope::capture
