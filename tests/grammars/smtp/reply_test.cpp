#include "grammars/smtp/reply.hpp"

#include <gtest/gtest.h>

namespace heloscope::smtp {
namespace {

TEST(ParseReplyLine, ReadsRfc5321Replies) {
  const struct {
    std::string_view line;
    unsigned code;
    bool last;
    std::string_view text;
  } cases[] = {
      {"220 foo.com Simple Mail Transfer Service Ready", 220, true,
       "foo.com Simple Mail Transfer Service Ready"},  // D.1
      {"250-foo.com greets bar.com", 250, false, "foo.com greets bar.com"},
      {"250-8BITMIME", 250, false, "8BITMIME"},
      {"250 HELP", 250, true, "HELP"},
      {"250 2.1.5 x@local ", 250, true, "2.1.5 x@local "},
      {"250", 250, true, ""},
      {"250-", 250, false, ""},
      {"250\ttext", 250, true, "text"},
      {"250  two blanks", 250, true, " two blanks"},
      {"100 x", 100, true, "x"},
      {"999-x", 999, false, "x"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto reply = parse_reply_line(c.line);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->code, c.code);
    EXPECT_EQ(reply->last, c.last);
    EXPECT_EQ(reply->text, c.text);
  }
}

TEST(ParseReplyLine, RefusesOtherLines) {
  const struct {
    std::string_view line;
    std::uint64_t offset;
  } cases[] = {{"", 0},     {"2", 1},   {"25", 2},      {"025 x", 0},    {"25O OK", 2}, {"2500", 3},
               {"250:", 3}, {"+OK", 0}, {" 250 OK", 0}, {"XXX XXXX", 0}, {"2\xff", 1}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto reply = parse_reply_line(c.line);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().offset, c.offset);
  }
}

TEST(ParseEnhancedStatus, ReadsWholeAndLeadingCodes) {
  const struct {
    std::string_view text;
    EnhancedStatus status;
    std::size_t length;
  } cases[] = {
      {"5.7.1", {5, 7, 1}, 5},
      {"2.1.0 a@example.org....Sender OK", {2, 1, 0}, 5},
      {"4.7.30\tx", {4, 7, 30}, 6},
      {"5.999.999", {5, 999, 999}, 9},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto leading = parse_enhanced_status(c.text);
    ASSERT_TRUE(leading);
    EXPECT_EQ(leading->status, c.status);
    EXPECT_EQ(leading->length, c.length);
  }
  for (const std::string_view text : {"", "5", "5.", "5.7", "5.7.", "3.7.1", "5.7.1x", "5.7.1.", "55.7.1", "5.1000.1",
                                      "5.7.1000", "5.-7.1", "5. 7.1", " 5.7.1", "6.0.3790.0", "ok"})
    EXPECT_FALSE(parse_enhanced_status(text)) << text;
}

}  // namespace
}  // namespace heloscope::smtp
