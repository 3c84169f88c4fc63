#include "simulator/exchange/profile.hpp"

#include <gtest/gtest.h>

#include "grammars/smtp/keyword.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::exchange {
namespace {

TEST(Fill, PutsInOnlyWhatIsNamed) {
  const struct {
    std::string_view text, want;
  } cases[] = {
      {"250 OK", "250 OK\r\n"},
      {"354 end with <CRLF>.<CRLF>", "354 end with <CRLF>.<CRLF>\r\n"},
      {"<<a>>", "<<b>>\r\n"},
      {"<a><b><a>", "<b><b><b>\r\n"},
      {"<a", "<a\r\n"},
      {"<", "<\r\n"},
      {"", "\r\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(fill(c.text, {{"a", "<b>"}, {"", "no"}}), c.want) << c.text;
}

TEST(SmtpTexts, AreReplies) {
  for (const auto& text : smtp_texts()) {
    SCOPED_TRACE(text.text);
    std::string_view rest = text.text;
    while (true) {
      const std::size_t end = rest.find("\r\n");
      const auto line = smtp::parse_reply_line(rest.substr(0, end));
      ASSERT_TRUE(line);
      EXPECT_EQ(line->last, end == rest.npos);
      if (end == rest.npos) break;
      rest.remove_prefix(end + 2);
    }
    EXPECT_FALSE(text.source.empty());
    EXPECT_EQ(&text, &row(text.id));
  }
}

TEST(EhloKeywords, AreKnown) {
  for (const auto& k : ehlo_keywords()) {
    const std::string_view name = k.line.substr(0, k.line.find_first_of(" <="));
    EXPECT_TRUE(smtp::find_keyword(name)) << name;  // the analyzer can explain it
  }
  EXPECT_FALSE(smtp_versions().empty());
}

}  // namespace
}  // namespace heloscope::exchange
