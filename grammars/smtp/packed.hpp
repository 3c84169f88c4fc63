// A word of up to eight octets as one number, upper-cased: to compare keywords in one step.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heloscope::smtp {

inline constexpr std::size_t packed_size = 8;

/// The octets A to Z for a to z, all eight at once: no octet's sum reaches its neighbour.
constexpr std::uint64_t upper_octets(std::uint64_t octets) {
  constexpr std::uint64_t each = 0x0101010101010101;
  const std::uint64_t low = octets & (each * 0x7f);
  const std::uint64_t from_a = low + each * (0x80 - 'a');
  const std::uint64_t above_z = low + each * (0x7f - 'z');
  const std::uint64_t is_lower = (from_a ^ above_z) & ~octets & (each * 0x80);
  return octets ^ (is_lower >> 2);
}

/// At most eight octets; two different words (but for case) never pack to the same number unless one of them holds
/// NUL.
constexpr std::uint64_t pack(std::string_view word) {
  const auto octet = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(word[i])}; };
  const auto four = [&](std::size_t i) {  // compilers make one load of it
    return octet(i) | octet(i + 1) << 8 | octet(i + 2) << 16 | octet(i + 3) << 24;
  };
  const std::size_t n = word.size();
  if (n >= 4) return upper_octets(four(0) | four(n - 4) << (8 * (n - 4)));  // the loads overlap in equal octets
  std::uint64_t octets = 0;
  for (std::size_t i = 0; i < n; ++i) octets |= octet(i) << (8 * i);
  return upper_octets(octets);
}
static_assert(pack("starttls") == pack("STARTTLS") && pack("x{@") != pack("X[`") && pack("MAIL") != pack("MAI"));

}  // namespace heloscope::smtp
