// What the simulator says, the analyzer reads back without a finding that should not be there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/dialogue/conversation.hpp"
#include "analyzer/insight/timeline.hpp"
#include "grammars/base64.hpp"
#include "tests/simulator/exchange/smtp_talk.hpp"

namespace heloscope::exchange {
namespace {

using ::testing::UnorderedElementsAreArray;

struct Reading {
  std::vector<std::string_view> findings;
  std::size_t messages;
  std::string user, version;
};
Reading read_back(const Settings& settings, const std::vector<std::string>& pieces) {
  TestStore store;
  Service service(1);
  SmtpServer server(settings, store, service, {});
  dialogue::Conversation conversation({}, 25, true);
  std::int64_t now = sample_start_ns;
  const auto feed = [&](Side side, std::string_view octets) {
    Chunk chunk;
    chunk.from = side, chunk.bytes = octets, chunk.time_ns = now += 1'000'000;
    if (!octets.empty()) conversation.feed(chunk);
  };
  const auto say = [&](const Actions& actions) {
    for (const auto& a : actions) feed(Side::server, a.octets);
  };
  conversation.open({});
  say(server.greet(now));
  for (const auto& piece : pieces) {
    feed(Side::client, piece);
    say(server.receive(piece, now));
  }
  conversation.close(Ending::fin, {});
  ConnectionInfo connection;
  connection.opening_seen = true;
  const auto timeline = insight::make_timeline(connection, conversation.protocol(), conversation.swapped(), true,
                                               Ending::fin, conversation.record());
  Reading reading;
  for (const auto& finding : timeline.findings) reading.findings.push_back(info(finding.id).name);
  reading.messages = conversation.record().messages.size();
  reading.user = conversation.record().user;
  reading.version = timeline.software.version;
  return reading;
}

TEST(SmtpAnalyzed, OnlyWhatShouldBeFoundIsFound) {
  Settings open;
  open.relay_addresses = {"127.0.0.1"};
  Settings strict;
  strict.recipient_filter = true, strict.size_limit = 10;
  const struct {
    Settings settings;
    std::vector<std::string> pieces;
    std::vector<std::string_view> findings;
    std::size_t messages;
  } cases[] = {
      {{}, {"QUIT\r\n"}, {}, 0},
      {{},
       {"EHLO me.example.org\r\n", "NOOP\r\n", "HELP\r\n", "VRFY x\r\n", "RSET\r\n", "MAIL FROM:<a@b.c> SIZE=5\r\n",
        "RCPT TO:<MSEXchangeORG@nwtraders.msft>\r\n", "DATA\r\n", "Subject: x\r\n\r\nx\r\n.\r\n", "QUIT\r\n"},
       {},
       1},
      // Pipelined (RFC 2920)
      {open,
       {"EHLO me.example.org\r\n", "MAIL FROM:<a@b.c>\r\nRCPT TO:<x@y.z>\r\nDATA\r\n",
        "x\r\n.\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<x@y.z>\r\nRSET\r\nQUIT\r\n"},
       {},
       1},
      {{},
       {"EHLO me.example.org\r\n", "MAIL FROM:<a@b.c>\r\n", "RCPT TO:<x@y.z>\r\n", "QUIT\r\n"},
       {"relay-denied"},
       0},
      {strict,
       {"EHLO me.example.org\r\n", "MAIL FROM:<a@b.c>\r\n", "RCPT TO:<nobody@nwtraders.msft>\r\n",
        "RCPT TO:<MSEXchangeORG@nwtraders.msft>\r\n", "DATA\r\n", "a longer text\r\n.\r\n", "QUIT\r\n"},
       {"unknown-recipient", "message-refused"},
       1},
      {{},
       {"EHLO me.example.org\r\n", "AUTH LOGIN\r\n", encode_base64("MSEXchangeORG") + "\r\n",
        encode_base64("Fake001") + "\r\n", "QUIT\r\n"},
       {"cleartext-password"},
       0},
      {{},
       {"EHLO me.example.org\r\n", "AUTH LOGIN\r\n", encode_base64("MSEXchangeORG") + "\r\n",
        encode_base64("wrong") + "\r\n", "AUTH LOGIN\r\n", "*\r\n", "QUIT\r\n"},
       {"cleartext-password", "login-failed"},
       0},
      {{}, {"HELO me\r\n", "HELOO\b x\r\n", "QUIT\r\n"}, {"single-label-helo", "unknown-command"}, 0},
      {{}, {"MAIL FROM:<a@b.c>\r\n", "RSET\r\n", "QUIT\r\n"}, {"command-out-of-order"}, 0},
      {{}, {"HELO a.b\r\n", "MAIL FROM:<a@b.c>\r\n"}, {"missing-quit"}, 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.pieces.front());
    const Reading reading = read_back(c.settings, c.pieces);
    EXPECT_THAT(reading.findings, UnorderedElementsAreArray(c.findings));
    EXPECT_EQ(reading.messages, c.messages);
    EXPECT_EQ(reading.version, "6.0.3790.0");
  }
}

}  // namespace
}  // namespace heloscope::exchange
