// The store behind both protocols: accounts, and the messages in their mailboxes.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heloscope::mailbox {

struct Account {
  std::string name;  ///< "MSEXchangeORG"; compared without case
  std::string password;
  std::string domain;                  ///< NT domain, "NWTRADERS"
  std::string alias;                   ///< of the mailbox; empty: as `name`
  std::vector<std::string> addresses;  ///< more addresses than alias@accepted-domain
};

/// One message as stored: its octets with CRLF line ends, and what never changes of it.
struct Message {
  std::string content;
  std::uint64_t number = 0;  ///< rises with each delivery to the store; unique-ids are made of it
};

/// What a POP3 session sees: the mailbox as it was when it was opened. Indices count from 0.
class Maildrop {
 public:
  virtual ~Maildrop() = default;
  virtual std::size_t count() const = 0;
  virtual std::uint64_t octets(std::size_t index) const = 0;
  virtual std::uint64_t number(std::size_t index) const = 0;
  virtual std::string content(std::size_t index) const = 0;
  /// Removes these messages for good; false if that failed and nothing was removed.
  virtual bool remove(const std::vector<std::size_t>& indices) = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  virtual const Account* find_account(std::string_view name) const = 0;     ///< by name, without case
  virtual const Account* find_mailbox(std::string_view alias) const = 0;    ///< by alias, without case
  virtual const Account* find_address(std::string_view address) const = 0;  ///< "user@domain", all forms
  virtual std::unique_ptr<Maildrop> open(const Account& account) = 0;
  /// Keeps a message; false if it could not be kept, and then it must not be accepted.
  virtual bool deliver(const Account& account, std::string_view content) = 0;
};

}  // namespace heloscope::mailbox
