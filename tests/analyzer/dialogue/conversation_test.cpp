#include "analyzer/dialogue/conversation.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/dialogue/script.hpp"

namespace heloscope::dialogue {
namespace {

std::string found(std::uint16_t port, bool opening_seen, const std::vector<Say>& script) {
  Conversation conversation({}, port, opening_seen);
  play(conversation, script);
  if (!conversation.is_mail()) return "other";
  return std::string(name(conversation.protocol())) + (conversation.swapped() ? " swapped" : "");
}

TEST(Conversation, FindsTheProtocolByContent) {
  const struct {
    const char* name;
    std::uint16_t port;
    bool opening;
    std::vector<Say> script;
    const char* want;
  } cases[] = {
      {"SMTP", 25, true, {S("220 hi")}, "smtp"},
      {"SMTP on an odd port", 20025, true, {S("220 mail.example.org ESMTP")}, "smtp"},
      {"SMTP that greets without its name", 20025, true, {S("220 hi"), C("EHLO x")}, "smtp"},
      {"SMTP refusing", 25, true, {S("554 go away")}, "smtp"},
      {"POP3 on an odd port", 20110, true, {S("+OK ready"), C("USER x")}, "pop3"},
      {"POP3 on the SMTP port", 25, true, {S("+OK ready"), C("USER x"), S("+OK")}, "pop3"},
      {"FTP", 21, true, {S("220 FTP server ready"), C("USER x"), S("331 password")}, "other"},
      {"FTP that does not say so", 21, true, {S("220 ready"), C("USER x"), S("331 password")}, "other"},
      {"HTTP", 80, true, {C("GET / HTTP/1.1"), S("HTTP/1.1 200 OK")}, "other"},
      {"HTTP to port 25", 25, true, {C("GET / HTTP/1.1"), S("220 hi")}, "smtp"},
      {"IMAP", 143, true, {S("* OK IMAP4 ready"), C("a1 LOGIN x y")}, "other"},
      {"NNTP", 119, true, {S("200 news"), C("GROUP x")}, "other"},
      {"TLS on 465", 465, true, {{Side::client, "\x16\x03\x01\x02"}}, "smtp"},
      {"TLS on 995", 995, true, {{Side::client, "\x16\x03\x01\x02"}}, "pop3"},
      {"TLS on 443", 443, true, {{Side::client, "\x16\x03\x01\x02"}}, "other"},
      {"binary", 4444, true, {{Side::client, std::string("\0\1\2", 3)}}, "other"},
      {"mid-stream, roles guessed wrong",
       40000,
       false,
       {C("250 2.1.0 a@b....Sender OK"), S("RCPT TO:<x@y>")},
       "smtp swapped"},
      {"mid-stream on 25", 25, false, {C("this is mail text"), S("250 ok")}, "smtp"},
      {"client side only", 2500, true, {C("EHLO x"), C("MAIL FROM:<a@b>")}, "smtp"},
      {"nothing said on 110", 110, true, {}, "pop3"},
      {"nothing said elsewhere", 8110, true, {}, "other"},
      {"one word at a time", 2500, true, {{Side::server, "2"}, {Side::server, "20 mail ESMTP\r\n"}}, "smtp"},
  };
  for (const auto& c : cases) EXPECT_EQ(found(c.port, c.opening, c.script), c.want) << c.name;
}

TEST(Conversation, TakesTheForcedProtocol) {
  Conversation conversation({}, 4000, true, Protocol::pop3);
  play(conversation, {C("nonsense")});
  EXPECT_TRUE(conversation.is_mail());
}

// Dialogues with every kind of turn; each is cut at every pair of places and octet by octet.
std::vector<std::vector<Say>> samples() {
  return {
      {S("220 hi"), C("EHLO a"), S("250-hi\r\n250 AUTH LOGIN"), C("AUTH LOGIN"), S("334 VXNlcm5hbWU6"), C("dXNlcg=="),
       S("334 UGFzc3dvcmQ6"), C("c2VjcmV0"), S("235 ok"), C("MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\nDATA"),
       S("250 ok\r\n250 ok\r\n354 go"), C("Subject: x\r\n\r\n..\r\n.x\r\n."), S("250 queued"), C("QUIT"),
       S("221 bye")},
      {S("220 hi"),
       C("EHLO a"),
       S("250 hi"),
       {Side::client, "MAIL FROM:<a@b>\nBDAT 5\r\nab\r\ncBDAT 2 LAST\r\nxy"},
       S("250 ok\r\n250 ok\r\n250 ok"),
       C("BOGUS"),
       S("500 what"),
       C("STARTTLS"),
       S("220 go"),
       {Side::client, "\x16\x03\x01zz\r\n"},
       {Side::server, "\x16\x03\x01\r\n250 x\r\n"}},
      {S("220 hi"),
       C("HELO a"),
       S("250 hi"),
       C("DATA"),
       S("354 go"),
       C("one\r\n.two"),
       {Side::client, "", 100},
       C("three\r\n."),
       S("250 queued"),
       {Side::server, "", 10},
       C("QUIT"),
       S("221 bye")},
      {S("+OK hi"), C("USER a\r\nPASS b"), S("+OK\r\n+OK"), C("LIST\r\nRETR 1"),
       S("+OK\r\n1 5\r\n..x\r\n.\r\n+OK\r\n..\r\nhi\r\n."), C("AUTH NTLM"), S("+OK"), C("TlRMTVNTUAABAAAA"),
       S("+ TlRM"), C("TlRM"), S("-ERR no"), C("QUIT"), S("+OK")},
      {C("EHLO a"), C("MAIL FROM:<a@b>"), C("DATA"), C("text\r\n."), C("AUTH PLAIN"), C("AGEAYg=="), C("QUIT")},
  };
}

std::vector<std::string> events_of(const std::vector<Say>& script, std::size_t piece, bool opening_seen) {
  Conversation conversation({}, 25, opening_seen);
  play(conversation, script, piece);
  return whole(conversation.record());
}

TEST(Conversation, GivesTheSameEventsHoweverItIsCut) {
  for (const bool opening_seen : {true, false}) {
    for (const auto& script : samples()) {
      const auto want = events_of(script, 0, opening_seen);
      for (std::size_t piece = 1; piece < 8; ++piece)
        ASSERT_EQ(events_of(script, piece, opening_seen), want) << piece;
      for (std::size_t turn = 0; turn < script.size(); ++turn) {
        const std::string octets = script[turn].octets;
        for (std::size_t a = 1; a < octets.size(); ++a) {
          for (std::size_t b = a; b < octets.size(); ++b) {
            // A cut must not change times and places, so all pieces keep their turn's.
            Conversation conversation({}, 25, opening_seen);
            std::uint64_t frame = 1;
            std::int64_t time = 1'000'000'000;
            conversation.open({Side::client, {}, 0, time, frame});
            for (std::size_t i = 0; i < script.size(); ++i) {
              ++frame, time += 1'000'000;
              const std::string_view all = script[i].octets;
              if (script[i].missing)
                conversation.feed({script[i].from, {}, script[i].missing, time, frame});
              else if (i != turn)
                conversation.feed({script[i].from, all, 0, time, frame});
              else
                for (const auto piece : {all.substr(0, a), all.substr(a, b - a), all.substr(b)})
                  if (!piece.empty()) conversation.feed({script[i].from, std::string(piece), 0, time, frame});
            }
            conversation.close(Ending::fin, {Side::client, {}, 0, time, frame});
            ASSERT_EQ(whole(conversation.record()), want) << "turn " << turn << " cut at " << a << " and " << b;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace heloscope::dialogue
