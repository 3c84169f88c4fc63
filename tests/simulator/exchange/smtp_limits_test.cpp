// Limits at n-1, n and n+1, and what hostile clients try.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulator/exchange/smtp_talk.hpp"

namespace heloscope::exchange {
namespace {

using ::testing::EndsWith, ::testing::StartsWith;

std::string send_octets(Talk& talk, std::size_t octets) {
  talk.say_all({"HELO me", "MAIL FROM:<>", "RCPT TO:<MSEXchangeORG>", "DATA"});
  return talk.send(std::string(octets - 2, 'x') + "\r\n.\r\n");
}

TEST(SmtpLimits, Lines) {
  for (const std::size_t n : {SmtpServer::max_line - 1, SmtpServer::max_line})
    EXPECT_EQ(Talk().say("NOOP " + std::string(n - 5, 'x')), "250 2.0.0 OK\r\n");
  EXPECT_EQ(Talk().say("NOOP " + std::string(SmtpServer::max_line - 4, 'x')), "500 5.3.3 Unrecognized command\r\n");
  Talk talk;
  EXPECT_EQ(talk.say("NOOP " + std::string(10'000'000, 'x')), "500 5.3.3 Unrecognized command\r\n");
  EXPECT_EQ(talk.say("NOOP"), "250 2.0.0 OK\r\n");
  EXPECT_EQ(talk.say("\xff\xfd\n" + std::string(SmtpServer::max_line * 3, 'x')),
            "500 5.3.3 Unrecognized command\r\n");
  EXPECT_EQ(talk.say("NOOP"), "250 2.0.0 OK\r\n");
}

TEST(SmtpLimits, Addresses) {
  const auto mail = [](std::size_t n) { return Talk().say("MAIL FROM:<" + std::string(n - 4, 'x') + "@b.c>"); };
  EXPECT_THAT(mail(319), EndsWith("....Sender OK\r\n"));
  EXPECT_THAT(mail(320), EndsWith("....Sender OK\r\n"));
  EXPECT_EQ(mail(321), "501 5.5.4 Invalid Address\r\n");
}

TEST(SmtpLimits, MessageSize) {
  Settings settings;
  settings.size_limit = 1000;
  const std::string_view refused = "552 4.3.1 Message size exceeds fixed maximum message size\r\n";
  Talk talk(settings);
  EXPECT_THAT(send_octets(talk, 999), StartsWith("250 2.6.0"));
  EXPECT_THAT(send_octets(talk, 1000), StartsWith("250 2.6.0"));
  EXPECT_EQ(send_octets(talk, 1001), refused);
  EXPECT_EQ(send_octets(talk, 1'000'000), refused);
  EXPECT_THAT(send_octets(talk, 10), StartsWith("250 2.6.0"));
  EXPECT_EQ(talk.store.mails.size(), 3U);
  talk.say_all({"MAIL FROM:<>", "RCPT TO:<MSEXchangeORG>"});
  EXPECT_EQ(talk.send("BDAT 600\r\n" + std::string(600, 'x')), "250 2.0.0 600 octets received\r\n");
  EXPECT_EQ(talk.send("BDAT 600 LAST\r\n" + std::string(600, 'x')), refused);
  settings.announced_size_limit = 500;
  EXPECT_EQ(Talk(settings).say_all({"MAIL FROM:<> SIZE=501"}), refused);
}

TEST(SmtpLimits, SessionSize) {
  Settings settings;
  settings.session_size_limit = 1000;
  Talk talk(settings);
  EXPECT_THAT(send_octets(talk, 600), StartsWith("250 2.6.0"));
  EXPECT_THAT(send_octets(talk, 400), StartsWith("250 2.6.0"));
  EXPECT_EQ(send_octets(talk, 3), "552 4.3.1 Session size exceeds fixed maximum session size\r\n");
}

TEST(SmtpLimits, Recipients) {
  Settings settings;
  settings.max_recipients = 2;
  Talk talk(settings);
  EXPECT_EQ(talk.say_all({"HELO me", "MAIL FROM:<>", "RCPT TO:<a>", "RCPT TO:<b>"}),
            "250 2.1.5 b@nwtraders.msft \r\n");
  EXPECT_EQ(talk.say("RCPT TO:<c>"), "452 4.5.3 Too many recipients\r\n");
  EXPECT_THAT(talk.say("DATA"), StartsWith("354 "));
}

TEST(SmtpLimits, MessagesOfAConnection) {
  Settings settings;
  settings.max_messages = 2;
  Talk talk(settings);
  for (int i = 0; i < 2; ++i) EXPECT_THAT(send_octets(talk, 10), StartsWith("250 2.6.0"));
  EXPECT_EQ(talk.say("MAIL FROM:<>"),
            "421 4.3.2 London.nwtraders.msft Service closing transmission channel\r\n[close]");
  settings.max_messages = 0;
  Talk more(settings);
  for (int i = 0; i < 50; ++i) EXPECT_THAT(send_octets(more, 10), StartsWith("250 2.6.0"));
}

TEST(SmtpLimits, AFullStoreAcceptsNothing) {
  Talk talk;
  talk.store.full = true;
  EXPECT_EQ(send_octets(talk, 10), "452 4.3.1 Out of memory\r\n");
  talk.store.full = false;
  EXPECT_THAT(send_octets(talk, 10), StartsWith("250 2.6.0"));
}

TEST(SmtpLimits, Silence) {
  Talk talk;
  EXPECT_EQ(Talk::octets(talk.server.timed_out(0)), "451 Timeout waiting for client input\r\n[close]");
  EXPECT_EQ(Talk::octets(talk.server.timed_out(0)), "");
  Talk in_data;
  in_data.say_all({"HELO me", "MAIL FROM:<>", "RCPT TO:<MSEXchangeORG>", "DATA", "half"});
  EXPECT_EQ(Talk::octets(in_data.server.timed_out(0)), "451 Timeout waiting for client input\r\n[close]");
  EXPECT_TRUE(in_data.store.mails.empty());
}

TEST(SmtpLimits, TheQueueForgetsTheOldest) {
  Service service(1);
  for (std::size_t i = 0; i <= Service::max_queued; ++i) service.enqueue({std::to_string(i), {}, "x"});
  EXPECT_EQ(service.queue().size(), Service::max_queued);
  EXPECT_EQ(service.queue().front().reverse_path, "1");
  for (int i = 0; i < 3; ++i) service.enqueue({"big", {}, std::string(Service::max_queued_octets / 2, 'x')});
  EXPECT_EQ(service.queue().size(), 2U);
}

TEST(SmtpLimits, PopLogonsAreForgotten) {
  Service service(1);
  service.pop_logon("192.0.2.1", 100);
  EXPECT_TRUE(service.logged_on_by_pop("192.0.2.1", 100 + Service::pop_grace_ns));
  EXPECT_FALSE(service.logged_on_by_pop("192.0.2.1", 101 + Service::pop_grace_ns));
  EXPECT_FALSE(service.logged_on_by_pop("192.0.2.2", 100));
}

}  // namespace
}  // namespace heloscope::exchange
