#include "simulator/exchange/pop3_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "simulator/mailbox/memory.hpp"

namespace heloscope::exchange {
namespace {

using namespace std::string_literals;

constexpr std::string_view greeting =
    "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 (London.nwtraders.msft) ready.\r\n";
constexpr std::string_view goodbye =
    "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7226.0 signing off.\r\n";
constexpr std::string_view logged_on = "+OK User successfully logged on.\r\n";
constexpr std::string_view logon_failure = "-ERR Logon failure: unknown user name or bad password.\r\n";
constexpr std::string_view protocol_error = "-ERR Protocol error.\r\n";
constexpr std::string_view wrong_state = "-ERR Command is not valid in this state.\r\n";
constexpr std::string_view no_message = "-ERR The specified message is out of range.\r\n";

// The reference session's message.
const std::string article =
    "Received: from client ([192.168.0.20]) by London.nwtraders.msft with Microsoft SMTPSVC(6.0.3790.0);\r\n"
    "\t Tue, 8 Jun 2004 10:15:42 +0200\r\n"
    "Subject: Test\r\n"
    "From: administrator@nwtraders.msft\r\n"
    "Bcc:\r\n"
    "Return-Path: administrator@nwtraders.msft\r\n"
    "Message-ID: <LONDONx7Qm2KpVt9aBc00000001@London.nwtraders.msft>\r\n"
    "X-OriginalArrivalTime: 08 Jun 2004 08:15:55.0218 (UTC) FILETIME=[D21E3320:01C44D30]\r\n"
    "Date: 8 Jun 2004 10:15:55 +0200\r\n"
    "\r\n"
    "Hello from telnet\r\n";
const std::string dotted = "Subject: dots\r\n\r\n.\r\n..\r\nx.\r\n.y\r\n";

// What the actions say, "<close>" included; nothing may follow a close.
std::string text(const Actions& actions) {
  std::string out;
  for (const auto& action : actions) {
    EXPECT_FALSE(out.ends_with("<close>"));
    EXPECT_TRUE(action.what == Action::What::send || action.what == Action::What::close);
    out += action.what == Action::What::send ? action.octets : "<close>";
  }
  return out;
}

class Pop3 : public testing::Test {
 protected:
  Pop3() {
    add_default_accounts(store_);
    store_.add({"alice", "two words ", "NWTRADERS", "asmith", {}});
    store_.add({"mary", "x", "EXAIR", "", {}});
    store_.deliver(account(), article);
    store_.deliver(account(), dotted);
  }
  const mailbox::Account& account() { return *store_.find_account("MSEXchangeORG"); }
  // A whole session, without the greeting, its input in pieces of that many octets.
  std::string session(const std::string& input, std::size_t piece = 0) {
    Pop3Server server(settings_, store_, {});
    EXPECT_EQ(text(server.greet(0)).substr(0, 4), "+OK ");
    std::string out;
    std::string_view rest = input;
    while (!rest.empty()) {
      const auto now = rest.substr(0, piece ? piece : rest.size());
      out += text(server.receive(now, 0));
      rest.remove_prefix(now.size());
    }
    return out;
  }
  // After a logon.
  std::string transaction(const std::string& input) {
    const std::string logon = "+OK\r\n" + std::string(logged_on);
    const std::string out = session("USER MSEXchangeORG\r\nPASS Fake001\r\n" + input);
    EXPECT_TRUE(out.starts_with(logon)) << out;
    return out.substr(std::min(out.size(), logon.size()));
  }
  Pop3Settings settings_;
  mailbox::Memory store_{"nwtraders.msft"};
};

TEST_F(Pop3, GreetsAndSaysGoodbye) {
  Pop3Server server(settings_, store_, {});
  EXPECT_EQ(text(server.greet(0)), greeting);
  EXPECT_EQ(text(server.receive("QUIT\r\n", 0)), std::string(goodbye) + "<close>");
  EXPECT_EQ(text(server.receive("QUIT\r\n", 0)), "");
  EXPECT_EQ(text(server.timed_out(0)), "");
}

TEST_F(Pop3, ClosesWithoutAWordWhenTheClientIsSilent) {
  Pop3Server server(settings_, store_, {});
  server.greet(0);
  server.receive("USER MSEXchangeORG\r\nPASS Fake001\r\nDELE 1\r\n", 0);
  EXPECT_EQ(text(server.timed_out(0)), "<close>");
  EXPECT_EQ(text(server.receive("QUIT\r\n", 0)), "");
  EXPECT_EQ(store_.open(account())->count(), 2U);
}

TEST_F(Pop3, AnswersBeforeLogon) {
  const std::string over(dialogue::LineReader::max_line + 1, 'A');
  const struct {
    std::string line;
    std::string_view reply;
  } cases[] = {
      {"CAPA", "+OK Capability list follows\r\nTOP\r\nUSER\r\nPIPELINING\r\nEXPIRE NEVER\r\nUIDL\r\n.\r\n"},
      {"capa ", "+OK Capability list follows\r\nTOP\r\nUSER\r\nPIPELINING\r\nEXPIRE NEVER\r\nUIDL\r\n.\r\n"},
      {"AUTH", "+OK The operation completed successfully.\r\n.\r\n"},
      {"auth ", "+OK The operation completed successfully.\r\n.\r\n"},
      {"AUTH NTLM", "-ERR The specified authentication package is not supported.\r\n"},
      {"AUTH PLAIN AGEAYg==", "-ERR The specified authentication package is not supported.\r\n"},
      {"AUTH CRAM-MD5", "-ERR The specified authentication package is not supported.\r\n"},
      {"USER nobody", "+OK\r\n"},  // it does not tell who exists
      {"user MSEXchangeORG", "+OK\r\n"},
      {"USER", protocol_error},
      {"USER ", protocol_error},
      {"PASS Fake001", wrong_state},
      {"PASS", wrong_state},
      {"STAT", wrong_state},
      {"LIST", wrong_state},
      {"LIST 1", wrong_state},
      {"RETR 1", wrong_state},
      {"RETR", wrong_state},
      {"TOP 1 0", wrong_state},
      {"DELE 1", wrong_state},
      {"UIDL", wrong_state},
      {"NOOP", wrong_state},
      {"RSET", wrong_state},
      {"APOP mrose c4c9334bac560ecc979e58001b3e22fb", protocol_error},
      {"STLS", protocol_error},
      {"LAST", protocol_error},
      {"UTF8", protocol_error},
      {"LANG", protocol_error},
      {"XTND XMIT", protocol_error},
      {"HELP", protocol_error},
      {"", protocol_error},
      {" STAT", protocol_error},
      {"USE\bR x", protocol_error},  // a backspace is a character
      {"\0"s, protocol_error},
      {"QUIT now", protocol_error},
      {over, protocol_error},
      {"USER " + over, protocol_error},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line.substr(0, 50));
    EXPECT_EQ(session(c.line + "\r\n"), c.reply);
    EXPECT_EQ(session(c.line + "\n"), c.reply);
    EXPECT_EQ(session(c.line), "");  // not a line yet
  }
}

TEST_F(Pop3, KnowsEveryFormOfUser) {  // support articles 322826, 161116
  const struct {
    std::string_view name, password;
    bool good;
  } cases[] = {
      {"MSEXchangeORG", "Fake001", true},
      {"msexchangeorg", "Fake001", true},
      {"MSEXchangeORG ", "Fake001", true},
      {"NWTRADERS\\MSEXchangeORG", "Fake001", true},
      {"nwtraders\\msexchangeorg", "Fake001", true},
      {"nwtraders.msft\\MSEXchangeORG", "Fake001", true},
      {"NWTRADERS\\MSEXchangeORG\\MSEXchangeORG", "Fake001", true},
      {"NWTRADERS/MSEXchangeORG/MSEXchangeORG", "Fake001", true},
      {"NWTRADERS/MSEXchangeORG", "Fake001", true},
      {"MSEXchangeORG@nwtraders.msft", "Fake001", true},
      {"MSEXchangeORG@NWTraders.MSFT", "Fake001", true},
      {"NWTRADERS\\alice\\asmith", "two words ", true},  // account and mailbox differ
      {"NWTRADERS\\alice/asmith", "two words ", true},
      {"alice@nwtraders.msft", "two words ", true},
      {"alice", "two words ", false},   // no mailbox of that name
      {"asmith", "two words ", false},  // no account of that name
      {"NWTRADERS\\asmith", "two words ", false},
      {"NWTRADERS\\alice\\asmith", "two words", false},
      {"NWTRADERS\\alice\\MSEXchangeORG", "two words ", false},  // another's mailbox
      {"NWTRADERS\\alice\\asmith\\asmith", "two words ", false},
      {"mary", "x", false},  // not in the server's own domain
      {"EXAIR\\mary", "x", true},
      {"nwtraders.msft\\mary", "x", false},
      {"mary@nwtraders.msft", "x", false},
      {"MSEXchangeORG", "fake001", false},
      {"MSEXchangeORG", " Fake001", false},
      {"MSEXchangeORG", "Fake001 ", false},
      {"nobody", "Fake001", false},
      {"OTHER\\MSEXchangeORG", "Fake001", false},
      {"MSEXchangeORG@other.msft", "Fake001", false},
      {"\\MSEXchangeORG", "Fake001", true},  // no domain named: the server's
      {"MSEXX\bchangeORG", "Fake001", false},
      {"\\", "Fake001", false},
      {"@", "Fake001", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(session("USER " + std::string(c.name) + "\r\nPASS " + std::string(c.password) + "\r\n"),
              "+OK\r\n" + std::string(c.good ? logged_on : logon_failure));
  }
}

TEST_F(Pop3, AnswersAfterLogon) {
  store_.deliver(account(), "Subject: no body\r\n");
  const std::string id = "dKAAAQz+HlExtz3sqU2uoxlY1qf";  // what all unique-ids end with
  const std::string first = std::to_string(article.size()), second = std::to_string(dotted.size());
  const std::string all = std::to_string(article.size() + dotted.size() + 18);
  const std::string head = "+OK\r\nSubject: dots\r\n\r\n";
  const struct {
    std::string input, reply;
  } cases[] = {
      {"STAT", "+OK 3 " + all + "\r\n"},
      {"stat ", "+OK 3 " + all + "\r\n"},
      {"LIST", "+OK\r\n1 " + first + "\r\n2 " + second + "\r\n3 18\r\n.\r\n"},
      {"LIST ", "+OK\r\n1 " + first + "\r\n2 " + second + "\r\n3 18\r\n.\r\n"},
      {"LIST 2", "+OK 2 " + second + "\r\n"},
      {"LIST 02", "+OK 2 " + second + "\r\n"},
      {"UIDL", "+OK\r\n1 AAADa" + id + "\r\n2 AAQDa" + id + "\r\n3 AAgDa" + id + "\r\n.\r\n"},
      {"UIDL 3", "+OK 3 AAgDa" + id + "\r\n"},
      {"RETR 1", "+OK\r\n" + article + ".\r\n"},
      {"retr 1 ", "+OK\r\n" + article + ".\r\n"},
      {"RETR 2", head + "..\r\n...\r\nx.\r\n..y\r\n.\r\n"},
      {"RETR 3", "+OK\r\nSubject: no body\r\n.\r\n"},
      {"TOP 2 0", head + ".\r\n"},
      {"TOP 2 1", head + "..\r\n.\r\n"},
      {"TOP 2 2", head + "..\r\n...\r\n.\r\n"},
      {"TOP 2 4", head + "..\r\n...\r\nx.\r\n..y\r\n.\r\n"},
      {"TOP 2 5", head + "..\r\n...\r\nx.\r\n..y\r\n.\r\n"},
      {"TOP 2 18446744073709551616", head + "..\r\n...\r\nx.\r\n..y\r\n.\r\n"},
      {"TOP 3 0", "+OK\r\nSubject: no body\r\n.\r\n"},
      {"DELE 1", "+OK\r\n"},
      {"NOOP", "+OK\r\n"},
      {"RSET", "+OK\r\n"},
      {"CAPA", "+OK Capability list follows\r\nTOP\r\nUSER\r\nPIPELINING\r\nEXPIRE NEVER\r\nUIDL\r\n.\r\n"},
      {"RETR 0", std::string(no_message)},
      {"RETR 4", std::string(no_message)},
      {"RETR 18446744073709551616", std::string(no_message)},
      {"RETR 18446744073709551615", std::string(no_message)},
      {"LIST 4", std::string(no_message)},
      {"UIDL 4", std::string(no_message)},
      {"TOP 4 0", std::string(no_message)},
      {"DELE 4", std::string(no_message)},
      {"RETR", std::string(protocol_error)},
      {"RETR x", std::string(protocol_error)},
      {"RETR -1", std::string(protocol_error)},
      {"RETR 1 2", std::string(protocol_error)},
      {"LIST x", std::string(protocol_error)},
      {"DELE", std::string(protocol_error)},
      {"TOP 1", std::string(protocol_error)},
      {"TOP", std::string(protocol_error)},
      {"TOP 1 x", std::string(protocol_error)},
      {"STAT 1", std::string(protocol_error)},
      {"LAST", std::string(protocol_error)},
      {"USER MSEXchangeORG", std::string(wrong_state)},
      {"PASS Fake001", std::string(wrong_state)},
      {"AUTH", std::string(wrong_state)},
      {"STLS", std::string(protocol_error)},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.input);
    // A refused command changes nothing.
    EXPECT_EQ(transaction(c.input + "\r\nNOOP\r\n"), c.reply + "+OK\r\n");
  }
}

TEST_F(Pop3, PlaysTheReferenceSession) {
  EXPECT_EQ(transaction("DELE 2\r\nLIST\r\nRETR 1\r\nQUIT\r\n"),
            "+OK\r\n+OK\r\n1 439\r\n.\r\n+OK\r\n" + article + ".\r\n" + std::string(goodbye) + "<close>");
}

TEST_F(Pop3, KeepsNumbersAndTakesMarksBack) {
  const std::string first = std::to_string(article.size()), second = std::to_string(dotted.size());
  EXPECT_EQ(transaction("DELE 1\r\nDELE 1\r\nRETR 1\r\nLIST 1\r\nUIDL 1\r\nTOP 1 0\r\nSTAT\r\nLIST\r\n"),
            "+OK\r\n" + std::string(no_message) + std::string(no_message) + std::string(no_message) +
                std::string(no_message) + std::string(no_message) + "+OK 1 " + second + "\r\n+OK\r\n2 " + second +
                "\r\n.\r\n");
  EXPECT_EQ(transaction("DELE 1\r\nRSET\r\nLIST 1\r\n"), "+OK\r\n+OK\r\n+OK 1 " + first + "\r\n");
}

TEST_F(Pop3, DeletesAtQuitAndOnlyThen) {
  EXPECT_EQ(transaction("DELE 1\r\n"), "+OK\r\n");  // the connection just ends
  EXPECT_EQ(store_.open(account())->count(), 2U);
  EXPECT_EQ(transaction("DELE 1\r\nRSET\r\nQUIT\r\n"), "+OK\r\n+OK\r\n" + std::string(goodbye) + "<close>");
  EXPECT_EQ(store_.open(account())->count(), 2U);
  EXPECT_EQ(transaction("DELE 1\r\nQUIT\r\nNOOP\r\n"), "+OK\r\n" + std::string(goodbye) + "<close>");
  const auto drop = store_.open(account());
  ASSERT_EQ(drop->count(), 1U);
  EXPECT_EQ(drop->content(0), dotted);
}

// A store that cannot delete.
class Stuck : public mailbox::Memory {
 public:
  using Memory::Memory;
  std::unique_ptr<mailbox::Maildrop> open(const mailbox::Account&) override { return std::make_unique<Drop>(); }

 private:
  struct Drop : mailbox::Maildrop {
    std::size_t count() const override { return 1; }
    std::uint64_t octets(std::size_t) const override { return 0; }
    std::uint64_t number(std::size_t) const override { return 1; }
    std::string content(std::size_t) const override { return {}; }
    bool remove(const std::vector<std::size_t>&) override { return false; }
  };
};

TEST_F(Pop3, SaysSoWhenDeletingFailed) {  // RFC 1939 6
  Stuck store("nwtraders.msft");
  add_default_accounts(store);
  Pop3Server server(settings_, store, {});
  server.greet(0);
  server.receive("USER administrator\r\nPASS Fake001\r\n", 0);
  EXPECT_EQ(text(server.receive("RETR 1\r\nDELE 1\r\nQUIT\r\n", 0)),
            "+OK\r\n.\r\n+OK\r\n-ERR Unspecified error\r\n<close>");
}

TEST_F(Pop3, HangsUpAfterSoManyFailedLogons) {
  const std::string failed = "+OK\r\n" + std::string(logon_failure);
  const std::string attempt = "USER x\r\nPASS y\r\n";
  EXPECT_EQ(session(attempt + attempt + "USER administrator\r\nPASS Fake001\r\n"),
            failed + failed + "+OK\r\n" + std::string(logged_on));
  EXPECT_EQ(session(attempt + attempt + attempt + attempt),
            failed + failed + failed + std::string(goodbye) + "<close>");
  EXPECT_EQ(session("USER x\r\nPASS y\r\nPASS z\r\n"), failed + std::string(wrong_state));  // USER again first
  settings_.failed_logons = 1;
  EXPECT_EQ(session(attempt + attempt), failed + std::string(goodbye) + "<close>");
  settings_.failed_logons = 0;  // without a limit
  EXPECT_EQ(session(attempt + attempt + attempt + attempt), failed + failed + failed + failed);
}

TEST_F(Pop3, RefusesClearTextWhereItIsDisabled) {
  settings_.cleartext = false;
  EXPECT_EQ(session("USER MSEXchangeORG\r\nPASS Fake001\r\n"),
            "-ERR Clear text passwords have been disabled for this protocol.\r\n" + std::string(wrong_state));
}

TEST_F(Pop3, SwallowsTelnetOptions) {
  EXPECT_EQ(session("\xff\xfd\x03USER \xff\xfb\x18MSEXchangeORG\r\nPASS Fake\xff\xf1"
                    "001\r\n"),
            "+OK\r\n" + std::string(logged_on));
}

TEST_F(Pop3, LetsTwoClientsOpenOneMailbox) {
  Pop3Server a(settings_, store_, {}), b(settings_, store_, {});
  for (Pop3Server* server : {&a, &b}) {
    server->greet(0);
    server->receive("USER MSEXchangeORG\r\nPASS Fake001\r\n", 0);
  }
  EXPECT_EQ(text(a.receive("DELE 1\r\nQUIT\r\n", 0)), "+OK\r\n" + std::string(goodbye) + "<close>");
  EXPECT_EQ(text(b.receive("RETR 1\r\n", 0)), "+OK\r\n" + article + ".\r\n");
  EXPECT_EQ(text(b.receive("DELE 1\r\nQUIT\r\n", 0)), "+OK\r\n" + std::string(goodbye) + "<close>");
  EXPECT_EQ(store_.open(account())->count(), 1U);
}

TEST_F(Pop3, AnswersTheSameHoweverTheInputIsCut) {
  const std::string input =
      "\xff\xfd\x03"
      "CAPA\r\nUSER MSEXchangeORG\r\nPASS Fake001\nSTAT\r\nLIST\r\nRETR 2\r\nTOP 1 1\r\nbogus\r\n"
      "UIDL\r\nDELE 2\r\nRSET\r\nQUIT\r\nNOOP\r\n";
  const std::string whole = session(input);
  EXPECT_TRUE(whole.ends_with(std::string(goodbye) + "<close>"));
  for (std::size_t piece = 1; piece < input.size(); ++piece) ASSERT_EQ(session(input, piece), whole) << piece;
}

TEST_F(Pop3, StaysBoundedWhenALineNeverEnds) {
  Pop3Server server(settings_, store_, {});
  server.greet(0);
  const std::string block(65536, 'A');
  for (int i = 0; i < 256; ++i) ASSERT_EQ(text(server.receive(block, 0)), "");
  EXPECT_EQ(text(server.receive("\r\nCAPA\r\n", 0)).substr(0, 24), std::string(protocol_error) + "+O");
}

}  // namespace
}  // namespace heloscope::exchange
