// One POP3 command line: every view lies in the line, a fault lies in it too, and a right line reads the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "grammars/pop3/command.hpp"

namespace {
void require(bool holds) {
  if (!holds) std::abort();
}
bool within(std::string_view part, std::string_view line) {
  return part.empty() || (part.data() >= line.data() && part.data() + part.size() <= line.data() + line.size());
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heloscope::pop3;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const Command command = parse_command(line);
  for (const auto part : {command.keyword, command.argument, command.operand, command.parameters}) {
    require(within(part, line));
  }
  require(line.starts_with(command.keyword));
  require(!command.fault || (command.fault->offset <= line.size() && !command.fault->expected.empty()));
  require(!command.fault || command.verb != Verb::unknown);
  require(!command.fault || command.fault->expected != "argument");  // every expectation has its name in the table
  const Argument argument = info(command.verb).argument;
  if (!command.fault && (argument == Argument::message || argument == Argument::message_lines)) {
    require(command.message > 0);
  }
  has_body(command);
  return 0;
}
