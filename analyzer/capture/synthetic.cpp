#include "analyzer/capture/synthetic.hpp"

#include <algorithm>

#include "analyzer/capture/octets.hpp"
#include "analyzer/capture/tcp.hpp"

namespace heloscope::capture {
namespace {

// Between two packets that nobody waited for.
constexpr std::int64_t step_ns = 50'000;

void put8(std::string& out, std::uint64_t value) { out += static_cast<char>(value); }
void put16(std::string& out, std::uint64_t value) { put8(out, value >> 8), put8(out, value); }
void put32(std::string& out, std::uint64_t value) { put16(out, value >> 16), put16(out, value); }
void put64(std::string& out, std::uint64_t value) { put32(out, value >> 32), put32(out, value); }
void put32le(std::string& out, std::uint64_t value) {
  for (int shift = 0; shift < 32; shift += 8) put8(out, value >> shift);
}

void put_address(std::string& out, const Address& address) {
  if (is_v4(address)) {
    put32(out, address.low);
  } else {
    put64(out, address.high), put64(out, address.low);
  }
}

// RFC 1071: the ones' complement of the ones' complement sum of 16-bit words.
std::uint16_t checksum(std::string_view octets) {
  std::uint64_t sum = 0;
  for (; octets.size() >= 2; octets.remove_prefix(2)) sum += be16(octets.data());
  if (!octets.empty()) sum += static_cast<std::uint64_t>(be8(octets.data()) << 8);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}
void patch16(std::string& out, std::size_t at, std::uint16_t value) {
  out[at] = static_cast<char>(value >> 8);
  out[at + 1] = static_cast<char>(value);
}

constexpr std::uint8_t tcp = 6, hops = 64;

std::string v4_header(const Address& from, const Address& to, std::size_t payload, std::uint16_t identification) {
  std::string out;
  put16(out, 0x4500);  // version 4, five words, ordinary service
  put16(out, 20 + payload);
  put16(out, identification);
  put16(out, 0x4000);  // do not fragment
  put8(out, hops), put8(out, tcp), put16(out, 0);
  put_address(out, from), put_address(out, to);
  patch16(out, 10, checksum(out));
  return out;
}

std::string v6_header(const Address& from, const Address& to, std::size_t payload) {
  std::string out;
  put32(out, 0x60000000);
  put16(out, payload), put8(out, tcp), put8(out, hops);
  put_address(out, from), put_address(out, to);
  return out;
}

// Locally administered addresses, one a side.
void put_ethernet(std::string& out, Side from, bool v4) {
  const std::uint64_t mac[] = {0x01, 0x02};
  put16(out, 0x0200), put32(out, mac[index(other(from))]);
  put16(out, 0x0200), put32(out, mac[index(from)]);
  put16(out, v4 ? 0x0800 : 0x86dd);
}

}  // namespace

Conversation::Conversation(const Endpoint& client, const Endpoint& server, std::int64_t start_ns)
    : address_{parse_address(client.address), parse_address(server.address)},
      port_{client.port != 0 ? client.port : std::uint16_t{49152},
            server.port != 0 ? server.port : std::uint16_t{25}},
      now_ns_(start_ns - step_ns) {
  constexpr Address documentation[] = {v4(0xc0000201), v4(0xc0000219)};  // 192.0.2.1 and 192.0.2.25
  for (std::size_t side = 0; side < 2; ++side) {
    if (address_[side] == Address{}) address_[side] = documentation[side];
  }
  if (is_v4(address_[0]) != is_v4(address_[1])) address_ = {documentation[0], documentation[1]};
  send(Side::client, flag::syn);
  send(Side::server, flag::syn | flag::ack);
  send(Side::client, flag::ack);
}

void Conversation::say(Side from, std::string_view octets, std::int64_t wait_ns) {
  if (octets.empty()) return;
  now_ns_ += wait_ns - step_ns;
  while (!octets.empty()) {
    const std::string_view payload = octets.substr(0, largest_segment());
    octets.remove_prefix(payload.size());
    const std::uint8_t push = octets.empty() ? flag::psh : std::uint8_t{0};
    send(from, static_cast<std::uint8_t>(flag::ack | push), payload);
  }
  send(other(from), flag::ack);
}

void Conversation::close(Side first, std::int64_t wait_ns) {
  now_ns_ += wait_ns - step_ns;
  send(first, flag::fin | flag::ack);
  send(other(first), flag::fin | flag::ack);
  send(first, flag::ack);
}

void Conversation::reset(Side from, std::int64_t wait_ns) {
  now_ns_ += wait_ns - step_ns;
  send(from, flag::rst | flag::ack);
}

void Conversation::send(Side from, std::uint8_t flags, std::string_view payload) {
  const std::size_t d = index(from), o = index(other(from));
  const bool opening = (flags & flag::syn) != 0, v4 = is_v4(address_[d]);
  std::string segment;
  put16(segment, port_[d]), put16(segment, port_[o]);
  put32(segment, next_[d]);
  put32(segment, (flags & flag::ack) != 0 ? next_[o] : 0);
  put8(segment, opening ? 0x60 : 0x50);  // header length in words, times 16
  put8(segment, flags);
  put16(segment, 65535);                                                   // window
  put16(segment, 0);                                                       // checksum, below
  put16(segment, 0);                                                       // urgent pointer
  if (opening) put16(segment, 0x0204), put16(segment, largest_segment());  // RFC 9293 3.7.1
  segment += payload;

  std::string pseudo_header;  // RFC 9293 3.1, RFC 8200 8.1
  put_address(pseudo_header, address_[d]), put_address(pseudo_header, address_[o]);
  if (v4) {
    put16(pseudo_header, tcp), put16(pseudo_header, segment.size());
  } else {
    put32(pseudo_header, segment.size()), put32(pseudo_header, tcp);
  }
  patch16(segment, 16, checksum(pseudo_header + segment));

  SyntheticPacket packet;
  put_ethernet(packet.octets, from, v4);
  packet.octets += v4 ? v4_header(address_[d], address_[o], segment.size(), ++identification_[d])
                      : v6_header(address_[d], address_[o], segment.size());
  packet.octets += segment;
  now_ns_ += step_ns;
  packet.time_ns = now_ns_;
  packets_.push_back(std::move(packet));
  next_[d] += static_cast<std::uint32_t>(payload.size());
  if ((flags & (flag::syn | flag::fin)) != 0) ++next_[d];
}

std::string write_pcap(std::vector<SyntheticPacket> packets) {
  std::ranges::stable_sort(packets, {}, &SyntheticPacket::time_ns);
  std::string out;
  put32le(out, 0xa1b2c3d4);
  put32le(out, 2 | 4 << 16);  // version 2.4
  put32le(out, 0), put32le(out, 0);
  put32le(out, 262144);  // snap length, as tcpdump's
  put32le(out, 1);       // Ethernet
  for (const SyntheticPacket& packet : packets) {
    const auto time_us = static_cast<std::uint64_t>(std::max<std::int64_t>(packet.time_ns, 0)) / 1000;
    put32le(out, time_us / 1'000'000), put32le(out, time_us % 1'000'000);
    put32le(out, packet.octets.size()), put32le(out, packet.octets.size());
    out += packet.octets;
  }
  return out;
}

}  // namespace heloscope::capture
