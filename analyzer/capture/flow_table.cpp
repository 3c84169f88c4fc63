#include "analyzer/capture/flow_table.hpp"

#include <random>
#include <utility>

namespace heloscope::capture {
namespace {

struct Key {
  std::uint64_t first, second;
};
Key draw_key() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32 | device() | 1; };
  return {word(), word()};
}
const Key key = draw_key();

__extension__ using Wide = unsigned __int128;

// Both halves of the product: every bit of the input reaches every bit of the result.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = Wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
std::uint64_t hash_end(const Address& address, std::uint16_t port) {
  const std::uint64_t high = fold(address.high ^ key.first, key.second + port);
  return fold(address.low ^ high, key.first);
}

}  // namespace

std::uint32_t hash_ends(const Address& a, std::uint16_t a_port, const Address& b, std::uint16_t b_port) {
  const std::uint64_t sum = hash_end(a, a_port) + hash_end(b, b_port);
  return static_cast<std::uint32_t>(sum ^ sum >> 32);
}

void FlowTable::place(Entry entry) {
  std::size_t at = entry.hash & mask();
  while (entries_[at].slot != none) at = (at + 1) & mask();
  entries_[at] = entry;
}

void FlowTable::insert(std::uint32_t hash, std::uint32_t slot) {
  if (++used_ * 2 > entries_.size()) {
    std::vector<Entry> old(entries_.size() * 2);
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (entry.slot != none) place(entry);
    }
  }
  place({hash, slot});
}

void FlowTable::erase(std::uint32_t hash, std::uint32_t slot) {
  std::size_t hole = hash & mask();
  while (entries_[hole].slot != slot) {
    if (entries_[hole].slot == none) return;
    hole = (hole + 1) & mask();
  }
  --used_;
  // Entries behind the hole move up, unless that would put them before their home: then no tombstones are needed.
  for (std::size_t at = (hole + 1) & mask(); entries_[at].slot != none; at = (at + 1) & mask()) {
    const std::size_t home = entries_[at].hash & mask();
    if (((at - home) & mask()) >= ((at - hole) & mask())) {
      entries_[hole] = entries_[at];
      hole = at;
    }
  }
  entries_[hole] = {};
}

}  // namespace heloscope::capture
