#include "analyzer/insight/finding.hpp"

#include <algorithm>
#include <array>

#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/timeline.hpp"

namespace heloscope::insight {
namespace {

constexpr std::array detectors{detect_logon, detect_smtp,  detect_pop3,    detect_temporary, detect_refused,
                               detect_order, detect_lines, detect_headers, detect_transport, detect_view};

}  // namespace

std::optional<Severity> find_severity(std::string_view name) {
  const auto row = std::ranges::find(severity_names, name);
  if (row == severity_names.end()) return std::nullopt;
  return static_cast<Severity>(row - severity_names.begin());
}

const FindingInfo* find_finding(std::string_view name) {
  const auto row = std::ranges::find(findings, name, &FindingInfo::name);
  return row == findings.end() ? nullptr : &*row;
}

std::vector<Finding> find_all(const Timeline& timeline) {
  std::vector<Finding> found;
  if (!timeline.record) return found;
  for (const auto detect : detectors) detect(timeline, found);
  const auto order = [](const Finding& a, const Finding& b) {
    const auto severity_a = info(a.id).severity, severity_b = info(b.id).severity;
    if (severity_a != severity_b) return severity_a > severity_b;
    const auto first = [](const Finding& f) { return f.events.empty() ? UINT32_MAX : f.events.front(); };
    if (first(a) != first(b)) return first(a) < first(b);
    return a.id < b.id;
  };
  std::ranges::sort(found, order);
  return found;
}

}  // namespace heloscope::insight
