// Any octets as an input file, through the whole pipeline and every report.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "analyzer/pipeline.hpp"
#include "analyzer/report/report.hpp"

namespace heloscope {

inline int fuzz_timeline(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  for (const auto& format : report::formats()) {
    std::FILE* stream = fmemopen(const_cast<std::uint8_t*>(data), size, "rb");
    if (!stream) return 0;
    report::Output out;
    report::Options options;
    options.explain = insight::Level::full;
    const auto report = format.make(out, options);
    analyze(stream, "input", size, {}, *report);
    for (const char c : out.text())  // nothing of the input may reach a terminal as a control
      if (c != '\n' && ((c >= 0 && c < ' ') || c == 0x7f)) std::abort();
  }
  return 0;
}

}  // namespace heloscope
