#include "grammars/smtp/command.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heloscope::smtp {
namespace {

struct Case {
  std::string_view line;
  Verb verb;
  std::string_view operand, parameters;
};

void expect_right(const Case& c) {
  SCOPED_TRACE(c.line);
  const auto command = parse_command(c.line);
  EXPECT_EQ(command.verb, c.verb);
  EXPECT_EQ(command.operand, c.operand);
  EXPECT_EQ(command.parameters, c.parameters);
  EXPECT_EQ(command.fault, std::nullopt) << command.fault->offset << command.fault->expected;
}

TEST(ParseCommand, ReadsRfc5321Examples) {
  constexpr Case cases[] = {
      {"EHLO bar.com", Verb::ehlo, "bar.com", ""},  // D.1
      {"MAIL FROM:<Smith@bar.com>", Verb::mail, "Smith@bar.com", ""},
      {"RCPT TO:<Jones@foo.com>", Verb::rcpt, "Jones@foo.com", ""},
      {"RCPT TO:<Green@foo.com>", Verb::rcpt, "Green@foo.com", ""},
      {"DATA", Verb::data, "", ""},
      {"QUIT", Verb::quit, "", ""},
      {"RSET", Verb::rset, "", ""},                                // D.2
      {"MAIL FROM:<JQP@bar.com>", Verb::mail, "JQP@bar.com", ""},  // D.3
      {"RCPT TO:<@foo.com:Jones@XYZ.COM>", Verb::rcpt, "@foo.com:Jones@XYZ.COM", ""},
      {"VRFY Crispin", Verb::vrfy, "Crispin", ""},  // D.4
      {"MAIL FROM:<EAK@bar.com>", Verb::mail, "EAK@bar.com", ""},
      {"RCPT TO:<Admin.MRC@foo.com>", Verb::rcpt, "Admin.MRC@foo.com", ""},
      {"EXPN Example-People", Verb::expn, "Example-People", ""},  // 3.5.1
      {"RCPT TO:<Postmaster>", Verb::rcpt, "Postmaster", ""},     // 4.1.1.3
      {"rcpt to:<postmaster>", Verb::rcpt, "postmaster", ""},
      {"RCPT TO:<@hosta.int,@jkl.org:userc@d.bar.org>", Verb::rcpt, "@hosta.int,@jkl.org:userc@d.bar.org",
       ""},  // F.2
      {"HELP", Verb::help, "", ""},
      {"HELP MAIL", Verb::help, "MAIL", ""},
      {"NOOP", Verb::noop, "", ""},
      {"NOOP \"hello there\"", Verb::noop, "\"hello there\"", ""},
      {".", Verb::end_of_data, "", ""},
  };
  for (const auto& c : cases) expect_right(c);
}

TEST(ParseCommand, ReadsPathsOfEveryForm) {
  constexpr Case cases[] = {
      {"MAIL FROM:<>", Verb::mail, "", ""},
      {"mail from:<> size=500", Verb::mail, "", "size=500"},
      {"MAIL FROM:<\"a b\"@c.d>", Verb::mail, "\"a b\"@c.d", ""},
      {"MAIL FROM:<\"a\\\"<>\\\\b\"@c.d> SIZE=1", Verb::mail, "\"a\\\"<>\\\\b\"@c.d", "SIZE=1"},
      {"MAIL FROM:<\"\"@c.d>", Verb::mail, "\"\"@c.d", ""},
      {"RCPT TO:<a@[192.0.2.255]>", Verb::rcpt, "a@[192.0.2.255]", ""},
      {"RCPT TO:<a@[IPv6:2001:db8::1]>", Verb::rcpt, "a@[IPv6:2001:db8::1]", ""},
      {"RCPT TO:<a@[IPv6:::ffff:192.0.2.1]>", Verb::rcpt, "a@[IPv6:::ffff:192.0.2.1]", ""},
      {"RCPT TO:<a@[x-tag:anything]>", Verb::rcpt, "a@[x-tag:anything]", ""},
      {"RCPT TO:<a!b%c=d{}|~`'*+/?^_-#$&@e>", Verb::rcpt, "a!b%c=d{}|~`'*+/?^_-#$&@e", ""},
      {"RCPT TO:<a@b--c.d0>", Verb::rcpt, "a@b--c.d0", ""},
      {"RCPT TO:<postmaster@d>", Verb::rcpt, "postmaster@d", ""},
      {"MAIL FROM:<\xc3\xa9@\xc3\xbc.example> SMTPUTF8", Verb::mail, "\xc3\xa9@\xc3\xbc.example",
       "SMTPUTF8"},  // RFC 6531
      {"SOML FROM:<a@b>", Verb::soml, "a@b", ""},
  };
  for (const auto& c : cases) expect_right(c);
  EXPECT_TRUE(parse_command("RCPT TO:<a@[x-tag:any thing]>").fault);
}

TEST(ParseCommand, ReadsExtensions) {
  constexpr Case cases[] = {
      {"MAIL FROM:<ned@ymir.claremont.edu> BODY=BINARYMIME", Verb::mail, "ned@ymir.claremont.edu", "BODY=BINARYMIME"},
      {"BDAT 100000", Verb::bdat, "100000", ""},  // RFC 3030 4.2
      {"BDAT 324", Verb::bdat, "324", ""},
      {"BDAT 0 LAST", Verb::bdat, "0", "LAST"},
      {"bdat 86 last", Verb::bdat, "86", "last"},
      {"AUTH DIGEST-MD5", Verb::auth, "DIGEST-MD5", ""},  // RFC 4954 4.1
      {"AUTH PLAIN AGFkbWluAHNlY3JldA==", Verb::auth, "PLAIN", "AGFkbWluAHNlY3JldA=="},
      {"AUTH EXTERNAL =", Verb::auth, "EXTERNAL", "="},
      {"AUTH GSSAPI YWI=", Verb::auth, "GSSAPI", "YWI="},
      {"AUTH ABCDEFGHIJKLMNOPQRST", Verb::auth, "ABCDEFGHIJKLMNOPQRST", ""},  // 20 octets
      {"MAIL FROM:<e=mc2@example.com> AUTH=e+3Dmc2@example.com", Verb::mail, "e=mc2@example.com",
       "AUTH=e+3Dmc2@example.com"},  // RFC 4954 5
      {"MAIL FROM:<a@b> AUTH=<>", Verb::mail, "a@b", "AUTH=<>"},
      {"MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159", Verb::mail, "Alice@Example.ORG",
       "RET=HDRS ENVID=QQ314159"},  // RFC 3461 10.1
      {"RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM", Verb::rcpt, "Bob@Example.COM",
       "NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM"},
      {"RCPT TO:<Dana@Ivory.EDU> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU", Verb::rcpt, "Dana@Ivory.EDU",
       "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU"},
      {"STARTTLS", Verb::starttls, "", ""},
      {"LHLO client.example", Verb::lhlo, "client.example", ""},
      {"ETRN foo.com", Verb::etrn, "foo.com", ""},  // RFC 1985
      {"ETRN @foo.com", Verb::etrn, "@foo.com", ""},
      {"ETRN #uucp", Verb::etrn, "#uucp", ""},
      {"ATRN", Verb::atrn, "", ""},
      {"ATRN example.org,example.com", Verb::atrn, "example.org,example.com", ""},  // RFC 2645 6
      {"XCLIENT NAME=spike.porcupine.org ADDR=168.100.189.2", Verb::xclient, "",
       "NAME=spike.porcupine.org ADDR=168.100.189.2"},
      {"XFORWARD NAME=[UNAVAILABLE] IDENT=+2B", Verb::xforward, "", "NAME=[UNAVAILABLE] IDENT=+2B"},
  };
  for (const auto& c : cases) expect_right(c);
}

TEST(ParseCommand, ReadsWhatExchangeSays) {
  constexpr Case cases[] = {
      {"X-EXPS GSSAPI", Verb::x_exps, "GSSAPI", ""},
      {"X-EXPS LOGIN", Verb::x_exps, "LOGIN", ""},
      {"XEXCH50 1024 2", Verb::xexch50, "1024", "2"},
      {"X-LINK2STATE FIRST CHUNK={0000} more", Verb::x_link2state, "FIRST", "CHUNK={0000} more"},
      {"x-link2state last chunk=", Verb::x_link2state, "last", "chunk="},
      {"TURN", Verb::turn, "", ""},
      {"MAIL FROM:<spamtest@[10.10.10.10]>", Verb::mail, "spamtest@[10.10.10.10]", ""},
      {"HELO client", Verb::helo, "client", ""},
  };
  for (const auto& c : cases) expect_right(c);
}

TEST(ParseCommand, ReadsWhatServersTake) {
  const struct {
    std::string_view line;
    Verb verb;
    std::string_view operand, parameters;
    std::uint32_t offset;
    std::string_view expected;
  } cases[] = {
      {"MAIL FROM :<a@b>", Verb::mail, "a@b", "", 5, "\"FROM:\""},
      {"MAIL FROM: <a@b>", Verb::mail, "a@b", "", 10, "\"<\""},
      {"MAIL FROM:\t<a@b> SIZE=1", Verb::mail, "a@b", "SIZE=1", 10, "\"<\""},
      {"mail from:a@b.c", Verb::mail, "a@b.c", "", 10, "\"<\""},
      {"MAIL FROM:administrator@nwtraders.msft SIZE=5", Verb::mail, "administrator@nwtraders.msft", "SIZE=5", 10,
       "\"<\""},
      {"MAIL FROM:< a@b >", Verb::mail, "a@b", "", 11, "Mailbox"},
      {"MAIL  FROM:<a@b>", Verb::mail, "a@b", "", 5, "\"FROM:\""},
      {"MAIL\tFROM:<a@b>", Verb::mail, "a@b", "", 4, "SP"},
      {"MAIL FROM:<spamtest>", Verb::mail, "spamtest", "", 19, "\"@\""},  // Exchange adds its domain
      {"rcpt to: <\"nobody@mail-contoso.org\">", Verb::rcpt, "\"nobody@mail-contoso.org\"", "", 8, "\"<\""},
      {"RCPT TO:\"a b\"@c NOTIFY=NEVER", Verb::rcpt, "\"a b\"@c", "NOTIFY=NEVER", 8, "\"<\""},
      {"MAIL FROM:<a@b", Verb::mail, "a@b", "", 14, "\">\""},
      {"MAIL a@b", Verb::mail, "a@b", "", 5, "\"FROM:\""},
      {"MAIL FROM <a@b>", Verb::mail, "a@b", "", 5, "\"FROM:\""},
      {"MAIL FROM:<a@b>SIZE=1", Verb::mail, "a@b", "SIZE=1", 15, "CRLF"},
      {"MAIL FROM:<a@b>  SIZE=1", Verb::mail, "a@b", "SIZE=1", 16, "esmtp-keyword"},
      {"MAIL", Verb::mail, "", "", 4, "\"FROM:\""},
      {"quit ", Verb::quit, "", "", 4, "CRLF"},
      {"DATA \t ", Verb::data, "", "", 4, "CRLF"},
      {"QUIT now", Verb::quit, "", "", 4, "CRLF"},
      {"HELO", Verb::helo, "", "", 4, "Domain"},
      {"EHLO", Verb::ehlo, "", "", 4, "Domain"},
      {"EHLO ", Verb::ehlo, "", "", 4, "Domain"},
      {"EHLO MY_PC", Verb::ehlo, "MY_PC", "", 7, "Domain or address-literal"},
      {"HELO client.", Verb::helo, "client.", "", 12, "Domain or address-literal"},
      {"EHLO foo bar", Verb::ehlo, "foo", "bar", 8, "CRLF"},
      {"AUTH  LOGIN", Verb::auth, "LOGIN", "", 5, "sasl-mech"},
      {"BDAT 10 LASX", Verb::bdat, "10", "LASX", 8, "\"LAST\""},
      {"VRFY John Smith", Verb::vrfy, "John Smith", "", 9, "CRLF"},
      {"XCLIENT ADDR", Verb::xclient, "", "ADDR", 12, "\"=\""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto command = parse_command(c.line);
    EXPECT_EQ(command.verb, c.verb);
    EXPECT_EQ(command.operand, c.operand);
    EXPECT_EQ(command.parameters, c.parameters);
    ASSERT_TRUE(command.fault);
    EXPECT_EQ(command.fault->offset, c.offset);
    EXPECT_EQ(command.fault->expected, c.expected);
  }
}

TEST(ParseCommand, KeepsTheArgumentAsSent) {
  const struct {
    std::string_view line, keyword, argument;
  } cases[] = {
      {"MAIL FROM:<a@b> ", "MAIL", "FROM:<a@b> "},
      {"mail \tFROM:<a@b>", "mail", "\tFROM:<a@b>"},
      {"QUIT", "QUIT", ""},
      {"QUIT ", "QUIT", ""},
      {"Subject: Test", "Subject:", "Test"},
      {" HELO x", "", "HELO x"},
      {"", "", ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto command = parse_command(c.line);
    EXPECT_EQ(command.keyword, c.keyword);
    EXPECT_EQ(command.argument, c.argument);
  }
}

TEST(ParseCommand, LeavesOtherTextAlone) {
  for (const std::string_view line : {"", " ", "VXNlcm5hbWU6", "Hello from telnet", ". foo", ". ", "..",
                                      "\x16\x03\x01\x02", "MAILFROM:<a@b>", "GET / HTTP/1.0", "xxxx client"}) {
    SCOPED_TRACE(line);
    const auto command = parse_command(line);
    EXPECT_EQ(command.verb, Verb::unknown);
    EXPECT_EQ(command.fault, std::nullopt);
  }
}

TEST(ParseCommand, TakesLinesOfAnyLength) {
  const std::string big(1'000'000, 'a');
  EXPECT_EQ(parse_command("MAIL FROM:<" + big + "@b>").fault, std::nullopt);
  EXPECT_EQ(parse_command(big).verb, Verb::unknown);
  for (const std::string& line :
       {"RCPT TO:<" + std::string(1'000'000, '"'), "MAIL FROM:" + std::string(1'000'000, ' '),
        "RCPT TO:<" + std::string(1'000'000, '@'), "EHLO " + std::string(1'000'000, '-'),
        "AUTH PLAIN " + std::string(1'000'001, 'A'), "RCPT TO:" + std::string(1'000'000, '\\')})
    EXPECT_TRUE(parse_command(line).fault);
}

TEST(ParseChunk, ReadsSizes) {
  const struct {
    std::string_view line;
    std::uint64_t octets;
    bool last;
  } cases[] = {
      {"BDAT 0", 0, false},          {"BDAT 86 LAST", 86, true},
      {"bdat 86 last ", 86, true},   {"BDAT 9223372036854775807", 9223372036854775807u, false},
      {"BDAT 10 LASX", 10, false},   {"XEXCH50 1024 2", 1024, false},
      {"XEXCH50 1024", 1024, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto chunk = parse_chunk(parse_command(c.line));
    ASSERT_TRUE(chunk);
    EXPECT_EQ(chunk->octets, c.octets);
    EXPECT_EQ(chunk->last, c.last);
  }
  for (const std::string_view line : {"BDAT", "BDAT LAST", "BDAT -1", "BDAT 1x", "BDAT 9223372036854775808",
                                      "BDAT 99999999999999999999", "MAIL FROM:<1>", "NOOP 5"})
    EXPECT_FALSE(parse_chunk(parse_command(line))) << line;
}

}  // namespace
}  // namespace heloscope::smtp
