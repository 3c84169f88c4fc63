// What a capture file holds: packets; and what becomes of those that carry no TCP segment: a reason with a name,
// counted. Packet -> (link_type.hpp) Frame -> (ip.hpp) Datagram -> (tcp.hpp) Segment; each value borrows from the
// packet.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace heloscope::capture {

/// One record of a capture file. `octets` borrows from the file's buffer, until its next packet.
struct Packet {
  std::string_view octets;
  std::uint32_t cut = 0;     ///< octets the snap length cut off at the end
  std::int64_t time_ns = 0;  ///< since 1970 UTC
  std::uint64_t number = 0;  ///< from 1
  int link_type = 0;         ///< DLT_...
};

/// Why a packet is not looked at.
enum class Skip : std::uint8_t {
  none,
  link_type,
  arp,
  llc,
  other_ethertype,
  too_many_tags,
  pppoe,
  mpls,
  tunnel,
  udp,
  icmp,
  gre,
  esp,
  sctp,
  other_protocol,
  fragment,
  cut_short,
  malformed,
};
constexpr std::size_t index(Skip s) { return static_cast<std::size_t>(s); }

struct SkipInfo {
  Skip skip;
  std::string_view name;
};
inline constexpr std::array skips{
    SkipInfo{Skip::none, ""},
    SkipInfo{Skip::link_type, "unknown link type"},
    SkipInfo{Skip::arp, "ARP"},
    SkipInfo{Skip::llc, "IEEE 802.3 LLC"},
    SkipInfo{Skip::other_ethertype, "other EtherType"},
    SkipInfo{Skip::too_many_tags, "too many tags"},
    SkipInfo{Skip::pppoe, "PPPoE or PPP control"},
    SkipInfo{Skip::mpls, "MPLS without IP"},
    SkipInfo{Skip::tunnel, "tunnel too deep"},
    SkipInfo{Skip::udp, "UDP"},
    SkipInfo{Skip::icmp, "ICMP"},
    SkipInfo{Skip::gre, "GRE without IP"},
    SkipInfo{Skip::esp, "ESP"},
    SkipInfo{Skip::sctp, "SCTP"},
    SkipInfo{Skip::other_protocol, "other IP protocol"},
    SkipInfo{Skip::fragment, "IP fragment"},
    SkipInfo{Skip::cut_short, "header cut off"},
    SkipInfo{Skip::malformed, "malformed header"},
};
static_assert(std::ranges::adjacent_find(skips, std::ranges::greater_equal{}, &SkipInfo::skip) == skips.end());
static_assert(skips.size() == index(Skip::malformed) + 1);  // row i is reason i

/// How many packets were skipped, by index(Skip).
using Skipped = std::array<std::uint64_t, skips.size()>;

/// An IP datagram, as the layers below it delivered it, or the reason that there is none.
struct Frame {
  std::string_view octets;  ///< from the IP header on; Ethernet padding may follow the datagram
  Skip skip = Skip::none;
};

}  // namespace heloscope::capture
