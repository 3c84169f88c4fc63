// In which order octets come: within a direction, and between the two.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/analyzer/capture/script.hpp"

namespace heloscope::capture {
namespace {

TEST(Order, SortsOneDirection) {
  Script s;
  s.handshake();
  s.client(4, 0, "EF");
  s.client(2, 0, "CD");
  s.client(0, 0, "AB");
  s.client(6, 0, "G");
  EXPECT_EQ(s.log, "+1 C:AB C:CD C:EF C:G");
  EXPECT_EQ(s.frames, (std::vector<std::uint64_t>{1, 6, 5, 4, 7}));
  EXPECT_EQ(s.connections.describe(s.last_connection).out_of_order, 2u);
  EXPECT_EQ(s.connections.held(), 0u);
}

TEST(Order, CountsRetransmissionsAndConflicts) {
  Script s;
  s.handshake();
  s.client(0, 0, "ABCD");
  s.client(0, 0, "ABCD");  // all old
  s.client(2, 0, "CDEF");  // half old
  s.client(5, 0, "F");     // a keep-alive asks with one old octet
  s.client(5, 0);          // or with none
  s.client(8, 0, "IJ");
  s.client(8, 0, "XJKL");  // contradicts what waits
  s.client(6, 0, "GH");
  EXPECT_EQ(s.log, "+1 C:ABCD C:EF C:GH C:IJ C:KL");
  const ConnectionInfo info = s.connections.describe(s.last_connection);
  EXPECT_EQ(info.retransmitted, 2u);
  EXPECT_EQ(info.out_of_order, 2u);
  EXPECT_EQ(info.conflicting, 1u);
}

TEST(Order, SequenceNumbersWrap) {
  Script s;
  s.client_start = 0xfffffffcu, s.server_start = 0xffffffffu;
  s.handshake();
  s.server(0, 0, "220 hi");
  s.client(8, 6, "IJ");
  s.client(0, 6, "ABCDEFGH");
  s.client(10, 6, {}, flag::fin);
  s.server(6, 11, {}, flag::fin);
  EXPECT_EQ(s.log, "+1 S:220 hi C:ABCDEFGH C:IJ x1 fin");
}

TEST(Order, ARepliesWaitsForItsCommand) {
  Script s;
  s.handshake();
  s.server(0, 0, "220");
  s.server(3, 4, "250");  // acknowledges a command that was not captured yet
  s.client(4, 6, "MAIL");
  EXPECT_EQ(s.log, "+1 S:220");
  s.client(0, 3, "EHLO");
  EXPECT_EQ(s.log, "+1 S:220 C:EHLO S:250 C:MAIL");
  EXPECT_EQ(s.connections.describe(s.last_connection).out_of_order, 1u);  // by its number, MAIL alone
}

TEST(Order, ItWaitsInTheMiddleOfAConnectionToo) {
  Script s;
  s.server(0, 4, "250");   // the capture begins here
  s.client(0, 0, "RCPT");  // before its reply, captured after
  s.client(4, 3, "DATA");
  EXPECT_EQ(s.log, "+1 S:250 C:RCPT C:DATA");
}

TEST(Order, OneSideAloneFlowsFreely) {
  Script s;
  for (std::uint32_t i = 0; i < 5; ++i) s.server(3 * i, 10 * i, "250");
  EXPECT_EQ(s.log, "+1 S:250 S:250 S:250 S:250 S:250");
  EXPECT_FALSE(s.connections.describe(s.last_connection).seen[index(Side::client)]);
  s.server(20, 60, "221");  // 5 octets lost; nobody acknowledges, so time tells
  s.time_ns += 3'000'000'000;
  s.server(23, 60, "bye");
  EXPECT_EQ(s.log, "+1 S:250 S:250 S:250 S:250 S:250 S-5 S:221 S:bye");
}

TEST(Order, AHoleThatWasAcknowledgedIsGivenUpInTime) {
  const Limits limits;
  const struct {
    std::uint64_t segments;
    std::int64_t wait_ns;
    bool given_up;
  } cases[] = {
      {limits.patience_segments - 1, 0, false},
      {limits.patience_segments, 0, true},
      {1, limits.patience_ns - 1, false},
      {1, limits.patience_ns, true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.segments);
    Script s;
    s.step_ns = 0;
    s.handshake();
    s.server(0, 0, "220");
    s.server(3, 4, "250");  // the command it answers is missing
    s.time_ns += c.wait_ns;
    for (std::uint64_t i = 0; i < c.segments; ++i) s.client(4, 6);
    EXPECT_EQ(s.log, c.given_up ? "+1 S:220 C-4 S:250" : "+1 S:220");
    s.client(0, 3, "EHLO");  // too late, or not
    EXPECT_EQ(s.log, c.given_up ? "+1 S:220 C-4 S:250" : "+1 S:220 C:EHLO S:250");
  }
}

TEST(Order, AHoleWithoutAcknowledgementWaitsForItsRetransmission) {
  Script s;
  s.handshake();
  s.client(0, 0, "A");
  for (std::uint32_t i = 0; i < 200; ++i) s.client(2 + i, 0, "x");
  s.time_ns += 10'000'000'000;
  s.server(0, 1);
  EXPECT_EQ(s.log, "+1 C:A");
  s.client(1, 0, "B");
  EXPECT_EQ(s.log.substr(0, 16), "+1 C:A C:B C:x C");
  EXPECT_EQ(s.connections.held(), 0u);
}

TEST(Order, WhatWaitsIsLimited) {
  Limits limits;
  limits.held = 10 * (Reassembly::piece_cost + 1);
  Script s(limits);
  s.handshake();
  for (std::uint32_t i = 0; i < 10; ++i) s.client(5 + i, 0, "x");
  EXPECT_EQ(s.log, "+1");
  EXPECT_EQ(s.connections.held(), limits.held);
  s.client(15, 0, "x");
  EXPECT_EQ(s.log.substr(0, 11), "+1 C-5 C:x ");
  EXPECT_EQ(s.connections.held(), 0u);

  limits = {};
  limits.held_in_all = 10 * (Reassembly::piece_cost + 1);
  Script all(limits);
  for (std::uint32_t i = 0; i < 11; ++i) {
    all.client_port = static_cast<std::uint16_t>(2000 + i);
    all.handshake();
    all.log.clear();
    all.client(5, 0, "x");
    EXPECT_EQ(all.log, i < 10 ? "" : "C-5 C:x");
    EXPECT_LE(all.connections.held(), limits.held_in_all);
  }
}

TEST(Order, ACloseDeliversWhatWaits) {
  const struct {
    const char* name;
    void (*end)(Script&);
    const char* log;
  } cases[] = {
      {"end of input", [](Script& s) { s.finish(); }, "x1 end"},
      {"reset", [](Script& s) { s.client(11, 3, {}, flag::rst); }, "x1 reset"},
      {"ports used again",
       [](Script& s) {
         s.client_start += 70'000'000;
         s.syn();
       },
       "x1 end +2"},
      {"both FINs, then the end",
       [](Script& s) {
         s.client(11, 3, {}, flag::fin);
         s.server(3, 12, {}, flag::fin);
         s.finish();
       },
       "x1 fin"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Script s;
    s.handshake();
    s.server(0, 0, "220");
    s.client(4, 3, "MAIL");
    s.client(9, 3, "X", flag::psh);
    c.end(s);
    EXPECT_EQ(s.log, std::string("+1 S:220 C-4 C:MAIL C-1 C:X ") +
                         (c.log[1] == '1' && std::string(c.log) == "x1 fin" ? "C-1 " : "") + c.log);
    EXPECT_EQ(s.connections.held(), 0u);
  }
}

TEST(Order, AnAcknowledgedNumberAtTheEndIsTheFins) {
  Script s;
  s.handshake();
  s.client(0, 0, "QUIT");
  s.server(0, 5, "221");  // acknowledges a FIN that was not captured
  s.finish();
  EXPECT_EQ(s.log, "+1 C:QUIT S:221 x1 end");
}

TEST(Order, WhatTheSnapLengthCutOffIsAGap) {
  Script s;
  s.handshake();
  s.send(Side::client, 0, 0, "AB", flag::ack, 3);
  s.client(5, 0, "FG");
  s.send(Side::client, 10, 0, "KL", flag::ack, 2);  // waits, and is sent again in pieces
  s.client(12, 0, "M");
  s.client(7, 0, "HIJ");
  EXPECT_EQ(s.log, "+1 C:AB C-3 C:FG C:HIJ C:KL C:M C-1");
}

TEST(Order, StraySegmentsDoNoHarm) {
  Script s;
  s.handshake();
  s.server(0, 0, "220");
  s.client(0x60000000, 3, "far ahead");
  s.server(3, 0x60000000, "250");  // acknowledges what cannot be
  s.client(0, 6, "QUIT");
  s.server(0xffff0000, 4, "old");
  s.client(4, 6, "behind the FIN follows nothing", flag::fin);
  s.client(35, 6, "nothing");
  s.server(6, 35, {}, flag::fin);
  EXPECT_EQ(s.log, "+1 S:220 S:250 C:QUIT C:behind the FIN follows nothing x1 fin");
}

// The same conversation, cut, repeated and shuffled within what patience allows, gives the same octets on both sides,
// and every reply after the command that it answers.
TEST(Order, IsRestoredFromAnyDisorder) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    struct Sent {
      Side from;
      std::uint32_t seq, ack;
      std::string octets;
      std::uint8_t flags;
      std::size_t order;
    };
    std::vector<Sent> sent;
    std::string said[2];
    std::string turns;  // who spoke, turn by turn
    for (int turn = 0; turn < 12; ++turn) {
      const Side from = turn % 2 == 0 ? Side::server : Side::client;
      std::string& mine = said[index(from)];
      const auto ack = static_cast<std::uint32_t>(said[index(other(from))].size());
      const std::size_t size = 1 + random() % 30, begin = mine.size();
      for (std::size_t i = 0; i < size; ++i) mine += static_cast<char>('a' + (begin + i) % 26);
      for (std::size_t at = begin; at < mine.size();) {
        const std::size_t piece = std::min<std::size_t>(1 + random() % 10, mine.size() - at);
        sent.push_back({from, static_cast<std::uint32_t>(at), ack, mine.substr(at, piece), flag::ack, 0});
        if (random() % 4 == 0) {  // again, cut otherwise
          const std::size_t again = at - std::min<std::size_t>(at - begin, random() % 5);
          sent.push_back(
              {from, static_cast<std::uint32_t>(again), ack, mine.substr(again, 1 + random() % 10), flag::ack, 0});
        }
        at += piece;
      }
      turns += from == Side::server ? 'S' : 'C';
    }
    for (std::size_t i = 0; i < sent.size(); ++i) sent[i].order = i + random() % 12;
    std::ranges::stable_sort(sent, {}, &Sent::order);
    Script s;
    s.client_start = static_cast<std::uint32_t>(random()), s.server_start = static_cast<std::uint32_t>(random());
    s.handshake();
    std::string got[2], got_turns;
    for (const Sent& each : sent) {
      s.log.clear();
      s.send(each.from, each.seq, each.ack, each.octets, each.flags);
      for (std::size_t at = 0; at < s.log.size();) {
        const std::size_t end = std::min(s.log.find(' ', at), s.log.size());
        ASSERT_EQ(s.log[at + 1], ':') << s.log;
        got[s.log[at] == 'S'] += s.log.substr(at + 2, end - at - 2);
        if (got_turns.empty() || got_turns.back() != s.log[at]) got_turns += s.log[at];
        at = end + 1;
      }
    }
    EXPECT_EQ(got[0], said[0]);
    EXPECT_EQ(got[1], said[1]);
    EXPECT_EQ(got_turns, turns);
    EXPECT_EQ(s.connections.held(), 0u);
  }
}

}  // namespace
}  // namespace heloscope::capture
