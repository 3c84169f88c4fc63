// The second pass over a line that was refused: where does it leave its grammar, and what was expected there?
#include <boost/spirit/home/x3.hpp>

#include "grammars/smtp/argument.ipp"
#include "grammars/smtp/command.hpp"

namespace heloscope::smtp {
namespace {

Fault fault_at(std::size_t offset, std::string_view expected) {
  return {static_cast<std::uint32_t>(offset), expected};
}

std::optional<Fault> explain(Argument kind, std::string_view line, std::size_t keyword_size) {
  Furthest furthest;
  const char* at = argument_begin(kind, line, keyword_size);
  const char* const end = line.data() + line.size();
  const bool read = with_rule(kind, [&](const auto& rule) {
    Parts parts;
    return x3::parse(at, end, explaining(furthest)[rule], parts);
  });
  if (read) return std::nullopt;
  return fault_at(static_cast<std::size_t>(furthest.at - line.data()), furthest.expected);
}

}  // namespace

std::optional<Fault> find_fault(Verb verb, std::string_view line) {
  if (verb == Verb::unknown || verb == Verb::greeting) return std::nullopt;
  const std::string_view wanted = line.substr(0, line.find_last_not_of(" \t") + 1);
  const std::size_t keyword_size = std::min(wanted.find_first_of(" \t"), wanted.size());
  const Argument kind = info(verb).argument;
  if (kind != Argument::none && keyword_size < wanted.size() && wanted[keyword_size] == '\t')
    return fault_at(keyword_size, "SP");
  if (const auto fault = explain(kind, wanted, keyword_size)) return fault;
  // All is right but for blanks at the end: RFC 5321 4.1.1 lets receivers tolerate them, and nobody send them.
  if (wanted.size() < line.size()) return fault_at(wanted.size(), "CRLF");
  return std::nullopt;
}

}  // namespace heloscope::smtp
