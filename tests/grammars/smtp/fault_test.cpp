// The octet and the name that a learner is told.
#include <gtest/gtest.h>

#include "grammars/smtp/command.hpp"

namespace heloscope::smtp {
namespace {

TEST(FindFault, PointsAtTheOctet) {
  const struct {
    std::string_view line;
    std::uint32_t offset;
    std::string_view expected;
  } cases[] = {
      {"MAIL FORM:<a@b>", 5, "\"FROM:\""},
      {"RCPT FROM:<a@b>", 5, "\"TO:\""},
      {"MAIL FROM:<a@b..c>", 15, "sub-domain"},
      {"MAIL FROM:<a@b.>", 15, "sub-domain"},
      {"MAIL FROM:<a@b->", 15, "Let-dig"},
      {"MAIL FROM:<a@-b>", 13, "Domain or address-literal"},
      {"MAIL FROM:<a@>", 13, "Domain or address-literal"},
      {"MAIL FROM:<a@b c>", 14, "\">\""},
      {"MAIL FROM:<a@b_c>", 14, "\">\""},
      {"MAIL FROM:<a@b@c>", 14, "\">\""},
      {"MAIL FROM:<a..b@c>", 13, "Atom"},
      {"MAIL FROM:<.a@c>", 11, "Mailbox"},
      {"MAIL FROM:<a b@c>", 12, "\"@\""},
      {"MAIL FROM:<\"a@c>", 16, "DQUOTE"},
      {"MAIL FROM:<\"a\\", 14, "quoted-pair"},
      {"RCPT TO:<>", 9, "Mailbox"},
      {"RCPT TO:<user>", 13, "\"@\""},
      {"RCPT TO:<@a,b:c@d>", 12, "At-domain"},
      {"RCPT TO:<@a>", 11, "\":\""},
      {"RCPT TO:<a@[1.2.3]>", 17, "\".\""},
      {"RCPT TO:<a@[1.2.3.256]>", 18, "Snum"},
      {"RCPT TO:<a@[1.2.3.1234]>", 18, "Snum"},
      {"RCPT TO:<a@[IPv6:1::2::3]>", 17, "IPv6-addr"},
      {"RCPT TO:<a@[IPv6:zz]>", 17, "IPv6-addr"},
      {"RCPT TO:<a@[1.2.3.4>", 19, "\"]\""},
      {"MAIL FROM:<a@b> SIZE=", 21, "esmtp-value"},
      {"MAIL FROM:<a@b> =5", 16, "esmtp-keyword"},
      {"MAIL FROM:<a@b> SIZE=1 ", 22, "CRLF"},
      {"MAIL FROM:<a@b> X=a=b", 19, "CRLF"},
      {"MAIL FROM:<a@b> \x01", 16, "esmtp-keyword"},
      {"AUTH", 4, "sasl-mech"},
      {"AUTH ABCDEFGHIJKLMNOPQRSTU", 25, "CRLF"},  // 21 octets
      {"AUTH PLAIN AAA", 14, "base64"},
      {"AUTH PLAIN AAAAA", 16, "base64"},
      {"AUTH PLAIN AA=A", 13, "base64"},
      {"AUTH PLAIN !", 11, "initial-response"},
      {"BDAT", 4, "chunk-size"},
      {"BDAT ten", 5, "chunk-size"},
      {"BDAT -1", 5, "chunk-size"},
      {"ETRN", 4, "Domain"},
      {"ATRN a,", 7, "Domain"},
      {"XEXCH50 1", 9, "SP"},
      {"X-LINK2STATE NEVER CHUNK=", 13, "\"FIRST\", \"NEXT\" or \"LAST\""},
      {"XFORWARD NAME=+2b", 15, "two hexadecimal digits"},
      {"VRFY", 4, "String"},
      {"EHLO [1.2.3.4", 13, "Domain or address-literal"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const Verb verb = find_verb(c.line.substr(0, c.line.find(' ')));
    const auto fault = find_fault(verb, c.line);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->offset, c.offset);
    EXPECT_EQ(fault->expected, c.expected);
    EXPECT_EQ(parse_command(c.line).fault, fault);
  }
}

TEST(FindFault, FindsNoneInRightLines) {
  EXPECT_FALSE(find_fault(Verb::mail, "MAIL FROM:<a@b> SIZE=1"));
  EXPECT_FALSE(find_fault(Verb::data, "DATA"));
  EXPECT_FALSE(find_fault(Verb::unknown, "anything goes "));
  EXPECT_FALSE(find_fault(Verb::greeting, ""));
}

// Nothing of a good line may be refused when cut, only said to be incomplete, at or before its end.
TEST(FindFault, StaysInsideEveryPrefix) {
  const std::string_view line = "MAIL FROM:<@a.b,@c:\"x y\"@[IPv6:2001:db8::1]> SIZE=100 BODY=8BITMIME";
  for (std::size_t n = 4; n <= line.size(); ++n) {
    const auto fault = find_fault(Verb::mail, line.substr(0, n));
    EXPECT_LE(fault.value_or(Fault{}).offset, n);
  }
  EXPECT_FALSE(find_fault(Verb::mail, line));
}

}  // namespace
}  // namespace heloscope::smtp
