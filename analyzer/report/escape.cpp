#include "analyzer/report/escape.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace heloscope::report {
namespace {

std::uint32_t decode(std::string_view c) {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(c[i])); };
  switch (c.size()) {
    case 1: return octet(0);
    case 2: return (octet(0) & 0x1f) << 6 | (octet(1) & 0x3f);
    case 3: return (octet(0) & 0x0f) << 12 | (octet(1) & 0x3f) << 6 | (octet(2) & 0x3f);
    default: return (octet(0) & 0x07) << 18 | (octet(1) & 0x3f) << 12 | (octet(2) & 0x3f) << 6 | (octet(3) & 0x3f);
  }
}

struct Range {
  std::uint32_t first, last;
};
// Characters that show nothing of themselves and change what is around them (Unicode general category Cf and line
// breaks).
constexpr Range invisible[] = {{0x00, 0x1f},     {0x7f, 0x9f},      {0xad, 0xad},     {0x61c, 0x61c},
                               {0x200b, 0x200f}, {0x2028, 0x202e},  {0x2060, 0x206f}, {0xfeff, 0xfeff},
                               {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};
bool is_invisible(std::uint32_t c) {
  for (const auto& range : invisible)
    if (range.first <= c && c <= range.last) return true;
  return false;
}

// Octets that stand for themselves inside a JSON string.
constexpr auto plain_json = [] {
  std::array<bool, 256> plain{};
  for (int c = 0x20; c < 0x7f; ++c) plain[static_cast<std::size_t>(c)] = c != '"' && c != '\\';
  return plain;
}();

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto octet = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (octet(i) & 0xc0) == 0x80; };
  const unsigned lead = octet(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (!tail(1) || !tail(2)) return 0;
    if (lead == 0xe0 && octet(1) < 0xa0) return 0;  // overlong
    if (lead == 0xed && octet(1) > 0x9f) return 0;  // surrogates
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (lead == 0xf0 && octet(1) < 0x90) return 0;
    if (lead == 0xf4 && octet(1) > 0x8f) return 0;  // beyond U+10FFFF
    return 4;
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  std::size_t ascii = 0;  // eight at a time: nearly everything is
  for (std::uint64_t word = 0; ascii + 8 <= text.size(); ascii += 8) {
    std::memcpy(&word, text.data() + ascii, 8);
    if (word & 0x8080808080808080) break;
  }
  text.remove_prefix(ascii);
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    if (n == 0) return false;
    text.remove_prefix(n);
  }
  return true;
}

void write_visible(Output& out, std::string_view text) {
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && text[plain] >= ' ' && text[plain] < 0x7f) ++plain;
    out.write(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const std::size_t n = utf8_length(text);
    if (n == 0) {
      out.print("\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    const std::uint32_t c = decode(text.substr(0, n));
    if (!is_invisible(c))
      out.write(text.substr(0, n));
    else if (c < 0x100)
      out.print("\\x{:02x}", c);
    else
      out.print("\\u{{{:04x}}}", c);
    text.remove_prefix(n);
  }
}

std::string visible(std::string_view text) {
  Output out;
  write_visible(out, text);
  return std::string(out.text());
}

std::size_t columns(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return n;
}

void write_json(Output& out, std::string_view text) {
  out.write('"');
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && plain_json[static_cast<unsigned char>(text[plain])]) ++plain;
    out.write(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text.front();
    std::size_t n = 1;
    switch (c) {
      case '"': out.write("\\\""); break;
      case '\\': out.write("\\\\"); break;
      case '\n': out.write("\\n"); break;
      case '\r': out.write("\\r"); break;
      case '\t': out.write("\\t"); break;
      default:
        if (static_cast<unsigned char>(c) < 0x80) {
          out.print("\\u{:04x}", static_cast<unsigned>(c));
        } else if (n = utf8_length(text); n == 0) {
          out.write("\xef\xbf\xbd");
          n = 1;
        } else {
          const std::uint32_t character = decode(text.substr(0, n));
          if (!is_invisible(character))
            out.write(text.substr(0, n));
          else if (character < 0x10000)
            out.print("\\u{:04x}", character);
          else
            out.print("\\u{:04x}\\u{:04x}", 0xd800 + ((character - 0x10000) >> 10), 0xdc00 + (character & 0x3ff));
        }
    }
    text.remove_prefix(n);
  }
  out.write('"');
}

}  // namespace heloscope::report
