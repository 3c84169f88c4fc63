// Who talks to whom, from when to when.
#include "analyzer/capture/connection.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/capture/script.hpp"

namespace heloscope::capture {
namespace {

TEST(Connections, FollowsAnOrdinaryConversation) {
  Script s;
  s.handshake();
  s.server(0, 0, "220 hi");
  s.client(0, 6, "QUIT");
  s.server(6, 4, "221 bye", flag::fin);
  s.client(4, 14, {}, flag::fin);
  EXPECT_EQ(s.log, "+1 S:220 hi C:QUIT S:221 bye x1 fin");
  EXPECT_EQ(s.frames, (std::vector<std::uint64_t>{1, 4, 5, 6, 7}));
  const ConnectionInfo info = s.connections.describe(s.last_connection);
  EXPECT_EQ(info.client.address, "192.0.2.1");
  EXPECT_EQ(info.client.port, 1044);
  EXPECT_EQ(info.server.address, "192.0.2.25");
  EXPECT_EQ(info.server.port, 25);
  EXPECT_TRUE(info.opening_seen && info.seen[0] && info.seen[1]);
  EXPECT_EQ(info.retransmitted + info.out_of_order + info.conflicting, 0u);
  s.server(14, 5);  // the last acknowledgement, and late repetitions, open nothing
  s.server(6, 4, "221 bye", flag::fin);
  s.client(4, 14, {}, flag::rst);
  s.finish();
  EXPECT_EQ(s.log, "+1 S:220 hi C:QUIT S:221 bye x1 fin");
}

TEST(Connections, FindsTheServer) {
  const struct {
    std::uint16_t client, server;
    bool by_server, expect_server_first;
  } cases[] = {
      {1044, 25, true, true},    {25, 1044, true, false},  // by the mail port
      {50000, 2525, true, true}, {1024, 2525, true, false},  {1024, 110, false, true},
      {40000, 8025, true, true}, {8025, 40000, true, false},  // by the lower port
      {25, 110, true, false},    {110, 25, true, true},       // two mail ports
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.client);
    Script s;
    s.client_port = c.client, s.server_port = c.server;
    c.by_server ? s.server(0, 0, "220") : s.client(0, 0, "QUIT");
    EXPECT_EQ(s.connections.port(s.last_connection, Side::server), c.expect_server_first ? c.server : c.client);
    EXPECT_FALSE(s.connections.describe(s.last_connection).opening_seen);
  }
  Script s;  // the handshake beats every port
  s.client_port = 25, s.server_port = 50000;
  s.syn();
  EXPECT_EQ(s.connections.port(s.last_connection, Side::server), 50000);
  Script t;
  t.client_port = 25, t.server_port = 50000;
  t.syn_ack();
  EXPECT_EQ(t.connections.port(t.last_connection, Side::server), 50000);
  t.syn();  // captured late
  t.server(0, 0, "hi");
  EXPECT_EQ(t.log, "+1 S:hi");
}

TEST(Connections, OpensWithASynOrWithOctets) {
  for (const std::uint8_t flags : {flag::ack, flag::fin, flag::rst}) {
    Script s;
    s.client(0, 0, {}, flags);
    s.finish();
    EXPECT_EQ(s.log, "");
    EXPECT_EQ(s.connections.remembered(), 0u);
  }
  Script s;
  s.client(0, 0, "remark", flag::rst);
  EXPECT_EQ(s.log, "");
  s.client(0, 0, "QUIT");
  s.finish();
  EXPECT_EQ(s.log, "+1 C:QUIT x1 end");
}

TEST(Connections, ClosesWhenRefused) {
  Script s;
  s.syn();
  s.send(Side::server, static_cast<std::uint32_t>(-5000), 0, {},
         flag::rst | flag::ack);  // RFC 9293 3.10.7.1: number 0
  EXPECT_EQ(s.log, "+1 x1 reset");
  s.syn();  // tries again with the same number: Linux does not, but it is the same connection
  EXPECT_EQ(s.log, "+1 x1 reset");
}

TEST(Connections, ClosesOnlyByAResetNearby) {
  Script s;
  s.handshake();
  s.server(0, 0, "220");
  s.client(0x40000000, 3, {}, flag::rst);
  EXPECT_EQ(s.log, "+1 S:220");
  s.client(0, 3, "a remark, not octets of the stream", flag::rst);
  EXPECT_EQ(s.log, "+1 S:220 x1 reset");
}

TEST(Connections, RepeatedSynsBeginNothing) {
  Script s;
  s.syn(), s.syn(), s.syn_ack(), s.syn_ack(), s.client(0, 0), s.syn_ack();
  s.server(0, 0, "220");
  s.syn();
  s.client(0, 3, "QUIT");
  EXPECT_EQ(s.log, "+1 S:220 C:QUIT");
}

TEST(Connections, PortsAreUsedAgain) {
  Script s;
  s.handshake();
  s.server(0, 0, "one");
  s.client_start = 70'000'000, s.server_start = 90'000'000;
  s.handshake();  // the old end was not captured
  s.server(0, 0, "two");
  s.client(0, 3, {}, flag::rst);
  s.client_start = 170'000'000, s.server_start = 190'000'000;
  s.handshake();  // right after a close
  s.server(0, 0, "three");
  EXPECT_EQ(s.log, "+1 S:one x1 end +2 S:two x2 reset +3 S:three");
  s.client_start = 270'000'000, s.server_start = 290'000'000;
  s.syn_ack();  // and without its SYN
  s.server(0, 0, "four");
  s.finish();
  EXPECT_EQ(s.log, "+1 S:one x1 end +2 S:two x2 reset +3 S:three x3 end +4 S:four x4 end");
  EXPECT_LE(s.connections.remembered(), 5u);
}

TEST(Connections, PortsAreUsedAgainTheOtherWayRound) {
  Script s;
  s.client_port = 50000, s.server_port = 50001;
  s.handshake();
  s.client(0, 0, "one", flag::fin);
  s.server(0, 4, {}, flag::fin);
  std::swap(s.client_port, s.server_port);
  s.client_start = 70'000'000, s.server_start = 90'000'000;
  // The same hosts' roles cannot be swapped by the script, but the ports can: another connection then.
  s.handshake();
  s.client(0, 0, "two");
  EXPECT_EQ(s.log, "+1 C:one x1 fin +2 C:two");
}

TEST(Connections, TimeOutWhenIdle) {
  Limits limits;
  Script s(limits);
  s.handshake();
  s.server(0, 0, "220");
  s.client_port = 1045, s.client_start = 9'000'000;
  s.time_ns += limits.idle_ns - s.step_ns;
  s.syn();  // exactly an hour: not yet
  EXPECT_EQ(s.log, "+1 S:220 +2");
  s.time_ns += 61'000'000'000;
  s.syn(), s.syn();  // looking at all connections is paid for by as many segments
  EXPECT_EQ(s.log, "+1 S:220 +2 x1 timeout");
  EXPECT_EQ(s.frames.back(), 0u);
}

TEST(Connections, ForgetsClosedOnesAfterAWhile) {
  Script s;
  s.handshake();
  s.client(0, 0, {}, flag::rst);
  s.time_ns += 61'000'000'000;
  s.client_port = 1045;
  s.syn();
  EXPECT_EQ(s.connections.remembered(), 2u);  // its slot is free from the next segment on
  s.syn();
  EXPECT_EQ(s.connections.remembered(), 1u);
  s.client_port = 1044;
  s.client(0, 0, "late");
  EXPECT_EQ(s.log, "+1 x1 reset +2 +3 C:late");
}

TEST(Connections, IgnoredOnesSayNothing) {
  Script s;
  s.handshake();
  s.client(0, 0, "GET /");
  const std::uint32_t ignored = s.last_connection;
  s.connections.ignore(ignored);
  s.server(0, 5, "HTTP/1.0 200");
  s.server(100, 5, "out of order");
  s.client(5, 0, {}, flag::fin);
  s.server(112, 6, {}, flag::fin);
  s.client(5, 0, "late");
  EXPECT_EQ(s.log, "+1 C:GET /");
  EXPECT_EQ(s.connections.held(), 0u);
  s.client_start = 70'000'000, s.server_start = 90'000'000;
  s.handshake();
  EXPECT_EQ(s.log, "+1 C:GET / +2");
  EXPECT_EQ(s.last_connection, ignored);  // the number is used again
  s.connections.ignore(s.last_connection);
  s.client_start = 170'000'000;
  s.handshake();  // used again although the ignored one did not end
  s.finish();
  EXPECT_EQ(s.log, "+1 C:GET / +2 +3 x3 end");
}

TEST(Connections, NumbersAreDense) {
  Script s;
  std::uint32_t most = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    s.client_port = static_cast<std::uint16_t>(2000 + i);
    s.handshake();
    most = std::max(most, s.last_connection);
    if (i % 2 == 0) s.client(0, 0, {}, flag::rst);
    if (i % 2 != 0) s.connections.ignore(s.last_connection);
  }
  EXPECT_LE(most, 1u);
}

TEST(Connections, SurviveAFloodOfSyns) {
  Limits limits;
  limits.connections = 5000;
  Script s(limits);
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    s.client_port = static_cast<std::uint16_t>(i);
    s.server_port = static_cast<std::uint16_t>(25 + i / 65536);
    s.log.clear(), s.frames.clear();
    s.syn();
    ASSERT_LE(s.connections.remembered(), limits.connections + 1);
    if (i == limits.connections - 1) {
      EXPECT_EQ(s.log, "+5000");
    } else if (i == limits.connections) {
      EXPECT_NE(s.log.find("timeout +5001"), std::string::npos);
    }
  }
  // And with the limits that are in force, without one connection lost.
  Script all;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    all.client_port = static_cast<std::uint16_t>(i);
    all.server_port = static_cast<std::uint16_t>(25 + i / 65536);
    all.log.clear(), all.frames.clear();
    all.syn();
  }
  EXPECT_EQ(all.connections.remembered(), 100'000u);
  EXPECT_EQ(all.connections.held(), 0u);
  EXPECT_EQ(all.connections.finish().size(), 100'000u);
}

}  // namespace
}  // namespace heloscope::capture
