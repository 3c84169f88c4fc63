#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "analyzer/transcript/dialect.hpp"

namespace heloscope::transcript {
namespace {

TEST(Detect, TellsTranscriptsByContent) {
  const struct {
    std::string_view head;
    std::optional<Dialect> dialect;
  } cases[] = {
      {"S: 220 a\nC: HELO b\nS: 250 c\n", Dialect::marked},
      {"3. Example\n\nText that explains.\n   C: STAT\n   S: +OK 2 320\nMore text.\n", Dialect::marked},
      {"S> +OK a\r\nC> USER b\r\n", Dialect::marked},
      {"S: MAIL FROM:<a@b>\nR: 250 OK\n", Dialect::sender_receiver},
      {"220 a ESMTP\nHELO b\n250 c\n", Dialect::telnet},
      {"+OK a\nUSER b\n+OK\n", Dialect::telnet},
      {"C:\\>telnet a 25\n220 b\n", Dialect::telnet},
      {"220 a\n250 b\n221 c\n", Dialect::telnet},  // one side only
      {"EHLO a\n250-b\n250 c\n", Dialect::telnet},
      {"\n# a remark\n220 a\nHELO b\n", Dialect::telnet},
      // other programs' logs and other protocols
      {"=== Trying a:25...\n<-  220 b\n -> EHLO c\n<-  250 d\n", std::nullopt},
      {"< +OK a\n> CAPA\n< +OK\n", std::nullopt},
      {"fetchmail: POP3< +OK a\nfetchmail: POP3> CAPA\n", std::nullopt},
      {"<<< 220 a\n>>> EHLO b\n", std::nullopt},
      {"reply: '250 OK'\nsend: 'quit'\n", std::nullopt},
      {"Follow: tcp,ascii\nNode 0: a\n220 b\nHELO c\n250 d\n", std::nullopt},
      {"#Software: Microsoft Internet Information Services 6.0\n2006-10-09 05:00:15 1.2.3.4 HELO\n", std::nullopt},
      {"220 (vsFTPd 3.0.3)\nUSER anonymous\n331 password\nPASS x\n230 in\nQUIT\n221 bye\n", std::nullopt},
      {"S: 220 ftp\nC: USER a\nS: 331 password\n", std::nullopt},
      {"* OK IMAP4\na LOGIN b c\na OK\n", std::nullopt},
      {"S: * OK IMAP4\nC: A1 AUTHENTICATE CRAM-MD5\nS: + PDE4\n", std::nullopt},
      {"GET / HTTP/1.1\nHost: a\n\nHTTP/1.1 200 OK\n", std::nullopt},
      {"#include <cstdio>\nint main() {\n  return 0;\n}\n", std::nullopt},
      {"--- a/x\n+++ b/x\n+ added\n- gone\n", std::nullopt},
      {"The server says\n250 OK\nand then the client goes on with\nDATA\nas RFC 5321 tells us.\nThat is all.\n",
       std::nullopt},
      {"220 a\n", std::nullopt},
      {"", std::nullopt},
      {"\x89PNG\r\n\x1a\n", std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.head);
    EXPECT_EQ(detect(c.head), c.dialect);
  }
  EXPECT_EQ(detect(std::string("220 a\nHELO b\n250 c\n\0", 20)), std::nullopt);
}

TEST(Detect, CountsNoLineOfAMessage) {
  std::string text = "220 a\nDATA\n354 go\n";
  for (int i = 0; i < 1000; ++i) text += "what is written in a mail\n";
  EXPECT_EQ(detect(text + ".\n250 ok\n"), Dialect::telnet);
}

TEST(Dialects, AreATable) {
  for (const DialectInfo& row : dialects()) {
    EXPECT_EQ(info(row.dialect).name, row.name);
    EXPECT_FALSE(row.description.empty());
  }
}

}  // namespace
}  // namespace heloscope::transcript
