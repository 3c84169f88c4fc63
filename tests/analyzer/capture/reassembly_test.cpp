#include "analyzer/capture/reassembly.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace heloscope::capture {
namespace {

// Everything held, as "10:abc 20:-5" where octets are missing.
std::string show(Reassembly r) {
  std::string out;
  while (!r.empty()) {
    out += std::to_string(r.first()) + ":";
    const Piece piece = r.take();
    out += piece.octets.empty() ? "-" + std::to_string(piece.missing) : piece.octets;
    if (!r.empty()) out += ' ';
  }
  EXPECT_EQ(r.held(), 0u);
  return out;
}

struct Add {
  Position at;
  std::string_view octets;
  std::uint64_t missing = 0;
};

TEST(Reassembly, KeepsTheFirstOctets) {
  const struct {
    const char* name;
    std::vector<Add> adds;
    const char* held;
    std::uint64_t conflicting = 0;
  } cases[] = {
      {"apart", {{20, "b"}, {10, "a"}}, "10:a 20:b"},
      {"adjacent", {{11, "b"}, {10, "a"}}, "10:a 11:b"},
      {"the same again", {{10, "abc"}, {10, "abc"}}, "10:abc"},
      {"the same, other octets", {{10, "abc"}, {10, "xbz"}}, "10:abc", 2},
      {"inside", {{10, "abcde"}, {11, "bXd"}}, "10:abcde", 1},
      {"around", {{11, "b"}, {10, "abc"}}, "10:a 11:b 12:c"},
      {"over the front", {{12, "cd"}, {10, "abc"}}, "10:ab 12:cd"},
      {"over the end", {{10, "ab"}, {11, "bcd"}}, "10:ab 12:cd"},
      {"over many", {{11, "b"}, {13, "d"}, {15, "f"}, {10, "aXcdeXg"}}, "10:a 11:b 12:c 13:d 14:e 15:f 16:g", 2},
      {"missing", {{10, "ab", 3}}, "10:ab 12:-3"},
      {"missing filled", {{10, "ab", 3}, {12, "cde"}}, "10:ab 12:cde"},
      {"missing filled in the middle", {{10, "ab", 3}, {13, "d"}}, "10:ab 12:-1 13:d 14:-1"},
      {"missing over octets", {{12, "c"}, {10, "a", 4}}, "10:a 11:-1 12:c 13:-2"},
      {"missing twice", {{10, "", 3}, {11, "", 4}}, "10:-3 13:-2"},
      {"missing, then all", {{10, "", 3}, {9, "abcde"}}, "9:abcde"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Reassembly r;
    std::uint64_t conflicting = 0;
    for (const Add& add : c.adds) conflicting += r.add(add.at, add.octets, add.missing, {});
    EXPECT_EQ(show(r), c.held);
    EXPECT_EQ(conflicting, c.conflicting);
  }
}

TEST(Reassembly, CountsSmallPiecesAsMemoryToo) {
  Reassembly r;
  for (Position at = 0; at < 100; ++at) r.add(2 * at, "x", 0, {});
  EXPECT_EQ(r.held(), 100 * (1 + Reassembly::piece_cost));
  r.clear();
  EXPECT_EQ(r.held(), 0u);
  EXPECT_TRUE(r.empty());
}

TEST(Reassembly, AgreesWithAnArrayOfOctets) {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    Reassembly r;
    std::string model(64, '.');  // '.' nothing, '-' missing
    std::uint64_t conflicting = 0, expected = 0;
    for (int i = 0; i < 12; ++i) {
      const std::size_t at = random() % 40, size = random() % 16, missing = random() % 3 == 0 ? random() % 8 : 0;
      std::string octets;
      for (std::size_t k = 0; k < size; ++k) octets += static_cast<char>('a' + random() % 4);
      conflicting += r.add(at, octets, missing, {});
      for (std::size_t k = 0; k < size; ++k) {
        char& there = model[at + k];
        if (there == '.' || there == '-') there = octets[k];
        expected += there != octets[k];
      }
      for (std::size_t k = 0; k < missing; ++k) {
        if (model[at + size + k] == '.') model[at + size + k] = '-';
      }
    }
    std::string held(64, '.');
    while (!r.empty()) {
      const Position at = r.first();
      const Piece piece = r.take();
      held.replace(at, piece.size(), piece.octets.empty() ? std::string(piece.missing, '-') : piece.octets);
    }
    EXPECT_EQ(held, model);
    EXPECT_EQ(conflicting, expected);
    EXPECT_EQ(r.held(), 0u);
  }
}

}  // namespace
}  // namespace heloscope::capture
