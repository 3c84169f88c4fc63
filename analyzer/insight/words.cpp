#include "analyzer/insight/words.hpp"

#include <array>

#include "analyzer/insight/logon.hpp"
#include "grammars/ascii.hpp"

namespace heloscope::insight {

std::string clip(std::string_view text, std::size_t limit) {
  constexpr std::string_view ellipsis = "…";
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit - ellipsis.size();
  // RFC 3629 3: octets 10xxxxxx continue a character; at most three of them belong to one.
  const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
  for (int i = 0; i < 3 && end > 0 && continues(end); ++i) --end;
  return concat({text.substr(0, end), ellipsis});
}

std::string quoted(std::string_view text, std::size_t limit) { return concat({"\"", clip(text, limit), "\""}); }

std::string count(std::uint64_t n, std::string_view noun, std::string_view many) {
  const std::string number = std::to_string(n);
  if (n == 1) return concat({number, " ", noun});
  return many.empty() ? concat({number, " ", noun, "s"}) : concat({number, " ", many});
}

std::string size(std::uint64_t octets) {
  struct Unit {
    std::uint64_t octets;
    std::string_view name;
  };
  constexpr std::array units{Unit{std::uint64_t{1} << 40, "TiB"}, Unit{std::uint64_t{1} << 30, "GiB"},
                             Unit{std::uint64_t{1} << 20, "MiB"}, Unit{std::uint64_t{1} << 10, "KiB"}};
  std::string text = count(octets, "octet");
  for (const auto& unit : units) {
    if (octets < unit.octets) continue;
    const std::uint64_t tenths = octets % unit.octets * 10 / unit.octets;
    std::string number = std::to_string(octets / unit.octets);
    if (tenths) number += '.', number += std::to_string(tenths);
    const bool exact = octets % unit.octets == 0;
    return text += concat({exact ? " (" : " (about ", number, " ", unit.name, ")"});
  }
  return text;
}

std::string concat(std::initializer_list<std::string_view> pieces) {
  std::size_t length = 0;
  for (const auto piece : pieces) length += piece.size();
  std::string out;
  out.reserve(length);
  for (const auto piece : pieces) out += piece;
  return out;
}

void add_sentence(std::string& text, std::string_view sentence) {
  if (sentence.empty()) return;
  if (!text.empty()) text += ' ';
  text += sentence;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string shown(const dialogue::Record& record, const dialogue::Event& event, dialogue::Slice slice) {
  const auto& secret = event.secret;
  const bool overlap = slice.length && secret.length && slice.offset < secret.offset + secret.length &&
                       secret.offset < slice.offset + slice.length;
  return overlap ? "(hidden)" : clip(record.view(slice));
}

std::string quoted_line(const dialogue::Record& record, const dialogue::Event& event) {
  if (is_unknown_command(event) &&
      may_be_stray_secret(record, static_cast<std::uint32_t>(&event - record.events.data()) + 1))
    return "a line of base64 after AUTH (hidden, for it may be a password)";
  dialogue::Slice line = event.text;
  line.length = static_cast<std::uint32_t>(first_line(record.view(line)).size());
  if (event.secret.length && event.secret.offset < line.offset + line.length)
    return concat({"\"", clip(record.view({line.offset, event.secret.offset - line.offset})), "(hidden)\""});
  return quoted(record.view(line));
}

std::string place(const Fault& fault) {
  const std::string octet = std::to_string(std::uint64_t{fault.offset} + 1);
  return concat({"octet ", octet, ": expected ", fault.expected == "CRLF" ? "the end of the line" : fault.expected});
}

bool only_trailing_blanks(const dialogue::Record& record, const dialogue::Event& command) {
  if (command.fault.expected != "CRLF") return false;
  std::string_view text = record.view(command.text);
  if (command.fault.offset >= text.size()) return false;
  text.remove_prefix(command.fault.offset);
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace heloscope::insight
