#include <gtest/gtest.h>

#include "analyzer/capture/sequence.hpp"
#include "analyzer/capture/tcp.hpp"
#include "tests/analyzer/capture/octets.hpp"

namespace heloscope::capture {
namespace {

// Ports 1044 and 25, seq 0x01020304, ack 0x05060708, ACK and PSH; five words.
const std::string tcp = hex("0414 0019 01020304 05060708 5018 ffff 0000 0000");
const std::string tcp_hi = tcp + "hi";
const std::string ip4 = hex("4500 002a 0001 4000 4006 0000 c0000201 c0000219") + tcp_hi;
const std::string v6_addresses = hex("20010db8000000000000000000000001 20010db8000000000000000000000019");
const std::string ip6 = hex("60000000 0016 06 40") + v6_addresses + tcp_hi;
const std::string macs = hex("020000000002 020000000001");
const std::string udp4 = hex("4500 001c 0001 4000 4011 0000 c0000201 c0000219 0035 0035 0008 0000");

Skip decode_octets(int dlt, const std::string& octets, Segment& segment, std::uint32_t cut = 0) {
  return decode(find_link_type(dlt), {octets, cut, 7, 3, dlt}, segment);
}

TEST(Decode, FindsSegmentsBehindEveryLinkLayer) {
  const struct {
    const char* name;
    int dlt;
    std::string octets;
  } cases[] = {
      {"Ethernet", 1, macs + hex("0800") + ip4},
      {"Ethernet, IPv6", 1, macs + hex("86dd") + ip6},
      {"padding", 1, macs + hex("0800") + ip4 + std::string(6, '\0')},
      {"VLAN", 1, macs + hex("8100 0064 0800") + ip4},
      {"QinQ", 1, macs + hex("88a8 0064 8100 0065 86dd") + ip6},
      {"old QinQ", 1, macs + hex("9100 0064 8100 0065 0800") + ip4},
      {"fifteen tags", 1,
       macs + hex("8100") +
           [] {
             std::string tags;
             for (int i = 0; i < 14; ++i) tags += hex("0001 8100");
             return tags + hex("0001 0800");
           }() +
           ip4},
      {"LLC and SNAP", 1, macs + hex("0032 aaaa03 000000 0800") + ip4},
      {"MPLS, two labels", 1, macs + hex("8847 00010040 00020140") + ip4},
      {"PPPoE", 1, macs + hex("8864 1100 0001 002c 0021") + ip4},
      {"NULL, little endian", 0, hex("02000000") + ip4},
      {"NULL, Darwin's IPv6", 0, hex("1e000000") + ip6},
      {"LOOP, big endian", 108, hex("00000002") + ip4},
      {"LOOP, OpenBSD's IPv6", 108, hex("00000018") + ip6},
      {"PPP", 9, hex("ff03 0021") + ip4},
      {"PPP, compressed", 9, hex("57") + ip6},
      {"raw 12", 12, ip4},
      {"raw 14", 14, ip6},
      {"raw 101", 101, ip4},
      {"IPV4", 228, ip4},
      {"IPV6", 229, ip6},
      {"SLL", 113, hex("0000 0001 0006 020000000001 0000 0800") + ip4},
      {"SLL, VLAN", 113, hex("0000 0001 0006 020000000001 0000 8100 0064 0800") + ip4},
      {"SLL2", 276, hex("86dd 0000 00000002 0001 00 06 020000000001 0000") + ip6},
      {"radiotap", 127,
       hex("00 00 0800 00000000 0800 0000") + std::string(20, 'a') + hex("aaaa03 000000 0800") + ip4},
      {"IP in IP", 101, hex("4500 003e 0001 4000 4004 0000 0a000001 0a000002") + ip4},
      {"IPv6 in IP", 101, hex("4500 0052 0001 4000 4029 0000 0a000001 0a000002") + ip6},
      {"GRE with a key", 101, hex("4500 0046 0001 4000 402f 0000 0a000001 0a000002 2000 0800 00000001") + ip4},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Segment s;
    ASSERT_EQ(decode_octets(c.dlt, c.octets, s), Skip::none);
    const bool v4 = c.octets.find(ip4) != std::string::npos;
    EXPECT_EQ(to_string(s.source), v4 ? "192.0.2.1" : "2001:db8::1");
    EXPECT_EQ(to_string(s.destination), v4 ? "192.0.2.25" : "2001:db8::19");
    EXPECT_EQ(s.source_port, 1044);
    EXPECT_EQ(s.destination_port, 25);
    EXPECT_EQ(s.seq, 0x01020304u);
    EXPECT_EQ(s.ack, 0x05060708u);
    EXPECT_EQ(s.flags, flag::ack | flag::psh);
    EXPECT_EQ(s.payload, "hi");
    EXPECT_EQ(s.missing, 0u);
    EXPECT_EQ(s.time_ns, 7);
    EXPECT_EQ(s.frame, 3u);
  }
}

TEST(Decode, NamesWhatItSkips) {
  std::string tags = macs + hex("8100");
  for (int i = 0; i < 16; ++i) tags += hex("0001 8100");
  const auto nested = [](int depth) {
    std::string octets = ip4;
    for (int i = 0; i < depth; ++i) octets = hex("4500 0000 0001 4000 4004 0000 0a000001 0a000002") + octets;
    return octets;
  };
  const struct {
    const char* name;
    int dlt;
    std::string octets;
    Skip skip;
  } cases[] = {
      {"unknown link type", 147, ip4, Skip::link_type},
      {"ARP", 1, macs + hex("0806") + std::string(28, '\0'), Skip::arp},
      {"spanning tree", 1, macs + hex("0026 4242 03") + std::string(35, '\0'), Skip::llc},
      {"LLDP", 1, macs + hex("88cc 0207"), Skip::other_ethertype},
      {"sixteen tags and more", 1, tags, Skip::too_many_tags},
      {"half a tag", 1, macs + hex("8100 00"), Skip::cut_short},
      {"no Ethernet header", 1, macs, Skip::cut_short},
      {"nothing at all", 1, "", Skip::cut_short},
      {"PPPoE discovery", 1, macs + hex("8863 1109 0000 0000"), Skip::pppoe},
      {"PPP link control", 9, hex("ff03 c021 01"), Skip::pppoe},
      {"pseudo-wire", 1, macs + hex("8847 00010140 00000000"), Skip::mpls},
      {"unknown family", 0, hex("07000000") + ip4, Skip::other_ethertype},
      {"UDP", 101, udp4, Skip::udp},
      {"ICMP", 101, hex("4500 0014 0001 4000 4001 0000 c0000201 c0000219"), Skip::icmp},
      {"ICMPv6", 101, hex("60000000 0000 3a 40") + v6_addresses, Skip::icmp},
      {"ESP", 101, hex("4500 0014 0001 4000 4032 0000 c0000201 c0000219"), Skip::esp},
      {"SCTP", 101, hex("4500 0014 0001 4000 4084 0000 c0000201 c0000219"), Skip::sctp},
      {"OSPF", 101, hex("4500 0014 0001 4000 4059 0000 c0000201 c0000219"), Skip::other_protocol},
      {"PPTP", 101, hex("4500 0018 0001 4000 402f 0000 c0000201 c0000219 2001 880b"), Skip::gre},
      {"four tunnels", 101, nested(4), Skip::none},
      {"five tunnels", 101, nested(5), Skip::tunnel},
      {"first fragment", 101, hex("4500 002a 0001 2000 4006 0000 c0000201 c0000219") + tcp_hi, Skip::fragment},
      {"later fragment", 101, hex("4500 002a 0001 0001 4006 0000 c0000201 c0000219") + tcp_hi, Skip::fragment},
      {"IPv6 fragment", 101, hex("60000000 001e 2c 40") + v6_addresses + hex("06 00 0001 00000001") + tcp_hi,
       Skip::fragment},
      {"version 5", 101, hex("5500 002a 0001 4000 4006 0000 c0000201 c0000219") + tcp_hi, Skip::malformed},
      {"header of four words", 101, hex("4400 002a 0001 4000 4006 0000 c0000201 c0000219") + tcp_hi, Skip::malformed},
      {"length within the header", 101, hex("4500 0013 0001 4000 4006 0000 c0000201 c0000219") + tcp_hi,
       Skip::malformed},
      {"19 octets of IPv4", 101, ip4.substr(0, 19), Skip::cut_short},
      {"39 octets of IPv6", 101, ip6.substr(0, 39), Skip::cut_short},
      {"TCP header cut off", 101, ip4.substr(0, 39), Skip::cut_short},
      {"TCP header does not fit", 101, hex("4500 0027 0001 4000 4006 0000 c0000201 c0000219") + tcp_hi,
       Skip::malformed},
      {"TCP header of four words", 101,
       ip4.substr(0, 20) + hex("0414 0019 01020304 05060708 4018 ffff 0000 0000") + "hi", Skip::malformed},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Segment s;
    EXPECT_EQ(decode_octets(c.dlt, c.octets, s), c.skip);
    EXPECT_EQ(skips[index(c.skip)].skip, c.skip);
  }
}

TEST(Decode, PassesOverIpOptionsAndExtensionHeaders) {
  const struct {
    const char* name;
    std::string octets;
  } cases[] = {
      {"options", hex("4600 002e 0001 4000 4006 0000 c0000201 c0000219 01010100") + tcp_hi},
      {"hop-by-hop, destination options, routing", hex("60000000 002e 00 40") + v6_addresses +
                                                       hex("3c00 000000000000 2b00 000000000000 0600 000000000000") +
                                                       tcp_hi},
      {"atomic fragment", hex("60000000 001e 2c 40") + v6_addresses + hex("06 00 0000 00000001") + tcp_hi},
      {"authentication header",
       hex("60000000 0026 33 40") + v6_addresses + hex("06 02 0000 00000001 00000002 00000003") + tcp_hi},
      {"authentication header over IPv4", hex("4500 003a 0001 4000 4033 0000 c0000201 c0000219") +
                                              hex("06 02 0000 00000001 00000002 00000003") + tcp_hi},
      {"segmentation offload", hex("4500 0000 0001 4000 4006 0000 c0000201 c0000219") + tcp_hi},
      {"jumbo", hex("60000000 0000 06 40") + v6_addresses + tcp_hi},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Segment s;
    ASSERT_EQ(decode_octets(101, c.octets, s), Skip::none);
    EXPECT_EQ(s.payload, "hi");
    EXPECT_EQ(s.destination_port, 25);
  }
  std::string chain = hex("60000000 0000 3c 40") + v6_addresses;
  for (int i = 0; i < 9; ++i) chain += hex("3c00 000000000000");
  Segment s;
  EXPECT_EQ(decode_octets(101, chain, s), Skip::malformed);
  EXPECT_EQ(decode_octets(101, hex("60000000 0008 3c 40") + v6_addresses + hex("0605 000000000000"), s),
            Skip::malformed);
}

TEST(Decode, CountsWhatTheSnapLengthCutOff) {
  for (std::size_t size = 40; size <= ip4.size(); ++size) {
    SCOPED_TRACE(size);
    Segment s;
    ASSERT_EQ(decode_octets(101, ip4.substr(0, size), s, static_cast<std::uint32_t>(ip4.size() - size)), Skip::none);
    EXPECT_EQ(s.payload.size(), size - 40);
    EXPECT_EQ(s.missing, 42 - size);
  }
  // Options of TCP that were cut are not payload: 12 of them, 4 captured, then "hi".
  const std::string with_options =
      hex("4500 0036 0001 4000 4006 0000 c0000201 c0000219 0414 0019 01020304 05060708 8018 ffff 0000 0000 0101080a");
  Segment s;
  ASSERT_EQ(decode_octets(101, with_options, s, 10), Skip::none);
  EXPECT_EQ(s.payload, "");
  EXPECT_EQ(s.missing, 2u);
  // With segmentation offload only the capture knows the length.
  ASSERT_EQ(decode_octets(101, hex("4500 0000 0001 4000 4006 0000 c0000201 c0000219") + tcp + "hi", s, 5),
            Skip::none);
  EXPECT_EQ(s.missing, 5u);
}

TEST(Address, IsReadAndWritten) {
  for (const char* text : {"192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::1", "fe80::1:0:0:2"}) {
    EXPECT_EQ(to_string(parse_address(text)), text);
  }
  for (const char* text : {"", "London.nwtraders.msft", "192.0.2", "1.2.3.4.5"})
    EXPECT_EQ(parse_address(text), Address{});
}

TEST(Extend, FindsTheNearestPosition) {
  const Position p = base + 0xfffffff0u;
  const struct {
    std::uint32_t seq;
    Position position;
  } cases[] = {
      {0xfffffff0u, p},
      {0xfffffff1u, p + 1},
      {0xffffffefu, p - 1},
      {0u, p + 16},
      {5u, p + 21},
      {0x7fffffefu, p + 0x7fffffff},  // the farthest ahead
      {0x7ffffff0u, p - 0x80000000u},
  };
  for (const auto& c : cases) EXPECT_EQ(extend(c.seq, p), c.position) << c.seq;
  EXPECT_EQ(wire(p + 16), 0u);
}

}  // namespace
}  // namespace heloscope::capture
