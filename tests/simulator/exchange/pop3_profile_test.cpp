#include "simulator/exchange/pop3_profile.hpp"

#include <gtest/gtest.h>

#include <set>

namespace heloscope::exchange {
namespace {

TEST(Pop3Profile, FillsEveryPlaceholder) {
  Pop3Settings settings;
  settings.fqdn = "mail.<version>.example";  // a setting is text, whatever it holds
  settings.version = "6.5.7638.1";
  EXPECT_EQ(line(Pop3Text::greeting, settings),
            "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7638.1 (mail.<version>.example) ready.\r\n");
  EXPECT_EQ(line(Pop3Text::goodbye, settings),
            "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.7638.1 signing off.\r\n");
  settings.fqdn = "x";
  for (const auto& row : pop3_texts) {
    const std::string text = line(row.text, settings);
    EXPECT_EQ(text.find_first_of("<>"), std::string::npos) << text;
    EXPECT_TRUE(text.starts_with("+OK") || text.starts_with("-ERR ")) << text;
    EXPECT_FALSE(row.source.empty()) << text;
  }
}

TEST(Pop3Profile, MakesUniqueIdsAsTheSeenMailboxHasThem) {  // support article 161116
  const Pop3Settings settings;
  const struct {
    std::uint64_t number;
    std::string_view id;
  } cases[] = {
      {1, "AAADadKAAAQz+HlExtz3sqU2uoxlY1qf"},
      {2, "AAQDadKAAAQz+HlExtz3sqU2uoxlY1qf"},
      {3, "AAgDadKAAAQz+HlExtz3sqU2uoxlY1qf"},
      {65, "AAAEadKAAAQz+HlExtz3sqU2uoxlY1qf"},
  };
  for (const auto& c : cases) EXPECT_EQ(unique_id(c.number, settings), c.id);
}

TEST(Pop3Profile, GivesNoTwoMessagesOneUniqueId) {
  const Pop3Settings settings;
  std::set<std::uint64_t> numbers;
  for (unsigned shift = 0; shift < 50; ++shift)
    for (std::uint64_t n = 0; n < 300; ++n) numbers.insert((n << shift) + 1);
  std::set<std::string> ids;
  for (const std::uint64_t number : numbers) ids.insert(unique_id(number, settings));
  EXPECT_EQ(ids.size(), numbers.size());
  for (const auto& id : ids) ASSERT_EQ(id.size(), 32U);
}

}  // namespace
}  // namespace heloscope::exchange
