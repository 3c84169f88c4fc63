// Repeats of one finding become one Finding: how often, which events, and the first few cases in words. Costs nothing
// while nothing is found.
#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/insight/finding.hpp"

namespace heloscope::insight {

class Tally {
 public:
  explicit Tally(FindingId id) : id_(id) {}
  /// One more case: its events, the decisive one first (zeros are left out), and its words.
  void add(std::initializer_list<std::uint32_t> events, std::string_view words);
  bool empty() const { return times_ == 0; }
  std::uint64_t times() const { return times_; }
  /// Appends the finding, if there is one: `lead`, the cases with "; " between them, "; and n more", a full stop.
  void report(std::vector<Finding>& found, std::string_view lead = {});
  /// The same with a sentence of its own.
  void report_as(std::vector<Finding>& found, std::string detail);

 private:
  static constexpr std::size_t max_cases = 3;  // in words; `times` tells the rest
  FindingId id_;
  std::uint64_t times_ = 0, more_ = 0;
  std::vector<std::uint32_t> events_;
  std::array<std::string, max_cases> cases_;
  std::size_t different_ = 0;
};

}  // namespace heloscope::insight
