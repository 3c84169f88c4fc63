#include "analyzer/dialogue/smtp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/dialogue/script.hpp"

namespace heloscope::dialogue {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> read(const std::vector<Say>& script) {
  Conversation conversation({}, 25, true);
  play(conversation, script);
  EXPECT_TRUE(conversation.is_mail());
  return outline(conversation.record());
}

TEST(Smtp, ReadsAnOrdinaryMail) {
  Conversation conversation({}, 25, true);
  play(conversation,
       {S("220 London ESMTP"), C("EHLO client"), S("250-London\r\n250 SIZE 100"), C("MAIL FROM:<a@b.c> SIZE=9"),
        S("250 2.1.0 OK"), C("RCPT TO:<x@y.z>"), S("250 OK"), C("RCPT TO:<nobody@y.z>"), S("550 no"), C("DATA"),
        S("354 go"), C("Subject: Test\r\n\r\n..\r\n."), S("250 queued"), C("QUIT"), S("221 bye")});
  const Record& record = conversation.record();
  EXPECT_THAT(outline(record),
              ElementsAre("S greeting 220 London ESMTP", "C command EHLO client", "S reply 250-London\n250 SIZE 100",
                          "C command MAIL FROM:<a@b.c> SIZE=9", "S reply 250 2.1.0 OK", "C command RCPT TO:<x@y.z>",
                          "S reply 250 OK", "C command RCPT TO:<nobody@y.z>", "S reply 550 no", "C command DATA",
                          "S reply 354 go", "C message DATA 20 complete", "S reply 250 queued", "C command QUIT",
                          "S reply 221 bye"));
  ASSERT_EQ(record.messages.size(), 1U);
  EXPECT_EQ(record.view(record.messages[0].reverse_path), "a@b.c");
  EXPECT_EQ(record.view(record.messages[0].forward_paths), "x@y.z");  // the refused one is not in the envelope
  EXPECT_EQ(record.view(record.messages[0].header), "Subject: Test\r\n");
  EXPECT_EQ(record.commands, 6U);
  EXPECT_EQ(record.replies, 8U);
  EXPECT_TRUE(record.quit);
  const Event& queued = record.events[13];
  ASSERT_EQ(queued.code, 250);
  EXPECT_EQ(record.at(queued.reply_to).kind, Kind::message);
  EXPECT_EQ(queued.latency_ns, 1'000'000);
}

TEST(Smtp, PairsPipelinedCommandsAndARefusedData) {
  Conversation conversation({}, 25, true);
  play(conversation, {S("220 hi"), C("EHLO a"), S("250 hi"), C("MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\nDATA"),
                      S("250 ok\r\n550 no\r\n554 no recipients"), C("RSET\r\nQUIT"), S("250 ok\r\n221 bye")});
  const Record& record = conversation.record();
  EXPECT_THAT(outline(record), ElementsAre("S greeting 220 hi", "C command EHLO a", "S reply 250 hi",
                                           "C command MAIL FROM:<a@b>", "C command RCPT TO:<x@y>", "C command DATA",
                                           "S reply 250 ok", "S reply 550 no", "S reply 554 no recipients",
                                           "C command RSET", "C command QUIT", "S reply 250 ok", "S reply 221 bye"));
  EXPECT_FALSE(record.at(5).has(Flag::pipelined));
  EXPECT_TRUE(record.at(6).has(Flag::pipelined));
  EXPECT_EQ(record.at(9).reply_to, 6U);
  EXPECT_EQ(record.at(10).reply_to, 7U);
  EXPECT_TRUE(record.messages.empty());
}

TEST(Smtp, WaitsForTheAnswerToDataHoweverEarlyTheTextCame) {
  EXPECT_THAT(
      read({S("220 hi"), C("HELO a"), S("250 hi"), C("MAIL FROM:<a@b>"), S("250 ok"), C("RCPT TO:<x@y>"), S("250 ok"),
            C("DATA\r\nQUIT is not a command here\r\n."), S("354 go\r\n250 queued"), C("QUIT"), S("221 bye")}),
      ElementsAre("S greeting 220 hi", "C command HELO a", "S reply 250 hi", "C command MAIL FROM:<a@b>",
                  "S reply 250 ok", "C command RCPT TO:<x@y>", "S reply 250 ok", "C command DATA", "S reply 354 go",
                  "C message DATA 28 complete", "S reply 250 queued", "C command QUIT", "S reply 221 bye"));
}

TEST(Smtp, CountsBdatChunks) {  // RFC 3030 4.2
  Conversation conversation({}, 25, true);
  play(conversation, {S("220 hi"),
                      C("EHLO a"),
                      S("250 CHUNKING"),
                      C("MAIL FROM:<a@b>\r\nRCPT TO:<x@y>"),
                      S("250 ok\r\n250 ok"),
                      {Side::client, "BDAT 4\r\n.\r\nQ"},
                      {Side::client, "BDAT 3 LAST\r\nUIT"},
                      S("250 ok\r\n250 ok"),
                      {Side::client, "BDAT 0 LAST\r\nQUIT\r\n"},
                      S("250 ok\r\n221 bye")});
  const Record& record = conversation.record();
  ASSERT_EQ(record.messages.size(), 2U);
  EXPECT_EQ(record.messages[0].octets, 7U);
  EXPECT_TRUE(record.messages[0].complete);
  EXPECT_EQ(record.view(record.messages[0].forward_paths), "x@y");
  EXPECT_EQ(record.messages[1].octets, 0U);
  EXPECT_EQ(record.commands, 7U);
  for (const Event& e : record.events)
    EXPECT_EQ(e.has(Flag::out_of_order), record.view(e.text) == "BDAT 0 LAST") << record.view(e.text);
}

TEST(Smtp, KnowsAuthAnswersFromCommandsAndHidesTheSecretOnes) {
  Conversation conversation({}, 25, true);
  play(conversation,
       {S("220 hi"), C("EHLO a"), S("250 AUTH LOGIN"), C("AUTH LOGIN"), S("334 VXNlcm5hbWU6"), C("UVVJVA=="),
        S("334 UGFzc3dvcmQ6"), C("RmFrZTAwMQ=="), S("235 2.7.0 ok"), C("QUIT"), S("221 bye")});
  const Record& record = conversation.record();
  EXPECT_EQ(record.commands, 3U);
  EXPECT_EQ(record.user, "QUIT");
  EXPECT_TRUE(record.logged_on);
  EXPECT_EQ(record.view(record.at(7).text), "UVVJVA==");
  EXPECT_EQ(record.at(7).secret.length, 0U);
  EXPECT_EQ(record.view(record.at(9).secret), "RmFrZTAwMQ==");
  EXPECT_EQ(record.at(10).reply_to, 9U);
}

TEST(Smtp, HidesTokensThatAClientSendsAfterARefusal) {
  Conversation conversation({}, 25, true);
  play(conversation, {S("220 hi"), C("EHLO a"), S("250 hi"), C("AUTH LOGIN\r\ndXNlcg==\r\nc2VjcmV0"),
                      S("504 no\r\n500 what\r\n500 what"), C("NOOP"), S("250 ok"), C("abcd"), S("500 what")});
  const Record& record = conversation.record();
  EXPECT_EQ(record.view(record.at(7).secret), "dXNlcg==");
  EXPECT_EQ(record.view(record.at(8).secret), "c2VjcmV0");
  EXPECT_EQ(record.view(record.at(13).text), "abcd");
  EXPECT_EQ(record.at(13).secret.length, 0U);
}

TEST(Smtp, GoesOnAfterARefusedOrCancelledAuth) {
  EXPECT_THAT(read({S("220 hi"), C("EHLO a"), S("250 ok"), C("AUTH PLAIN AGEAYg=="), S("535 no"), C("AUTH LOGIN"),
                    S("334 "), C("*"), S("501 cancelled"), C("QUIT"), S("221 bye")}),
              ElementsAre("S greeting 220 hi", "C command EHLO a", "S reply 250 ok",
                          "C command AUTH PLAIN AGEAYg==", "S reply 535 no", "C command AUTH LOGIN", "S reply 334 ",
                          "C auth *", "S reply 501 cancelled", "C command QUIT", "S reply 221 bye"));
}

TEST(Smtp, StopsReadingAtTls) {
  Conversation conversation({}, 25, true);
  play(conversation, {S("220 hi"),
                      C("EHLO a"),
                      S("250 STARTTLS"),
                      C("STARTTLS"),
                      S("220 go"),
                      {Side::client, std::string("\x16\x03\x01\0\x05QUIT\r\n", 11)},
                      {Side::server, "\x16\x03\x03xyz\r\n250 x\r\n"}});
  EXPECT_THAT(outline(conversation.record()),
              ElementsAre("S greeting 220 hi", "C command EHLO a", "S reply 250 STARTTLS", "C command STARTTLS",
                          "S reply 220 go", "C tls"));
  EXPECT_EQ(conversation.record().at(7).octets, 11U + 15U);
  EXPECT_TRUE(conversation.record().tls);
}

TEST(Smtp, ReadsOnWhenNoTlsFollows) {  // a refused STARTTLS, and a capture decrypted in place
  EXPECT_THAT(
      read({S("220 hi"), C("STARTTLS"), S("454 not now"), C("STARTTLS"), S("220 go"), C("EHLO a"), S("250 hi")}),
      ElementsAre("S greeting 220 hi", "C command STARTTLS", "S reply 454 not now", "C command STARTTLS",
                  "S reply 220 go", "C command EHLO a", "S reply 250 hi"));
}

TEST(Smtp, ReadsTheBinaryBlockOfXexch50) {
  EXPECT_THAT(read({S("220 hi"),
                    C("EHLO a"),
                    S("250 XEXCH50"),
                    C("MAIL FROM:<a@b>"),
                    S("250 ok"),
                    C("XEXCH50 6 2"),
                    S("354 Send binary data"),
                    {Side::client, "QUIT\r\n"},
                    S("250 got it"),
                    C("XEXCH50 6 2"),
                    S("504 Need to authenticate first"),
                    C("QUIT"),
                    S("221 bye")}),
              ElementsAre("S greeting 220 hi", "C command EHLO a", "S reply 250 XEXCH50", "C command MAIL FROM:<a@b>",
                          "S reply 250 ok", "C command XEXCH50 6 2", "S reply 354 Send binary data",
                          "S reply 250 got it", "C command XEXCH50 6 2", "S reply 504 Need to authenticate first",
                          "C command QUIT", "S reply 221 bye"));
}

TEST(Smtp, ReadsOneSideAlone) {
  EXPECT_THAT(
      read({C("EHLO a"), C("AUTH PLAIN"), C("AGEAYg=="), C("MAIL FROM:<a@b>"), C("RCPT TO:<x@y>"), C("DATA"),
            C("Subject: x\r\n\r\nhi\r\n."), C("QUIT")}),
      ElementsAre("C command EHLO a", "C command AUTH PLAIN", "C auth AGEAYg==", "C command MAIL FROM:<a@b>",
                  "C command RCPT TO:<x@y>", "C command DATA", "C message DATA 18 complete", "C command QUIT"));
  EXPECT_THAT(read({S("220 hi"), S("250 ok"), S("250 ok"), S("354 go"), S("250 queued"), S("221 bye")}).size(), 6U);
}

TEST(Smtp, MarksWhatAGapTookAndNeverCallsADamagedMessageComplete) {
  const std::vector<Say> start{S("220 hi"),        C("HELO a"), S("250 hi"), C("MAIL FROM:<a@b>"), S("250 ok"),
                               C("RCPT TO:<x@y>"), S("250 ok"), C("DATA"),   S("354 go")};
  const auto with = [&](std::vector<Say> more) {
    auto script = start;
    script.insert(script.end(), more.begin(), more.end());
    const auto all = read(script);
    return std::vector<std::string>(all.begin() + 9, all.end());
  };
  EXPECT_THAT(with({C("one"), {Side::client, "", 100}, C("end\r\n."), S("250 queued"), C("QUIT"), S("221 bye")}),
              ElementsAre("C message DATA 10 incomplete", "C gap 100", "S reply 250 queued", "C command QUIT",
                          "S reply 221 bye"));
  // The final dot itself is missing: the reply tells that it was sent.
  EXPECT_THAT(with({C("one"), {Side::client, "", 100}, S("250 queued"), C("QUIT"), S("221 bye")}),
              ElementsAre("C message DATA 5 incomplete", "C gap 100", "S reply 250 queued", "C command QUIT",
                          "S reply 221 bye"));
  // A gap before the next mail: the message that is whole stays whole.
  EXPECT_THAT(with({C("one\r\n."),
                    S("250 queued"),
                    {Side::client, "", 20},
                    S("250 ok"),
                    C("RCPT TO:<x@y>"),
                    S("250 ok"),
                    C("DATA"),
                    S("354 go"),
                    C("two\r\n."),
                    S("250 queued")}),
              ElementsAre("C message DATA 5 complete", "S reply 250 queued", "C gap 20", "S reply 250 ok",
                          "C command RCPT TO:<x@y>", "S reply 250 ok", "C command DATA", "S reply 354 go",
                          "C message DATA 5 complete", "S reply 250 queued"));
  // The server's answer to DATA is missing.
  EXPECT_THAT(read({S("220 hi"),
                    C("HELO a"),
                    S("250 hi"),
                    C("MAIL FROM:<a@b>"),
                    S("250 ok"),
                    C("RCPT TO:<x@y>"),
                    S("250 ok"),
                    C("DATA"),
                    {Side::server, "", 8},
                    C("Hello there\r\n."),
                    S("250 queued")})
                  .at(9),
              "C message DATA 13 complete");
  // BDAT counts: a gap inside a chunk is known to the octet.
  EXPECT_THAT(
      read({S("220 hi"),
            C("EHLO a"),
            S("250 hi"),
            C("MAIL FROM:<a@b>"),
            S("250 ok"),
            C("RCPT TO:<x@y>"),
            S("250 ok"),
            {Side::client, "BDAT 10 LAST\r\nabc"},
            {Side::client, "", 5},
            {Side::client, "xyQUIT\r\n"},
            S("250 ok\r\n221 bye")}),
      ElementsAre("S greeting 220 hi", "C command EHLO a", "S reply 250 hi", "C command MAIL FROM:<a@b>",
                  "S reply 250 ok", "C command RCPT TO:<x@y>", "S reply 250 ok", "C command BDAT 10 LAST", "C gap 5",
                  "C message BDAT 5 incomplete", "C command QUIT", "S reply 250 ok", "S reply 221 bye"));
}

TEST(Smtp, FindsItsPlaceWhenTheCaptureBeginsInsideAMessage) {
  Conversation conversation({}, 25, false);
  play(conversation, {C("of the message, whose quit\r\nHELO is no command in it? yes: it has a fault\r\n."),
                      S("250 queued"), C("MAIL FROM:<a@b>"), S("250 ok"), C("QUIT"), S("221 bye")});
  EXPECT_THAT(outline(conversation.record()),
              ElementsAre("C message DATA 75 incomplete", "S reply 250 queued", "C command MAIL FROM:<a@b>",
                          "S reply 250 ok", "C command QUIT", "S reply 221 bye"));
}

TEST(Smtp, TellsOrderOnlyWhereItKnowsTheState) {
  const auto flagged = [](std::vector<Say> script, bool from_start) {
    Conversation conversation({}, 25, from_start);
    play(conversation, script);
    std::vector<std::string> out;
    for (const Event& e : conversation.record().events)
      if (e.has(Flag::out_of_order)) out.emplace_back(conversation.record().view(e.text));
    return out;
  };
  const std::vector<Say> script{
      S("220 hi"),          C("RCPT TO:<x@y>"),   S("503 no"),          C("HELO a"), S("250 hi"),
      C("MAIL FROM:<a@b>"), S("250 ok"),          C("MAIL FROM:<a@b>"), S("503 no"), C("RSET"),
      S("250 ok"),          C("MAIL FROM:<c@d>"), S("250 ok")};
  EXPECT_THAT(flagged(script, true), ElementsAre("RCPT TO:<x@y>", "MAIL FROM:<a@b>"));
  EXPECT_THAT(flagged({C("RCPT TO:<x@y>"), S("503 no")}, false), ElementsAre());
}

TEST(Smtp, AnswersLmtpOnceARecipient) {  // RFC 2033 4.2
  Conversation conversation({}, 24, true, Protocol::smtp);
  play(conversation, {S("220 hi"), C("LHLO a"), S("250 hi"), C("MAIL FROM:<a@b>"), S("250 ok"), C("RCPT TO:<x@y>"),
                      S("250 ok"), C("RCPT TO:<z@y>"), S("250 ok"), C("DATA"), S("354 go"), C("hi\r\n."),
                      S("250 x\r\n550 z"), C("QUIT"), S("221 bye")});
  const Record& record = conversation.record();
  EXPECT_EQ(record.at(14).reply_to, 13U);
  EXPECT_EQ(record.at(15).reply_to, 13U);
  EXPECT_EQ(record.at(17).reply_to, 16U);
}

TEST(Smtp, TakesBareLineFeedsAsTheServerDid) {
  EXPECT_THAT(read({S("220 hi"),
                    {Side::client, "HELO a\n"},
                    S("250 hi"),
                    {Side::client, "MAIL FROM:<a@b>\n"},
                    S("250 ok"),
                    {Side::client, "RCPT TO:<x@y>\n"},
                    S("250 ok"),
                    {Side::client, "DATA\n"},
                    S("354 go"),
                    {Side::client, "a\n..b\n.\n"},
                    S("250 queued")})
                  .at(9),
              "C message DATA 5 complete");
}

TEST(Smtp, BoundsWhatAHostileDialogueKeeps) {
  Conversation conversation({}, 25, true);
  std::vector<Say> script{S("220 hi")};
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "NOOP\r\n";
  for (int i = 0; i < 60; ++i) script.push_back({Side::client, many});
  script.push_back({Side::client, std::string(3'000'000, 'x')});
  play(conversation, script);
  const Record& record = conversation.record();
  EXPECT_EQ(record.events.size(), Record::max_events);
  EXPECT_EQ(record.commands, 1'200'000U);
  EXPECT_GT(record.unrecorded, 150'000U);
  EXPECT_LT(record.text.size(), std::size_t{32} << 20);
}

}  // namespace
}  // namespace heloscope::dialogue
