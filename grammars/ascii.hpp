// US-ASCII, without the locale: mail protocols compare their keywords octet by octet (RFC 5321 2.4).
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace heloscope::ascii {

constexpr char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }
constexpr bool is_alnum(char c) { return is_digit(c) || is_alpha(c); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_print(char c) { return c >= ' ' && c <= '~'; }
/// A control octet: C0 or DEL.
constexpr bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7f; }

/// Equal but for the case of the letters A to Z.
constexpr bool iequals(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_upper, to_upper);
}
constexpr bool istarts_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}
/// Whether `text` holds `part`, whatever the letters' case.
constexpr bool icontains(std::string_view text, std::string_view part) {
  // Not std::ranges::search: clang 14 cannot read the subrange of this libstdc++.
  const auto same = [](char a, char b) { return to_upper(a) == to_upper(b); };
  return part.empty() || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}
/// `text` without blanks (space, tab) at either end; borrows from it.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}
inline std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_upper);
  return out;
}
inline std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

}  // namespace heloscope::ascii
