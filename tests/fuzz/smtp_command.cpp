// Any octets as a command line: what is read lies in the line, and both passes agree on whether the line is right.
#include <cstdlib>
#include <string_view>

#include "grammars/smtp/command.hpp"

namespace {
using namespace heloscope::smtp;

void require(bool holds) {
  if (!holds) std::abort();
}
bool lies_in(std::string_view part, std::string_view line) {
  return part.empty() || (part.data() >= line.data() && part.data() + part.size() <= line.data() + line.size());
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view line{reinterpret_cast<const char*>(data), size};
  const Command command = parse_command(line);
  require(lies_in(command.keyword, line) && lies_in(command.argument, line));
  require(lies_in(command.operand, command.argument) && lies_in(command.parameters, command.argument));
  require(command.fault == find_fault(command.verb, line));
  if (command.fault) require(command.fault->offset <= size && !command.fault->expected.empty());
  if (const auto chunk = parse_chunk(command)) require(chunk->octets <= (std::uint64_t{1} << 63) - 1);
  // Whatever the verb, a second pass stays in the line.
  for (const auto& row : verbs)
    if (const auto fault = find_fault(row.verb, line)) require(fault->offset <= size && !fault->expected.empty());
  return 0;
}
