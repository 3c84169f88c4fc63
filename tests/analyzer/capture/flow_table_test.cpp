#include "analyzer/capture/flow_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace heloscope::capture {
namespace {

TEST(HashEnds, IsTheSameBothWaysAndSpreads) {
  std::set<std::uint32_t> seen;
  for (std::uint32_t i = 0; i < 10000; ++i) {
    const Address a = v4(0x0a000000 + i / 100), b = v4(0xc0000201);
    const auto port = static_cast<std::uint16_t>(1024 + i % 100);
    const std::uint32_t hash = hash_ends(a, port, b, 25);
    EXPECT_EQ(hash, hash_ends(b, 25, a, port));
    seen.insert(hash & 0xffff);
  }
  EXPECT_GT(seen.size(), 9000u);  // of 65536 places; 9280 are expected
}

TEST(FlowTable, FindsWhatIsIn) {
  // Few hashes, so that entries pile up and wrap round the end; erasing must not lose the ones behind.
  FlowTable table;
  std::map<std::uint32_t, std::uint32_t> in;  // slot to hash
  std::mt19937 random(5);
  for (int i = 0; i < 20000; ++i) {
    const auto slot = static_cast<std::uint32_t>(random() % 700);
    const auto found = in.find(slot);
    if (found == in.end()) {
      in[slot] = static_cast<std::uint32_t>(1000 + random() % 60);
      table.insert(in[slot], slot);
    } else {
      table.erase(found->second, slot);
      in.erase(found);
    }
    if (i % 100 != 0) continue;
    for (std::uint32_t each = 0; each < 700; ++each) {
      const auto at = in.find(each);
      const std::uint32_t hash = at == in.end() ? 1000 : at->second;
      const std::uint32_t result = table.find(hash, [&](std::uint32_t candidate) { return candidate == each; });
      ASSERT_EQ(result, at == in.end() ? FlowTable::none : each);
    }
  }
}

}  // namespace
}  // namespace heloscope::capture
