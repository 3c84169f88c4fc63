// Octets for tests, written as in an RFC's figures: "45 00 00 28".
#pragma once
#include <string>
#include <string_view>

namespace heloscope::capture {

inline std::string hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    out += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
    ++i;
  }
  return out;
}

}  // namespace heloscope::capture
