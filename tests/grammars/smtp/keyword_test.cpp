#include "grammars/smtp/keyword.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace heloscope::smtp {
namespace {

TEST(FindKeyword, TakesAnyCase) {
  EXPECT_EQ(find_keyword("8bitmime")->name, "8BITMIME");
  EXPECT_EQ(find_keyword("x-exps")->section, "private (Exchange)");
  for (const std::string_view name : {"", "OK", "SIZ", "SIZES"}) EXPECT_EQ(find_keyword(name), nullptr) << name;
}

TEST(Keywords, MarkTheDefaultsOfExchange2003) {
  for (const std::string_view name : {"TURN", "SIZE", "ETRN", "PIPELINING", "DSN", "ENHANCEDSTATUSCODES", "8bitmime",
                                      "BINARYMIME", "CHUNKING", "VRFY", "X-EXPS", "AUTH", "X-LINK2STATE", "XEXCH50"})
    EXPECT_TRUE(find_keyword(name)->exchange2003) << name;
  EXPECT_EQ(std::ranges::count(keywords(), true, &KeywordInfo::exchange2003), 14);
}

TEST(FindMechanism, TellsWhoseSecretsShow) {
  for (const std::string_view name : {"PLAIN", "login", "XOAUTH2", "USER"})
    EXPECT_TRUE(find_mechanism(name)->cleartext);
  for (const std::string_view name : {"NTLM", "GSSAPI", "CRAM-MD5", "SCRAM-SHA-256", "EXTERNAL"})
    EXPECT_FALSE(find_mechanism(name)->cleartext);
  EXPECT_EQ(find_mechanism("PLAI"), nullptr);
}

}  // namespace
}  // namespace heloscope::smtp
