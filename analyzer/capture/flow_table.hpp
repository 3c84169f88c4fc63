// Finds connections by their two ends, whichever end sends: one flat table, open addressing, eight octets an entry.
#pragma once
#include <cstdint>
#include <vector>

#include "analyzer/capture/ip.hpp"

namespace heloscope::capture {

/// A keyed hash of two ends, the same both ways round. The key is drawn for each process, so that nobody can craft a
/// capture whose connections all meet in one place; results never depend on it.
std::uint32_t hash_ends(const Address& a, std::uint16_t a_port, const Address& b, std::uint16_t b_port);

/// A multimap from hashes to slots: the caller compares the ends themselves.
class FlowTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  FlowTable() : entries_(smallest) {}

  /// The first slot with `hash` that `is_it(slot)` accepts, or `none`.
  template <class Predicate>
  std::uint32_t find(std::uint32_t hash, Predicate is_it) const {
    for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
      const Entry& entry = entries_[at];
      if (entry.slot == none) return none;
      if (entry.hash == hash && is_it(entry.slot)) return entry.slot;
    }
  }
  void insert(std::uint32_t hash, std::uint32_t slot);
  void erase(std::uint32_t hash, std::uint32_t slot);

 private:
  struct Entry {
    std::uint32_t hash = 0, slot = none;
  };
  static constexpr std::size_t smallest = 1024;
  std::size_t mask() const { return entries_.size() - 1; }
  void place(Entry entry);

  std::vector<Entry> entries_;  // a power of two, at most half full
  std::size_t used_ = 0;
};

}  // namespace heloscope::capture
