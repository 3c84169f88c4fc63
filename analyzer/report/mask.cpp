#include "analyzer/report/mask.hpp"

#include <algorithm>

namespace heloscope::report {

std::string_view shown(const dialogue::Record& record, const dialogue::Event& event, dialogue::Slice part, bool show,
                       std::string& scratch) {
  const std::string_view text = record.view(part);
  if (show || event.secret.length == 0) return text;
  const std::uint32_t begin = std::max(event.secret.offset, part.offset);
  const std::uint32_t end = std::min(event.secret.offset + event.secret.length, part.offset + part.length);
  if (begin >= end) return text;
  scratch.assign(text.substr(0, begin - part.offset));
  scratch += mask;
  scratch += text.substr(end - part.offset);
  return scratch;
}

}  // namespace heloscope::report
