#include "simulator/mailbox/memory.hpp"

#include <algorithm>
#include <utility>

#include "grammars/ascii.hpp"

namespace heloscope::mailbox {
namespace {

std::string with_crlf(std::string_view content) {
  std::string out;
  out.reserve(content.size() + 2);
  while (!content.empty()) {
    const auto lf = content.find('\n');
    std::string_view line = content.substr(0, lf);
    content.remove_prefix(lf == std::string_view::npos ? content.size() : lf + 1);
    if (!line.empty() && line.back() == '\r' && lf != std::string_view::npos) line.remove_suffix(1);
    out.append(line).append("\r\n");
  }
  return out;
}

}  // namespace

// Its room is given back when the last maildrop that sees it is closed, not before.
struct Memory::Kept {
  Kept(std::string_view text, std::uint64_t n, std::size_t& counter) : message{with_crlf(text), n}, used(counter) {
    used += message.content.size() + overhead;
  }
  ~Kept() { used -= message.content.size() + overhead; }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  Message message;
  std::size_t& used;
};

class Memory::Drop : public Maildrop {
 public:
  explicit Drop(Box& box) : box_(box), messages_(box.messages) {}
  std::size_t count() const override { return messages_.size(); }
  std::uint64_t octets(std::size_t index) const override { return messages_[index]->message.content.size(); }
  std::uint64_t number(std::size_t index) const override { return messages_[index]->message.number; }
  std::string content(std::size_t index) const override { return messages_[index]->message.content; }
  bool remove(const std::vector<std::size_t>& indices) override {
    std::vector<std::uint64_t> numbers;
    numbers.reserve(indices.size());
    for (const std::size_t index : indices) numbers.push_back(number(index));
    std::ranges::sort(numbers);
    std::erase_if(box_.messages, [&](const auto& kept) {  // what another session has removed is gone already
      return std::ranges::binary_search(numbers, kept->message.number);
    });
    return true;
  }

 private:
  Box& box_;
  std::vector<std::shared_ptr<const Kept>> messages_;
};

Memory::Memory(std::string_view domain, std::size_t limit) : domain_(ascii::lower(domain)), limit_(limit) {}

const Account* Memory::add(Account account) {
  if (const auto known = by_name_.find(ascii::lower(account.name)); known != by_name_.end()) {
    Account& there = boxes_[known->second].account;
    there.password = std::move(account.password);
    return &there;
  }
  if (account.alias.empty()) account.alias = account.name;
  const std::string alias = ascii::lower(account.alias);
  std::vector<std::string> addresses{alias + '@' + domain_};
  for (const auto& address : account.addresses) addresses.push_back(ascii::lower(address));
  if (by_alias_.contains(alias) ||
      std::ranges::any_of(addresses, [&](const auto& address) { return by_address_.contains(address); }))
    return nullptr;

  const std::size_t place = boxes_.size();
  by_name_.emplace(ascii::lower(account.name), place);
  by_alias_.emplace(alias, place);
  for (auto& address : addresses) by_address_.emplace(std::move(address), place);
  return &boxes_.emplace_back(Box{std::move(account), {}}).account;
}

const Account* Memory::find(const Names& names, std::string_view name) const {
  const auto found = names.find(ascii::lower(name));
  return found == names.end() ? nullptr : &boxes_[found->second].account;
}
const Account* Memory::find_account(std::string_view name) const { return find(by_name_, name); }
const Account* Memory::find_mailbox(std::string_view alias) const { return find(by_alias_, alias); }
const Account* Memory::find_address(std::string_view address) const { return find(by_address_, address); }

Memory::Box* Memory::box_of(const Account& account) {
  const auto found = by_name_.find(ascii::lower(account.name));
  return found == by_name_.end() ? nullptr : &boxes_[found->second];
}

std::unique_ptr<Maildrop> Memory::open(const Account& account) {
  Box* const box = box_of(account);
  return box ? std::make_unique<Drop>(*box) : nullptr;
}

bool Memory::deliver(const Account& account, std::string_view content) {
  Box* const box = box_of(account);
  if (!box) return false;
  // What making line ends right adds: one octet a bare LF, two for a last line without an end.
  std::size_t size = content.size() + overhead;
  for (std::size_t at = 0; (at = content.find('\n', at)) != std::string_view::npos; ++at)
    if (at == 0 || content[at - 1] != '\r') ++size;
  if (!content.empty() && content.back() != '\n') size += 2;
  if (size > limit_ || used_ > limit_ - size) return false;
  box->messages.push_back(std::make_shared<const Kept>(content, ++last_number_, used_));
  return true;
}

void add_default_accounts(Memory& store, std::string_view domain) {
  for (const std::string_view name : {"MSEXchangeORG", "administrator"})
    store.add({std::string(name), "Fake001", std::string(domain), {}, {}});
}

}  // namespace heloscope::mailbox
