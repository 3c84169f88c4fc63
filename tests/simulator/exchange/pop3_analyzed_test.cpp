// What the POP3 server says, the analyzer reads back without a finding that should not be there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/dialogue/conversation.hpp"
#include "analyzer/insight/timeline.hpp"
#include "simulator/exchange/pop3_server.hpp"
#include "simulator/mailbox/memory.hpp"

namespace heloscope::exchange {
namespace {

using ::testing::UnorderedElementsAreArray;

struct Reading {
  std::vector<std::string_view> findings;
  std::size_t messages;
  std::string user, version;
};

Reading read_back(const std::vector<std::string>& pieces) {
  mailbox::Memory store("nwtraders.msft");
  mailbox::add_default_accounts(store);
  for (const std::string_view mail :
       {"From: a@b.c\r\nSubject: 1\r\n\r\n.\r\n", "From: a@b.c\r\nSubject: 2\r\n\r\nx\r\n"})
    store.deliver(*store.find_account("MSEXchangeORG"), mail);
  const Pop3Settings settings;
  Pop3Server server(settings, store, {});
  dialogue::Conversation conversation({}, 110, true);
  std::int64_t now_ns = std::int64_t{1'086'682'542} * 1'000'000'000;  // 8 June 2004
  const auto feed = [&](Side side, std::string_view octets) {
    now_ns += 1'000'000;
    if (!octets.empty()) conversation.feed({side, octets, 0, now_ns});
  };
  const auto say = [&](const Actions& actions) {
    for (const auto& action : actions) feed(Side::server, action.octets);
  };
  conversation.open({});
  say(server.greet(now_ns));
  for (const auto& piece : pieces) {
    feed(Side::client, piece);
    say(server.receive(piece, now_ns));
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

TEST(Pop3Analyzed, OnlyWhatShouldBeFoundIsFound) {
  const std::string user = "USER MSEXchangeORG\r\n", pass = "PASS Fake001\r\n", quit = "QUIT\r\n";
  const struct {
    std::vector<std::string> pieces;
    std::vector<std::string_view> findings;
    std::size_t messages;
    std::string_view user;
  } cases[] = {
      {{quit}, {}, 0, ""},
      {{"CAPA\r\n", "AUTH\r\n", quit}, {}, 0, ""},
      {{user, pass, "STAT\r\n", "LIST\r\n", "UIDL\r\n", "TOP 1 0\r\n", "RETR 1\r\n", "DELE 1\r\n", "RSET\r\n",
        "NOOP\r\n", quit},
       {"cleartext-password"},
       2,  // TOP shows one, too
       "MSEXchangeORG"},
      // Pipelined (RFC 2449 6.6)
      {{user + pass, "LIST\r\nLIST 2\r\nUIDL 2\r\nRETR 1\r\nRETR 2\r\n" + quit},
       {"cleartext-password"},
       2,
       "MSEXchangeORG"},
      {{"USER nobody\r\n", "PASS x\r\n", quit}, {"cleartext-password", "login-failed"}, 0, "nobody"},
      {{user, pass}, {"cleartext-password", "missing-quit"}, 0, "MSEXchangeORG"},
      {{"STAT\r\n", quit}, {"command-out-of-order"}, 0, ""},
      {{"HELO\r\n", quit}, {"unknown-command"}, 0, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.pieces.front() + " " + std::to_string(&c - cases));
    const Reading reading = read_back(c.pieces);
    EXPECT_THAT(reading.findings, UnorderedElementsAreArray(c.findings));
    EXPECT_EQ(reading.messages, c.messages);
    EXPECT_EQ(reading.user, c.user);
    EXPECT_EQ(reading.version, "6.5.7226.0");
  }
}

}  // namespace
}  // namespace heloscope::exchange
