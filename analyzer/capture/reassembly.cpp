#include "analyzer/capture/reassembly.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace heloscope::capture {
namespace {

std::uint64_t differing(std::string_view a, std::string_view b) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) count += a[i] != b[i];
  return count;
}

}  // namespace

void Reassembly::put(Position at, Piece piece) {
  held_ += piece.octets.size() + piece_cost;
  pieces_.emplace(at, std::move(piece));
}

Reassembly::Pieces::iterator Reassembly::first_touching(Position at) {
  auto piece = pieces_.upper_bound(at);
  if (piece != pieces_.begin()) {
    const auto before = std::prev(piece);
    if (before->first + before->second.size() > at) return before;
  }
  return piece;
}

void Reassembly::carve(Position from, Position to) {
  for (auto at = first_touching(from); at != pieces_.end() && at->first < to;) {
    if (!at->second.octets.empty()) {
      ++at;
      continue;
    }
    const Position begin = at->first, end = begin + at->second.missing;
    const Origin origin = at->second.origin;
    at = pieces_.erase(at);
    held_ -= piece_cost;
    if (begin < from) put(begin, {{}, from - begin, origin});
    if (end > to) put(to, {{}, end - to, origin});
  }
}

std::uint64_t Reassembly::add(Position at, std::string_view octets, std::uint64_t missing, const Origin& origin) {
  const Position gap = at + octets.size();
  std::uint64_t conflicting = 0;
  carve(at, gap);
  // What is left in the way are octets; between them ours find room.
  for (auto next = first_touching(at); !octets.empty(); ++next) {
    const Position end = next == pieces_.end() ? gap : std::clamp(next->first, at, gap);
    if (end > at) put(at, {std::string(octets.substr(0, end - at)), 0, origin});
    octets.remove_prefix(end - at);
    at = end;
    if (octets.empty()) break;
    const std::size_t skipped = at - next->first;  // a piece may begin before us
    const std::string_view theirs = std::string_view(next->second.octets).substr(skipped);
    conflicting += differing(theirs, octets);
    const std::size_t covered = std::min(theirs.size(), octets.size());
    octets.remove_prefix(covered);
    at += covered;
  }
  const Position end = gap + missing;
  at = gap;
  for (auto next = first_touching(at); at < end; ++next) {
    const Position until = next == pieces_.end() ? end : std::clamp(next->first, at, end);
    if (until > at) put(at, {{}, until - at, origin});
    if (next == pieces_.end()) break;
    at = std::max(until, next->first + next->second.size());
  }
  return conflicting;
}

void Reassembly::clear() {
  pieces_.clear();
  held_ = 0;
}

Piece Reassembly::take() {
  Piece piece = std::move(pieces_.begin()->second);
  held_ -= piece.octets.size() + piece_cost;
  pieces_.erase(pieces_.begin());
  return piece;
}

}  // namespace heloscope::capture
