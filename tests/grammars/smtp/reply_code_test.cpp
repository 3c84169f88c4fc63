#include "grammars/smtp/reply_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace heloscope::smtp {
namespace {

TEST(FindReplyCode, PrefersTheRowOfTheVerb) {
  EXPECT_EQ(find_reply_code(220, Verb::starttls)->section, "RFC 3207 4");
  EXPECT_EQ(find_reply_code(220)->answers, Verb::unknown);
  EXPECT_EQ(find_reply_code(220, Verb::greeting)->answers, Verb::unknown);
  EXPECT_EQ(find_reply_code(454, Verb::mail)->answers, Verb::mail);
  EXPECT_EQ(find_reply_code(454, Verb::starttls)->answers, Verb::starttls);
  EXPECT_EQ(find_reply_code(504, Verb::x_exps)->answers, Verb::auth);
  EXPECT_EQ(find_reply_code(504, Verb::vrfy)->answers, Verb::unknown);
  for (const unsigned code : {0u, 199u, 249u, 299u, 557u, 999u, 65786u})
    EXPECT_EQ(find_reply_code(code), nullptr) << code;
}

TEST(FindReplyCode, KnowsEveryCodeOfItsSources) {
  for (const unsigned code : {211u, 214u, 220u, 221u, 235u, 240u, 250u, 251u, 252u, 253u, 334u, 354u, 421u, 432u,
                              450u, 451u, 452u, 453u, 454u, 455u, 458u, 459u, 500u, 501u, 502u, 503u, 504u, 521u,
                              523u, 530u, 534u, 535u, 538u, 550u, 551u, 552u, 553u, 554u, 555u, 556u}) {
    const auto* row = find_reply_code(code);
    ASSERT_NE(row, nullptr) << code;
    EXPECT_EQ(row->code, code);
  }
}

TEST(ReplyCodes, AreFullSentences) {
  for (const auto& row : reply_codes()) {
    EXPECT_TRUE(row.meaning.ends_with('.') && row.hint.ends_with('.') && !row.section.empty()) << row.code;
    EXPECT_EQ(find_reply_code(row.code, row.answers), &row);
  }
  for (const auto& row : enhanced_statuses())
    EXPECT_TRUE(row.meaning.ends_with('.') && row.hint.ends_with('.') && !row.section.empty())
        << row.subject << '.' << row.detail;
}

TEST(SeverityMeaning, FollowsTheFirstDigit) {
  EXPECT_EQ(severity_meaning(299), "done");
  EXPECT_EQ(severity_meaning(300), "go on");
  EXPECT_EQ(severity_meaning(499), "no, try later");
  EXPECT_EQ(severity_meaning(500), "no");
  for (const unsigned code : {0u, 199u, 600u, 1200u, 4294967295u}) EXPECT_EQ(severity_meaning(code), "") << code;
}

TEST(FindEnhancedStatus, FallsBackToTheSubject) {
  EXPECT_EQ(find_enhanced_status({5, 7, 1})->detail, 1);
  EXPECT_EQ(find_enhanced_status({4, 7, 1}), find_enhanced_status({5, 7, 1}));
  EXPECT_EQ(find_enhanced_status({5, 7, 31})->detail, 0);
  EXPECT_EQ(find_enhanced_status({5, 7, 30})->detail, 30);
  EXPECT_EQ(find_enhanced_status({5, 0, 999})->subject, 0);
  EXPECT_EQ(find_enhanced_status({5, 8, 0}), nullptr);
  EXPECT_EQ(find_enhanced_status({5, 6, 1001})->detail, 0);
  const struct {
    unsigned subject, details;
  } registry[] = {{0, 1}, {1, 11}, {2, 5}, {3, 7}, {4, 9}, {5, 7}, {6, 11}, {7, 31}};
  for (const auto& r : registry)
    EXPECT_EQ(std::ranges::count(enhanced_statuses(), r.subject, &StatusInfo::subject), r.details) << r.subject;
}

}  // namespace
}  // namespace heloscope::smtp
