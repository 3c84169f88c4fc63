// IPv4 and IPv6 datagrams: who sends what to whom. Options and extension headers are passed over; fragments are
// refused.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/capture/frame.hpp"
#include "analyzer/capture/octets.hpp"

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
  std::string_view payload;
  const char* addresses = nullptr;  ///< source, then destination, 4 or 16 octets each
  std::uint32_t missing = 0;        ///< octets of the payload's end that were not captured
  std::uint8_t version = 4;
  std::uint8_t protocol = 0;  ///< IANA's number: 6 is TCP

  // Read when asked: copied from value to value they would cost more than all the rest.
  Address source() const { return address(0); }
  Address destination() const { return address(1); }

 private:
  Address address(std::size_t which) const {
    if (version == 4) return v4(be32(addresses + 4 * which));
    return {be64(addresses + 16 * which), be64(addresses + 16 * which + 8)};
  }
};

/// Cuts the payload out of `octets`: `length` octets are announced, headers included. 0 is what segmentation offload
/// leaves there (the card fills it in), so the captured length must do. Octets behind the length are Ethernet
/// padding.
inline bool cut_payload(std::string_view octets, std::size_t header, std::size_t length, std::uint32_t cut,
                        Datagram& out) {
  if (octets.size() < header) return false;
  if (length == 0) {
    out.payload = octets.substr(header);
    out.missing = cut;
  } else {
    out.payload = octets.substr(header, length - header);
    out.missing = static_cast<std::uint32_t>(length - header - out.payload.size());
  }
  return true;
}

/// Reads IPv4 (RFC 791) alone. Inline and into `out`, as nearly every packet passes here: each copy of a value that
/// was just written waits for the write, and two of them doubled the time of all decoding.
inline Skip read_v4(std::string_view octets, std::uint32_t cut, Datagram& out) {
  if (octets.size() < 20) return Skip::cut_short;
  const char* const at = octets.data();
  const std::size_t header = (be8(at) & 15u) * 4u, length = be16(at + 2);
  if (header < 20 || (length != 0 && length < header)) return Skip::malformed;
  if ((be16(at + 6) & 0x3fff) != 0) return Skip::fragment;  // more fragments, or an offset
  out.version = 4, out.addresses = at + 12;
  out.protocol = be8(at + 9);
  return cut_payload(octets, header, length, cut, out) ? Skip::none : Skip::cut_short;
}
inline bool is_v4_tcp(std::string_view octets) {
  return octets.size() >= 20 && be8(octets.data()) >> 4 == 4 && be8(octets.data() + 9) == 6;
}

/// Reads a datagram, by its version: IPv4, or IPv6 (RFC 8200). `cut`: octets the snap length took from the packet's
/// end. Returns why there is none, or Skip::none.
Skip read_ip(std::string_view octets, std::uint32_t cut, Datagram& out);

}  // namespace heloscope::capture
