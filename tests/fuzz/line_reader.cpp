// The line reader against a plain reading of the same octets: cut by the input's own first octets, it must give the
// same lines.
#include "analyzer/dialogue/line_reader.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace heloscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const std::size_t steps[3] = {data[0] % 16U + 1, data[1] % 64U + 1, data[2] * 16U + 1};
  const std::string stream(reinterpret_cast<const char*>(data) + 3, size - 3);
  const auto read = [&](bool whole) {
    dialogue::LineReader reader;
    std::vector<std::string> lines;
    std::uint64_t octets = 0;
    const auto keep = [&](const dialogue::Line& line) {
      lines.emplace_back(line.text);
      octets += line.octets;
    };
    for (std::size_t at = 0, i = 0; at < stream.size(); ++i) {
      const std::string piece = stream.substr(at, whole ? stream.size() : steps[i % 3]);
      reader.feed({Side::client, piece, 0, 0, 1});
      while (const auto line = reader.next()) keep(*line);
      reader.settle();
      at += piece.size();
    }
    if (const auto line = reader.finish()) keep(*line);
    if (octets != stream.size()) std::abort();  // every octet belongs to one line
    return lines;
  };
  if (read(true) != read(false)) std::abort();
  return 0;
}
