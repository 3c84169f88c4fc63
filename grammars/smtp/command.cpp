#include "grammars/smtp/command.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "grammars/ascii.hpp"
#include "grammars/smtp/argument.ipp"

namespace heloscope::smtp {
namespace {

// What servers take besides what the RFC allows: blanks everywhere, "FROM :", no brackets. These rules accept any
// line, since a part may be empty.
const auto blanks = x3::omit[*blank];
const auto loose_quoted = '"' >> *('\\' >> char_ | ~char_("\"\\")) >> '"';
const auto loose_path =
    ('<' >> blanks >> raw[*(loose_quoted | ~char_("<>"))] >> -lit('>')) | raw[*(loose_quoted | ~char_(" \t"))];
const auto from_or_to = x3::omit[(any_case("FROM") | any_case("TO")) >> (blanks >> ':' | +blank | &lit('<'))];
const x3::rule<struct loose_mail_id, Parts> loose_mail{"path and parameters"};
const auto loose_mail_def = blanks >> -from_or_to >> blanks >> loose_path >> blanks >> raw[*char_];

const x3::rule<struct loose_words_id, Parts> loose_words{"word and rest"};
const auto loose_words_def = blanks >> raw[*~char_(" \t")] >> blanks >> raw[*char_];
const x3::rule<struct loose_operand_id, Parts> loose_operand{"operand"};
const auto loose_operand_def = blanks >> raw[*char_] >> no_parameters;
const x3::rule<struct loose_parameters_id, Parts> loose_parameters{"parameters"};
const auto loose_parameters_def = blanks >> no_operand >> raw[*char_];

BOOST_SPIRIT_DEFINE(loose_mail, loose_words, loose_operand, loose_parameters)

/// Reads what can be read of an argument that its grammar refuses.
Parts read_loosely(Argument kind, std::string_view argument) {
  Parts parts;
  const char* at = argument.data();
  const auto read = [&](const auto& rule) { x3::parse(at, argument.data() + argument.size(), rule, parts); };
  switch (kind) {
    case Argument::reverse_path:
    case Argument::forward_path: read(loose_mail); break;
    case Argument::string:
    case Argument::optional_string: read(loose_operand); break;
    case Argument::attributes: read(loose_parameters); break;
    case Argument::none: break;
    default: read(loose_words);
  }
  const std::string_view operand = ascii::trim(view(parts.operand));  // "< a@b >"
  parts.operand = {operand.data(), operand.data() + operand.size()};
  return parts;
}

}  // namespace

Command parse_command(std::string_view line) {
  const std::size_t size = static_cast<std::size_t>(std::ranges::find_if(line, ascii::is_blank) - line.begin());
  const std::string_view keyword = line.substr(0, size);
  const std::string_view argument = line.substr(std::min(size + 1, line.size()));
  const Verb verb = find_verb(keyword);
  const bool is_text = verb == Verb::end_of_data && line.size() > 1;  // a dot that does not stand alone
  if (verb == Verb::unknown || is_text) return {Verb::unknown, keyword, argument, ascii::trim(argument), {}, {}};

  const Argument kind = info(verb).argument;
  const char* at = argument_begin(kind, line, size);
  const char* const end = line.data() + line.size();
  Parts parts;
  std::optional<Fault> fault;
  if (!with_rule(kind, [&](const auto& rule) { return x3::parse(at, end, rule, parts); })) {
    parts = read_loosely(kind, ascii::trim(argument));
    fault = find_fault(verb, line);
  }
  return {verb, keyword, argument, view(parts.operand), view(parts.parameters), fault};
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
