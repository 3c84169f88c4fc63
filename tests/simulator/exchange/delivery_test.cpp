// Where accepted mail goes, and the reports on it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulator/exchange/smtp_talk.hpp"

namespace heloscope::exchange {
namespace {

using ::testing::EndsWith, ::testing::HasSubstr, ::testing::Not, ::testing::StartsWith;

void send_mail(Talk& talk, std::string_view sender, std::initializer_list<std::string_view> recipients) {
  talk.say("EHLO the-msw-scanner.integralis.com");
  talk.say("MAIL FROM:" + std::string(sender));
  for (const auto r : recipients) EXPECT_THAT(talk.say("RCPT TO:" + std::string(r)), StartsWith("250 ")) << r;
  talk.say("DATA");
  EXPECT_THAT(talk.send("Subject: x\r\nMessage-ID: <1@x>\r\n\r\n..dot\r\n.\r\n"), StartsWith("250 2.6.0  <1@x> "));
}

TEST(Deliver, PutsOneCopyIntoEachMailbox) {
  Talk talk;
  send_mail(talk, "<a@b.c>", {"<MSEXchangeORG>", "<administrator>", "<msexchangeorg@NWTRADERS.msft>"});
  ASSERT_EQ(talk.store.mails.size(), 2U);
  EXPECT_EQ(talk.store.mails[0].name, "MSEXchangeORG");
  EXPECT_EQ(talk.store.mails[1].name, "administrator");
  EXPECT_EQ(talk.store.mails[0].content, talk.store.mails[1].content);
  EXPECT_THAT(talk.store.mails[0].content, EndsWith("\r\n\r\n.dot\r\n"));
}

std::string line_after(std::string_view text, std::string_view begin) {
  const std::size_t at = text.find(begin) + begin.size();
  return std::string(text.substr(at, text.find("\r\n", at) - at));
}

// A report of 6.0.3790.3959, 2010.
TEST(Deliver, ReportsAnUnknownUserInExchangesForm) {
  Settings settings;
  settings.fqdn = "the-exch-bh.ai.pri";
  settings.default_domain = "integralis.com";
  settings.accepted_domains = {"integralis.com", "nwtraders.msft"};
  settings.windows_version = "6.0.3790.3959";
  Talk talk(settings, {"195.66.81.55", 1});
  talk.now_ns = std::int64_t{1'265'818'707'773} * 1'000'000;
  send_mail(talk, "<administrator@nwtraders.msft>",
            {"<bill.wohlars@integralis.com> ORCPT=rfc822;bill.wohlars@integralis.com"});
  ASSERT_EQ(talk.store.mails.size(), 1U);
  EXPECT_EQ(talk.store.mails[0].name, "administrator");
  const std::string& report = talk.store.mails[0].content;
  const std::string boundary = line_after(report, "boundary=\"").substr(0, 53);
  const std::string id = line_after(report, "Message-ID: ");
  EXPECT_THAT(boundary, StartsWith("9B095B5ADSN=_"));
  EXPECT_EQ(report,
            "From: postmaster@integralis.com\r\n"
            "To: administrator@nwtraders.msft\r\n"
            "Date: Wed, 10 Feb 2010 16:18:27 +0000\r\n"
            "MIME-Version: 1.0\r\n"
            "X-DSNContext: 335a7efd - 4523 - 00000001 - 80040546\r\n"
            "Message-ID: " +
                id +
                "\r\n"
                "Subject: Delivery Status Notification (Failure)\r\n"
                "Return-Path: <>\r\n"
                "X-OriginalArrivalTime: 10 Feb 2010 16:18:27.0773 (UTC) FILETIME=[AD833ED0:01CAAA6C]\r\n"
                "Content-Type: multipart/report; report-type=delivery-status;\r\n"
                "\tboundary=\"" +
                boundary +
                "\"\r\n"
                "\r\n"
                "This is a MIME-formatted message.  \r\n"
                "Portions of this message may be unreadable without a MIME-capable mail program.\r\n"
                "\r\n"
                "--" +
                boundary +
                "\r\n"
                "Content-Type: text/plain; charset=unicode-1-1-utf-7\r\n"
                "\r\n"
                "This is an automatically generated Delivery Status Notification.\r\n"
                "\r\n"
                "Delivery to the following recipients failed.\r\n"
                "\r\n"
                "       bill.wohlars@integralis.com\r\n"
                "\r\n\r\n\r\n\r\n"
                "--" +
                boundary +
                "\r\n"
                "Content-Type: message/delivery-status\r\n"
                "\r\n"
                "Reporting-MTA: dns;the-exch-bh.ai.pri\r\n"
                "Received-From-MTA: dns;the-msw-scanner.integralis.com\r\n"
                "Arrival-Date: Wed, 10 Feb 2010 16:18:27 +0000\r\n"
                "\r\n"
                "Original-Recipient: rfc822;bill.wohlars@integralis.com\r\n"
                "Final-Recipient: rfc822;bill.wohlars@integralis.com\r\n"
                "Action: failed\r\n"
                "Status: 5.1.1\r\n"
                "\r\n"
                "--" +
                boundary +
                "\r\n"
                "Content-Type: message/rfc822\r\n"
                "\r\n"
                "Received: from the-msw-scanner.integralis.com ([195.66.81.55]) by the-exch-bh.ai.pri with Microsoft "
                "SMTPSVC(6.0.3790.3959);\r\n"
                "\t Wed, 10 Feb 2010 16:18:27 +0000\r\n"
                "Subject: x\r\nMessage-ID: <1@x>\r\nFrom: administrator@nwtraders.msft\r\nBcc:\r\n"
                "Return-Path: administrator@nwtraders.msft\r\n"
                "X-OriginalArrivalTime: 10 Feb 2010 16:18:27.0773 (UTC) FILETIME=[AD833ED0:01CAAA6C]\r\n"
                "Date: 10 Feb 2010 16:18:27 +0000\r\n"
                "\r\n"
                ".dot\r\n"
                "\r\n"
                "--" +
                boundary + "--\r\n");
}

TEST(Deliver, ReportsAsAsked) {
  const struct {
    std::string_view sender, recipient;
    std::size_t here, queued;  // mails in mailboxes, and in the queue
  } cases[] = {
      {"<administrator>", "<nobody>", 1, 0},
      {"<administrator>", "<nobody> NOTIFY=FAILURE,DELAY", 1, 0},
      {"<administrator>", "<nobody> NOTIFY=NEVER", 0, 0},
      {"<administrator>", "<nobody> NOTIFY=SUCCESS", 0, 0},
      {"<administrator>", "<MSEXchangeORG> NOTIFY=SUCCESS", 2, 0},
      {"<administrator>", "<MSEXchangeORG>", 1, 0},
      {"<a@b.c>", "<nobody>", 0, 1},     // the sender is elsewhere
      {"<stranger>", "<nobody>", 0, 0},  // the sender has no mailbox
      {"<>", "<nobody>", 0, 0},          // a report on a report there is not
      {"<>", "<MSEXchangeORG> NOTIFY=SUCCESS", 1, 0},
  };
  for (const auto& c : cases) {
    Talk talk;
    send_mail(talk, c.sender, {c.recipient});
    EXPECT_EQ(talk.store.mails.size(), c.here) << c.sender << c.recipient;
    EXPECT_EQ(talk.service.queue().size(), c.queued) << c.sender << c.recipient;
  }
}

TEST(Deliver, ReturnsHeadersOnly) {
  Talk talk;
  send_mail(talk, "<administrator> RET=HDRS ENVID=QQ+2B314159", {"<nobody>", "<noone>"});
  ASSERT_EQ(talk.store.mails.size(), 1U);
  const std::string& report = talk.store.mails[0].content;
  EXPECT_THAT(report, HasSubstr("Subject: x\r\n"));
  EXPECT_THAT(report, HasSubstr("Original-Envelope-Id: QQ+314159\r\n"));
  EXPECT_THAT(report, HasSubstr("       nobody@nwtraders.msft\r\n       noone@nwtraders.msft\r\n"));
  EXPECT_THAT(report, HasSubstr("Final-Recipient: rfc822;noone@nwtraders.msft\r\n"));
  EXPECT_THAT(report, Not(HasSubstr(".dot")));
}

}  // namespace
}  // namespace heloscope::exchange
