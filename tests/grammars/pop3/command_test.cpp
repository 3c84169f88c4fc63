#include "grammars/pop3/command.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace heloscope::pop3 {
namespace {

TEST(Pop3FindVerb, KnowsEveryRowInAnyCaseButNotTheGreeting) {
  for (const VerbInfo& verb : verbs) {
    if (verb.verb == Verb::greeting || verb.verb == Verb::unknown) continue;
    EXPECT_EQ(find_verb(verb.name), verb.verb) << verb.name;
  }
  EXPECT_EQ(find_verb("rEtR"), Verb::retr);
  for (const std::string_view other : {"greeting", "", "RET", "RETRX", "HELO", "R\xC3\xA9TR"}) {
    EXPECT_EQ(find_verb(other), Verb::unknown) << other;
  }
}

TEST(Pop3ParseCommand, ReadsRightLines) {
  const struct {
    std::string_view line;
    Verb verb;
    std::string_view argument, operand, parameters;
    std::uint64_t message;
  } cases[] = {
      {"USER mrose", Verb::user, "mrose", "mrose", "", 0},  // RFC 1939 7
      {"USER NWTRADERS\\maria\\Maria Mailbox", Verb::user, "NWTRADERS\\maria\\Maria Mailbox",
       "NWTRADERS\\maria\\Maria Mailbox", "", 0},
      {"PASS secret", Verb::pass, "secret", "secret", "", 0},
      {"PASS  two  blanks ", Verb::pass, " two  blanks ", " two  blanks ", "", 0},  // RFC 1939 7: they belong to it
      {"PASS p\xC3\xA4ss", Verb::pass, "p\xC3\xA4ss", "p\xC3\xA4ss", "", 0},        // RFC 6856 2.1
      {"APOP mrose c4c9334bac560ecc979e58001b3e22fb", Verb::apop, "mrose c4c9334bac560ecc979e58001b3e22fb", "mrose",
       "c4c9334bac560ecc979e58001b3e22fb", 0},
      {"AUTH", Verb::auth, "", "", "", 0},
      {"AUTH NTLM", Verb::auth, "NTLM", "NTLM", "", 0},
      {"AUTH PLAIN dGVzdAB0ZXN0AHRlc3Q=", Verb::auth, "PLAIN dGVzdAB0ZXN0AHRlc3Q=", "PLAIN",
       "dGVzdAB0ZXN0AHRlc3Q=", 0},
      {"AUTH EXTERNAL =", Verb::auth, "EXTERNAL =", "EXTERNAL", "=", 0},  // RFC 5034 4
      {"STLS", Verb::stls, "", "", "", 0},
      {"stat", Verb::stat, "", "", "", 0},
      {"LIST", Verb::list, "", "", "", 0},
      {"LIST 2", Verb::list, "2", "2", "", 2},
      {"RETR 18446744073709551615", Verb::retr, "18446744073709551615", "18446744073709551615", "",
       18446744073709551615u},
      {"RETR 007", Verb::retr, "007", "007", "", 7},
      {"TOP 1 10", Verb::top, "1 10", "1", "10", 1},
      {"TOP 1 0", Verb::top, "1 0", "1", "0", 1},
      {"UIDL 3", Verb::uidl, "3", "3", "", 3},
      {"LANG en", Verb::lang, "en", "en", "", 0},
      {"QUIT", Verb::quit, "", "", "", 0},
      {"XAUTHLIST a b", Verb::unknown, "a b", "a b", "", 0},
      {"", Verb::unknown, "", "", "", 0},
      {" STAT", Verb::unknown, "STAT", "STAT", "", 0},  // no verb begins with a blank
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const Command command = parse_command(c.line);
    EXPECT_EQ(std::tie(command.verb, command.argument, command.operand, command.parameters, command.message),
              std::tie(c.verb, c.argument, c.operand, c.parameters, c.message));
    EXPECT_FALSE(command.fault) << command.fault->offset << " expected " << command.fault->expected;
  }
}

TEST(Pop3ParseCommand, SaysWhereALineLeavesItsGrammar) {
  const struct {
    std::string_view line;
    Fault fault;
    std::string_view operand, parameters;
    std::uint64_t message;
  } cases[] = {
      {"RETR", {4, "message-number"}, "", "", 0},
      {"RETR ", {5, "message-number"}, "", "", 0},
      {"RETR 0", {5, "message-number"}, "0", "", 0},
      {"RETR x", {5, "message-number"}, "x", "", 0},
      {"RETR -1", {5, "message-number"}, "-1", "", 0},
      {"RETR 18446744073709551616", {5, "message-number"}, "18446744073709551616", "", 0},
      {"RETR 1 2", {6, "CRLF"}, "1", "2", 1},
      {"RETR 1 ", {6, "CRLF"}, "1", "", 1},
      {"RETR  1", {5, "message-number"}, "1", "", 1},
      {"RETR\t1", {4, "SP"}, "1", "", 1},
      {"RETR 1x", {6, "CRLF"}, "1x", "", 0},
      {"LIST x", {5, "message-number"}, "x", "", 0},
      {"LIST ", {4, "CRLF"}, "", "", 0},
      {"STAT ", {4, "CRLF"}, "", "", 0},
      {"STAT 1", {4, "CRLF"}, "1", "", 0},
      {"TOP", {3, "message-number"}, "", "", 0},
      {"TOP 1", {5, "count"}, "1", "", 1},
      {"TOP 1 x", {6, "count"}, "1", "x", 1},
      {"TOP 1 2 3", {7, "CRLF"}, "1", "2 3", 1},
      {"TOP x 2", {4, "message-number"}, "x", "2", 0},
      {"USER", {4, "name"}, "", "", 0},
      {"USER ", {5, "name"}, "", "", 0},
      {"USER bob ", {8, "CRLF"}, "bob", "", 0},
      {"USER  bob", {5, "name"}, "bob", "", 0},
      {"USER b\001b", {6, "CRLF"}, "b\001b", "", 0},
      {"PASS", {4, "string"}, "", "", 0},
      {"PASS ", {5, "string"}, "", "", 0},
      {"APOP mrose", {10, "digest"}, "mrose", "", 0},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22f", {11, "digest"}, "mrose", "c4c9334bac560ecc979e58001b3e22f", 0},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22fb0", {43, "CRLF"}, "mrose", "c4c9334bac560ecc979e58001b3e22fb0", 0},
      {"AUTH PL@IN", {7, "SP"}, "PL@IN", "", 0},
      {"AUTH PLAIN dGV*", {11, "initial-response"}, "PLAIN", "dGV*", 0},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const Command command = parse_command(c.line);
    ASSERT_TRUE(command.fault);
    EXPECT_EQ(*command.fault, c.fault) << command.fault->offset << ' ' << command.fault->expected;
    EXPECT_EQ(std::tie(command.operand, command.parameters, command.message),
              std::tie(c.operand, c.parameters, c.message));
  }
}

TEST(Pop3ParseCommand, TakesAnyOctets) {
  const std::string nul("RETR 1\0", 7);
  EXPECT_EQ(parse_command(nul).fault, (Fault{6, "CRLF"}));
  const std::string huge = "RETR " + std::string(1 << 20, '9');
  EXPECT_EQ(parse_command(huge).fault, (Fault{5, "message-number"}));
  const std::string blanks = "USER" + std::string(1 << 20, ' ');
  EXPECT_EQ(parse_command(blanks).operand, "");
}

TEST(Pop3HasBody, FollowsTheTable) {
  const struct {
    std::string_view line;
    bool body;
  } cases[] = {{"RETR 1", true},   {"TOP 1 0", true}, {"CAPA", true},    {"LIST", true},       {"LIST 1", false},
               {"UIDL", true},     {"UIDL 1", false}, {"AUTH", true},    {"AUTH NTLM", false}, {"LANG", true},
               {"LANG en", false}, {"STAT", false},   {"PASS x", false}, {"FOO", false},       {"LIST ", true}};
  for (const auto& c : cases) EXPECT_EQ(has_body(parse_command(c.line)), c.body) << c.line;
}

}  // namespace
}  // namespace heloscope::pop3
