// Link layers: where the IP datagram begins in a packet. A table with one row a link type; a new one is a row and a
// function.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "analyzer/capture/frame.hpp"

namespace heloscope::capture {

/// A link type this program reads. Its name is libpcap's to tell (File::link_type_name).
struct LinkType {
  int dlt;  ///< libpcap's DLT_ value
  Frame (*decode)(std::string_view octets);
};
std::span<const LinkType> link_types();
/// The row for a DLT_ value, or null. Static storage.
const LinkType* find_link_type(int dlt);

/// What an EtherType carries (RFC 9542): IP itself, or IP behind VLAN tags, MPLS labels or a PPPoE session.
Frame decode_ethertype(std::uint16_t type, std::string_view octets);
/// What an Ethernet header carries.
Frame decode_ethernet(std::string_view octets);

}  // namespace heloscope::capture
