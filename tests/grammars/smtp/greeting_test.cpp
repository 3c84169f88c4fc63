#include "grammars/smtp/greeting.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heloscope::smtp {
namespace {

TEST(ParseGreeting, KnowsProducts) {
  const struct {
    std::string_view text, host, product, version, date;
  } cases[] = {
      {"London.nwtraders.msft Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready at  Tue, 8 Jun 2004 10:15:42 "
       "+0200 ",
       "London.nwtraders.msft", "Microsoft ESMTP MAIL Service", "6.0.3790.0", "Tue, 8 Jun 2004 10:15:42 +0200"},
      {"London.nwtraders.msft Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready", "London.nwtraders.msft",
       "Microsoft ESMTP MAIL Service", "6.0.3790.0", ""},  // as the article cuts it
      {"ex07.example.com Microsoft ESMTP MAIL Service ready at Mon, 14 Jul 2008 09:05:01 -0700", "ex07.example.com",
       "Microsoft ESMTP MAIL Service", "", "Mon, 14 Jul 2008 09:05:01 -0700"},
      {"mail.example.com ESMTP Server (Microsoft Exchange Internet Mail Service 5.5.2653.13) ready",
       "mail.example.com", "Microsoft Exchange Internet Mail Service", "5.5.2653.13", ""},
      {"mx.example.org ESMTP Postfix", "mx.example.org", "Postfix", "", ""},
      {"mx.example.org ESMTP Postfix (Debian/GNU)", "mx.example.org", "Postfix", "", ""},
      {"mx.example.org ESMTP Postfix (2.3.3)", "mx.example.org", "Postfix", "2.3.3", ""},
      {"mx.example.org ESMTP Exim 4.69 #1 Mon, 05 Oct 2009 01:05:55 -0500 ", "mx.example.org", "Exim", "4.69",
       "Mon, 05 Oct 2009 01:05:55 -0500"},
      {"mx.example.org ESMTP Exim 4.94.2 Thu, 01 Jul 2021 12:00:00 +0000", "mx.example.org", "Exim", "4.94.2",
       "Thu, 01 Jul 2021 12:00:00 +0000"},
      {"mx.example.org ESMTP Sendmail 8.14.4/8.13.8; Fri, 1 Jan 2010 10:00:00 GMT", "mx.example.org", "Sendmail",
       "8.14.4/8.13.8", "Fri, 1 Jan 2010 10:00:00 GMT"},
      {"mx.example.org ESMTP Sendmail 8.14/8.13; Thu, 29 Jan 2004 10:00:00 +0100 (CET)", "mx.example.org", "Sendmail",
       "8.14/8.13", "Thu, 29 Jan 2004 10:00:00 +0100 (CET)"},
      {"mx.example.org ESMTP Service (Lotus Domino Release 6.5.1) ready at Thu, 29 Jan 2004 09:18:15 -0500",
       "mx.example.org", "Lotus Domino", "6.5.1", "Thu, 29 Jan 2004 09:18:15 -0500"},
      {"mx.example.org ESMTP MailEnable Service, Version: 1.8--  ready at 06/15/04 10:00:00", "mx.example.org",
       "MailEnable", "1.8", "06/15/04 10:00:00"},
      {"mx.example.org hMailServer 5.6.7", "mx.example.org", "hMailServer", "5.6.7", ""},
      {"mx.example.org Mercury/32 v4.01b ESMTP server ready.", "mx.example.org", "Mercury/32", "4.01b", ""},
      {"mx.example.org Mercury 1.48 ready.", "mx.example.org", "Mercury", "1.48", ""},
      {"mx.example.org ESMTP MDaemon 13.0.5; Wed, 03 Apr 2013 10:00:00 +0200", "mx.example.org", "MDaemon", "13.0.5",
       "Wed, 03 Apr 2013 10:00:00 +0200"},
      {"mx.example.org ESMTP Haraka/2.8.18 ready (0123-4567)", "mx.example.org", "Haraka", "2.8.18", ""},
      {"mx.google.com ESMTP q5si1234567wra.12 - gsmtp", "mx.google.com", "Google gsmtp", "", ""},
      {"[192.0.2.1] ESMTP qmail", "[192.0.2.1]", "qmail", "", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto greeting = parse_greeting(c.text);
    EXPECT_EQ(greeting.host, c.host);
    EXPECT_EQ(greeting.product, c.product);
    EXPECT_EQ(greeting.version, c.version);
    EXPECT_EQ(greeting.date, c.date);
  }
}

TEST(ParseGreeting, GuessesNothing) {
  const struct {
    std::string_view text, host, product;
  } cases[] = {
      {"", "", ""},
      {"mx.example.org", "mx.example.org", ""},
      {"mx.example.org ESMTP", "mx.example.org", ""},
      {"mx.example.org ESMTP NO UCE; authorised use only", "mx.example.org", ""},
      {"ESMTP ready", "", ""},
      {"********************************", "", ""},  // a firewall's
      {"postfix.example.org ESMTP", "postfix.example.org", ""},
      {"Postfix.example.org ESMTP", "Postfix.example.org", ""},
      {"mx.example.org ESMTP Eximious", "mx.example.org", ""},
      {"Microsoft ESMTP MAIL Service ready", "", "Microsoft ESMTP MAIL Service"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto greeting = parse_greeting(c.text);
    EXPECT_EQ(greeting.host, c.host);
    EXPECT_EQ(greeting.product, c.product);
    EXPECT_EQ(greeting.version, "");
    EXPECT_EQ(greeting.date, "");
  }
  EXPECT_EQ(parse_greeting(std::string(1'000'000, ';')).host, "");
}

}  // namespace
}  // namespace heloscope::smtp
