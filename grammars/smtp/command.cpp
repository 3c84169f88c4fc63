#include "grammars/smtp/command.hpp"

#include <charconv>
#include <limits>

#include "grammars/ascii.hpp"
#include "grammars/smtp/argument.ipp"

namespace heloscope::smtp {
namespace {

// What servers take besides what the RFC allows: blanks everywhere, "FROM :", no brackets. These rules accept any line,
// since a part may be empty.
const auto blanks = x3::omit[*blank];
const auto loose_quoted = '"' >> *('\\' >> char_ | ~char_("\"\\")) >> '"';
const auto loose_path = ('<' >> blanks >> raw[*(loose_quoted | ~char_("<>"))] >> -lit('>')) | raw[*(loose_quoted | ~char_(" \t"))];
const auto from_or_to = x3::omit[no_case[lit("FROM") | "TO"] >> (blanks >> ':' | +blank | &lit('<'))];
const x3::rule<struct loose_mail_id, Parts> loose_mail{"path and parameters"};
const auto loose_mail_def = blanks >> -from_or_to >> blanks >> loose_path >> blanks >> raw[*char_];

const x3::rule<struct loose_words_id, Parts> loose_words{"word and rest"};
const auto loose_words_def = blanks >> raw[*~char_(" \t")] >> blanks >> raw[*char_];
const x3::rule<struct loose_operand_id, Parts> loose_operand{"operand"};
const auto loose_operand_def = blanks >> raw[*char_] >> no_parameters;
const x3::rule<struct loose_parameters_id, Parts> loose_parameters{"parameters"};
const auto loose_parameters_def = blanks >> no_operand >> raw[*char_];

BOOST_SPIRIT_DEFINE(loose_mail, loose_words, loose_operand, loose_parameters)

template <class Rule>
bool read(std::string_view text, const Rule& rule, Parts& parts) {
  const char* at = text.data();
  return x3::parse(at, text.data() + text.size(), rule, parts);
}

/// Reads what can be read of an argument that its grammar refuses.
Parts read_loosely(Argument kind, std::string_view argument) {
  Parts parts;
  switch (kind) {
    case Argument::reverse_path:
    case Argument::forward_path: read(argument, loose_mail, parts); break;
    case Argument::string:
    case Argument::optional_string: read(argument, loose_operand, parts); break;
    case Argument::attributes: read(argument, loose_parameters, parts); break;
    case Argument::none: break;
    default: read(argument, loose_words, parts);
  }
  return parts;
}

}  // namespace

Command parse_command(std::string_view line) {
  Command command;
  std::size_t size = 0;
  while (size < line.size() && !ascii::is_blank(line[size])) ++size;
  command.keyword = line.substr(0, size);
  command.argument = line.substr(std::min(size + 1, line.size()));
  command.verb = find_verb(command.keyword);
  if (command.verb == Verb::end_of_data && line.size() > 1) command.verb = Verb::unknown;  // the dot stands alone, or is text
  if (command.verb == Verb::unknown) {
    command.operand = ascii::trim(command.argument);
    return command;
  }
  const Argument kind = info(command.verb).argument;
  const char* const at = argument_begin(line, size);
  const std::string_view rest{at, static_cast<std::size_t>(line.data() + line.size() - at)};
  Parts parts;
  const bool right = (kind != Argument::none || size == line.size()) && with_rule(kind, [&](const auto& rule) {
    return read(rest, rule, parts);
  });
  if (!right) {
    parts = read_loosely(kind, ascii::trim(command.argument));
    command.fault = find_fault(command.verb, line);
  }
  command.operand = ascii::trim(view(parts.operand));
  command.parameters = view(parts.parameters);
  return command;
}

std::optional<ChunkSize> parse_chunk(const Command& command) {
  if (command.verb != Verb::bdat && command.verb != Verb::xexch50) return std::nullopt;
  const std::string_view digits = command.operand;
  ChunkSize chunk;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), chunk.octets);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (chunk.octets > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  chunk.last = command.verb == Verb::bdat && ascii::iequals(ascii::trim(command.parameters), "LAST");
  return chunk;
}

}  // namespace heloscope::smtp
