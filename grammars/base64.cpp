#include "grammars/base64.hpp"

#include <array>
#include <cstdint>

namespace heloscope {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr auto values = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < digits.size(); ++i)
    table[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
  return table;
}();
constexpr int value(char c) { return values[static_cast<unsigned char>(c)]; }

std::string_view without_padding(std::string_view text) {
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  text = without_padding(text);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    if (value(c) < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value(c));
    have += 6;
    if (have >= 8) {
      have -= 8;
      out += static_cast<char>((bits >> have) & 0xff);
    }
  }
  return out;
}

std::string encode_base64(std::string_view octets) {
  std::string out;
  out.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const auto octet = [&](std::size_t k) {
      return i + k < octets.size() ? std::uint32_t{static_cast<unsigned char>(octets[i + k])} : 0U;
    };
    const std::uint32_t bits = octet(0) << 16 | octet(1) << 8 | octet(2);
    out += digits[bits >> 18];
    out += digits[(bits >> 12) & 63];
    out += i + 1 < octets.size() ? digits[(bits >> 6) & 63] : '=';
    out += i + 2 < octets.size() ? digits[bits & 63] : '=';
  }
  return out;
}

bool looks_like_base64(std::string_view text) {
  text = without_padding(text);
  if (text.empty()) return false;
  for (const char c : text)
    if (value(c) < 0) return false;
  return true;
}

}  // namespace heloscope
