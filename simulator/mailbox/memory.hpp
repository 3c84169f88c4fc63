// Mailboxes in memory: what the simulator serves when nothing is set up.
//   Memory store("nwtraders.msft"); store.add({"MSEXchangeORG", "Fake001", "NWTRADERS"}); store.deliver(*account,
//   mail);
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/mailbox/store.hpp"

namespace heloscope::mailbox {

/// For one thread. It outlives the maildrops it opens.
class Memory : public Store {
 public:
  /// All messages together, each with `overhead`: a client that sends on and on must not grow us. 256 MiB hold 60,000
  /// messages of 4 KB.
  static constexpr std::size_t default_limit = std::size_t{256} << 20;
  /// Counted for each message besides its octets, so that empty ones are bounded too.
  static constexpr std::size_t overhead = 256;

  /// `domain`: each account has the address alias@domain.
  explicit Memory(std::string_view domain, std::size_t limit = default_limit);

  /// A new account, or a new password for the one of that name. Returns nothing if the alias or an address is another
  /// account's.
  const Account* add(Account account);

  const Account* find_account(std::string_view name) const override;
  const Account* find_mailbox(std::string_view alias) const override;
  const Account* find_address(std::string_view address) const override;
  std::unique_ptr<Maildrop> open(const Account& account) override;
  /// A line end that is not CRLF becomes CRLF, and the last line gets one: POP3 can carry no other.
  bool deliver(const Account& account, std::string_view content) override;

  /// Octets kept, overhead included.
  std::size_t used() const { return used_; }

 private:
  class Drop;
  struct Kept;
  using Names = std::map<std::string, std::size_t, std::less<>>;  // in lower case, to the place in boxes_
  struct Box {
    Account account;
    // Shared with the maildrops that were open when a message was removed: each sees the mailbox as it was.
    std::vector<std::shared_ptr<const Kept>> messages;
  };
  const Account* find(const Names& names, std::string_view name) const;
  Box* box_of(const Account& account);

  std::string domain_;
  std::size_t limit_, used_ = 0;
  std::uint64_t last_number_ = 0;
  Names by_name_, by_alias_, by_address_;
  std::deque<Box> boxes_;  // accounts stay where they are
};

/// The accounts of the article: MSEXchangeORG and administrator of the NT domain `domain`, both with Fake001.
void add_default_accounts(Memory& store, std::string_view domain = "NWTRADERS");

}  // namespace heloscope::mailbox
