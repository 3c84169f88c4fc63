#include <gtest/gtest.h>

#include "grammars/base64.hpp"
#include "tests/simulator/exchange/smtp_talk.hpp"

namespace heloscope::exchange {
namespace {

constexpr std::string_view done = "235 2.7.0 Authentication successful.\r\n";
constexpr std::string_view failed = "535 5.7.3 Authentication unsuccessful.\r\n";
constexpr std::string_view ask_user = "334 VXNlcm5hbWU6\r\n", ask_password = "334 UGFzc3dvcmQ6\r\n";

TEST(SmtpLogon, TakesAllFormsOfNames) {
  const struct {
    std::string_view name, password, answer;
  } cases[] = {
      {"MSEXchangeORG", "Fake001", done},
      {"msexchangeorg", "Fake001", done},
      {"NWTRADERS\\MSEXchangeORG", "Fake001", done},
      {"nwtraders\\MSEXchangeORG", "Fake001", done},
      {"OTHER\\MSEXchangeORG", "Fake001", failed},
      {"MSEXchangeORG@nwtraders.msft", "Fake001", done},
      {"MSEXchangeORG@other.org", "Fake001", failed},
      {"MSEXchangeORG", "fake001", failed},
      {"MSEXchangeORG", "", failed},
      {"nobody", "Fake001", failed},
      {"", "", failed},
      {"MSEXchangeORG", "Secret1", failed},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    for (const std::string_view verb : {"AUTH", "x-exps"}) {
      Talk talk;
      talk.say("EHLO me");
      EXPECT_EQ(talk.say(std::string(verb) + " LOGIN"), ask_user);
      EXPECT_EQ(talk.say(encode_base64(c.name)), ask_password);
      EXPECT_EQ(talk.say(encode_base64(c.password)), c.answer);
      EXPECT_EQ(talk.server.user(), c.answer == done ? "MSEXchangeORG" : "");
    }
    if (c.name.empty()) continue;
    Talk talk;  // [MS-XLOGIN]: the name as initial response
    EXPECT_EQ(talk.say("AUTH LOGIN " + encode_base64(c.name)), ask_password);
    EXPECT_EQ(talk.say(encode_base64(c.password)), c.answer);
  }
}

TEST(SmtpLogon, EndsEarly) {
  EXPECT_EQ(Talk().say_all({"AUTH LOGIN", "*", "NOOP"}), "250 2.0.0 OK\r\n");
  EXPECT_EQ(Talk().say_all({"AUTH LOGIN", "*"}), "501 5.7.0 Authentication aborted\r\n");
  EXPECT_EQ(Talk().say_all({"AUTH LOGIN", "TVM=", "*"}), "501 5.7.0 Authentication aborted\r\n");
  EXPECT_EQ(Talk().say_all({"AUTH LOGIN", "%%%"}), failed);
  EXPECT_EQ(Talk().say_all({"AUTH LOGIN", std::string(SmtpServer::max_line + 1, 'A')}), failed);
  EXPECT_EQ(Talk().say_all({"AUTH GSSAPI"}), "334 GSSAPI supported\r\n");
  EXPECT_EQ(Talk().say_all({"AUTH GSSAPI", "YII="}), failed);
  EXPECT_EQ(Talk().say_all({"AUTH GSSAPI YII="}), failed);
  for (const auto line : {"AUTH PLAIN", "AUTH CRAM-MD5", "AUTH NTLM", "X-EXPS NTLM"})
    EXPECT_EQ(Talk().say(line), "504 5.7.4 Unrecognized authentication type.\r\n") << line;
}

TEST(SmtpLogon, FollowsSettings) {
  Settings settings;
  settings.basic_auth = false;
  EXPECT_EQ(Talk(settings).say("AUTH LOGIN"), "504 5.7.4 Unrecognized authentication type.\r\n");
  settings = {};
  settings.integrated_auth = false;
  EXPECT_EQ(Talk(settings).say("AUTH GSSAPI"), "504 5.7.4 Unrecognized authentication type.\r\n");
}

TEST(SmtpLogon, LetsRelayAndLeavesTheTarPit) {
  Settings settings;
  settings.anonymous_allowed = false;
  settings.tarpit_seconds = 5;
  Talk talk(settings);
  talk.say_all({"EHLO me", "AUTH LOGIN", encode_base64("MSEXchangeORG"), encode_base64("Fake001")});
  EXPECT_EQ(talk.say("AUTH LOGIN"), "503 5.5.2 Bad sequence of commands\r\n");
  EXPECT_EQ(talk.say_all({"EHLO me", "MAIL FROM:<a@b.c>", "RCPT TO:<x@foreign.org>"}),
            "250 2.1.5 x@foreign.org \r\n");
  EXPECT_EQ(talk.say("RCPT TO:<a@>"), "501 5.5.4 Invalid Address\r\n");
  settings.authenticated_may_relay = false;
  Talk no(settings);
  EXPECT_EQ(no.say_all({"AUTH LOGIN " + encode_base64("MSEXchangeORG"), encode_base64("Fake001"), "MAIL FROM:<a@b.c>",
                        "RCPT TO:<x@foreign.org>"}),
            "550 5.7.1 Unable to relay for x@foreign.org\r\n");
  Talk inside;
  EXPECT_EQ(inside.say_all({"EHLO me", "MAIL FROM:<>", "AUTH LOGIN"}), "503 5.5.2 Bad sequence of commands\r\n");
}

}  // namespace
}  // namespace heloscope::exchange
