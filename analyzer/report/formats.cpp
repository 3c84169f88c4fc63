#include <array>

#include "analyzer/report/report.hpp"

namespace heloscope::report {
namespace {

constexpr std::array table{
    Format{"text", "findings first, then every line explained", insight::Level::brief, true, make_text},
    Format{"summary", "one line a session, and the findings", insight::Level::brief, false, make_summary},
    Format{"ndjson", "one JSON object a line, for scripts (schema in analyzer/report/ndjson.schema.json)",
           insight::Level::none, true, make_ndjson},
};

}  // namespace

std::span<const Format> formats() { return table; }

const Format* find_format(std::string_view name) {
  for (const auto& format : table)
    if (format.name == name) return &format;
  return nullptr;
}

}  // namespace heloscope::report
