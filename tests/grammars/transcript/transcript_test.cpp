#include "grammars/transcript/transcript.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace heloscope::transcript {
namespace {

TEST(ParseMarkedLine, FindsTheMark) {
  const struct {
    std::string_view line;
    Mark mark;
    std::string_view text;
    std::size_t indent;
  } cases[] = {
      {"C: QUIT", Mark::client, "QUIT", 0},
      {"      S: 220 a", Mark::server, "220 a", 6},
      {"\ts:  two", Mark::server, " two", 1},
      {"R: 250 OK", Mark::receiver, "250 OK", 0},
      {"C:", Mark::client, "", 0},
      {"C: ", Mark::client, "", 0},
      {"C> x", Mark::client, "x", 0},
      {"S>", Mark::server, "", 0},
      {"   folded", Mark::continuation, "folded", 3},
      {"C:\\>telnet a 25", Mark::none, "C:\\>telnet a 25", 0},
      {"C QUIT", Mark::none, "C QUIT", 0},
      {"CC: a", Mark::none, "CC: a", 0},
      {"F: 421", Mark::none, "F: 421", 0},
      {"prose", Mark::none, "prose", 0},
      {"", Mark::none, "", 0},
      {"   ", Mark::none, "", 3},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const MarkedLine line = parse_marked_line(c.line);
    EXPECT_EQ(std::tie(line.mark, line.text, line.indent), std::tie(c.mark, c.text, c.indent));
  }
}

TEST(ParseTelnetLine, KnowsNoticesAndPrompts) {
  const struct {
    std::string_view line;
    Notice notice;
    std::string_view host;
    std::uint16_t port;
  } cases[] = {
      {"Trying 127.0.0.1...", Notice::trying, "127.0.0.1", 0},
      {"Trying 2001:db8::1...", Notice::trying, "2001:db8::1", 0},
      {"Connected to mail.example.org.", Notice::connected, "mail.example.org", 0},
      {"Ncat: Connected to 192.0.2.1:25.", Notice::connected, "192.0.2.1", 25},
      {"Escape character is '^]'.", Notice::escape_character, "", 0},
      {"Connection closed by foreign host.", Notice::closed, "", 0},
      {"Connection to host lost.", Notice::closed, "", 0},
      {"Verbindung zu Host verloren.", Notice::closed, "", 0},
      {"C:\\>telnet London.nwtraders.msft 110", Notice::prompt, "London.nwtraders.msft", 110},
      {"C:\\Documents and Settings\\Administrator> telnet london 25", Notice::prompt, "london", 25},
      {"$ telnet mail.example.org 25", Notice::prompt, "mail.example.org", 25},
      {"user@host:~$ telnet mail.example.org smtp", Notice::prompt, "mail.example.org", 25},
      {"[root@mx ~]# nc -v -w 5 192.0.2.1 25", Notice::prompt, "192.0.2.1", 25},
      {"telnet mail.example.org 25", Notice::prompt, "mail.example.org", 25},
      {"> openssl s_client -connect mail.example.org:995 -quiet", Notice::prompt, "mail.example.org", 995},
      {"$ telnet mail.example.org", Notice::prompt, "mail.example.org", 0},
      {"$ telnet mail.example.org 65535", Notice::prompt, "mail.example.org", 65535},
      {"$ telnet mail.example.org 65536", Notice::prompt, "mail.example.org", 0},
      {"Telnet to the server on port 25 and say", Notice::none, "", 0},
      {"220 mail.example.org ESMTP", Notice::none, "", 0},
      {"HELO telnet", Notice::none, "", 0},
      {"MAIL FROM:<telnet@a>", Notice::none, "", 0},
      {"$ ls", Notice::none, "", 0},
      {"", Notice::none, "", 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const TelnetLine line = parse_telnet_line(c.line);
    EXPECT_EQ(std::tie(line.notice, line.host, line.port), std::tie(c.notice, c.host, c.port));
  }
}

TEST(ParseTelnetLine, LooksForAPromptAtTheLinesBeginningOnly) {
  const std::string far = std::string(200, 'x') + "$ telnet a 25";
  EXPECT_EQ(parse_telnet_line(far).notice, Notice::none);
}

TEST(ParseRemark, KnowsItsForms) {
  const struct {
    std::string_view text;
    Remark remark;
  } cases[] = {
      {"# comment", Remark::note},
      {"// comment", Remark::note},
      {"<-- this is wrong", Remark::note},
      {"--> and this", Remark::note},
      {"=> so", Remark::note},
      {"(send 120 octets)", Remark::note},
      {"...", Remark::elision},
      {"<open connection>", Remark::opens},
      {"<opens connection>", Remark::opens},
      {"<wait for connection on TCP port 110>", Remark::waits},
      {"<wait for connection on TCP port", Remark::waits},  // RFC 3030 4.2 cuts it off
      {" <close connection>", Remark::closes},
      {"<starts TLS negotiation>", Remark::note},
      {"...etc. etc. etc.", Remark::none},
      {"QUIT", Remark::none},
      {"<abc", Remark::none},
      {"(half", Remark::none},
      {"", Remark::none},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_remark(c.text), c.remark) << c.text;
}

TEST(WithoutNote, CutsAtTheArrowAfterABlank) {
  EXPECT_EQ(without_note("HELO a   <-- b"), "HELO a");
  EXPECT_EQ(without_note("HELO a<-- b"), "HELO a<-- b");
  EXPECT_EQ(without_note("HELO a<-- b <-- c"), "HELO a<-- b");
  EXPECT_EQ(without_note("250 a "), "250 a ");
  EXPECT_EQ(without_note(""), "");
}

}  // namespace
}  // namespace heloscope::transcript
