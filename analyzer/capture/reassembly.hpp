// Octets of one direction that cannot be delivered yet: they came before their predecessors, or before the words they
// answer. Where the same octets come twice, the first ones count. The caller watches held() and decides when to give
// up.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "analyzer/capture/sequence.hpp"

namespace heloscope::capture {

/// Where octets come from, and what their sender had heard by then.
struct Origin {
  Position heard = 0;  ///< the other direction's position that was acknowledged with them; 0 if that binds nothing
  std::int64_t time_ns = 0;
  std::uint64_t frame = 0;
};

/// Octets, or a number of octets that were sent but not captured.
struct Piece {
  std::string octets;
  std::uint64_t missing = 0;  ///< if `octets` is empty
  Origin origin;
  std::uint64_t size() const { return octets.empty() ? missing : octets.size(); }
};

class Reassembly {
 public:
  /// Each piece counts as at least this much, so that one-octet segments stay within the limits too: what the map's
  /// node, the string and the allocator's rounding take.
  static constexpr std::size_t piece_cost = 128;

  /// Keeps `octets`, which stand at `at`, and `missing` octets behind them. Captured octets fill what is missing,
  /// either way round. Returns how many octets contradict those that were there first.
  std::uint64_t add(Position at, std::string_view octets, std::uint64_t missing, const Origin& origin);
  void clear();

  bool empty() const { return pieces_.empty(); }
  /// The earliest piece; only if not empty().
  Position first() const { return pieces_.begin()->first; }
  const Piece& front() const { return pieces_.begin()->second; }
  Piece take();
  /// Octets of memory, about.
  std::size_t held() const { return held_; }

 private:
  using Pieces = std::map<Position, Piece>;
  void put(Position at, Piece piece);
  Pieces::iterator first_touching(Position at);
  void carve(Position from, Position to);  // takes what is missing out of [from, to)

  Pieces pieces_;  // they do not overlap
  std::size_t held_ = 0;
};

}  // namespace heloscope::capture
