#include "simulator/mailbox/memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace heloscope::mailbox {
namespace {

class MemoryStore : public testing::Test {
 protected:
  MemoryStore() { add_default_accounts(store_); }
  const Account& account() { return *store_.find_account("MSEXchangeORG"); }
  std::size_t count() { return store_.open(account())->count(); }
  Memory store_{"nwtraders.msft"};
};

TEST_F(MemoryStore, FindsAnAccountByNameAliasAndAddressInAnyCase) {
  ASSERT_TRUE(store_.add({"alice", "x", "NWTRADERS", "asmith", {"Postmaster@example.org"}}));
  const struct {
    const Account* (Memory::*find)(std::string_view) const;
    std::string_view text;
    std::optional<std::string> name;
  } cases[] = {
      {&Memory::find_account, "msexchangeorg", "MSEXchangeORG"},
      {&Memory::find_account, "ADMINISTRATOR", "administrator"},
      {&Memory::find_account, "Alice", "alice"},
      {&Memory::find_account, "asmith", std::nullopt},  // an alias is no account
      {&Memory::find_account, "", std::nullopt},
      {&Memory::find_mailbox, "ASmith", "alice"},
      {&Memory::find_mailbox, "alice", std::nullopt},
      {&Memory::find_mailbox, "MSEXCHANGEORG", "MSEXchangeORG"},
      {&Memory::find_address, "MSEXchangeORG@NWTraders.msft", "MSEXchangeORG"},
      {&Memory::find_address, "asmith@nwtraders.msft", "alice"},
      {&Memory::find_address, "postmaster@EXAMPLE.org", "alice"},
      {&Memory::find_address, "alice@nwtraders.msft", std::nullopt},
      {&Memory::find_address, "asmith@example.org", std::nullopt},
      {&Memory::find_address, "asmith", std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const Account* const found = (store_.*c.find)(c.text);
    EXPECT_EQ(found ? std::optional(found->name) : std::nullopt, c.name);
  }
}

TEST_F(MemoryStore, RefusesANameThatIsTaken) {
  EXPECT_FALSE(store_.add({"bob", "x", "NWTRADERS", "Administrator", {}}));
  EXPECT_FALSE(store_.add({"bob", "x", "NWTRADERS", "", {"administrator@nwtraders.msft"}}));
  EXPECT_FALSE(store_.find_account("bob"));
  EXPECT_TRUE(store_.add({"bob", "x", "NWTRADERS", "", {}}));
  ASSERT_TRUE(store_.add({"BOB", "y", "ELSEWHERE", "", {}}));  // a new password, nothing else
  EXPECT_EQ(store_.find_account("bob")->password, "y");
  EXPECT_EQ(store_.find_account("bob")->domain, "NWTRADERS");
}

TEST_F(MemoryStore, MakesEveryLineEndCrlf) {
  const struct {
    std::string_view sent, kept;
  } cases[] = {
      {"a\r\nb\r\n", "a\r\nb\r\n"},
      {"a\nb\n", "a\r\nb\r\n"},
      {"a", "a\r\n"},
      {"", ""},
      {"\n", "\r\n"},
      {"a\rb\r\n", "a\rb\r\n"},
      {"a\r", "a\r\r\n"},
      {"a\r\n\n.\n", "a\r\n\r\n.\r\n"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(testing::PrintToString(c.sent));
    const std::size_t before = store_.used();
    ASSERT_TRUE(store_.deliver(account(), c.sent));
    const auto drop = store_.open(account());
    EXPECT_EQ(drop->content(drop->count() - 1), c.kept);
    EXPECT_EQ(drop->octets(drop->count() - 1), c.kept.size());
    EXPECT_EQ(store_.used() - before, c.kept.size() + Memory::overhead);
  }
}

TEST_F(MemoryStore, ShowsAMailboxAsItWasWhenOpened) {
  store_.deliver(account(), "one\r\n");
  store_.deliver(account(), "two\r\n");
  const auto first = store_.open(account());
  store_.deliver(account(), "three\r\n");
  const auto second = store_.open(account());
  EXPECT_EQ(first->count(), 2U);
  EXPECT_EQ(second->count(), 3U);
  EXPECT_LT(second->number(1), second->number(2));
  ASSERT_TRUE(second->remove({0, 2}));
  EXPECT_EQ(second->content(2), "three\r\n");  // it still sees what it had
  EXPECT_EQ(first->content(0), "one\r\n");
  ASSERT_TRUE(first->remove({0}));  // again: gone already
  const auto third = store_.open(account());
  ASSERT_EQ(third->count(), 1U);
  EXPECT_EQ(third->content(0), "two\r\n");
  EXPECT_EQ(third->number(0), first->number(1));
  EXPECT_EQ(store_.open(*store_.find_account("administrator"))->count(), 0U);
}

TEST(MemoryLimit, HoldsAtTheOctet) {
  const std::size_t one = 3 + Memory::overhead;
  for (const std::string_view content : {"a\r\n", "a\n", "a"}) {
    SCOPED_TRACE(testing::PrintToString(content));
    for (const std::size_t spare : {std::size_t{0}, one - 1, one}) {
      Memory store("d", one + spare);
      add_default_accounts(store);
      const Account& account = *store.find_account("administrator");
      EXPECT_TRUE(store.deliver(account, content));
      EXPECT_EQ(store.deliver(account, content), spare == one);
    }
    Memory store("d", one - 1);
    add_default_accounts(store);
    EXPECT_FALSE(store.deliver(*store.find_account("administrator"), content));
    EXPECT_EQ(store.used(), 0U);
  }
}

TEST(MemoryLimit, CountsWhatASessionStillSees) {
  const std::size_t one = 3 + Memory::overhead;
  Memory store("d", one);
  add_default_accounts(store);
  const Account& account = *store.find_account("administrator");
  ASSERT_TRUE(store.deliver(account, "a\r\n"));
  auto drop = store.open(account);
  ASSERT_TRUE(drop->remove({0}));
  EXPECT_FALSE(store.deliver(account, "b\r\n"));
  drop.reset();
  EXPECT_EQ(store.used(), 0U);
  EXPECT_TRUE(store.deliver(account, "b\r\n"));
}

}  // namespace
}  // namespace heloscope::mailbox
