#include "analyzer/insight/explain.hpp"

#include <gmock/gmock.h>

#include "grammars/pop3/reply.hpp"
#include "grammars/pop3/verb.hpp"
#include "grammars/smtp/keyword.hpp"
#include "grammars/smtp/reply_code.hpp"
#include "grammars/smtp/verb.hpp"
#include "tests/analyzer/insight/script.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Kind, dialogue::Protocol;
using testing::HasSubstr, testing::Not;

bool is_sentence(const std::string& text) {
  return !text.empty() && text.back() == '.' && text.find("..") == std::string::npos;
}

TEST(Explain, EverySmtpVerbAlone) {
  for (const auto& verb : smtp::verbs) {
    if (verb.verb == smtp::Verb::greeting || verb.verb == smtp::Verb::end_of_data) continue;
    auto scene = smtp_scene({"S: 220 x"});
    const std::string line = verb.name.empty() ? "HUH" : std::string(verb.name);
    const auto& timeline = scene.say("C: " + line).end();
    for (const auto level : {Level::brief, Level::full}) {
      const auto note = explain(timeline, event_of(timeline, Kind::command), level);
      EXPECT_TRUE(is_sentence(note.text)) << line << ": " << note.text;
      EXPECT_EQ(note.ref, verb.section);
    }
    EXPECT_EQ(explain(timeline, event_of(timeline, Kind::command), Level::none).text, "");
  }
}

TEST(Explain, EveryPop3VerbAndItsAnswers) {
  for (const auto& verb : pop3::verbs) {
    if (verb.verb == pop3::Verb::greeting) continue;
    for (const auto reply : {"S: +OK", "S: -ERR", "S: + "}) {
      auto scene = pop3_scene({"S: +OK ready"});
      const std::string line = verb.name.empty() ? "HUH" : std::string(verb.name);
      const auto& timeline = scene.say("C: " + line).say(reply).end();
      for (const auto& event : timeline.record->events) {
        const auto note = explain(timeline, event, Level::full);
        EXPECT_TRUE(is_sentence(note.text)) << line << ' ' << reply << ": " << note.text;
      }
    }
  }
}

TEST(Explain, EveryReplyCodeInAnswerToEveryVerb) {
  for (const auto& row : smtp::reply_codes()) {
    auto scene = smtp_scene({"S: 220 x", "C: NOOP"});
    scene.say("S: " + std::to_string(row.code) + " text").end();
    auto& event = scene.record().at(4);
    for (const auto& verb : smtp::verbs) {
      event.smtp_verb = verb.verb;
      const auto& timeline = scene.remake();
      const auto note = explain(timeline, timeline.record->at(4), Level::full);
      EXPECT_TRUE(is_sentence(note.text)) << row.code << ' ' << verb.name << ": " << note.text;
      EXPECT_FALSE(note.ref.empty());
    }
  }
}

TEST(Explain, CodesWithoutARow) {
  for (const auto code : {"299", "399", "499", "599", "199", "699", "999"}) {
    auto scene = smtp_scene({"S: 220 x", "C: NOOP"});
    const auto& timeline = scene.say(std::string("S: ") + code + " text").end();
    EXPECT_TRUE(is_sentence(explain(timeline, event_with(timeline, code), Level::brief).text)) << code;
  }
}

TEST(Explain, EveryKeywordAndCapability) {
  for (const auto& row : smtp::keywords()) {
    auto scene = smtp_scene({"S: 220 x", "C: EHLO a.b", "S: 250-x"});
    const auto& timeline = scene.say("S: 250-" + std::string(row.name)).say("S: 250 OK").end();
    const auto& reply = event_with(timeline, "250-x");
    EXPECT_TRUE(is_sentence(explain_line(timeline, reply, 1, false, Level::full).text)) << row.name;
    EXPECT_EQ(explain_line(timeline, reply, 0, false, Level::full).text, "");
    EXPECT_EQ(explain_line(timeline, reply, 2, false, Level::full).text, "");  // OK
    EXPECT_EQ(explain_line(timeline, reply, 3, false, Level::full).text, "");  // there is none
    EXPECT_EQ(explain_line(timeline, reply, 1, false, Level::none).text, "");
  }
  for (const auto& row : pop3::capabilities()) {
    auto scene = pop3_scene({"S: +OK", "C: CAPA", "S: +OK"});
    const auto& timeline = scene.say("S: " + std::string(row.name)).say("S: .").end();
    EXPECT_TRUE(is_sentence(explain_line(timeline, timeline.record->at(4), 0, true, Level::full).text)) << row.name;
  }
}

TEST(Explain, Lines) {
  const struct {
    std::string line;
    std::string_view says;
  } cases[] = {
      {"SIZE 5242880", "5242880 octets (5 MiB)"},
      {"SIZE 1500", "1500 octets (about 1.4 KiB)"},
      {"SIZE", "no limit is told"},
      {"SIZE 0", "no limit is told"},
      {"SIZE 99999999999999999999999", "no limit"},
      {"AUTH GSSAPI NTLM LOGIN", ". LOGIN sends the password readable without TLS."},
      {"AUTH=LOGIN", "RFC 2554"},
      {"AUTH PLAIN LOGIN", "PLAIN, LOGIN send the password readable without TLS."},
      {"X-ANONYMOUSTLS", "private extension"},
      {"8bitmime", "8-bit"},
  };
  for (const auto& c : cases) {
    auto scene = smtp_scene({"S: 220 x", "C: EHLO a.b", "S: 250-x"});
    const auto& timeline = scene.say("S: 250 " + c.line).end();
    EXPECT_THAT(explain_line(timeline, event_with(timeline, "250-x"), 1, false, Level::brief).text,
                HasSubstr(c.says));
  }
  auto help =
      smtp_scene({"S: 220 x", "C: HELP", "S: 214-This server supports the following commands:", "S: 214 HELO SIZE"});
  const auto& helped = help.end();
  EXPECT_EQ(explain_line(helped, event_with(helped, "214-"), 1, false, Level::full).text, "");
  auto list = pop3_scene({"S: +OK", "C: UIDL", "S: +OK", "S: 1 TOP", "S: ."});
  const auto& listed = list.end();
  EXPECT_EQ(explain_line(listed, listed.record->at(4), 0, true, Level::full).text, "");
}

TEST(Explain, SmtpSentences) {
  const struct {
    std::string_view line, says;
  } cases[] = {
      {"HELO MYPC", "The client calls itself MYPC, a name without a domain,"},
      {"EHLO mail.example.org", "calls itself mail.example.org and asks which extensions"},
      {"EHLO [192.0.2.1]", "address in brackets"},
      {"HELO 192.0.2.1", "without the brackets it needs"},
      {"HELO", "without its name"},
      {"MAIL FROM:<a@b.c>", "A mail begins; failure reports go to a@b.c."},
      {"MAIL FROM:<>", "The sender is empty: this is a report about another mail (null reverse-path)."},
      {"MAIL FROM:a@b.c", "At octet 11 \"<\" was expected."},
      {"MAIL FROM:<a@b.c> SIZE=2048 BODY=8BITMIME RET=HDRS ENVID=q+2Bz AUTH=<> SMTPUTF8", "2048 octets (2 KiB)"},
      {"MAIL FROM:<a@b.c> ENVID=q+2Bz", "shall name this mail q+z."},
      {"RCPT TO:<a@b.c> NOTIFY=NEVER", "no report at all"},
      {"RCPT TO:<a@b.c> NOTIFY=DELAY ORCPT=rfc822;x@y.z", "rfc822;x@y.z"},
      {"BDAT 86 LAST", "86 octets, and it is the last one"},
      {"BDAT 86", "86 octets; more will come"},
      {"VRFY postmaster", "whether postmaster is a mailbox"},
      {"ETRN example.org", "it holds for example.org"},
      {"AUTH PLAIN AHBvZQBzM2NyZXQ=", "by PLAIN as poe."},
      {"USER joe", "a command of POP3, not of SMTP"},
      {"FOO", "\"FOO\" is not a command"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    auto scene = smtp_scene({"S: 220 x"});
    const auto& timeline = scene.say("C: " + std::string(c.line)).end();
    const auto note = explain(timeline, event_of(timeline, Kind::command), Level::full);
    EXPECT_THAT(note.text, HasSubstr(c.says));
    EXPECT_THAT(note.text, Not(HasSubstr("s3cret")));
  }
}

TEST(Explain, Pop3Sentences) {
  const struct {
    std::initializer_list<std::string_view> lines;
    std::uint32_t seq;
    std::string_view says;
  } cases[] = {
      {{"C: STAT", "S: +OK 2 5120"}, 4, "2 messages, 5120 octets (5 KiB) together."},
      {{"C: STAT", "S: +OK 1 1"}, 4, "1 message, 1 octet together."},
      {{"C: LIST", "S: +OK", "S: 1 100", "S: 2 20", "S: ."}, 4, "2 messages follows, 120 octets together"},
      {{"C: LIST 2", "S: +OK 2 20"}, 4, "Message 2 has 20 octets."},
      {{"C: UIDL 2", "S: +OK 2 abc"}, 4, "The unique-id of message 2 is abc."},
      {{"C: UIDL", "S: +OK", "S: 1 a", "S: ."}, 4, "The unique-ids of 1 message follow."},
      {{"C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: ."}, 4, "lists 2 capabilities"},
      {{
           "C: RETR 1",
           "S: +OK",
           "S: A: b",
           "S: .",
       },
       4,
       "The message follows: 6 octets in 1 line."},
      {{"C: TOP 1 7"}, 3, "the first 7 lines of message 1"},
      {{"C: TOP 1 1"}, 3, "the first line of message 1."},
      {{"C: TOP 1 0"}, 3, "fetches the header only of message 1."},
      {{"C: TOP 1 0", "S: +OK", "S: A: b", "S: ."}, 4, "The header follows: 6 octets in 1 line."},
      {{"C: TOP 1 0", "S: +OK", "S: A: b", "S: ."}, 5, "The header only of a message by TOP, 6 octets in 1 line."},
      {{"C: TOP 1 2", "S: +OK", "S: A: b", "S: ."}, 5, "The header and the first 2 lines of a message by TOP, 6"},
      {{"C: RETR 1", "S: +OK", "S: A: b", "S: ."}, 5, "A message by RETR, 6 octets in 1 line, whole."},
      {{"C: USER joe", "S: +OK", "C: PASS x"}, 5, "the password of joe by PASS, readable by everyone on the way."},
      {{"C: PASS x"}, 3, "the password by PASS, readable by everyone on the way."},
      {{"C: HUH", "S: -ERR Protocol error."}, 4, "The server does not know the command. What to do"},
      {{"C: LAST", "S: -ERR Protocol error."}, 4, "The server refuses. The server does not know the command, or"},
      {{"C: USER NW\\joe\\alias"}, 3, "the account opens the mailbox of that alias"},
      {{"C: USER joe", "S: -ERR [SYS/TEMP] x"}, 4, "will probably pass"},
      {{"C: PASS x", "S: -ERR Logon failure: account currently disabled."}, 4, "The account is disabled."},
      {{"C: AUTH NTLM", "S: +OK", "C: TlRMTVNTUAABAAAA"}, 4, "waits for the client's next step"},
      {{"C: AUTH LOGIN", "S: + VXNlcm5hbWU6", "C: cG9l"}, 4, "asks for the user name (\"Username:\")"},
      {{"C: AUTH LOGIN", "S: + VXNlcm5hbWU6", "C: cG9l"}, 5, "gives the user name: poe."},
      {{"C: MAIL FROM:<a@b.c>"}, 3, "a command of SMTP, not of POP3"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(*c.lines.begin());
    auto scene = pop3_scene({"S: +OK ready"});
    const auto& timeline = scene.say(c.lines).end();
    ASSERT_GE(timeline.record->events.size(), c.seq);
    EXPECT_THAT(explain(timeline, timeline.record->at(c.seq), Level::full).text, HasSubstr(c.says));
  }
}

TEST(Explain, RepliesInTheLightOfTheirVerb) {
  auto scene =
      smtp_scene({"S: 220 London.nwtraders.msft Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready at  x",
                  "C: EHLO a.b", "S: 250-x", "S: 250-TURN", "S: 250-SIZE", "S: 250 OK", "C: MAIL FROM:<a@b.c>",
                  "S: 250 2.1.0 fine", "C: RCPT TO:<x@y.z>", "S: 550 5.7.1 Unable to relay for x@y.z",
                  "C: RCPT TO:<x@y.z>", "S: 550 no", "S: 250 nobody asked"});
  const auto& t = scene.end();
  const auto says = [&](std::string_view part, Level level) { return explain(t, event_with(t, part), level).text; };
  EXPECT_EQ(says("220 ", Level::brief),
            "London.nwtraders.msft is there and ready: Microsoft ESMTP MAIL Service 6.0.3790.0, which is "
            "Windows Server 2003 without a service pack.");
  EXPECT_THAT(says("220 ", Level::full), HasSubstr("POP3 banner"));
  EXPECT_THAT(says("250-x", Level::brief), HasSubstr("lists 2 extensions"));
  EXPECT_EQ(says("250 2.1.0", Level::brief), "The sender is accepted.");
  EXPECT_THAT(says("Unable", Level::brief), HasSubstr("does not pass mail on for this client."));
  EXPECT_THAT(says("Unable", Level::full), HasSubstr("Log on before MAIL"));
  EXPECT_THAT(says("550 no", Level::brief), HasSubstr("The recipient is refused."));
  EXPECT_THAT(says("nobody", Level::brief), HasSubstr("Nobody had asked."));
}

TEST(Explain, QuitTellsWhatIsDeleted) {
  const struct {
    std::initializer_list<std::string_view> lines;
    std::string_view command, answer;
  } cases[] = {
      {{"C: QUIT", "S: +OK"}, "The client ends the conversation.", "The server says goodbye."},
      {{"C: DELE 1", "S: +OK", "C: RSET", "S: +OK", "C: QUIT", "S: +OK"},
       "The client ends the conversation.",
       "The server says goodbye."},
      {{"C: DELE 1", "S: -ERR no", "C: QUIT", "S: +OK"},
       "The client ends the conversation.",
       "The server says goodbye."},
      {{"C: DELE 1", "S: +OK", "C: RSET", "S: +OK", "C: DELE 2", "S: +OK", "C: QUIT", "S: +OK"},
       "The client ends the conversation, which asks the server to delete the 1 marked message.",
       "The server says goodbye, and the 1 marked message is gone."},
      {{"C: DELE 1", "C: DELE 2", "C: QUIT", "S: +OK", "S: +OK", "S: +OK"},
       "The client ends the conversation, which asks the server to delete the 2 marked messages.",
       "The server says goodbye, and the 2 marked messages are gone."},
      {{"C: DELE 1", "S: +OK", "C: QUIT", "S: -ERR some stay"},
       "The client ends the conversation, which asks the server to delete the 1 marked message.",
       "The server answers by an error: not all of the marked messages were deleted."},
      {{"C: QUIT", "S: -ERR what"}, "The client ends the conversation.", "The server does not take this command."},
      {{"C~20", "C: QUIT", "S: +OK"},
       "The client ends the conversation; messages marked by DELE, if there are any, are deleted with its answer.",
       "The server says goodbye; messages marked by DELE, if there were any, are gone."},
  };
  for (const auto& c : cases) {
    auto scene = pop3_scene({"S: +OK ready", "C: APOP joe c4c9334bac560ecc979e58001b3e22fb", "S: +OK"});
    const auto& timeline = scene.say(c.lines).end();
    const auto& quit = event_with(timeline, "QUIT");
    EXPECT_EQ(explain(timeline, quit, Level::brief).text, c.command);
    ASSERT_TRUE(quit.answered_by) << timeline.record->text;
    EXPECT_EQ(explain(timeline, timeline.record->at(quit.answered_by), Level::brief).text, c.answer);
  }
  auto unanswered = pop3_scene({"C: USER joe", "C: PASS x", "C: DELE 1", "C: QUIT"});
  const auto& timeline = unanswered.end();
  EXPECT_THAT(explain(timeline, event_with(timeline, "QUIT"), Level::brief).text, HasSubstr("if there are any"));
}

TEST(Explain, RefusedMailDoesNotBegin) {
  const struct {
    std::string_view command, answer, says;
  } cases[] = {
      {"C: MAIL FROM:<a@b.c>", "S: 552 no", "The client wants to begin a mail from a@b.c."},
      {"C: MAIL FROM:<a@b.c>", "S: 451 no", "The client wants to begin a mail from a@b.c."},
      {"C: MAIL FROM:<>", "S: 550 no", "The client wants to begin a mail with an empty sender"},
      {"C: MAIL", "S: 501 no", "The client wants to begin a mail."},
      {"C: RCPT TO:<a@b.c>", "S: 550 no", "The client wants to add a recipient: a@b.c."},
      {"C: MAIL FROM:<a@b.c>", "S: 250 ok", "A mail begins; failure reports go to a@b.c."},
  };
  for (const auto& c : cases) {
    auto scene = smtp_scene({"S: 220 x", "C: EHLO a.b", "S: 250 x"});
    const auto& timeline = scene.say({c.command, c.answer}).end();
    EXPECT_THAT(explain(timeline, timeline.record->at(5), Level::brief).text,
                testing::StartsWith(std::string(c.says)));
  }
}

TEST(Explain, RepliesSayNothingTwice) {
  const struct {
    std::string_view command, answer;
    std::string says;
  } cases[] = {
      {"C: DATA", "S: 503 5.5.2 Need Rcpt command.", "DATA comes too early."},
      {"C: MAIL FROM:<a@b.c>", "S: 503 5.5.2 no", "The command comes at the wrong moment."},
      {"C: AUTH NTLM", "S: 535 5.7.3 no", "Name or password were not accepted."},
      {"C: AUTH PLAIN AHBvZQBzM2NyZXQ=", "S: 535 5.7.8 no", "Name or password were not accepted."},
      {"C: AUTH GSSAPI", "S: 504 5.7.4 no", "The server does not offer this logon mechanism."},
      {"C: STARTTLS", "S: 554 5.7.3 no", "The server cannot start TLS."},
      {"C: RCPT TO:<a@b.c>", "S: 550 5.1.1 User unknown", "The server does not know this mailbox."},
      {"C: HUH", "S: 500 5.3.3 Unrecognized command",
       "The server does not know the command, or the line was too long."},
      {"C: RCPT TO:<a@b.c>", "S: 550 5.2.2 no", "The recipient is refused. 5.2.2 means: The mailbox is full."},
      {"C: RCPT TO:<a@b.c>", "S: 550 5.0.0 no", "The recipient is refused."},
  };
  for (const auto& c : cases) {
    auto scene = smtp_scene({"S: 220 x", "C: EHLO a.b", "S: 250 x"});
    const auto& timeline = scene.say({c.command, c.answer}).end();
    EXPECT_EQ(explain(timeline, timeline.record->at(6), Level::brief).text, c.says) << c.answer;
  }
}

TEST(Explain, RepliesToWhatWasNotSeen) {
  for (const bool timed : {true, false}) {
    const std::string input = timed ? "capture" : "input";
    Scene smtp(dialogue::Protocol::smtp, false);
    if (!timed) smtp.untimed();
    const auto& mail = smtp.say({"S: 250 Hello", "C: NOOP", "S: 250 ok"}).end();
    EXPECT_EQ(explain(mail, mail.record->at(1), Level::brief).text, "Done; the command is not in the " + input + ".");
    EXPECT_EQ(explain(mail, mail.record->at(3), Level::brief).text, "The connection lives.");
    Scene pop3(dialogue::Protocol::pop3, false);
    if (!timed) pop3.untimed();
    const auto& box = pop3.say({"S: +OK", "S: -ERR no"}).end();
    EXPECT_EQ(explain(box, box.record->at(1), Level::brief).text, "Done; the command is not in the " + input + ".");
    EXPECT_EQ(explain(box, box.record->at(2), Level::brief).text,
              "The server refuses; the command is not in the " + input + ".");
  }
}

TEST(Explain, NtlmInThreeMessages) {
  auto scene = pop3_scene(
      {"S: +OK ready", "C: AUTH NTLM", "S: +OK", "C: TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAFAs4OAAAADw==",
       "S: + TlRMTVNTUAACAAAAEgASADgAAAAFgomibgy5f+KP7oUAAAAAAAAAAHgAeABKAAAABQLODgAAAA9OAFcAVABSAEEARABFAFIAUwACABIA"
       "TgBXAFQAUgBBAEQARQBSAFMAAQAMAEwATwBOAEQATwBOAAQAHABuAHcAdAByAGEAZABlAHIAcwAuAG0AcwBmAHQAAwAqAEwAbwBuAGQAbwBu"
       "AC4AbgB3AHQAcgBhAGQAZQByAHMALgBtAHMAZgB0AAAAAAA=",
       "C: TlRMTVNTUAADAAAA", "S: +OK"});
  const auto& t = scene.end();
  const auto says = [&](std::uint32_t seq) { return explain(t, t.record->at(seq), Level::brief).text; };
  EXPECT_EQ(says(5), "The client offers what it can do in NTLM (message 1 of 3); who it is comes later.");
  EXPECT_EQ(says(6), "The server sends its NTLM challenge (message 2 of 3) for the domain NWTRADERS.");
  EXPECT_EQ(says(7), "The client answers, by NTLM (message 3 of 3); what it sends proves who it is.");
  auto initial = smtp_scene({"S: 220 x", "C: EHLO a.b", "S: 250 x", "C: AUTH NTLM TlRMTVNTUAABAAAA", "S: 334 "});
  const auto& line = initial.end();
  EXPECT_THAT(explain(line, event_with(line, "AUTH"), Level::brief).text, HasSubstr("It offers what it can do"));
}

TEST(Explain, OtherKinds) {
  auto scene = smtp_scene({"S: 220 x", "C: ", "C~1460", "S~1", "C: MAIL FROM:<>", "S: 250 ok", "C: RCPT TO:<a@b.c>",
                           "S: 250 ok", "C: DATA", "S: 354 go", "C: no header here", "C: .", "S: 250 ok",
                           "C: STARTTLS", "S: 220 go"});
  const auto& t = scene.octets(Side::client, "\x16\x03\x01").end(Ending::reset, Side::server);
  const auto says = [&](Kind kind) { return explain(t, event_of(t, kind), Level::full).text; };
  EXPECT_EQ(says(Kind::open), "The client opens a connection to 192.0.2.25, port 25.");
  EXPECT_EQ(says(Kind::gap), "1460 octets that the client sent are not in the capture.");
  EXPECT_THAT(says(Kind::message), HasSubstr("It begins without a header. Its envelope is from <> to 1 recipient."));
  EXPECT_THAT(says(Kind::tls), HasSubstr("3 octets that cannot be read"));
  EXPECT_EQ(says(Kind::close), "The server resets the connection.");
  EXPECT_THAT(says(Kind::other), HasSubstr("An empty line"));
}

TEST(Explain, NotableLatencyOnly) {
  for (const auto& [wait, notable] :
       {std::pair{std::int64_t{1'900'000'000}, false}, {std::int64_t{3'200'000'000}, true}}) {
    auto scene = smtp_scene({"S: 220 x", "C: NOOP"});
    const auto& t = scene.wait(wait).say("S: 250 ok").end();
    EXPECT_EQ(explain(t, event_with(t, "250"), Level::full).text.find("took 3.2 seconds") != std::string::npos,
              notable);
  }
}

// Whatever way a password goes, no explanation and no finding may hold it, decoded or not. The marker's base64 forms:
// "hunter2secret" = aHVudGVyMnNlY3JldA==, NUL joe NUL hunter2secret = AGpvZQBodW50ZXIyc2VjcmV0.
TEST(Explain, NeverASecret) {
  Scene scenes[] = {
      smtp_scene({"S: 220 x", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: am9l", "S: 334 UGFzc3dvcmQ6",
                  "C: aHVudGVyMnNlY3JldA==", "S: 535 no"}),
      smtp_scene({"S: 220 x", "C: AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0", "S: 535 no"}),
      smtp_scene({"S: 220 x", "C: AUTH PLAIN", "S: 334 ", "C: AGpvZQBodW50ZXIyc2VjcmV0", "S: 535 no"}),
      smtp_scene({"S: 220 x", "C: AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0 extra", "S: 501 no"}),
      smtp_scene({"S: 220 x", "C: AUTH LOGIN", "S: 504 no", "C: am9l", "S: 500 what",
                  "C: aHVudGVyMnNlY3JldA==", "S: 500 what"}),
      pop3_scene(
          {"S: +OK", "C: AUTH LOGIN", "S: -ERR no", "C: am9l", "S: -ERR", "C: aHVudGVyMnNlY3JldA==", "S: -ERR"}),
      smtp_scene({"S: 220 x", "C: PASS hunter2secret", "S: 500 what"}),
      pop3_scene({"S: +OK", "C: USER joe", "S: +OK", "C: PASS hunter2secret", "S: -ERR no"}),
      pop3_scene({"S: +OK", "C: PASS hunter2secret", "S: -ERR no"}),
      pop3_scene({"S: +OK", "C: PASS  hunter2secret ", "S: -ERR no"}),
      pop3_scene({"S: +OK", "C: AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0", "S: -ERR no"}),
      pop3_scene({"S: +OK", "C: AUTH LOGIN", "S: + VXNlcm5hbWU6", "C: am9l", "S: + UGFzc3dvcmQ6",
                  "C: aHVudGVyMnNlY3JldA==", "S: -ERR no"}),
      pop3_scene({"S: +OK", "C: APOP joe hunter2secret", "S: -ERR no"}),
  };
  for (auto& scene : scenes) {
    const auto& timeline = scene.end();
    std::string all;
    for (const auto& event : timeline.record->events)
      for (const auto level : {Level::brief, Level::full}) all += explain(timeline, event, level).text + '\n';
    for (const auto& finding : timeline.findings) all += finding.detail + '\n';
    for (const auto marker : {"hunter2", "aHVudGVyMnNlY3JldA", "AGpvZQBodW50ZXIyc2VjcmV0"})
      EXPECT_THAT(all, Not(HasSubstr(marker))) << timeline.record->text;
  }
}

TEST(Explain, WireTextIsCutShort) {
  const std::string name(500, 'x');
  auto scene = smtp_scene({"S: 220 x"});
  const auto& timeline = scene.say("C: MAIL FROM:<" + name + "@b.c>").say("C: " + name).say("S: 500 " + name).end();
  for (const auto& event : timeline.record->events) {
    const auto text = explain(timeline, event, Level::full).text;
    EXPECT_EQ(text.find(std::string(80, 'x')), std::string::npos) << text;
  }
  for (const auto& finding : timeline.findings)
    EXPECT_EQ(finding.detail.find(std::string(80, 'x')), std::string::npos);
}

TEST(Levels, HaveNames) {
  EXPECT_EQ(find_level("none"), Level::none);
  EXPECT_EQ(find_level("brief"), Level::brief);
  EXPECT_EQ(find_level("full"), Level::full);
  EXPECT_FALSE(find_level("FULL"));
}

}  // namespace
}  // namespace heloscope::insight
