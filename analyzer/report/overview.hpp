// What text and summary have in common: the head of a report (the input in one line, then the findings) and the spool
// that holds the sessions until the head can be written.
#pragma once
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/report.hpp"

namespace heloscope::report {

/// ANSI colours, or nothing at all.
struct Palette {
  explicit Palette(bool on);
  std::string_view client, server, note, strong, error, warning, notice, off;
  std::string_view of(insight::Severity severity) const;
};

/// Gathers the findings of all sessions, grouped, in bounded memory.
class Overview {
 public:
  void add(const insight::Timeline& timeline);
  void add(const insight::Finding& finding);
  /// The input in one line and the findings, gravest first.
  void write(Output& out, const InputSummary& summary, const Options& options) const;
  void clear() { *this = {}; }

 private:
  static constexpr std::size_t max_cases = 8;  // of one finding that are told; the rest is counted
  struct Group {
    std::uint64_t times = 0, sessions = 0;
    std::vector<std::string> cases;  // "session 1, frame 9: ..."
  };
  static void write_group(Output& out, const Group& group, const insight::FindingInfo& info,
                          dialogue::Protocol protocol, const Options& options);
  // By index of the finding and, where the advice differs, by protocol.
  static std::size_t slot(insight::FindingId id, dialogue::Protocol protocol);
  std::array<Group, 2 * insight::findings.size()> groups_;
  std::uint64_t smtp_ = 0, pop3_ = 0, messages_ = 0;
};

/// Text that is written now and shown later: in memory, and in a temporary file where it is much.
class Spool {
 public:
  Output& output() { return gathered_; }
  /// To be called between records.
  void settle();
  /// Everything so far to `out`; the spool is empty then. False if the temporary file failed.
  bool replay(Output& out);

 private:
  static constexpr std::size_t max_memory = std::size_t{16} << 20;
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  Output gathered_;
  std::unique_ptr<std::FILE, Close> file_;
  bool failed_ = false;
};

/// "frame 9", "frames 9, 11-12", "lines 3-4": the places of a finding's events; many of them as one range.
std::string places(const insight::Timeline& timeline, const insight::Finding& finding);
/// "1.2 MB", "439 octets".
std::string amount(std::uint64_t octets);
/// "1 message", "2 messages".
std::string counted(std::uint64_t n, std::string_view one, std::string_view many);
/// "10.1.1.1:1044", "[2001:db8::1]:25", "client" if nothing is told.
std::string endpoint(const Endpoint& e, std::string_view otherwise);
/// Words of `text` in lines of at most `width` columns (0: one line), each after the first begun by `indent` blanks.
void write_wrapped(Output& out, std::string_view text, std::size_t width, std::size_t indent, std::string_view mark);

}  // namespace heloscope::report
