// Captures of conversations that were never on a wire: for samples, tests, and saving what the simulator heard and
// said.
//   Conversation c({"192.0.2.1", 1044}, {"192.0.2.25", 25}, start_ns); c.say(Side::server, "220 ...\r\n"); c.close();
//   out << write_pcap(c.packets());    The same calls give the same octets.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/capture/ip.hpp"
#include "analyzer/chunk.hpp"

namespace heloscope::capture {

/// An Ethernet frame and when it was there.
struct SyntheticPacket {
  std::string octets;
  std::int64_t time_ns = 0;
};

/// One TCP connection as two well-behaved hosts would hold it, checksums included.
class Conversation {
 public:
  static constexpr std::int64_t default_wait_ns = 1'000'000;

  /// Begins with the handshake. An address that is no IP address (a name, nothing, or the other family than the
  /// client's) becomes one for documentation (RFC 5737); a port 0 becomes 49152 or 25.
  Conversation(const Endpoint& client, const Endpoint& server, std::int64_t start_ns);

  /// One side sends `octets`, `wait_ns` after what came before, and the other one acknowledges.
  void say(Side from, std::string_view octets, std::int64_t wait_ns = default_wait_ns);
  /// Both sides finish, `first` first.
  void close(Side first = Side::client, std::int64_t wait_ns = default_wait_ns);
  void reset(Side from = Side::client, std::int64_t wait_ns = default_wait_ns);

  const std::vector<SyntheticPacket>& packets() const { return packets_; }

 private:
  void send(Side from, std::uint8_t flags, std::string_view payload = {});
  std::size_t largest_segment() const { return is_v4(address_[0]) ? 1460 : 1440; }  // RFC 9293 3.7.1, of 1500 octets

  std::array<Address, 2> address_;
  std::array<std::uint16_t, 2> port_{};
  std::array<std::uint32_t, 2> next_{1'000'000, 2'000'000};  // by index(Side): the next sequence number
  std::array<std::uint16_t, 2> identification_{};
  std::int64_t now_ns_;
  std::vector<SyntheticPacket> packets_;
};

/// A classic pcap file: microseconds, little endian, Ethernet. Packets of several conversations go in by their times.
std::string write_pcap(std::vector<SyntheticPacket> packets);

}  // namespace heloscope::capture
