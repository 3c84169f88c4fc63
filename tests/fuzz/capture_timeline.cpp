// A capture file to its timeline: what is no capture by its first octets is passed over.
#include "analyzer/capture/file.hpp"
#include "tests/fuzz/timeline.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  return heloscope::capture::File::is_capture(octets) ? heloscope::fuzz_timeline(data, size) : 0;
}
