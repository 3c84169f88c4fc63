#include "grammars/smtp/verb.hpp"

#include <gtest/gtest.h>

#include <string>

#include "grammars/ascii.hpp"

namespace heloscope::smtp {
namespace {

TEST(FindVerb, FindsEveryVerbInAnyCase) {
  for (const auto& row : verbs) {
    if (row.verb == Verb::greeting || row.verb == Verb::unknown) continue;
    SCOPED_TRACE(row.name);
    EXPECT_EQ(find_verb(row.name), row.verb);
    EXPECT_EQ(find_verb(ascii::lower(row.name)), row.verb);
  }
}

TEST(FindVerb, RefusesWhatIsNearAVerb) {
  for (const auto& row : verbs) {
    if (row.verb == Verb::greeting || row.verb == Verb::unknown) continue;
    SCOPED_TRACE(row.name);
    const std::string name{row.name};
    EXPECT_EQ(find_verb(name.substr(0, name.size() - 1)), Verb::unknown);
    EXPECT_EQ(find_verb(name + "X"), Verb::unknown);
    EXPECT_EQ(find_verb(name + '\0'), Verb::unknown);
    EXPECT_EQ(find_verb('\0' + name), Verb::unknown);
    for (std::size_t i = 0; i < name.size(); ++i)
      for (const int bit : {0x01, 0x40, 0x80}) {
        std::string other = name;
        other[i] = static_cast<char>(other[i] ^ bit);
        EXPECT_NE(find_verb(other), row.verb) << other;
      }
  }
  for (const std::string_view word :
       {"", "greeting", "X", "..", "TWFpbCBpcyBmdW4=", "\xff\xfe\x00\x01", "[AIL", "X\rEXPS"})
    EXPECT_EQ(find_verb(word), Verb::unknown) << word;
}

}  // namespace
}  // namespace heloscope::smtp
