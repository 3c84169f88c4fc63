// Dialogues as they were seen on real servers, octet by octet.
#include "simulator/exchange/smtp_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulator/exchange/smtp_talk.hpp"

namespace heloscope::exchange {
namespace {

using ::testing::EndsWith, ::testing::HasSubstr, ::testing::MatchesRegex, ::testing::StartsWith;

struct Line {
  std::string_view client, server;
};
void expect_dialogue(Talk& talk, std::initializer_list<Line> lines) {
  for (const auto& line : lines) {
    SCOPED_TRACE(line.client);
    EXPECT_EQ(talk.say(line.client), std::string(line.server) + "\r\n");
  }
}

TEST(SmtpServer, GreetsAsTheArticleShows) {
  EXPECT_EQ(Talk(local_zone()).greeting,
            "220 London.nwtraders.msft Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready at  "
            "Tue, 8 Jun 2004 10:15:42 +0200 \r\n");
}

TEST(SmtpServer, GreetsAsInRawOctetsOf5329) {
  Settings settings;
  settings.fqdn = "jd.acme.local";
  settings.windows_version = "5.0.2195.5329";
  settings.default_domain = "jd.acme.local";
  settings.zone_minutes = 120;
  TestStore store;
  Service service(1);
  SmtpServer server(settings, store, service, {});
  const std::int64_t now = std::int64_t{1'636'362'293} * 1'000'000'000;
  EXPECT_EQ(Talk::octets(server.greet(now)),
            "220 jd.acme.local Microsoft ESMTP MAIL Service, Version: 5.0.2195.5329 ready at  "
            "Mon, 8 Nov 2021 11:04:53 +0200 \r\n");
  EXPECT_EQ(Talk::octets(server.receive("VRFY users\r\nVRFY users\r\n", now)),
            "252 2.1.5 Cannot VRFY user, but will take message for <users@jd.acme.local>\r\n"
            "252 2.1.5 Cannot VRFY user, but will take message for <users@jd.acme.local>\r\n");
}

// The list of four transcripts. NTLM is not offered as long as it is not spoken.
constexpr std::string_view default_ehlo =
    "250-London.nwtraders.msft Hello [192.168.0.20]\r\n250-TURN\r\n250-SIZE\r\n250-ETRN\r\n250-PIPELINING\r\n"
    "250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250-8bitmime\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250-VRFY\r\n"
    "250-X-EXPS GSSAPI LOGIN\r\n250-X-EXPS=LOGIN\r\n250-AUTH GSSAPI LOGIN\r\n250-AUTH=LOGIN\r\n"
    "250-X-LINK2STATE\r\n250-XEXCH50\r\n250 OK\r\n";

TEST(SmtpServer, AnswersEhloWithAndWithoutName) {
  for (const std::string_view line : {"EHLO", "ehlo xyz.com", "EHLO ", "EHLO [192.0.2.1]", "EHLO my_pc"})
    EXPECT_EQ(Talk().say(line), default_ehlo) << line;
  EXPECT_EQ(Talk().say("HELO"), "250 London.nwtraders.msft Hello [192.168.0.20]\r\n");
  EXPECT_EQ(Talk().say("helo me"), "250 London.nwtraders.msft Hello [192.168.0.20]\r\n");
}

std::string without(std::string text, std::initializer_list<std::string_view> parts) {
  for (const auto part : parts) text.erase(text.find(part), part.size());
  return text;
}

TEST(SmtpServer, ListsKeywordsByItsSettings) {
  Settings settings;
  settings.basic_auth = false;
  std::string want =
      without(std::string(default_ehlo), {"250-X-EXPS=LOGIN\r\n", "250-AUTH=LOGIN\r\n", " LOGIN", " LOGIN"});
  EXPECT_EQ(Talk(settings).say("EHLO"), want);

  settings = {};
  settings.certificate = true;
  want = default_ehlo;
  want.insert(want.find("250-X-EXPS"), "250-TLS\r\n250-STARTTLS\r\n");
  EXPECT_EQ(Talk(settings).say("EHLO"), want);

  settings = {};
  settings.basic_auth = settings.integrated_auth = false;
  want = without(std::string(default_ehlo), {"250-X-EXPS GSSAPI LOGIN\r\n", "250-X-EXPS=LOGIN\r\n",
                                             "250-AUTH GSSAPI LOGIN\r\n", "250-AUTH=LOGIN\r\n"});
  EXPECT_EQ(Talk(settings).say("EHLO"), want);

  settings = {};
  settings.announced_size_limit = 5242880;
  EXPECT_THAT(Talk(settings).say("EHLO"), HasSubstr("\r\n250-SIZE 5242880\r\n250-ETRN\r\n"));
}

// Transcript of 5.0.2195.6713, but for NTLM.
TEST(SmtpServer, IsPlainIisWithoutSinks) {
  Settings settings;
  settings.fqdn = "smtp11.klk.example.com";
  settings.windows_version = "5.0.2195.6713";
  settings.exchange_sinks = false;
  settings.accepted_domains = {"example.com"};
  Talk talk(settings, {"192.168.0.192", 1});
  EXPECT_EQ(talk.say("EHLO Vsource.com"),
            "250-smtp11.klk.example.com Hello [192.168.0.192]\r\n250-AUTH GSSAPI LOGIN\r\n250-AUTH=LOGIN\r\n"
            "250-TURN\r\n250-ATRN\r\n250-SIZE\r\n250-ETRN\r\n250-PIPELINING\r\n250-DSN\r\n"
            "250-ENHANCEDSTATUSCODES\r\n250-8bitmime\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250-VRFY\r\n250 OK\r\n");
  expect_dialogue(talk, {{"MAIL FROM: danesh@example.com", "250 2.1.0 danesh@example.com....Sender OK"},
                         {"RCPT TO: danesh_manoharan@example.com", "250 2.1.5 danesh_manoharan@example.com "},
                         {"X-EXPS LOGIN", "500 5.3.3 Unrecognized command"},
                         {"XEXCH50 1 2", "500 5.3.3 Unrecognized command"},
                         {"X-LINK2STATE FIRST CHUNK={}", "500 5.3.3 Unrecognized command"},
                         {"DATA", "354 Start mail input; end with <CRLF>.<CRLF>"}});
}

// Transcript of 6.0.3790.3959.
TEST(SmtpServer, RepeatsTheLabSheet) {
  Settings settings;
  settings.fqdn = "napier";
  settings.windows_version = "6.0.3790.3959";
  settings.accepted_domains = {"mydomain.com"};
  Talk talk(settings, {"10.10.75.1", 1});
  expect_dialogue(talk, {{"help",
                          "214-This server supports the following commands:\r\n"
                          "214 HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH TURN ETRN BDAT VRFY"},
                         {"helo me", "250 napier Hello [10.10.75.1]"},
                         {"mail from: email@domain.com", "250 2.1.0 email@domain.com....Sender OK"},
                         {"rcpt to: fred@mydomain.com", "250 2.1.5 fred@mydomain.com "},
                         {"Data", "354 Start mail input; end with <CRLF>.<CRLF>"}});
  const std::string answer = talk.send(
      "From: Bob <bob@test.org>\r\nTo: Alice <alice@test.org >\r\nDate: Sun, 20 Dec 2013\r\nSubject: Test message\r\n"
      "Hello Alice.\r\nThis is an email to say hello\r\n.\r\n");
  EXPECT_THAT(answer,
              MatchesRegex("250 2\\.6\\.0 <NAPIER[A-Za-z0-9]{13}00000001@napier> Queued mail for delivery\r\n"));
}

// Transcript of 6.0.3790.4675.
TEST(SmtpServer, RefusesToRelayAsSeen) {
  Settings settings;
  settings.fqdn = "MAIL.testdomain.com";
  settings.accepted_domains = {"TestDomain.com"};
  settings.default_domain = "testdomain.com";
  Talk talk(settings);
  talk.say("ehlo xyz.com");
  expect_dialogue(talk, {{"mail from:user1@testdomain.com", "250 2.1.0 user1@testdomain.com....Sender OK"},
                         {"rcpt to:user1@hotmail.com", "550 5.7.1 Unable to relay for user1@hotmail.com"},
                         {"rcpt to:user1@testdomain.com", "250 2.1.5 user1@testdomain.com "},
                         {"data", "354 Start mail input; end with <CRLF>.<CRLF>"}});
  EXPECT_THAT(talk.send("This is a test.\r\n.\r\n"),
              MatchesRegex("250 2\\.6\\.0 <MAIL[A-Za-z0-9]{15}00000001@MAIL\\.testdomain\\.com> "
                           "Queued mail for delivery\r\n"));
}

// Support article 304897.
TEST(SmtpServer, RepeatsTheRelayTests) {
  Settings settings;
  settings.default_domain = "northwindtraders.com";
  settings.accepted_domains = {"northwindtraders.com"};
  Talk talk(settings);
  expect_dialogue(talk, {{"EHLO", without(talk.say("EHLO"), {"\r\n250 OK\r\n"}) + "\r\n250 OK"},
                         {"RSET", "250 2.0.0 Resetting"},
                         {"MAIL FROM:<spamtest@contoso.net>", "250 2.1.0 spamtest@contoso.net....Sender OK"},
                         {"RCPT TO:<relaytest@contoso.net>", "550 5.7.1 Unable to relay for relaytest@contoso.net"},
                         {"RSET", "250 2.0.0 Resetting"},
                         {"MAIL FROM:<spamtest>", "250 2.1.0 spamtest@northwindtraders.com....Sender OK"},
                         {"RCPT TO:<relaytest@contoso.net>", "550 5.7.1 Unable to relay for relaytest@contoso.net"},
                         {"RSET", "250 2.0.0 Resetting"},
                         {"MAIL FROM:<>", "250 2.1.0 <>....Sender OK"},
                         {"RCPT TO:<relaytest@contoso.net>", "550 5.7.1 Unable to relay for relaytest@contoso.net"},
                         {"RSET", "250 2.0.0 Resetting"},
                         {"MAIL FROM:<spamtest@[10.10.10.10]>", "250 2.1.0 spamtest@[10.10.10.10]....Sender OK"},
                         {"RCPT TO:<relaytest%contoso.net>", "250 2.1.5 relaytest%contoso.net@northwindtraders.com "},
                         {"rcpt to: <\"nobody@mail-contoso.org\">",
                          "250 2.1.5 \"nobody@mail-contoso.org\"@northwindtraders.com "}});
}

TEST(SmtpServer, RefusesBadAddresses) {
  const std::string_view lines[] = {"MAIL FROM:",        "MAIL FROM:  ",      "MAIL FROM:<a@b.>",
                                    "MAIL FROM:<a b@c>", "MAIL TO:<a@b.c>",   "MAIL FROM <a@b.c>",
                                    "MAIL FROM:<@b.c>",  "MAIL FROM:<a@b@c>", "MAIL FROM:<a\bc@b.c>",
                                    "HELO name.",        "EHLO two words",    "VRFY a@b@c"};
  for (const auto line : lines) EXPECT_EQ(Talk().say(line), "501 5.5.4 Invalid Address\r\n") << line;
  const std::string_view recipients[] = {"RCPT TO:<>", "RCPT TO:", "RCPT FROM:<a@b.c>", "RCPT TO:<a@>",
                                         "RCPT TO:<a@b c>"};
  for (const auto line : recipients)
    EXPECT_EQ(Talk().say_all({"HELO me", "MAIL FROM:<>", line}), "501 5.5.4 Invalid Address\r\n") << line;
  for (const auto line : {"MAIL", "VRFY", "ETRN", "AUTH"})
    EXPECT_EQ(Talk().say(line), "501 5.5.4 Argument missing\r\n") << line;
}

TEST(SmtpServer, KeepsOrder) {
  Talk talk;
  expect_dialogue(talk, {{"RCPT TO:<a@nwtraders.msft>", "503 5.5.2 Need mail command."},
                         {"DATA", "503 5.5.2 Need Rcpt command."},
                         {"MAIL FROM:<a@b.c>", "250 2.1.0 a@b.c....Sender OK"},  // before HELO
                         {"DATA", "503 5.5.2 Need Rcpt command."},
                         {"MAIL FROM:<a@b.c>", "503 5.5.2 Sender already specified"},
                         {"RCPT TO:<MSEXCHANGEORG>", "250 2.1.5 MSEXCHANGEORG@nwtraders.msft "},
                         {"HELO me", "250 London.nwtraders.msft Hello [192.168.0.20]"},  // forgets the sender
                         {"RCPT TO:<a@nwtraders.msft>", "503 5.5.2 Need mail command."},
                         {"MAIL FROM:<a@b.c>", "250 2.1.0 a@b.c....Sender OK"},
                         {"RSET", "250 2.0.0 Resetting"},
                         {"RCPT TO:<a@nwtraders.msft>", "503 5.5.2 Need mail command."}});
}

TEST(SmtpServer, AnswersTheOtherVerbs) {
  Talk talk;
  expect_dialogue(talk, {{"NOOP", "250 2.0.0 OK"},
                         {"noop x", "250 2.0.0 OK"},
                         {"EXPN x", "500 5.3.3 Unrecognized command"},
                         {"SEND FROM:<a@b.c>", "500 5.3.3 Unrecognized command"},
                         {"ATRN", "500 5.3.3 Unrecognized command"},
                         {"VERB", "500 5.3.3 Unrecognized command"},
                         {"xxxx rr.com", "500 5.3.3 Unrecognized command"},
                         {"", "500 5.3.3 Unrecognized command"},
                         {".", "500 5.3.3 Unrecognized command"},
                         {"HELOO\b me", "500 5.3.3 Unrecognized command"},  // a backspace is an octet like others
                         {"XEXCH50 2336 3", "504 Need to authenticate first"},
                         {"STARTTLS", "554 5.7.3 Unable to initialize security subsystem"},
                         {"ETRN example.org", "459 4.7.1 Node example.org not allowed"},
                         {"TURN", "502 5.7.1 TURN not allowed"}});
  EXPECT_EQ(talk.say("QUIT"), "221 2.0.0 London.nwtraders.msft Service closing transmission channel\r\n[close]");
  EXPECT_EQ(talk.say("NOOP"), "");
}

// Octet counts of a server's log of 2006: column sc-bytes.
TEST(SmtpServer, RepliesAreAsLongAsInALog) {
  Settings settings;
  settings.fqdn = "mee-pdc.meelift.com";
  settings.accepted_domains = {"meelift.com"};
  settings.basic_auth = false;
  Talk talk(settings, {"24.118.118.106", 1});
  EXPECT_EQ(talk.say("HELO 36A42160").size(), 48U);
  EXPECT_EQ(talk.say("MAIL FROM: <EldonpyzWestoncusk@sbcglobal.net>").size(), 57U);
  EXPECT_EQ(talk.say("RCPT TO: <pamb@meelift.com>").size(), 29U);
  const std::size_t start = talk.say("DATA").size();
  EXPECT_EQ(start, 46U);
  EXPECT_EQ(start + talk.send("Message-ID: <4F5002F2.860022@web.de>\r\n\r\nx\r\n.\r\n").size(), 108U);
  EXPECT_EQ(talk.say("MAIL From: <ossecm@HULK>").size(), 36U);
  EXPECT_EQ(talk.say("RCPT To: <dbveto@meelift.com>").size(), 31U);
  talk.say("DATA");
  EXPECT_EQ(start + talk.send("Subject: x\r\n\r\nx\r\n.\r\n").size(), 132U);
  EXPECT_EQ(talk.say("xxxx rr.com").size(), 32U);
  EXPECT_EQ(talk.say("QUIT").size(), 68U + std::string_view("[close]").size());
  EXPECT_EQ(Talk(settings, {"192.168.1.247", 1}).say("HELO notify.ossec.net").size(), 47U);
}

TEST(SmtpServer, EchoesTheClientsMessageId) {
  const struct {
    std::string_view header, accepted;
  } cases[] = {
      {"Message-ID: <20111202210034.4715F15A2803F@pris.theangel.net>\r\n",
       "250 2.6.0  <20111202210034.4715F15A2803F@pris.theangel.net> Queued mail for delivery\r\n"},
      {"message-id:<a@b>\r\n", "250 2.6.0 <a@b> Queued mail for delivery\r\n"},
      {"Message-Id: <a@b> \r\n", "250 2.6.0  <a@b> Queued mail for delivery\r\n"},
      {"Subject: x\r\nMessage-ID: <a\x01@b>\r\n", "250 2.6.0  <a Queued mail for delivery\r\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.header);
    Talk talk;
    talk.say_all({"HELO me", "MAIL FROM:<a@b.c>", "RCPT TO:<MSEXchangeORG>", "DATA"});
    EXPECT_EQ(talk.send(std::string(c.header) + "\r\nx\r\n.\r\n"), c.accepted);
    EXPECT_THAT(talk.store.mails.at(0).content, HasSubstr(c.header));
  }
  for (const std::string_view header : {"Message-ID:\r\n", "Message-ID:  \r\n", "", "X-Message-ID: <a@b>\r\n"}) {
    Talk talk;
    talk.say_all({"HELO me", "MAIL FROM:<a@b.c>", "RCPT TO:<MSEXchangeORG>", "DATA"});
    EXPECT_THAT(talk.send(std::string(header) + "\r\nx\r\n.\r\n"), StartsWith("250 2.6.0 <LONDON")) << header;
  }
}

// The article's situation: the dialogue and the mail in the mailbox.
TEST(SmtpServer, DeliversTheSampleMail) {
  Talk talk(local_zone());
  expect_dialogue(talk,
                  {{"HELO client", "250 London.nwtraders.msft Hello [192.168.0.20]"},
                   {"MAIL FROM:administrator@nwtraders.msft", "250 2.1.0 administrator@nwtraders.msft....Sender OK"},
                   {"RCPT TO:MSEXchangeORG@nwtraders.msft", "250 2.1.5 MSEXchangeORG@nwtraders.msft "},
                   {"DATA", "354 Start mail input; end with <CRLF>.<CRLF>"}});
  talk.now_ns += std::int64_t{13'218} * 1'000'000;
  const std::string answer = talk.send("Subject: Test\r\n\r\nHello from telnet\r\n.\r\n");
  ASSERT_THAT(answer, MatchesRegex("250 2\\.6\\.0 <LONDON[A-Za-z0-9]{13}00000001@London\\.nwtraders\\.msft> "
                                   "Queued mail for delivery\r\n"));
  const std::string id = answer.substr(10, answer.find('>') - 9);
  ASSERT_EQ(talk.store.mails.size(), 1U);
  EXPECT_EQ(talk.store.mails[0].name, "MSEXchangeORG");
  EXPECT_EQ(talk.store.mails[0].content,
            "Received: from client ([192.168.0.20]) by London.nwtraders.msft with Microsoft SMTPSVC(6.0.3790.0);\r\n"
            "\t Tue, 8 Jun 2004 10:15:42 +0200\r\n"
            "Subject: Test\r\n"
            "From: administrator@nwtraders.msft\r\n"
            "Bcc:\r\n"
            "Return-Path: administrator@nwtraders.msft\r\n"
            "Message-ID: " +
                id +
                "\r\n"
                "X-OriginalArrivalTime: 08 Jun 2004 08:15:55.0218 (UTC) FILETIME=[D21E3320:01C44D30]\r\n"
                "Date: 8 Jun 2004 10:15:55 +0200\r\n"
                "\r\n"
                "Hello from telnet\r\n");
  EXPECT_EQ(talk.store.mails[0].content.size(), 439U);
}

TEST(SmtpServer, TakesChunks) {
  Talk talk;
  talk.say_all({"EHLO me", "MAIL FROM:<a@b.c> BODY=BINARYMIME", "RCPT TO:<MSEXchangeORG>"});
  EXPECT_EQ(talk.say("DATA"), "503 5.5.2 Bad sequence of commands\r\n");  // RFC 3030 3
  EXPECT_EQ(talk.send("BDAT 14\r\nSubject: x\r\n\r\n"), "250 2.0.0 14 octets received\r\n");
  EXPECT_EQ(talk.say("RCPT TO:<b>"), "503 5.5.2 Bad sequence of commands\r\n");
  EXPECT_THAT(talk.send(std::string("BDAT 6 LAST\r\n.\n\0\r\n.", 19)), StartsWith("250 2.6.0 <LONDON"));
  EXPECT_THAT(talk.store.mails.at(0).content, EndsWith(std::string("\r\n\r\n.\n\0\r\n.", 10)));

  talk.say_all({"MAIL FROM:<a@b.c>", "RCPT TO:<MSEXchangeORG>"});
  EXPECT_EQ(talk.send("BDAT 2\r\nx\n"), "250 2.0.0 2 octets received\r\n");
  EXPECT_THAT(talk.send("BDAT 0 LAST\r\n"), StartsWith("250 2.6.0 <LONDON"));
  EXPECT_THAT(talk.store.mails.at(1).content, EndsWith("\r\n\r\nx\r\n"));

  EXPECT_EQ(talk.send("BDAT 6\r\nQUIT\r\nNOOP\r\n"), "503 5.5.2 Need Rcpt command.\r\n250 2.0.0 OK\r\n");
  for (const auto line : {"BDAT", "BDAT x", "BDAT -1", "BDAT 1 FIRST", "BDAT 99999999999999999999"})
    EXPECT_EQ(talk.say(line), "501 5.5.4 Invalid arguments\r\n") << line;
}

TEST(SmtpServer, TakesWhatRelayRulesAllow) {
  const auto answer = [](const Settings& settings, std::string_view address, bool pop) {
    Talk talk(settings, {std::string(address), 1});
    if (pop) talk.service.pop_logon(address, talk.now_ns);
    const std::string reply = talk.say_all({"HELO me", "MAIL FROM:<a@b.c>", "RCPT TO:<x@foreign.org>"});
    if (reply.starts_with("250")) {
      talk.say("DATA");
      talk.send("Subject: x\r\n\r\nx\r\n.\r\n");
      EXPECT_EQ(talk.service.queue().size(), 1U);
      EXPECT_EQ(talk.service.queue().front().recipients, std::vector<std::string>{"x@foreign.org"});
      EXPECT_TRUE(talk.store.mails.empty());
    }
    return reply;
  };
  const std::string yes = "250 2.1.5 x@foreign.org \r\n", no = "550 5.7.1 Unable to relay for x@foreign.org\r\n";
  Settings settings;
  EXPECT_EQ(answer(settings, "192.168.0.20", true), no);
  settings.relay_addresses = {"192.168.0.", "10.0.0.1"};
  EXPECT_EQ(answer(settings, "192.168.0.20", false), yes);
  EXPECT_EQ(answer(settings, "192.168.00.2", false), no);
  EXPECT_EQ(answer(settings, "10.0.0.1", false), yes);
  EXPECT_EQ(answer(settings, "10.0.0.10", false), no);
  settings.smtp_after_pop = true;
  EXPECT_EQ(answer(settings, "10.0.0.10", false), no);
  EXPECT_EQ(answer(settings, "10.0.0.10", true), yes);
}

TEST(SmtpServer, RefusesByItsSettings) {
  const struct {
    void (*set)(Settings&);
    std::initializer_list<std::string_view> lines;
    std::string_view answer;
  } cases[] = {
      {[](Settings& s) { s.anonymous_allowed = false; },
       {"MAIL FROM:<a@b.c>"},
       "454 5.7.3 Client does not have permission to submit mail to this server\r\n"},
      {[](Settings& s) { s.tls_required = true; },
       {"MAIL FROM:<a@b.c>"},
       "530 5.7.0 Must issue a STARTTLS command first\r\n"},
      {[](Settings& s) { s.tls_required = true; },
       {"AUTH LOGIN"},
       "530 5.7.0 Must issue a STARTTLS command first\r\n"},
      {[](Settings& s) { s.blocked_senders = {"@b.c"}; }, {"MAIL FROM:<a@B.C>"}, "554 5.1.0 Sender Denied\r\n"},
      {[](Settings& s) { s.blocked_senders = {"a@b.c"}; },
       {"MAIL FROM:<aa@b.c>"},
       "250 2.1.0 aa@b.c....Sender OK\r\n"},
      {[](Settings& s) { s.recipient_filter = true; },
       {"MAIL FROM:<>", "RCPT TO:<nobody>"},
       "550 5.1.1 User unknown\r\n"},
      {[](Settings& s) { s.recipient_filter = true; },
       {"MAIL FROM:<>", "RCPT TO:<msexchangeorg>"},
       "250 2.1.5 msexchangeorg@nwtraders.msft \r\n"},
      {[](Settings& s) { s.etrn_domains = {"Example.org"}; },
       {"ETRN example.org"},
       "250 2.0.0 Queuing for node example.org started\r\n"},
      // A tar pit delays refusals of addresses, and nothing else.
      {[](Settings& s) { s.tarpit_seconds = 5; },
       {"MAIL FROM:<>", "RCPT TO:<a@b.c>"},
       "[wait 5]550 5.7.1 Unable to relay for a@b.c\r\n"},
      {[](Settings& s) { s.tarpit_seconds = 5; }, {"MAIL FROM:<>", "RCPT TO:<a>"}, "250 2.1.5 a@nwtraders.msft \r\n"},
      {[](Settings& s) { s.tarpit_seconds = 5; }, {"XXXX"}, "500 5.3.3 Unrecognized command\r\n"},
  };
  for (const auto& c : cases) {
    Settings settings;
    c.set(settings);
    Talk talk(settings);
    talk.say("HELO me");
    EXPECT_EQ(talk.say_all(c.lines), c.answer) << *c.lines.begin();
  }
}

TEST(SmtpServer, ReadsParameters) {
  const struct {
    std::string_view line, answer;
  } cases[] = {
      {"MAIL FROM:<a@b.c> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=x AUTH=<>", "250 2.1.0 a@b.c....Sender OK\r\n"},
      {"MAIL FROM:<a@b.c> SIZE=10485760", "250 2.1.0 a@b.c....Sender OK\r\n"},
      {"MAIL FROM:<a@b.c> SIZE=10485761", "552 4.3.1 Message size exceeds fixed maximum message size\r\n"},
      {"MAIL FROM:<a@b.c> SIZE=99999999999999999999",
       "552 4.3.1 Message size exceeds fixed maximum message size\r\n"},
      {"MAIL FROM:<a@b.c> SIZE=x", "501 5.5.4 Unrecognized parameter\r\n"},
      {"MAIL FROM:<a@b.c> BODY=9BIT", "501 5.5.4 Unrecognized parameter\r\n"},
      {"MAIL FROM:<a@b.c> RET=NO", "501 5.5.4 Unrecognized parameter\r\n"},
      {"MAIL FROM:<a@b.c> SMTPUTF8", "501 5.5.4 Unrecognized parameter\r\n"},
      {"MAIL FROM:<a@b.c> ENVID=a+0D+0Ab", "501 5.5.4 Unrecognized parameter\r\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(Talk().say_all({"EHLO", c.line}), c.answer) << c.line;
  const struct {
    std::string_view line, answer;
  } recipients[] = {
      {"RCPT TO:<a> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+2Bb@c", "250 2.1.5 a@nwtraders.msft \r\n"},
      {"RCPT TO:<a> NOTIFY=NEVER", "250 2.1.5 a@nwtraders.msft \r\n"},
      {"RCPT TO:<a> NOTIFY=NEVER,DELAY", "501 5.5.4 Unrecognized parameter\r\n"},
      {"RCPT TO:<a> NOTIFY=", "501 5.5.4 Unrecognized parameter\r\n"},
      {"RCPT TO:<a> ORCPT=a@b", "501 5.5.4 Unrecognized parameter\r\n"},
      {"RCPT TO:<a> SIZE=1", "501 5.5.4 Unrecognized parameter\r\n"},
  };
  for (const auto& c : recipients) EXPECT_EQ(Talk().say_all({"EHLO", "MAIL FROM:<>", c.line}), c.answer) << c.line;
}

TEST(SmtpServer, GoesOnUnderTls) {
  Settings settings;
  settings.certificate = settings.tls_required = true;
  Talk talk(settings);
  talk.say_all({"EHLO me"});
  // What comes behind STARTTLS in the clear is lost, as one piece and as two.
  EXPECT_EQ(talk.send("STARTTLS\r\nMAIL FROM:<evil@b.c>\r\n"), "220 2.0.0 SMTP server ready\r\n[tls]");
  EXPECT_EQ(talk.send("RSET\r\n"), "");
  talk.server.tls_started();
  EXPECT_EQ(talk.say("EHLO me"), default_ehlo);
  EXPECT_EQ(talk.say("STARTTLS"), "503 5.5.2 Bad sequence of commands\r\n");
  talk.say_all({"MAIL FROM:<a@b.c>", "RCPT TO:<MSEXchangeORG>", "DATA"});
  talk.send("Subject: x\r\n\r\nx\r\n.\r\n");
  EXPECT_THAT(talk.store.mails.at(0).content,
              StartsWith("Received: from me ([192.168.0.20]) by London.nwtraders.msft over TLS secured channel with "
                         "Microsoft SMTPSVC(6.0.3790.0);\r\n"));
  Talk late(settings);
  late.say("STARTTLS");
  EXPECT_EQ(Talk::octets(late.server.timed_out(0)), "[close]");  // no text into the handshake
}

TEST(SmtpServer, SwallowsTelnetOptions) {
  const std::string_view lines[] = {
      "\xff\xfd\x03NOOP\r\n", "NO\xff\xfb\x18OP\r\n", "\xff\xfa\x18\x01\xff\xf0NOOP\r\n",
      "\xff\xfd\nNOOP\r\n",  // option 10 looks like a line end
      "NOOP\xff\xf1\r\n",
  };
  for (const auto line : lines) {
    Talk talk;
    EXPECT_EQ(talk.send(line), "250 2.0.0 OK\r\n");
    EXPECT_EQ(talk.say("NOOP"), "250 2.0.0 OK\r\n");
  }
  Talk talk;  // in a message such octets are text
  talk.say_all({"HELO me", "MAIL FROM:<>", "RCPT TO:<MSEXchangeORG>", "DATA"});
  talk.send("\r\n\xff\xfd\x03\r\n.\r\n");
  EXPECT_THAT(talk.store.mails.at(0).content, EndsWith("\r\n\r\n\xff\xfd\x03\r\n"));
}

TEST(SmtpServer, TakesLineFeedAlone) {
  Talk talk;
  EXPECT_EQ(talk.send("NOOP\n"), "250 2.0.0 OK\r\n");
  talk.send("HELO me\nMAIL FROM:<>\nRCPT TO:<MSEXchangeORG>\nDATA\n");
  EXPECT_THAT(talk.send("a: b\n\nx\n.\n"), StartsWith("250 2.6.0 "));
  EXPECT_THAT(talk.store.mails.at(0).content, StartsWith("Received: "));
  EXPECT_THAT(talk.store.mails.at(0).content, EndsWith("\r\n\r\nx\r\n"));
  // A client that knows CRLF does not end its message so, unless the server is set to let itself be smuggled to.
  const std::string_view smuggled = "a: b\r\n\r\nx\n.\nMAIL FROM:<evil@b.c>\r\n";
  talk.say_all({"MAIL FROM:<>", "RCPT TO:<MSEXchangeORG>", "DATA"});
  EXPECT_EQ(talk.send(smuggled), "");
  Settings settings;
  settings.message_ends_at_lone_lf = true;
  Talk open(settings);
  open.say_all({"HELO me", "MAIL FROM:<>", "RCPT TO:<MSEXchangeORG>", "DATA"});
  EXPECT_THAT(open.send(smuggled), EndsWith("\r\n250 2.1.0 evil@b.c....Sender OK\r\n"));
}

}  // namespace
}  // namespace heloscope::exchange
