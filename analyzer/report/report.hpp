// The reports: one file and one function a format. A report takes each session's timeline when it has ended, then the
// input as a whole.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/insight/explain.hpp"
#include "analyzer/insight/timeline.hpp"
#include "analyzer/report/output.hpp"

namespace heloscope::report {

/// One input file as a whole.
struct InputSummary {
  std::string file;
  std::string format;                   ///< "pcap", "pcapng", "transcript"
  std::vector<std::string> link_types;  ///< "EN10MB"; of captures
  std::string dialect;                  ///< "telnet"; of transcripts
  std::uint64_t packets = 0, lines = 0, bytes = 0;
  std::uint64_t sessions = 0, other_connections = 0;
  std::vector<std::pair<std::string, std::uint64_t>> skipped;  ///< what was not looked into, by reason
  std::vector<insight::Finding> findings;                      ///< about the input, not about one session
};

struct Options {
  insight::Level explain = insight::Level::brief;
  bool show_secrets = false;
  bool colour = false;
  unsigned width = 0;  ///< columns of the terminal; 0: lines are not wrapped
};

class Report {
 public:
  virtual ~Report() = default;
  /// The timeline is gone after the call.
  virtual void session(const insight::Timeline& timeline) = 0;
  virtual void input(const InputSummary& summary) = 0;
  /// After the last input.
  virtual void end() {}
};

/// One row a format of `--format`.
struct Format {
  std::string_view name;
  std::string_view description;
  insight::Level default_explain;
  bool shows_digests;  ///< otherwise nothing need be hashed
  std::unique_ptr<Report> (*make)(Output& out, const Options& options);
};
std::span<const Format> formats();
const Format* find_format(std::string_view name);

std::unique_ptr<Report> make_text(Output& out, const Options& options);
std::unique_ptr<Report> make_summary(Output& out, const Options& options);
std::unique_ptr<Report> make_ndjson(Output& out, const Options& options);

}  // namespace heloscope::report
