#include "analyzer/transcript/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heloscope::transcript {
namespace {

using testing::ElementsAre;

/// Steps as short words: "open", "S 220 x", "C QUIT", "gap 10", "close fin", each with "@place" where `places` is
/// set.
struct Reading {
  std::vector<std::string> steps;
  std::vector<ConnectionInfo> connections;
  std::uint64_t dialogue = 0, not_dialogue = 0;
};

Reading read(Dialect dialect, const std::vector<std::string>& lines, bool places = false) {
  Reading out;
  Reader reader(dialect);
  const auto take = [&](std::span<const Step> steps) {
    for (const Step& step : steps) {
      std::string text;
      switch (step.what) {
        case Step::What::open:
          text = "open";
          out.connections.push_back(reader.describe(step.connection));
          break;
        case Step::What::close:
          text = step.ending == Ending::fin ? "close fin" : "close";
          out.connections.back() = reader.describe(step.connection);
          break;
        case Step::What::chunk:
          if (step.chunk.missing > 0) {
            text = "gap " + std::to_string(step.chunk.missing);
            break;
          }
          EXPECT_TRUE(step.chunk.bytes.ends_with("\r\n"));
          EXPECT_EQ(step.chunk.time_ns, no_time);
          text = step.chunk.from == Side::client ? "C " : "S ";
          text += step.chunk.bytes.substr(0, step.chunk.bytes.size() - 2);
      }
      if (places) text += " @" + std::to_string(step.chunk.place);
      out.steps.push_back(text);
    }
  };
  std::uint64_t number = 0;
  for (const std::string& line : lines) take(reader.feed(line, ++number));
  take(reader.finish());
  out.dialogue = reader.dialogue();
  out.not_dialogue = reader.not_dialogue();
  return out;
}

Reading telnet(const std::vector<std::string>& lines) { return read(Dialect::telnet, lines); }
Reading marked(const std::vector<std::string>& lines) { return read(Dialect::marked, lines); }

TEST(TelnetReader, FindsWhoSaidWhat) {
  const Reading r =
      read(Dialect::telnet,
           {"C:\\>telnet London.nwtraders.msft 110",
            "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 (London.nwtraders.msft) ready.",
            "USER MSEXchangeORG", "+OK", "PASS Fake001", "+OK User successfully logged on.", "QUIT",
            "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 signing off.", "",
            "Connection to host lost."},
           true);
  EXPECT_THAT(
      r.steps,
      ElementsAre("open @2",
                  "S +OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 (London.nwtraders.msft) "
                  "ready. @2",
                  "C USER MSEXchangeORG @3", "S +OK @4", "C PASS Fake001 @5", "S +OK User successfully logged on. @6",
                  "C QUIT @7", "S +OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 signing off. @8",
                  "close fin @10"));
  ASSERT_EQ(r.connections.size(), 1u);
  EXPECT_EQ(r.connections[0].number, 1u);
  EXPECT_EQ(r.connections[0].server.address, "London.nwtraders.msft");
  EXPECT_EQ(r.connections[0].server.port, 110);
  EXPECT_TRUE(r.connections[0].seen[0] && r.connections[0].seen[1]);
  EXPECT_EQ(r.dialogue, 7u);
  EXPECT_EQ(r.not_dialogue, 3u);
}

TEST(TelnetReader, LeavesAMessageToItsSenderUpToTheLoneDot) {
  const Reading r = telnet({"220 a", "DATA", "354 go on", "250 apples", "", "# no remark", "(nor this) <-- nor that",
                            "Trying 192.0.2.1...", "..", ".", "250 done"});
  EXPECT_THAT(r.steps, ElementsAre("open", "S 220 a", "C DATA", "S 354 go on", "C 250 apples", "C ", "C # no remark",
                                   "C (nor this) <-- nor that", "C Trying 192.0.2.1...", "C ..", "C .", "S 250 done",
                                   "close"));
  EXPECT_EQ(r.not_dialogue, 0u);
}

TEST(TelnetReader, LeavesListingsToTheServerUpToTheLoneDot) {
  for (const std::string command : {"RETR 1", "TOP 1 2", "LIST", "UIDL", "CAPA", "AUTH", "LANG"}) {
    SCOPED_TRACE(command);
    const Reading r = telnet({"+OK a", command, "+OK", "QUIT", "", "-ERR no", ".", "NOOP", "+OK"});
    EXPECT_THAT(r.steps, ElementsAre("open", "S +OK a", "C " + command, "S +OK", "S QUIT", "S ", "S -ERR no", "S .",
                                     "C NOOP", "S +OK", "close"));
  }
  for (const std::string command : {"LIST 1", "UIDL 1", "STAT", "DELE 1", "LANG en"}) {
    SCOPED_TRACE(command);
    const Reading r = telnet({"+OK a", command, "+OK", "QUIT", "+OK"});
    EXPECT_THAT(r.steps, ElementsAre("open", "S +OK a", "C " + command, "S +OK", "C QUIT", "S +OK", "close"));
  }
  EXPECT_THAT(telnet({"+OK a", "RETR 9", "-ERR no such message", "NOOP"}).steps,
              ElementsAre("open", "S +OK a", "C RETR 9", "S -ERR no such message", "C NOOP", "close"));
}

TEST(TelnetReader, LeavesAnswersToChallengesToTheClient) {
  EXPECT_THAT(
      telnet({"220 a", "AUTH LOGIN", "334 VXNlcm5hbWU6", "bmFtZQ==", "334 UGFzc3dvcmQ6", "cGFzcw==", "235 ok"}).steps,
      ElementsAre("open", "S 220 a", "C AUTH LOGIN", "S 334 VXNlcm5hbWU6", "C bmFtZQ==", "S 334 UGFzc3dvcmQ6",
                  "C cGFzcw==", "S 235 ok", "close"));
  EXPECT_THAT(telnet({"+OK a", "AUTH PLAIN", "+ ", "*", "-ERR cancelled"}).steps,
              ElementsAre("open", "S +OK a", "C AUTH PLAIN", "S + ", "C *", "S -ERR cancelled", "close"));
}

TEST(TelnetReader, JoinsBase64ThatGoesOnInTheNextLine) {
  // Base64 comes in fours: 39 octets are cut, 40 are whole.
  const std::string cut(39, 'A'), whole(40, 'A');
  EXPECT_THAT(telnet({"220 a", "AUTH NTLM", "334 " + cut, "B", "Q29y"}).steps,
              ElementsAre("open", "S 220 a", "C AUTH NTLM", "S 334 " + cut + "B", "C Q29y", "close"));
  EXPECT_THAT(telnet({"220 a", "AUTH NTLM", "334 " + whole, "Q29y"}).steps,
              ElementsAre("open", "S 220 a", "C AUTH NTLM", "S 334 " + whole, "C Q29y", "close"));
}

TEST(TelnetReader, KeepsMultiLineRepliesTogether) {
  EXPECT_THAT(telnet({"220-a", "220 b", "EHLO c", "250-SIZE", "broken by the terminal", "250 OK", "NOOP"}).steps,
              ElementsAre("open", "S 220-a", "S 220 b", "C EHLO c", "S 250-SIZE", "S broken by the terminal",
                          "S 250 OK", "C NOOP", "close"));
}

TEST(TelnetReader, InventsNoCommands) {
  const Reading r =
      telnet({"Here is how it looks on my server:", "220 a", "# now we say hello", "// so", "<-- this is wrong",
              "=> and now", "(wait a little)", "HELO b   <-- my own name", "250 c",
              "Now we name the sender:", "MAIL FROM:<d@e.f>", "This asks for trouble, of course", "250 ok",
              "Mail from anybody is fine", "QUIT", "221 bye", "I hope that this helps you", "data"});
  EXPECT_THAT(r.steps, ElementsAre("open", "S 220 a", "C HELO b", "S 250 c", "C MAIL FROM:<d@e.f>", "S 250 ok",
                                   "C QUIT", "S 221 bye", "close", "open", "C data", "close"));
}

TEST(TelnetReader, TakesUnknownCommandsThatAreAnswered) {
  EXPECT_THAT(telnet({"220 a", "EHHLO with three words", "500 what", "mail form: <b@c>", "501 no", "XYZ"}).steps,
              ElementsAre("open", "S 220 a", "C EHHLO with three words", "S 500 what", "C mail form: <b@c>",
                          "S 501 no", "C XYZ", "close"));
}

TEST(TelnetReader, KeepsARemarkThatIsNotClearlyOne) {
  EXPECT_THAT(telnet({"220 a", "NOOP      really", "250 ok  # fine"}).steps,
              ElementsAre("open", "S 220 a", "C NOOP      really", "S 250 ok  # fine", "close"));
}

TEST(TelnetReader, SkipsBlankLinesBetweenRepliesAndCommandsOnly) {
  const Reading spaced = telnet({"220 a", "", "DATA", "354 go", "", "Subject: b", "", "c", ".", "250 ok", ""});
  EXPECT_THAT(spaced.steps, ElementsAre("open", "S 220 a", "C DATA", "S 354 go", "C Subject: b", "C ", "C c", "C .",
                                        "S 250 ok", "close"));
  EXPECT_EQ(spaced.not_dialogue, 3u);
  // Where no reply before had a blank line after it, this one begins the message.
  EXPECT_THAT(telnet({"220 a", "DATA", "354 go", "", "c", "."}).steps,
              ElementsAre("open", "S 220 a", "C DATA", "S 354 go", "C ", "C c", "C .", "close"));
}

TEST(TelnetReader, BeginsAnotherConnection) {
  const Reading r =
      telnet({"$ telnet mail.example.org 25", "Trying 192.0.2.1...", "Connected to mx1.example.org.",
              "Escape character is '^]'.", "220 a", "QUIT", "221 b", "Connection closed by foreign host.",
              "$ nc -v 192.0.2.2 pop3", "+OK c", "QUIT", "+OK", "220 d", "421 e", "220 f"});
  EXPECT_THAT(r.steps,
              ElementsAre("open", "S 220 a", "C QUIT", "S 221 b", "close fin", "open", "S +OK c", "C QUIT", "S +OK",
                          "close", "open", "S 220 d", "S 421 e", "close", "open", "S 220 f", "close"));
  ASSERT_EQ(r.connections.size(), 4u);
  EXPECT_EQ(r.connections[0].server.address, "mail.example.org");
  EXPECT_EQ(r.connections[0].server.port, 25);
  EXPECT_TRUE(r.connections[0].opening_seen);
  EXPECT_EQ(r.connections[1].server.address, "192.0.2.2");
  EXPECT_EQ(r.connections[1].server.port, 110);
  EXPECT_EQ(r.connections[2].server.address, "");
  EXPECT_EQ(r.connections[3].number, 4u);
}

TEST(TelnetReader, TakesThe220OfStarttlsForAnAnswer) {
  EXPECT_THAT(telnet({"220 a", "STARTTLS", "220 go", "QUIT", "220 bye"}).steps,
              ElementsAre("open", "S 220 a", "C STARTTLS", "S 220 go", "C QUIT", "S 220 bye", "close"));
}

TEST(TelnetReader, TellsTheOctetsThatAChunkLacks) {
  EXPECT_THAT(telnet({"220 a", "BDAT 10 LAST", "x", "250 ok"}).steps,
              ElementsAre("open", "S 220 a", "C BDAT 10 LAST", "C x", "gap 7", "S 250 ok", "close"));
  EXPECT_THAT(telnet({"220 a", "BDAT 3 LAST", "x", "QUIT", "250 ok"}).steps,
              ElementsAre("open", "S 220 a", "C BDAT 3 LAST", "C x", "C QUIT", "S 250 ok", "close"));
  EXPECT_THAT(
      telnet({"220 a", "XEXCH50 5 2", "354 Send binary data", "# a", "250 ok"}).steps,
      ElementsAre("open", "S 220 a", "C XEXCH50 5 2", "S 354 Send binary data", "C # a", "S 250 ok", "close"));
}

TEST(MarkedReader, ReadsMarksOfEveryForm) {
  EXPECT_THAT(
      marked({"S: 220 a", "   C: NOOP", "s: 250 ok", "C> DATA", "S> 354 go", "C:", "C:  # x", "C: .", "S:\t250 b"})
          .steps,
      ElementsAre("open", "S 220 a", "C NOOP", "S 250 ok", "C DATA", "S 354 go", "C ", "C  # x", "C .", "S 250 b",
                  "close"));
}

TEST(MarkedReader, JoinsFoldedLines) {
  EXPECT_THAT(read(Dialect::marked,
                   {"  C: AUTH KERBEROS_V4", "  S: + AmFYig==", "  C: BAcAQU5EUkVXLkNNVS5FRFUAOCAsho84kLN3",
                    "     +nZImJjnTNHJUtxAA", "  S: +OK logged on", "     as mrose"},
                   true)
                  .steps,
              ElementsAre("open @1", "C AUTH KERBEROS_V4 @1", "S + AmFYig== @2",
                          "C BAcAQU5EUkVXLkNNVS5FRFUAOCAsho84kLN3+nZImJjnTNHJUtxAA @3", "S +OK logged on as mrose @5",
                          "close @6"));  // RFC 1734
  EXPECT_THAT(
      marked({"  C: AUTH CRAM-MD5", "  S: 334", "  PENCeUxFREJoU0NnbmhNWitOMjNGNndAZWx3b29k", "  C: eA=="}).steps,
      ElementsAre("open", "C AUTH CRAM-MD5", "S 334 PENCeUxFREJoU0NnbmhNWitOMjNGNndAZWx3b29k", "C eA==",
                  "close"));  // RFC 2554
}

TEST(MarkedReader, OpensAndClosesAsTheExampleTells) {
  const Reading r = marked({"S: <wait for connection on TCP port 110>", "C: <open connection>", "S:    +OK ready",
                            "C:    QUIT", "S:    +OK", "C:  <close connection>", "S:  <wait for next connection>"});
  EXPECT_THAT(r.steps, ElementsAre("open", "S +OK ready", "C QUIT", "S +OK", "close fin"));  // RFC 1939 10
  EXPECT_TRUE(r.connections[0].opening_seen);
  EXPECT_EQ(r.not_dialogue, 4u);
}

TEST(MarkedReader, SkipsProseElisionsAndPlaceholders) {
  const Reading r =
      marked({"5. Examples", "", "   Here is one:", "C: RETR 1", "S: +OK 120 octets",
              "S: <the POP3 server sends the entire message here>", "S: <b>so</b>", "S: .", "   ...", "C: QUIT"});
  EXPECT_THAT(r.steps, ElementsAre("open", "C RETR 1", "S +OK 120 octets", "S <b>so</b>", "S .", "C QUIT", "close"));
  EXPECT_EQ(r.not_dialogue, 5u);
}

TEST(MarkedReader, BeginsAnotherConnectionWithAnotherGreeting) {
  EXPECT_THAT(marked({"C: EXPN a", "S: 250 b", "", "S: 220 c", "C: QUIT", "S: 221 d", "C: QUIT"}).steps,
              ElementsAre("open", "C EXPN a", "S 250 b", "close", "open", "S 220 c", "C QUIT", "S 221 d", "close",
                          "open", "C QUIT", "close"));
}

TEST(MarkedReader, LeavesOtherProtocolsOut) {  // RFC 2595 shows IMAP, POP3 and ACAP
  EXPECT_THAT(marked({"S: * CAPABILITY IMAP4rev1 STARTTLS", "C: a002 STARTTLS", "S: a002 OK Begin", "", "C: STLS",
                      "S: +OK Begin TLS negotiation"})
                  .steps,
              ElementsAre("open", "C STLS", "S +OK Begin TLS negotiation", "close"));
}

TEST(SenderReceiverReader, ReadsRfc821AndRfc3030) {
  EXPECT_THAT(
      read(Dialect::sender_receiver, {"R: 220 a", "S: DATA", "R: 354 go", "S: Received: from b ;", "   2 Nov 81",
                                      "S: <CRLF>.<CRLF>", "R: 250 OK", "", "S: 250, 251", "F: 550", "S: BDAT 8",
                                      "S: (First octets)", "S: BDAT 3 LAST", "S: x<CR><LF>", "R: 250 ok"})
          .steps,
      ElementsAre("open", "S 220 a", "C DATA", "S 354 go", "C Received: from b ; 2 Nov 81", "C .", "S 250 OK",
                  "C BDAT 8", "gap 8", "C BDAT 3 LAST", "C x", "S 250 ok", "close"));
}

TEST(Reader, TakesAnyOctets) {
  const std::string huge(1 << 20, 'A');
  const std::vector<std::string> lines{
      "220 a", std::string("\0\xff", 2),   huge, "C: " + huge, "   " + huge, "S: +OK",
      "",      "BDAT 9223372036854775807", "x"};
  for (const DialectInfo& dialect : dialects()) {
    SCOPED_TRACE(dialect.name);
    const Reading r = read(dialect.dialect, lines);
    EXPECT_EQ(r.dialogue + r.not_dialogue, lines.size());
  }
}

TEST(Reader, SaysNothingAboutNothing) {
  for (const DialectInfo& dialect : dialects()) {
    EXPECT_THAT(read(dialect.dialect, {}).steps, ElementsAre());
    EXPECT_THAT(read(dialect.dialect, {"", "  ", "prose of several words"}).steps, ElementsAre());
  }
}

}  // namespace
}  // namespace heloscope::transcript
