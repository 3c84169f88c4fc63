// One line of a POP3 server, as status line, greeting and listing: every view lies in the line.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "grammars/pop3/listing.hpp"
#include "grammars/pop3/reply.hpp"

namespace {
void require(bool holds) {
  if (!holds) std::abort();
}
bool within(std::string_view part, std::string_view line) {
  return part.empty() || (part.data() >= line.data() && part.data() + part.size() <= line.data() + line.size());
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloscope::pop3;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  if (const auto reply = parse_reply_line(line)) {
    require(within(reply->text, line) && within(reply->response_code, reply->text));
    require(reply->response_code.empty() || reply->text.starts_with('['));
  } else {
    require(reply.error().offset <= size);
  }
  const Greeting greeting = parse_greeting(line);
  for (const auto part : {greeting.host, greeting.version, greeting.timestamp}) require(within(part, line));
  require(greeting.timestamp.empty() || (greeting.timestamp.front() == '<' && greeting.timestamp.back() == '>'));
  require(greeting.version.empty() || !greeting.product.empty());
  if (const auto listing = parse_unique_id_listing(line)) {
    require(within(listing->unique_id, line) && !listing->unique_id.empty() && listing->unique_id.size() <= 70);
    require(listing->message > 0);
  }
  if (const auto capability = parse_capability(line)) {
    require(within(capability->tag, line) && within(capability->arguments, line) && !capability->tag.empty());
  }
  parse_scan_listing(line).operator bool();
  return 0;
}
