#include "analyzer/capture/tcp.hpp"

#include <algorithm>

#include "analyzer/capture/octets.hpp"

namespace heloscope::capture {
namespace {

// IP in IP in IP ...: real tunnels nest once or twice.
constexpr int max_tunnels = 4;

Skip read_tcp(const Datagram& datagram, Segment& out) {
  const std::string_view octets = datagram.payload;
  if (octets.size() < 20) return datagram.missing > 0 ? Skip::cut_short : Skip::malformed;
  const char* const at = octets.data();
  const std::size_t header = (be8(at + 12) >> 4) * 4u;
  if (header < 20 || header > octets.size() + datagram.missing) return Skip::malformed;
  out.source = datagram.source, out.destination = datagram.destination;
  out.source_port = be16(at), out.destination_port = be16(at + 2);
  out.seq = be32(at + 4), out.ack = be32(at + 8);
  out.flags = be8(at + 13);
  // The snap length may have cut inside the options: what they lack is not payload.
  const std::size_t captured = std::min(header, octets.size());
  out.payload = octets.substr(captured);
  out.missing = static_cast<std::uint32_t>(datagram.missing - (header - captured));
  return Skip::none;
}

// RFC 2784, RFC 2890: flags, version, EtherType; then checksum, key and sequence number, each if its flag is set.
Frame read_gre(std::string_view octets) {
  if (octets.size() < 4) return {{}, Skip::cut_short};
  const std::uint16_t flags = be16(octets.data()), type = be16(octets.data() + 2);
  if ((flags & 0x4007) != 0) return {{}, Skip::gre};  // source routes (RFC 1701), PPTP's version 1
  const std::size_t header =
      4u + ((flags & 0x8000) ? 4u : 0u) + ((flags & 0x2000) ? 4u : 0u) + ((flags & 0x1000) ? 4u : 0u);
  if (octets.size() < header) return {{}, Skip::cut_short};
  octets.remove_prefix(header);
  return type == 0x6558 ? decode_ethernet(octets) : decode_ethertype(type, octets);
}

struct ProtocolSkip {
  std::uint8_t protocol;
  Skip skip;
};
constexpr ProtocolSkip protocols[] = {
    {1, Skip::icmp}, {17, Skip::udp}, {50, Skip::esp}, {58, Skip::icmp}, {132, Skip::sctp},
};

}  // namespace

Skip decode(const LinkType* link, const Packet& packet, Segment& segment) {
  if (link == nullptr) return Skip::link_type;
  Frame frame = link->decode(packet.octets);
  for (int tunnels = 0; tunnels <= max_tunnels; ++tunnels) {
    if (frame.skip != Skip::none) return frame.skip;
    const Datagram datagram = read_ip(frame.octets, packet.cut);
    if (datagram.skip != Skip::none) return datagram.skip;
    switch (datagram.protocol) {
      case 6: {
        const Skip skip = read_tcp(datagram, segment);
        segment.time_ns = packet.time_ns, segment.frame = packet.number;
        return skip;
      }
      case 4:                                                  // RFC 2003
      case 41: frame = {datagram.payload, Skip::none}; break;  // RFC 4213
      case 47: frame = read_gre(datagram.payload); break;
      default: {
        const auto* const row = std::ranges::find(protocols, datagram.protocol, &ProtocolSkip::protocol);
        return row != std::end(protocols) ? row->skip : Skip::other_protocol;
      }
    }
  }
  return Skip::tunnel;
}

}  // namespace heloscope::capture
