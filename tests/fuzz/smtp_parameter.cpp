// Any octets as parameters, xtext, keyword line, path, host and greeting: views lie in the text, and every loop ends.
#include <cstdlib>
#include <string_view>

#include "grammars/smtp/greeting.hpp"
#include "grammars/smtp/keyword.hpp"
#include "grammars/smtp/parameter.hpp"
#include "grammars/smtp/path.hpp"
#include "grammars/smtp/reply.hpp"

namespace {
using namespace heloscope::smtp;

void require(bool holds) {
  if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto lies_in_text = [&](std::string_view part) {
    return part.empty() || (part.data() >= text.data() && part.data() + part.size() <= text.data() + size);
  };
  std::string_view rest = text;
  while (const auto parameter = next_parameter(rest)) {
    require(lies_in_text(parameter->keyword) && lies_in_text(parameter->value) && rest.size() < size);
    size = rest.size();  // it shrinks each time
  }
  size = text.size();
  require(decode_xtext(text).size() <= size);

  const KeywordLine line = parse_keyword_line(text);
  require(lies_in_text(line.keyword) && lies_in_text(line.arguments));
  find_keyword(line.keyword);
  find_mechanism(line.arguments);

  if (const auto path = parse_path(text)) {
    require(lies_in_text(path->source_route) && lies_in_text(path->local_part) && lies_in_text(path->domain));
    require(path->domain.empty() || classify_host(path->domain) != HostKind::malformed);
  } else {
    require(path.error().offset <= size);
  }
  classify_host(text);
  parse_enhanced_status(text);

  const Greeting greeting = parse_greeting(text);
  require(lies_in_text(greeting.host) && lies_in_text(greeting.version) && lies_in_text(greeting.date));
  return 0;
}
