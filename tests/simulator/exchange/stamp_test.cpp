#include "simulator/exchange/stamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/exchange/service.hpp"

namespace heloscope::exchange {
namespace {

using ::testing::MatchesRegex, ::testing::StartsWith;

constexpr std::int64_t ms = 1'000'000, second = 1000 * ms;

// Headers of mailing-list archives, 2004 to 2010.
TEST(FormatArrival, AgreesWithSamples) {
  const struct {
    std::int64_t time_ns;
    std::string_view text;
  } cases[] = {
      {1'188'573'290 * second + 900 * ms, "31 Aug 2007 15:14:50.0900 (UTC) FILETIME=[AD2E2540:01C7EBE1]"},
      {1'229'982'138 * second + 974 * ms, "22 Dec 2008 21:42:18.0974 (UTC) FILETIME=[29FAF7E0:01C9647E]"},
      {1'228'837'531 * second + 578 * ms, "09 Dec 2008 15:45:31.0578 (UTC) FILETIME=[2ACED1A0:01C95A15]"},
      {1'265'818'707 * second + 773 * ms, "10 Feb 2010 16:18:27.0773 (UTC) FILETIME=[AD833ED0:01CAAA6C]"},
      {1'086'682'555 * second + 218 * ms + 999'999, "08 Jun 2004 08:15:55.0218 (UTC) FILETIME=[D21E3320:01C44D30]"},
      {0, "01 Jan 1970 00:00:00.0000 (UTC) FILETIME=[D53E8000:019DB1DE]"},
      {-1, "31 Dec 1969 23:59:59.0999 (UTC) FILETIME=[D53E58F0:019DB1DE]"},
  };
  for (const auto& c : cases) EXPECT_EQ(format_arrival(c.time_ns), c.text);
}

TEST(FormatDate, AgreesWithSamples) {
  const struct {
    std::int64_t time_ns;
    std::int32_t zone;
    std::string_view text;
  } cases[] = {
      {1'086'682'542 * second, 120, "Tue, 8 Jun 2004 10:15:42 +0200"},
      {1'188'573'290 * second, 60, "Fri, 31 Aug 2007 16:14:50 +0100"},
      {1'109'181'034 * second, -480, "Wed, 23 Feb 2005 09:50:34 -0800"},
      {1'636'362'293 * second, 120, "Mon, 8 Nov 2021 11:04:53 +0200"},
      {951'782'400 * second, 330, "Tue, 29 Feb 2000 05:30:00 +0530"},
      {951'782'399 * second, -210, "Mon, 28 Feb 2000 20:29:59 -0330"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(format_date(c.time_ns, c.zone), c.text);
    EXPECT_EQ(format_short_date(c.time_ns, c.zone), c.text.substr(5));
  }
}

TEST(ReadHeader, FindsTheBody) {
  const struct {
    std::string_view content;
    std::size_t size, body;
  } cases[] = {
      {"", 0, 0},
      {"\r\nbody", 0, 2},
      {"a: b\r\n\r\nbody", 6, 8},
      {"a: b\r\n folded\r\nc:\r\n\r\n", 19, 21},
      {"a: b\r\nbody\r\n", 6, 6},     // the empty line is forgotten
      {"This is a test.\r\n", 0, 0},  // so is the whole header
      {" folded\r\n", 0, 0},
      {"a: b", 4, 4},
      {"a b: c\r\n", 0, 0},
      {": c\r\n", 0, 0},
  };
  for (const auto& c : cases) {
    const Header header = read_header(c.content);
    EXPECT_EQ(std::pair(header.size, header.body), std::pair(c.size, c.body)) << c.content;
  }
}

TEST(Stamp, CompletesWhatIsMissing) {
  Envelope envelope;
  envelope.reverse_path = "a@b.c", envelope.helo = "me", envelope.address = "10.0.0.1";
  envelope.fqdn = "x.y", envelope.version = "6.0.3790.0";
  const auto stamped = [&](std::string_view content) {
    return stamp(content, read_header(content), envelope, "<1@x>");
  };
  const std::string received =
      "Received: from me ([10.0.0.1]) by x.y with Microsoft SMTPSVC(6.0.3790.0);\r\n\t Thu, 1 Jan 1970 00:00:00 "
      "+0000\r\n";
  const std::string arrival =
      "X-OriginalArrivalTime: 01 Jan 1970 00:00:00.0000 (UTC) FILETIME=[D53E8000:019DB1DE]\r\n";
  EXPECT_EQ(stamped("text\r\n"), received + "From: a@b.c\r\nBcc:\r\nReturn-Path: a@b.c\r\nMessage-ID: <1@x>\r\n" +
                                     arrival + "Date: 1 Jan 1970 00:00:00 +0000\r\n\r\ntext\r\n");
  const std::string_view full =
      "from: x\r\nCc : y\r\nReturn-Path: <z>\r\nMessage-Id: <2@x>\r\nX-OriginalArrivalTime: then\r\nDate: now\r\n";
  EXPECT_EQ(stamped(std::string(full) + "\r\ntext"), received + std::string(full) + "\r\ntext");
  EXPECT_EQ(stamped("To: y\r\nDate: now"), received +
                                               "To: y\r\nDate: now\r\nFrom: a@b.c\r\nReturn-Path: a@b.c\r\n"
                                               "Message-ID: <1@x>\r\n" +
                                               arrival + "\r\n");
  envelope.reverse_path = "", envelope.helo = "";
  EXPECT_THAT(stamped("x\r\n"), StartsWith("Received: from [10.0.0.1] ([10.0.0.1]) by x.y"));
  EXPECT_NE(stamped("x\r\n").find("\r\nReturn-Path: <>\r\n"), std::string::npos);
}

TEST(AppendWithCrlf, IsTheSameForEveryCut) {
  const std::string_view text = "\na\r\nb\n\nc\rd\n\r\n\r";
  std::string want;
  append_with_crlf(want, text, 0);
  EXPECT_EQ(want, "\r\na\r\nb\r\n\r\nc\rd\r\n\r\n\r");
  for (std::size_t i = 0; i <= text.size(); ++i) {
    std::string got;
    append_with_crlf(got, text.substr(0, i), 0);
    append_with_crlf(got, text.substr(i), i ? text[i - 1] : '\0');
    EXPECT_EQ(got, want) << i;
  }
}

TEST(Service, MakesIdsOfTheSeenForm) {
  Service service(7);
  EXPECT_THAT(service.make_message_id("London.nwtraders.msft"),
              MatchesRegex("<LONDON[A-Za-z0-9]{13}00000001@London\\.nwtraders\\.msft>"));
  EXPECT_THAT(service.make_message_id("mee-pdc.meelift.com"),
              MatchesRegex("<MEE-PDC[A-Za-z0-9]{12}00000002@mee-pdc\\.meelift\\.com>"));
  EXPECT_THAT(service.make_message_id("napier"), MatchesRegex("<NAPIER[A-Za-z0-9]{13}00000003@napier>"));
  EXPECT_THAT(service.make_message_id("a-name-that-is-much-too-long.x"),
              MatchesRegex("<A-NAME-THAT-IS-[A-Za-z0-9]{4}00000004@a-name-that-is-much-too-long\\.x>"));
  EXPECT_THAT(service.make_report_id("x.y"), MatchesRegex("<[A-Za-z0-9]{9}00000005@x\\.y>"));
  Service again(7), other(8);
  EXPECT_EQ(again.make_message_id("x"), Service(7).make_message_id("x"));
  EXPECT_NE(other.make_message_id("x"), Service(7).make_message_id("x"));
  Service bridge(1);
  bridge.started(1'264'109'974 * second + 166 * ms);
  EXPECT_THAT(bridge.make_boundary("the-exch-bh.ai.pri"), MatchesRegex("9B095B5ADSN=_01CA9AE238E[0-9A-F]{5}00000001"
                                                                       "the\\?exch\\?bh\\.ai\\.p"));
}

}  // namespace
}  // namespace heloscope::exchange
