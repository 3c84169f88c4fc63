#include "analyzer/message/headers.hpp"

#include <gmime/gmime.h>

#include <mutex>

#include "grammars/ascii.hpp"

namespace heloscope::message {
namespace {

// RFC 5322 2.2.3: unfolding removes the CRLF before a blank.
std::string unfold(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (const char c : body)
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  return out;
}

}  // namespace

std::optional<std::string_view> find_field(std::string_view section, std::string_view name) {
  std::size_t at = 0;
  while (at < section.size()) {
    std::size_t end = section.find('\n', at);
    end = end == std::string_view::npos ? section.size() : end + 1;
    while (end < section.size() && ascii::is_blank(section[end])) {  // folded lines belong to the field
      const auto next = section.find('\n', end);
      end = next == std::string_view::npos ? section.size() : next + 1;
    }
    const std::string_view field = section.substr(at, end - at);
    const auto colon = field.find(':');
    if (colon != std::string_view::npos && ascii::iequals(ascii::trim(field.substr(0, colon)), name)) {
      std::string_view body = field.substr(colon + 1);
      while (!body.empty() && (body.back() == '\n' || body.back() == '\r')) body.remove_suffix(1);
      return ascii::trim(body);
    }
    at = end;
  }
  return std::nullopt;
}

std::string decode_field(std::string_view body) {
  std::string text = unfold(body);
  if (text.find("=?") == std::string::npos) return text;
  static std::once_flag ready;
  std::call_once(ready, [] { g_mime_init(); });
  char* const decoded = g_mime_utils_header_decode_text(nullptr, text.c_str());
  if (decoded) text = decoded;
  g_free(decoded);
  return text;
}

}  // namespace heloscope::message
