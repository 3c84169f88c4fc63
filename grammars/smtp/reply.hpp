// One line of an SMTP reply (RFC 5321 4.2) and the enhanced status code in it (RFC 3463, RFC 2034).
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "grammars/result.hpp"

namespace heloscope::smtp {

/// "5.7.1": class, subject, detail (RFC 3463 2).
struct EnhancedStatus {
  std::uint8_t klass = 0;  ///< 2, 4 or 5
  std::uint16_t subject = 0, detail = 0;
  friend bool operator==(const EnhancedStatus&, const EnhancedStatus&) = default;
};
/// A whole text "5.7.1"; or the code that `text` begins with, followed by a blank or the end. `length` is its octets.
struct LeadingStatus {
  EnhancedStatus status;
  std::size_t length = 0;
};
std::optional<LeadingStatus> parse_enhanced_status(std::string_view text);

/// One reply line. `text` borrows from the line.
struct ReplyLine {
  std::uint16_t code = 0;  ///< 100 to 999 as sent; RFC 5321 4.2.1 knows 200 to 559
  bool last = true;        ///< false: a hyphen follows the code, more lines come
  std::string_view text;   ///< after the separator, as sent, enhanced status code included
};
/// Reads one line, without CRLF. Lenient: "250" alone, and "250\ttext". The error says where it is not a reply line.
Result<ReplyLine> parse_reply_line(std::string_view line);

}  // namespace heloscope::smtp
