#include "analyzer/capture/synthetic.hpp"

#include <gtest/gtest.h>

#include "analyzer/capture/file.hpp"
#include "analyzer/capture/octets.hpp"
#include "analyzer/capture/tcp.hpp"
#include "tests/analyzer/capture/script.hpp"

namespace heloscope::capture {
namespace {

constexpr std::int64_t start_ns = 1'100'000'000'000'000'000;

Script read(const std::string& octets) {
  Script s;
  auto file = File::open_memory(octets);
  EXPECT_TRUE(file) << file.error().what;
  const LinkType* const link = find_link_type(file->link_type());
  while (const Packet* packet = file->next()) {
    Segment segment;
    EXPECT_EQ(decode(link, *packet, segment), Skip::none);
    s.take(s.connections.feed(segment));
  }
  s.finish();
  return s;
}

TEST(Synthetic, IsReadBackAsItWasSaid) {
  const std::string mail(5000, 'x');
  const struct {
    Endpoint client, server;
    const char* client_address;
    const char* server_address;
  } cases[] = {
      {{"192.0.2.7", 1044}, {"198.51.100.25", 25}, "192.0.2.7", "198.51.100.25"},
      {{"2001:db8::7", 1044}, {"2001:db8::25", 25}, "2001:db8::7", "2001:db8::25"},
      {{"", 0}, {"London.nwtraders.msft", 0}, "192.0.2.1", "192.0.2.25"},
      {{"2001:db8::7", 1044}, {"192.0.2.25", 25}, "192.0.2.1", "192.0.2.25"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.client_address);
    Conversation talk(c.client, c.server, start_ns);
    talk.say(Side::server, "220");
    talk.say(Side::client, mail);
    talk.say(Side::client, "");
    talk.close();
    EXPECT_EQ(talk.packets().front().time_ns, start_ns);
    const Script s = read(write_pcap(talk.packets()));
    const std::size_t mss = c.client_address[0] == '2' ? 1440 : 1460;
    std::string expected = "+1 S:220";
    for (std::size_t at = 0; at < mail.size(); at += mss) expected += " C:" + mail.substr(at, mss);
    EXPECT_EQ(s.log, expected + " x1 fin");
    const ConnectionInfo info = s.connections.describe(s.last_connection);
    EXPECT_EQ(info.client.address, c.client_address);
    EXPECT_EQ(info.server.address, c.server_address);
    EXPECT_EQ(info.server.port, 25);
  }
  Conversation cut({"192.0.2.7", 1044}, {"192.0.2.25", 25}, start_ns);
  cut.reset(Side::server);
  EXPECT_EQ(read(write_pcap(cut.packets())).log, "+1 x1 reset");
}

TEST(Synthetic, ChecksumsAddUp) {
  Conversation talk({"192.0.2.7", 1044}, {"192.0.2.25", 25}, start_ns);
  talk.say(Side::server, "odd");
  const auto sum = [](std::string octets) {
    if (octets.size() % 2 != 0) octets += '\0';
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < octets.size(); i += 2) total += be16(octets.data() + i);
    while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
    return total;
  };
  for (const SyntheticPacket& packet : talk.packets()) {
    const std::string ip = packet.octets.substr(14, 20), tcp = packet.octets.substr(34);
    EXPECT_EQ(sum(ip), 0xffffu);  // RFC 1071 1: right where the sum is all ones
    const std::string length{static_cast<char>(tcp.size() >> 8), static_cast<char>(tcp.size())};
    EXPECT_EQ(sum(ip.substr(12, 8) + std::string("\0\6", 2) + length + tcp), 0xffffu);
  }
}

TEST(Synthetic, MixesConversationsByTime) {
  Conversation a({"192.0.2.7", 1044}, {"192.0.2.25", 25}, start_ns),
      b({"192.0.2.7", 1045}, {"192.0.2.25", 25}, start_ns);
  a.say(Side::server, "A", 5'000'000);
  b.say(Side::server, "B", 4'000'000);
  std::vector<SyntheticPacket> both = a.packets();
  both.insert(both.end(), b.packets().begin(), b.packets().end());
  EXPECT_EQ(read(write_pcap(both)).log, "+1 +2 S:B S:A x1 end x2 end");
}

}  // namespace
}  // namespace heloscope::capture
