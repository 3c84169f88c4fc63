// The flow from one input to its report: source -> steps -> conversations -> timelines -> report. What each box does is in
// its own folder; here they are joined.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/dialogue/event.hpp"
#include "analyzer/insight/finding.hpp"
#include "analyzer/report/report.hpp"

namespace heloscope {

struct AnalysisOptions {
  bool hash = true;    ///< SHA-256 of each message
  std::string filter;  ///< libpcap filter, empty for none
  std::vector<std::pair<std::uint16_t, dialogue::Protocol>> decode_as;  ///< by server port
  /// Called now and then: octets read, octets of the file (0 if unknown), sessions reported.
  std::function<void(std::uint64_t, std::uint64_t, std::uint64_t)> progress;
};

struct Outcome {
  std::string error;  ///< why the input could not be read at all; empty if it could
  std::optional<insight::Severity> gravest;  ///< of its findings
};

/// Reads `path` ("-": standard input), whatever it holds, and gives it to `report`. A damaged input is read as far as it
/// goes; the damage is a finding.
Outcome analyze(const std::string& path, const AnalysisOptions& options, report::Report& report);

}  // namespace heloscope
