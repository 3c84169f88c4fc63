#include "grammars/smtp/parameter.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace heloscope::smtp {
namespace {

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

Pairs split(std::string_view rest) {
  Pairs out;
  while (const auto p = next_parameter(rest)) out.emplace_back(p->keyword, p->value);
  EXPECT_EQ(rest.find_first_not_of(" \t"), rest.npos);
  return out;
}

TEST(NextParameter, SplitsWhenAsked) {
  EXPECT_EQ(split("SIZE=100 BODY=8BITMIME"), (Pairs{{"SIZE", "100"}, {"BODY", "8BITMIME"}}));
  EXPECT_EQ(split("SMTPUTF8"), (Pairs{{"SMTPUTF8", ""}}));
  EXPECT_EQ(split("  A=  B\t\tC=d=e "), (Pairs{{"A", ""}, {"B", ""}, {"C", "d=e"}}));
  EXPECT_EQ(split("=x"), (Pairs{{"", "x"}}));
  EXPECT_EQ(split(""), Pairs{});
  EXPECT_EQ(split(" \t "), Pairs{});
}

TEST(FindParameter, TakesAnyCase) {
  EXPECT_EQ(find_parameter("size=5 Body=7BIT", "BODY"), "7BIT");
  EXPECT_EQ(find_parameter("SMTPUTF8", "smtputf8"), "");
  EXPECT_EQ(find_parameter("XSIZE=5", "SIZE"), std::nullopt);
  EXPECT_EQ(find_parameter("", "SIZE"), std::nullopt);
}

TEST(DecodeXtext, UndoesRfc3461) {
  const struct {
    std::string_view text, decoded;
  } cases[] = {
      {"e+3Dmc2@example.com", "e=mc2@example.com"},  // RFC 4954 5
      {"+2B", "+"},
      {"+2B2B", "+2B"},
      {"+00+FF", std::string_view{"\0\xff", 2}},
      {"+2b", "+2b"},  // hexchar is upper case
      {"+2", "+2"},
      {"a+", "a+"},
      {"+G0", "+G0"},
      {"++41", "+A"},
      {"\xc3\xa9", "\xc3\xa9"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(decode_xtext(c.text), c.decoded) << c.text;
}

TEST(ParseKeywordLine, ReadsEhloLines) {
  const struct {
    std::string_view text, keyword, arguments;
    bool equals;
  } cases[] = {
      {"SIZE 1000", "SIZE", "1000", false},
      {"SIZE", "SIZE", "", false},
      {"8bitmime", "8bitmime", "", false},
      {"AUTH GSSAPI NTLM LOGIN", "AUTH", "GSSAPI NTLM LOGIN", false},
      {"AUTH=LOGIN", "AUTH", "LOGIN", true},
      {"X-EXPS=LOGIN", "X-EXPS", "LOGIN", true},
      {"AUTH PLAIN=x", "AUTH", "PLAIN=x", false},
      {"STARTTLS  ", "STARTTLS", "", false},
      {"AUTH=", "AUTH", "", true},
      {"-X", "", "", false},
      {"", "", "", false},
      {" SIZE", "", "", false},
      {"X_FOO", "", "", false},
      {"<html>", "", "", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto line = parse_keyword_line(c.text);
    EXPECT_EQ(line.keyword, c.keyword);
    EXPECT_EQ(line.arguments, c.arguments);
    EXPECT_EQ(line.equals, c.equals);
  }
}

}  // namespace
}  // namespace heloscope::smtp
