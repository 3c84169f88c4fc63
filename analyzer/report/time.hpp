// Times as reports show them.
#pragma once
#include <array>
#include <cstdint>

#include "analyzer/chunk.hpp"
#include "analyzer/report/output.hpp"

namespace heloscope::report {

/// RFC 3339 in UTC with microseconds, or nanoseconds where there are some: "2009-10-05T06:06:07.492060Z". Keeps the
/// last second's text, since neighbours share it.
class Rfc3339 {
 public:
  void write(Output& out, std::int64_t time_ns);

 private:
  std::int64_t second_ = no_time;
  std::array<char, 19> text_{};
};
/// For people: "2009-10-05 06:06:07.492 UTC".
void write_utc(Output& out, std::int64_t time_ns);
/// A span in the unit that suits: "812 us", "35 ms", "2.5 s", "3 min 20 s".
void write_span(Output& out, std::int64_t span_ns);

}  // namespace heloscope::report
