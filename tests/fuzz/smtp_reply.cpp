// Any octets as a reply line: the text lies in the line, codes stay in their ranges, every code has an explanation or
// none.
#include <cstdlib>
#include <string_view>

#include "grammars/smtp/reply.hpp"
#include "grammars/smtp/reply_code.hpp"

namespace {
using namespace heloscope::smtp;

void require(bool holds) {
  if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view line{reinterpret_cast<const char*>(data), size};
  const auto reply = parse_reply_line(line);
  if (!reply) {
    require(reply.error().offset <= size && reply.error().offset <= 3);
    return 0;
  }
  require(reply->code >= 100 && reply->code <= 999);
  require(reply->text.empty() || reply->text.data() + reply->text.size() == line.data() + size);
  for (const auto& row : verbs) {
    const auto* info = find_reply_code(reply->code, row.verb);
    require(!info || info->code == reply->code);
  }
  if (const auto leading = parse_enhanced_status(reply->text)) {
    require(leading->length >= 5 && leading->length <= reply->text.size());
    require(leading->status.subject <= 999 && leading->status.detail <= 999);
    const auto* info = find_enhanced_status(leading->status);
    require(!info || info->subject == leading->status.subject);
  }
  return 0;
}
