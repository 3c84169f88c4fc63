#include "grammars/pop3/reply.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace heloscope::pop3 {
namespace {

TEST(Pop3ParseReplyLine, ReadsStatusAndCode) {
  const struct {
    std::string_view line;
    Status status;
    std::string_view code, text;
  } cases[] = {
      {"+OK", Status::ok, "", ""},
      {"+OK ", Status::ok, "", ""},
      {"+OK POP3 server ready", Status::ok, "", "POP3 server ready"},
      {"+ok  two", Status::ok, "", " two"},
      {"+OK\ttab", Status::ok, "", "tab"},
      {"-ERR no such message", Status::err, "", "no such message"},
      {"-Err A required privilege is not held by the client", Status::err, "",
       "A required privilege is not held by the client"},  // Exchange 5.0
      {"-ERR [IN-USE] Do you have another POP session running?", Status::err, "IN-USE",
       "[IN-USE] Do you have another POP session running?"},  // RFC 2449 8.1.2
      {"-ERR [SYS/TEMP] later", Status::err, "SYS/TEMP", "[SYS/TEMP] later"},
      {"+OK [LOGIN-DELAY]", Status::ok, "LOGIN-DELAY", "[LOGIN-DELAY]"},
      {"-ERR [a//b]", Status::err, "", "[a//b]"},
      {"-ERR []", Status::err, "", "[]"},
      {"-ERR [two words]", Status::err, "", "[two words]"},
      {"-ERR [open", Status::err, "", "[open"},
      {"-ERR  [AUTH] later in the text", Status::err, "", " [AUTH] later in the text"},
      {"+", Status::continuation, "", ""},
      {"+ ", Status::continuation, "", ""},
      {"+ PDE4OTY=", Status::continuation, "", "PDE4OTY="},
      {"+ [AUTH]", Status::continuation, "", "[AUTH]"},
      {"+ OK", Status::continuation, "", "OK"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto reply = parse_reply_line(c.line);
    ASSERT_TRUE(reply) << reply.error().what;
    EXPECT_EQ(std::tie(reply->status, reply->response_code, reply->text), std::tie(c.status, c.code, c.text));
  }
}

TEST(Pop3ParseReplyLine, RefusesTheRestAndSaysWhere) {
  const struct {
    std::string_view line;
    std::uint64_t offset;
  } cases[] = {{"", 0},   {"+OKAY", 3}, {"-ERROR", 4}, {"+O", 1},  {"-", 0},
               {"OK", 0}, {" +OK", 0},  {"220 x", 0},  {"+OK.", 3}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto reply = parse_reply_line(c.line);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().offset, c.offset);
  }
}

TEST(Pop3ParseGreeting, TakesApartWhatServersSay) {
  const struct {
    std::string_view text, product, version, host, timestamp;
  } cases[] = {
      {"Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 (London.nwtraders.msft) ready.",
       "Microsoft Exchange Server 2003 POP3 server", "6.5.7226.0", "London.nwtraders.msft", ""},
      {"Microsoft Exchange Server 2003 POP3 \xB7\xFE\xCE\xF1\xC6\xF7\xB0\xE6\xB1\xBE 6.5.6944.0 "
       "(a-ba21a05129e24.test.org) \xD2\xD1\xD7\xBC\xB1\xB8\xBA\xC3\xA1\xA3",
       "Microsoft Exchange Server 2003 POP3", "6.5.6944.0", "a-ba21a05129e24.test.org", ""},
      {"Microsoft Exchange Server 2003 POP3 server version 6.5.7638.1 signing off.",
       "Microsoft Exchange Server 2003 POP3 server", "6.5.7638.1", "", ""},
      {"Microsoft Exchange 2000 POP3 server version 6.0.5770.28 (mail.example.org) ready.",
       "Microsoft Exchange 2000 POP3 server", "6.0.5770.28", "mail.example.org", ""},
      {"Microsoft Exchange POP3 server version 5.5.2653.23 ready", "Microsoft Exchange POP3 server", "5.5.2653.23",
       "", ""},
      {"Microsoft Exchange POP3 Server version 5.0.1457.10 ready", "Microsoft Exchange POP3 Server", "5.0.1457.10",
       "", ""},
      {"The Microsoft Exchange POP3 service is ready.", "Microsoft Exchange POP3 service", "", "", ""},
      {"Microsoft Windows POP3 Service Version 1.0 <1234@mail.example.org> ready.", "Microsoft Windows POP3 Service",
       "1.0", "", "<1234@mail.example.org>"},
      {"Dovecot ready.", "Dovecot", "", "", ""},
      {"Dovecot (Ubuntu) ready. <1d05.1.4e2f@mail>", "Dovecot", "", "", "<1d05.1.4e2f@mail>"},
      {"mail.example.org Cyrus POP3 v2.3.7 server ready <9.1@mail.example.org>", "Cyrus POP3", "2.3.7",
       "mail.example.org", "<9.1@mail.example.org>"},
      {"Qpopper (version 4.0.5) at mail.example.org starting.  <1.2@mail.example.org>", "Qpopper", "4.0.5",
       "mail.example.org", "<1.2@mail.example.org>"},
      {"QPOP (version 2.53) at mail.example.org starting.", "QPOP", "2.53", "mail.example.org", ""},
      {"Gpop ready for requests from 83.67.10.173 s7pf1802194uge", "Gpop", "", "", ""},
      {"Teapop [v0.3.4] - Teaspoon stirs around again <1.2@h.example.org>", "Teapop", "0.3.4", "",
       "<1.2@h.example.org>"},
      {"<1.2@h.example.org>, MercuryP/32 v4.01b ready.", "MercuryP/32", "4.01b", "", "<1.2@h.example.org>"},
      {"POP3 mail.example.org v2003.83 server ready", "UW ipop3d", "2003.83", "mail.example.org", ""},
      {"POP3 mail.example.org 2007e.104 server ready", "UW ipop3d", "2007e.104", "mail.example.org", ""},
      {"Welcome to MailEnable POP3 Server", "MailEnable POP3 Server", "", "", ""},
      {"Welcome to coremail Mail Pop3 Server (126coms[0])", "coremail Mail Pop3 Server", "", "", ""},
      // RFC 1939 7, and servers that do not say what they are: nothing is guessed
      {"POP3 server ready <1896.697170952@dbc.mtview.ca.us>", "", "", "", "<1896.697170952@dbc.mtview.ca.us>"},
      {"Hello there.", "", "", "", ""},
      {"POP3", "", "", "", ""},
      {"", "", "", "", ""},
      {"MyDovecotish ready", "", "", "", ""},
      {"POP3 mail.example.org v1.2 server ready", "", "", "", ""},
      {"ready <not a stamp@host> <a@> <<1.2@h>", "", "", "", "<1.2@h>"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const Greeting greeting = parse_greeting(c.text);
    EXPECT_EQ(std::tie(greeting.product, greeting.version, greeting.host, greeting.timestamp),
              std::tie(c.product, c.version, c.host, c.timestamp));
  }
}

TEST(Pop3ParseGreeting, LooksAtAResponsesLengthOnly) {  // RFC 1939 3: 512 octets
  const std::string far = std::string(600, ' ') + "Dovecot ready. <1@h>";
  EXPECT_EQ(parse_greeting(far).product, "");
  EXPECT_EQ(parse_greeting(far).timestamp, "");
}

TEST(Pop3Tables, AreFoundByNameInAnyCase) {
  ASSERT_TRUE(find_response_code("sys/temp"));
  EXPECT_EQ(find_response_code("SYS/TEMP")->section, "RFC 3206 4");
  EXPECT_EQ(find_response_code("SYS"), nullptr);
  EXPECT_EQ(find_response_code(""), nullptr);
  ASSERT_TRUE(find_capability("sasl"));
  EXPECT_TRUE(find_capability("SASL")->exchange2003);
  EXPECT_FALSE(find_capability("STLS")->exchange2003);  // Exchange 2003 has TLS on port 995 only
  EXPECT_EQ(find_capability("NTLM"), nullptr);
  for (const auto& row : response_codes()) EXPECT_FALSE(row.meaning.empty() || row.hint.empty()) << row.name;
  for (const auto& row : capabilities()) EXPECT_FALSE(row.meaning.empty()) << row.name;
}

}  // namespace
}  // namespace heloscope::pop3
