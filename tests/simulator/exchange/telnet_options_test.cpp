#include "simulator/exchange/telnet_options.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heloscope::exchange {
namespace {

using namespace std::string_view_literals;

std::string filtered(std::string_view octets, std::size_t piece) {
  TelnetOptions telnet;
  std::string out;
  for (; !octets.empty(); octets.remove_prefix(std::min(piece, octets.size())))
    out.append(telnet.filter(octets.substr(0, piece)));
  return out;
}

TEST(TelnetOptions, SwallowsCommandsAndKeepsText) {
  const struct {
    std::string_view sent, text;
  } cases[] = {
      {"STAT\r\n", "STAT\r\n"},
      {"", ""},
      {"\xff\xfd\x03\xff\xfb\x18USER a\r\n", "USER a\r\n"},  // DO, WILL
      {"US\xff\xfb\x1f\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0"
       "ER\r\n"sv,
       "USER\r\n"},                              // WILL NAWS, its 80x24
      {"\xff\xf1NO\xff\xf9OP\r\n", "NOOP\r\n"},  // NOP, GA: no option follows
      {"PASS \xff\xff\r\n", "PASS \xff\r\n"},    // doubled: itself
      {"PASS \xff"
       "a\r\n",
       "PASS \xff"
       "a\r\n"},                               // no telnet: a mail client's octet
      {"\xff\xfa\x18\xff\xff\xff\xf0X", "X"},  // IAC IAC inside
      {"\xff\xfb", ""},
      {"a\0b"sv, "a\0b"sv},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::PrintToString(c.sent));
    for (std::size_t piece = 1; piece <= c.sent.size() + 1; ++piece) EXPECT_EQ(filtered(c.sent, piece), c.text);
  }
}

TEST(TelnetOptions, GivesUpASubnegotiationWithoutEnd) {
  for (const unsigned n : {TelnetOptions::max_subnegotiation - 1, TelnetOptions::max_subnegotiation}) {
    const std::string sent = "\xff\xfa" + std::string(n, 'x') + "QUIT";
    const std::string want = n == TelnetOptions::max_subnegotiation ? "QUIT" : "UIT";
    EXPECT_EQ(filtered(sent, sent.size()), want);
    EXPECT_EQ(filtered(sent, 1), want);
  }
}

}  // namespace
}  // namespace heloscope::exchange
