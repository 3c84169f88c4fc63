#include "grammars/smtp/verb.hpp"

#include <utility>

#include "grammars/ascii.hpp"
#include "grammars/smtp/packed.hpp"

namespace heloscope::smtp {
namespace {

// A perfect hash over the packed names: one multiplication, one look-up, one comparison.
constexpr std::size_t slots = 256;
constexpr std::size_t slot(std::uint64_t packed, std::uint64_t factor) {
  return static_cast<std::size_t>((packed * factor) >> 56);
}
constexpr bool is_sent(const VerbInfo& row) { return row.verb != Verb::greeting && row.verb != Verb::unknown; }
constexpr bool fits(const VerbInfo& row) { return is_sent(row) && row.name.size() <= packed_size; }

consteval std::uint64_t find_factor() {
  std::uint64_t factor = 0x9E3779B97F4A7C15;  // odd, bits well mixed: the golden ratio's
  for (;; factor += 0x632BE59BD9B4E01A) {
    std::array<bool, slots> taken{};
    if (std::ranges::all_of(verbs, [&](const VerbInfo& row) {
          return !fits(row) || !std::exchange(taken[slot(pack(row.name), factor)], true);
        }))
      return factor;
  }
}
constexpr std::uint64_t factor = find_factor();

struct Entry {
  std::uint64_t packed = 0;
  std::size_t size = 0;  // of the name: a NUL behind it packs like its end
  Verb verb = Verb::unknown;
};
constexpr auto table = [] {
  std::array<Entry, slots> out{};
  for (const auto& row : verbs)
    if (fits(row)) out[slot(pack(row.name), factor)] = {pack(row.name), row.name.size(), row.verb};
  return out;
}();

}  // namespace

Verb find_verb(std::string_view keyword) {
  if (keyword.size() <= packed_size) {
    const std::uint64_t packed = pack(keyword);
    const Entry& entry = table[slot(packed, factor)];
    return entry.packed == packed && entry.size == keyword.size() ? entry.verb : Verb::unknown;
  }
  for (const auto& row : verbs)
    if (is_sent(row) && !fits(row) && ascii::iequals(row.name, keyword)) return row.verb;
  return Verb::unknown;
}

}  // namespace heloscope::smtp
