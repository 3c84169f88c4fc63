// However TCP cuts what a client sends, the server does the same.
#include <gtest/gtest.h>

#include "tests/simulator/exchange/smtp_talk.hpp"

namespace heloscope::exchange {
namespace {

struct Result {
  std::string said;
  std::vector<TestStore::Mail> mails;
  std::size_t queued;
  friend bool operator==(const Result&, const Result&) = default;
};
Result play(std::string_view client, std::initializer_list<std::size_t> cuts) {
  Settings settings;
  settings.certificate = true;
  settings.tarpit_seconds = 1;
  settings.relay_addresses = {"192.168.0.20"};
  Talk talk(settings);
  std::string said;
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    said += talk.send(client.substr(from, cut - from));
    from = cut;
  }
  said += talk.send(client.substr(from));
  return {said, talk.store.mails, talk.service.queue().size()};
}

constexpr std::string_view clients[] = {
    "EHLO me\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<MSEXchangeORG>\r\nRCPT TO:<x@y.z>\r\nRCPT TO:<a@>\r\nDATA\r\n"
    "Subject: x\r\n\r\n..a\r\n.b\r\r\n.\r\nQUIT\r\nNOOP\r\n",
    "HELO me\nMAIL FROM:<a@b.c>\nRCPT TO:<MSEXchangeORG>\nDATA\nx\n.\nNOOP\r\n",
    "MAIL FROM:<administrator>\r\nRCPT TO:<nobody>\r\nBDAT 4\r\na\n\r\nBDAT 3 LAST\r\nb\n.NOOP\r\nBDAT "
    "3\r\n\r\n.XX\r\n",
    "AUTH LOGIN\r\nTVNFWGNoYW5nZU9SRw==\r\nRmFrZTAwMQ==\r\nAUTH LOGIN\r\n\xff\xfd\nNO\xff\xfa\x01\r\n\xff\xf0OP\r\n"
    "STARTTLS\r\nNOOP\r\n",
};

TEST(SmtpCuts, EachPairOfCutsGivesTheSame) {
  for (const auto client : clients) {
    const Result want = play(client, {});
    ASSERT_GT(want.said.size(), 50U);
    for (std::size_t i = 0; i <= client.size(); ++i)
      for (std::size_t j = i; j <= client.size(); ++j)
        ASSERT_EQ(play(client, {i, j}).said, want.said) << client << " cut at " << i << ", " << j;
    for (std::size_t i = 0; i <= client.size(); ++i) ASSERT_EQ(play(client, {i}), want) << client << " cut at " << i;
  }
}

TEST(SmtpCuts, AClientMayStopAnywhere) {
  for (const auto client : clients) {
    const std::string all = play(client, {}).said;
    for (std::size_t i = 0; i <= client.size(); ++i) {
      const Result part = play(client.substr(0, i), {});
      ASSERT_TRUE(all.starts_with(part.said)) << i;
      for (const auto& mail : part.mails)
        ASSERT_TRUE(mail.content.starts_with("Received: ") || mail.content.starts_with("From: postmaster@"));
    }
  }
}

}  // namespace
}  // namespace heloscope::exchange
