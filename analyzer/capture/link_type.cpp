#include "analyzer/capture/link_type.hpp"

#include <algorithm>
#include <array>

#include "analyzer/capture/octets.hpp"

namespace heloscope::capture {
namespace {

// VLAN tags, MPLS labels and the like in one packet. Providers stack two or three; a packet of nothing but tags is
// hostile.
constexpr int max_tags = 16;

Frame skip(Skip reason) { return {{}, reason}; }

// RFC 1661 2: the protocol field, whose high octet may be compressed away when its low bit tells that it ends.
Frame decode_ppp_protocol(std::string_view octets) {
  if (octets.empty()) return skip(Skip::cut_short);
  const bool one_octet = (be8(octets.data()) & 1) != 0;
  if (!one_octet && octets.size() < 2) return skip(Skip::cut_short);
  const std::uint16_t protocol = one_octet ? be8(octets.data()) : be16(octets.data());
  octets.remove_prefix(one_octet ? 1 : 2);
  switch (protocol) {
    case 0x0021: return decode_ethertype(0x0800, octets);  // RFC 1332
    case 0x0057: return decode_ethertype(0x86dd, octets);  // RFC 5072
    case 0x0281: return decode_ethertype(0x8847, octets);  // RFC 3032 4.3
    default: return skip(Skip::pppoe);
  }
}

// RFC 1662 3.1: address and control, if they were not compressed away.
Frame decode_ppp(std::string_view octets) {
  if (octets.size() >= 2 && be16(octets.data()) == 0xff03) octets.remove_prefix(2);
  return decode_ppp_protocol(octets);
}

Frame decode_raw(std::string_view octets) { return {octets}; }

// BSD loopback: an address family as the capturing machine's integer, in its byte order, or (LOOP) the network's.
// Families are below 256 and the ones for IPv6 differ from system to system, so the IP version decides instead.
Frame decode_null(std::string_view octets) {
  if (octets.size() < 5) return skip(Skip::cut_short);
  const std::uint32_t family = be32(octets.data());
  const std::uint32_t value = family > 0xffff ? (family >> 24) : family;
  const unsigned version = be8(octets.data() + 4) >> 4;
  const bool inet = value == 2;                                                 // AF_INET everywhere
  const bool inet6 = value == 10 || value == 24 || value == 28 || value == 30;  // Linux, BSDs, FreeBSD, Darwin
  if ((inet && version == 4) || (inet6 && version == 6)) return {octets.substr(4)};
  return skip(Skip::other_ethertype);
}

// Linux cooked, version 1: packet type, ARPHRD, address length, address (8), protocol.
Frame decode_sll(std::string_view octets) {
  if (octets.size() < 16) return skip(Skip::cut_short);
  return decode_ethertype(be16(octets.data() + 14), octets.substr(16));
}
// Version 2: protocol, reserved, interface, ARPHRD, packet type, address length, address (8).
Frame decode_sll2(std::string_view octets) {
  if (octets.size() < 20) return skip(Skip::cut_short);
  return decode_ethertype(be16(octets.data()), octets.substr(20));
}

// IEEE 802.2 LLC with SNAP: AA AA 03, organisation, EtherType.
Frame decode_llc(std::string_view octets) {
  if (octets.size() < 8) return skip(Skip::cut_short);
  if (be16(octets.data()) != 0xaaaa || be8(octets.data() + 2) != 0x03) return skip(Skip::llc);
  return decode_ethertype(be16(octets.data() + 6), octets.substr(8));
}

// IEEE 802.11: only data frames in clear, unencrypted and not aggregated, carry IP.
Frame decode_wireless(std::string_view octets) {
  if (octets.size() < 24) return skip(Skip::cut_short);
  const std::uint8_t control = be8(octets.data()), flags = be8(octets.data() + 1);
  const bool data = (control & 0x0c) == 0x08, no_data = (control & 0x40) != 0, qos = (control & 0x80) != 0;
  if (!data || no_data || (flags & 0x40) != 0) return skip(Skip::other_ethertype);
  std::size_t header = 24;
  if ((flags & 0x03) == 0x03) header += 6;  // to and from the distribution system: a fourth address
  if (qos) header += 2;
  if (qos && (flags & 0x80) != 0) header += 4;  // HT control
  if (octets.size() < header) return skip(Skip::cut_short);
  return decode_llc(octets.substr(header));
}

// Radiotap: version, padding, length in little endian, then the 802.11 frame.
Frame decode_radiotap(std::string_view octets) {
  if (octets.size() < 4) return skip(Skip::cut_short);
  const std::size_t length = static_cast<std::size_t>(be8(octets.data() + 2) | be8(octets.data() + 3) << 8);
  if (length < 8) return skip(Skip::malformed);
  if (octets.size() < length) return skip(Skip::cut_short);
  return decode_wireless(octets.substr(length));
}

constexpr std::array table{
    LinkType{0, decode_null},        // DLT_NULL
    LinkType{1, decode_ethernet},    // DLT_EN10MB
    LinkType{9, decode_ppp},         // DLT_PPP
    LinkType{12, decode_raw},        // DLT_RAW, most systems
    LinkType{14, decode_raw},        // DLT_RAW, OpenBSD
    LinkType{50, decode_ppp},        // DLT_PPP_SERIAL
    LinkType{101, decode_raw},       // LINKTYPE_RAW, the number in files
    LinkType{105, decode_wireless},  // DLT_IEEE802_11
    LinkType{108, decode_null},      // DLT_LOOP
    LinkType{113, decode_sll},       // DLT_LINUX_SLL
    LinkType{127, decode_radiotap},  // DLT_IEEE802_11_RADIO
    LinkType{228, decode_raw},       // DLT_IPV4
    LinkType{229, decode_raw},       // DLT_IPV6
    LinkType{276, decode_sll2},      // DLT_LINUX_SLL2
};
static_assert(std::ranges::is_sorted(table, {}, &LinkType::dlt));

}  // namespace

std::span<const LinkType> link_types() { return table; }

const LinkType* find_link_type(int dlt) {
  const auto at = std::ranges::lower_bound(table, dlt, {}, &LinkType::dlt);
  return at != table.end() && at->dlt == dlt ? &*at : nullptr;
}

Frame decode_ethertype(std::uint16_t type, std::string_view octets) {
  for (int tags = 0; tags < max_tags; ++tags) {
    switch (type) {
      case 0x0800:                   // IPv4
      case 0x86dd: return {octets};  // IPv6
      case 0x8100:                   // IEEE 802.1Q
      case 0x88a8:                   // IEEE 802.1ad
      case 0x9100:                   // QinQ before it was standardised
        if (octets.size() < 4) return skip(Skip::cut_short);
        type = be16(octets.data() + 2);
        octets.remove_prefix(4);
        break;
      case 0x8847:  // RFC 3032: label, class, bottom of stack, time to live
      case 0x8848:
        if (octets.size() < 5) return skip(Skip::cut_short);
        if ((be8(octets.data() + 2) & 1) != 0) {
          // The label alone tells what follows; as routers do (RFC 4928), look at the version.
          const unsigned version = be8(octets.data() + 4) >> 4;
          if (version != 4 && version != 6) return skip(Skip::mpls);
          type = 0x0800;
        }
        octets.remove_prefix(4);
        break;
      case 0x8864:  // RFC 2516: version and type, code, session, length
        if (octets.size() < 8) return skip(Skip::cut_short);
        return decode_ppp_protocol(octets.substr(6));
      case 0x8863: return skip(Skip::pppoe);
      case 0x0806: return skip(Skip::arp);
      default: return skip(type < 0x0600 ? Skip::llc : Skip::other_ethertype);
    }
  }
  return skip(Skip::too_many_tags);
}

Frame decode_ethernet(std::string_view octets) {
  if (octets.size() < 14) return skip(Skip::cut_short);
  const std::uint16_t type = be16(octets.data() + 12);
  if (type < 0x0600) return decode_llc(octets.substr(14));  // a length: IEEE 802.3
  return decode_ethertype(type, octets.substr(14));
}

}  // namespace heloscope::capture
