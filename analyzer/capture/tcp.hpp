// TCP segments (RFC 9293 3.1), found in packets: decode() goes through all layers, tunnels included.
#pragma once
#include <cstdint>
#include <string_view>

#include "analyzer/capture/frame.hpp"
#include "analyzer/capture/ip.hpp"
#include "analyzer/capture/link_type.hpp"

namespace heloscope::capture {

namespace flag {
inline constexpr std::uint8_t fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10;
}

/// One segment. `payload` borrows from the packet. Checksums are not verified: cards fill them in after the capture.
struct Segment {
  Address source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint32_t seq = 0, ack = 0;
  std::uint8_t flags = 0;
  std::string_view payload;
  std::uint32_t missing = 0;  ///< octets behind `payload` that were sent but not captured
  std::int64_t time_ns = 0;
  std::uint64_t frame = 0;  ///< the packet's number, from 1
};

/// The segment in a packet, or (`segment` is then not touched) the reason that there is none. `link` null: unknown
/// type.
Skip decode(const LinkType* link, const Packet& packet, Segment& segment);

}  // namespace heloscope::capture
