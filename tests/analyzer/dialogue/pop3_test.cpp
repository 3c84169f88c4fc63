#include "analyzer/dialogue/pop3.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/dialogue/script.hpp"

namespace heloscope::dialogue {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> read(const std::vector<Say>& script) {
  Conversation conversation({}, 110, true);
  play(conversation, script);
  EXPECT_TRUE(conversation.is_mail());
  EXPECT_EQ(conversation.protocol(), Protocol::pop3);
  return outline(conversation.record());
}

TEST(Pop3, ReadsAnOrdinarySession) {  // RFC 1939 10
  Conversation conversation({}, 110, true);
  play(conversation,
       {S("+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>"),
        C("APOP mrose c4c9334bac560ecc979e58001b3e22fb"), S("+OK mrose's maildrop has 2 messages (320 octets)"),
        C("STAT"), S("+OK 2 320"), C("LIST"), S("+OK 2 messages (320 octets)\r\n1 120\r\n2 200\r\n."), C("RETR 1"),
        S("+OK 120 octets\r\nSubject: x\r\n\r\n..dot\r\n."), C("DELE 1"), S("+OK message 1 deleted"), C("LIST 2"),
        S("+OK 2 200"), C("QUIT"), S("+OK bye")});
  const Record& record = conversation.record();
  EXPECT_THAT(outline(record),
              ElementsAre("S greeting +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>",
                          "C command APOP mrose c4c9334bac560ecc979e58001b3e22fb",
                          "S reply +OK mrose's maildrop has 2 messages (320 octets)", "C command STAT",
                          "S reply +OK 2 320", "C command LIST", "S reply +OK 2 messages (320 octets)",
                          "C command RETR 1", "S reply +OK 120 octets", "S message RETR 20 complete",
                          "C command DELE 1", "S reply +OK message 1 deleted", "C command LIST 2",
                          "S reply +OK 2 200", "C command QUIT", "S reply +OK bye"));
  const Event& list = record.at(8);
  EXPECT_EQ(record.view(list.body), "1 120\n2 200");
  EXPECT_EQ(list.body_lines, 2U);
  EXPECT_EQ(list.body_octets, 14U);
  const Event& retr = record.at(10);
  EXPECT_EQ(retr.body_lines, 3U);
  EXPECT_EQ(retr.body_octets, 20U);
  EXPECT_EQ(record.at(11).reply_to, retr.reply_to);
  EXPECT_EQ(record.view(record.at(3).secret), "c4c9334bac560ecc979e58001b3e22fb");
  EXPECT_EQ(record.user, "mrose");
  EXPECT_TRUE(record.logged_on);
}

TEST(Pop3, HidesThePasswordWhateverItHolds) {
  Conversation conversation({}, 110, true);
  play(conversation,
       {S("+OK hi"), C("USER a"), S("+OK"), C("PASS two words "), S("-ERR no"), C("QUIT"), S("+OK bye")});
  const Record& record = conversation.record();
  EXPECT_EQ(record.view(record.at(5).secret), "two words ");
  EXPECT_FALSE(record.logged_on);
}

TEST(Pop3, PairsPipelinedCommandsWithTheirBodies) {
  EXPECT_THAT(
      read({S("+OK hi"), C("USER a\r\nPASS b\r\nUIDL\r\nRETR 1\r\nRETR 9\r\nTOP 2 0\r\nQUIT"),
            S("+OK\r\n+OK\r\n+OK\r\n1 AAA\r\n.\r\n+OK\r\nhi\r\n.\r\n-ERR none\r\n+OK\r\nh: v\r\n\r\n.\r\n+OK bye")}),
      ElementsAre("S greeting +OK hi", "C command USER a", "C command PASS b", "C command UIDL", "C command RETR 1",
                  "C command RETR 9", "C command TOP 2 0", "C command QUIT", "S reply +OK", "S reply +OK",
                  "S reply +OK", "S reply +OK", "S message RETR 4 complete", "S reply -ERR none", "S reply +OK",
                  "S message TOP 8 complete", "S reply +OK bye"));
}

TEST(Pop3, FollowsAuthentication) {
  EXPECT_THAT(read({S("+OK hi"), C("AUTH"), S("+OK\r\nNTLM\r\n."), C("AUTH PLAIN"), S("+ "), C("AGEAYg=="),
                    S("+OK in"), C("STAT"), S("+OK 0 0")}),
              ElementsAre("S greeting +OK hi", "C command AUTH", "S reply +OK", "C command AUTH PLAIN", "S reply + ",
                          "C auth AGEAYg==", "S reply +OK in", "C command STAT", "S reply +OK 0 0"));
}

TEST(Pop3, KnowsThatExchangeAsksForNtlmByOk) {
  Conversation conversation({}, 110, true);
  play(conversation, {S("+OK hi"), C("AUTH NTLM"), S("+OK"), C("TlRMTVNTUAABAAAA"), S("+ TlRMTVNTUAACAAAA"),
                      C("TlRMTVNTUAADAAAA"), S("-ERR Logon failure"), C("QUIT"), S("+OK")});
  EXPECT_THAT(outline(conversation.record()),
              ElementsAre("S greeting +OK hi", "C command AUTH NTLM", "S reply +OK", "C auth TlRMTVNTUAABAAAA",
                          "S reply + TlRMTVNTUAACAAAA", "C auth TlRMTVNTUAADAAAA", "S reply -ERR Logon failure",
                          "C command QUIT", "S reply +OK"));
  EXPECT_FALSE(conversation.record().logged_on);
  // A client that takes it for the end goes on with a command, as one seen with Exchange 2003 did.
  EXPECT_EQ(read({S("+OK hi"), C("AUTH NTLM"), S("+OK"), C("CAPA"), S("-ERR Logon failure")}).at(3),
            "C command CAPA");
}

TEST(Pop3, EndsAListingThatLacksItsDot) {
  EXPECT_THAT(read({S("+OK hi"), C("LIST"), S("+OK\r\n1 120"), C("QUIT"), S("+OK bye")}),
              ElementsAre("S greeting +OK hi", "C command LIST", "S reply +OK", "C command QUIT", "S reply +OK bye"));
}

TEST(Pop3, StopsReadingAtTls) {
  Conversation conversation({}, 110, true);
  play(conversation,
       {S("+OK hi"), C("STLS"), S("+OK go"), {Side::client, "\x16\x03\x01zzz"}, {Side::server, "\x16\x03\x03zzz"}});
  EXPECT_THAT(outline(conversation.record()),
              ElementsAre("S greeting +OK hi", "C command STLS", "S reply +OK go", "C tls"));
}

TEST(Pop3, MarksWhatAGapTook) {
  const std::vector<Say> start{S("+OK hi"), C("USER a"), S("+OK"), C("PASS b"), S("+OK"), C("RETR 1")};
  const auto with = [&](std::vector<Say> more) {
    auto script = start;
    script.insert(script.end(), more.begin(), more.end());
    const auto all = read(script);
    return std::vector<std::string>(all.begin() + 6, all.end());
  };
  EXPECT_THAT(
      with({S("+OK\r\none"), {Side::server, "", 50}, S("two\r\n."), C("QUIT"), S("+OK bye")}),
      ElementsAre("S reply +OK", "S message RETR 10 incomplete", "S gap 50", "C command QUIT", "S reply +OK bye"));
  // The dot is in the gap: the client went on.
  EXPECT_THAT(
      with({S("+OK\r\none"), {Side::server, "", 50}, C("QUIT"), S("+OK bye")}),
      ElementsAre("S reply +OK", "S message RETR 5 incomplete", "S gap 50", "C command QUIT", "S reply +OK bye"));
  // The +OK is in the gap: what follows is a part of the message until its dot.
  EXPECT_THAT(
      with({{Side::server, "", 50}, S("two\r\n."), C("RETR 2"), S("+OK\r\nwhole\r\n."), C("QUIT"), S("+OK bye")}),
      ElementsAre("S gap 50", "S message RETR 5 incomplete", "C command RETR 2", "S reply +OK",
                  "S message RETR 7 complete", "C command QUIT", "S reply +OK bye"));
}

TEST(Pop3, TakesAWholeMessageWhoseCommandIsMissing) {
  EXPECT_THAT(read({S("+OK hi"),
                    C("USER a"),
                    S("+OK"),
                    C("PASS b"),
                    S("+OK"),
                    {Side::client, "", 8},
                    S("+OK 120 octets\r\nSubject: x\r\n\r\n..\r\n."),
                    C("QUIT"),
                    S("+OK bye")}),
              ElementsAre("S greeting +OK hi", "C command USER a", "S reply +OK", "C command PASS b", "S reply +OK",
                          "C gap 8", "S reply +OK 120 octets", "S message RETR 17 complete", "C command QUIT",
                          "S reply +OK bye"));
  // A listing whose command is missing is no message.
  EXPECT_THAT(read({S("+OK hi"),
                    C("USER a"),
                    S("+OK"),
                    {Side::client, "", 6},
                    S("+OK 2 messages\r\n1 120\r\n2 200\r\n."),
                    C("QUIT"),
                    S("+OK bye")}),
              ElementsAre("S greeting +OK hi", "C command USER a", "S reply +OK", "C gap 6", "S reply +OK 2 messages",
                          "S other 1 120", "C command QUIT", "S reply +OK bye"));
}

TEST(Pop3, ReadsACaptureWithoutItsGreeting) {
  EXPECT_THAT(read({C("CAPA"), S("+OK list\r\nTOP\r\nUSER\r\n."), C("QUIT"), S("+OK bye")}),
              ElementsAre("C command CAPA", "S reply +OK list", "C command QUIT", "S reply +OK bye"));
}

}  // namespace
}  // namespace heloscope::dialogue
