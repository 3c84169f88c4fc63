#include "analyzer/insight/tally.hpp"

#include <algorithm>

#include "analyzer/insight/words.hpp"

namespace heloscope::insight {

void Tally::add(std::initializer_list<std::uint32_t> events, std::string_view words) {
  ++times_;
  for (const auto seq : events)
    if (seq && events_.size() < Finding::max_events && std::ranges::find(events_, seq) == events_.end())
      events_.push_back(seq);
  const auto end = cases_.begin() + static_cast<std::ptrdiff_t>(different_);
  if (words.empty() || std::find(cases_.begin(), end, words) != end) return;
  if (different_ < max_cases)
    cases_[different_++] = words;
  else
    ++more_;
}

void Tally::report(std::vector<Finding>& found, std::string_view lead) {
  if (empty()) return;
  std::string detail(lead);
  for (std::size_t i = 0; i < different_; ++i) {
    if (i) detail += "; ";
    detail += cases_[i];
  }
  if (more_) detail += concat({"; and ", std::to_string(more_), " more"});
  if (!detail.ends_with('.') && !detail.ends_with(".\"")) detail += '.';
  report_as(found, std::move(detail));
}

void Tally::report_as(std::vector<Finding>& found, std::string detail) {
  if (empty()) return;
  found.push_back({id_, std::move(detail), std::move(events_), times_});
}

}  // namespace heloscope::insight
