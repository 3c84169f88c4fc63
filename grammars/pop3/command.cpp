#include "grammars/pop3/command.hpp"

#include <boost/fusion/include/adapt_struct.hpp>

#include "grammars/ascii.hpp"
#include "grammars/pop3/productions.ipp"

namespace heloscope::pop3 {
namespace {
struct Parts {
  Slice operand, parameters;
};
}  // namespace
}  // namespace heloscope::pop3
BOOST_FUSION_ADAPT_STRUCT(heloscope::pop3::Parts, operand, parameters)

namespace heloscope::pop3 {
namespace {

using x3::eoi, x3::omit, x3::raw, x3::repeat;

// Octets of 8 bits are RFC 6856 2.1; control octets never are text.
const auto octet = x3::char_ - x3::char_('\0', '\x1f') - '\x7f';
const auto visible = octet - ' ';
const auto words = +visible % +x3::lit(' ');
const auto base64 = *(x3::ascii::alnum | x3::char_("+/")) >> repeat(0, 2)['='];

// What an argument is made of. The names are what a Fault says; expectations() lists them.
const x3::rule<struct sp_id> sp{"SP"};
const x3::rule<struct crlf_id> crlf{"CRLF"};
const x3::rule<struct name_id> name{"name"};
const x3::rule<struct string_id> string{"string"};
const x3::rule<struct digest_id> digest{"digest"};
const x3::rule<struct mechanism_id> mechanism{"mechanism"};
const x3::rule<struct initial_response_id> initial_response{"initial-response"};
const x3::rule<struct message_number_id> message_number{"message-number"};
const x3::rule<struct count_id> count{"count"};

const auto sp_def = ' ' | eoi;                                // at the end the argument is missing,
const auto crlf_def = eoi;                                    // not the blank before it
const auto name_def = omit[words];                            // RFC 1939 7
const auto string_def = omit[+octet];                         // RFC 1939 7: blanks may belong to it
const auto digest_def = omit[repeat(32)[x3::ascii::xdigit]];  // RFC 1939 7
const auto mechanism_def = omit[repeat(1, 20)[x3::ascii::alnum | x3::char_("-_")]];       // RFC 4422 3.1
const auto initial_response_def = omit['=' >> eoi | base64 >> eoi];                       // RFC 5034 4
const auto message_number_def = omit[&(*x3::lit('0') >> x3::char_('1', '9')) >> number];  // RFC 1939 4: from 1
const auto count_def = omit[number];                                                      // RFC 1939 7: non-negative
BOOST_SPIRIT_DEFINE(sp, crlf, name, string, digest, mechanism, initial_response, message_number, count)

// First pass: a right line's rest, from the octet after its keyword to its end.
const x3::rule<struct one_name_id, Parts> one_name{"USER"};
const x3::rule<struct one_string_id, Parts> one_string{"PASS"};
const x3::rule<struct apop_id, Parts> apop{"APOP"};
const x3::rule<struct auth_id, Parts> auth{"AUTH"};
const x3::rule<struct one_message_id, Parts> one_message{"RETR"};
const x3::rule<struct maybe_message_id, Parts> maybe_message{"LIST"};
const x3::rule<struct top_id, Parts> top{"TOP"};
const x3::rule<struct maybe_name_id, Parts> maybe_name{"LANG"};

const auto nothing = x3::attr(Slice{});
const auto one_name_def = ' ' >> raw[name] >> nothing >> eoi;
const auto one_string_def = ' ' >> raw[string] >> nothing >> eoi;
const auto apop_def = ' ' >> raw[omit[+visible]] >> ' ' >> raw[digest] >> eoi;
const auto auth_def = (' ' >> raw[mechanism] >> (' ' >> raw[initial_response] | nothing) | nothing >> nothing) >> eoi;
const auto one_message_def = ' ' >> raw[message_number] >> nothing >> eoi;
const auto maybe_message_def = (' ' >> raw[message_number] | nothing) >> nothing >> eoi;
const auto top_def = ' ' >> raw[message_number] >> ' ' >> raw[count] >> eoi;
const auto maybe_name_def = (' ' >> raw[name] | nothing) >> nothing >> eoi;
BOOST_SPIRIT_DEFINE(one_name, one_string, apop, auth, one_message, maybe_message, top, maybe_name)

// Second pass: the same, saying where it stops.
const auto one_word = omit[+visible];
const x3::rule<struct account_id> account{"name"};
const auto account_def = one_word;
BOOST_SPIRIT_DEFINE(account)

const auto expect_none = x3::eps > crlf;
const auto expect_name = x3::eps > sp > name > crlf;
const auto expect_string = x3::eps > sp > string > crlf;
const auto expect_apop = x3::eps > sp > account > sp > digest > crlf;
const auto expect_response = x3::eps > sp > initial_response > crlf;
const auto expect_mechanism = x3::eps > sp > mechanism;
const auto expect_auth = eoi | (expect_mechanism >> (eoi | expect_response));
const auto expect_message = x3::eps > sp > message_number > crlf;
const auto expect_maybe_message = eoi | expect_message;
const auto expect_top = x3::eps > sp > message_number > sp > count > crlf;
const auto expect_maybe_name = eoi | expect_name;

constexpr std::string_view expectations[] = {
    "SP", "CRLF", "name", "string", "digest", "mechanism", "initial-response", "message-number", "count"};

/// Whether the octets from `at` to `end` are a right argument; if so, in parts.
bool read(Argument argument, const char* at, const char* end, Parts& parts) {
  const auto parse = [&](const auto& grammar) { return x3::parse(at, end, grammar, parts); };
  switch (argument) {
    case Argument::none: return at == end;
    case Argument::name: return parse(one_name);
    case Argument::secret: return parse(one_string);
    case Argument::name_digest: return parse(apop);
    case Argument::mechanism: return parse(auth);
    case Argument::message: return parse(one_message);
    case Argument::optional_message: return parse(maybe_message);
    case Argument::message_lines: return parse(top);
    case Argument::optional_string: return parse(maybe_name);
  }
  return false;
}

/// The first octet, from the line's start, that is not what the grammar wants.
std::optional<Fault> explain(Argument argument, std::string_view line, std::size_t keyword) {
  const char* at = line.data() + keyword;
  const char* const end = line.data() + line.size();
  const auto parse = [&](const auto& grammar) { x3::parse(at, end, grammar); };
  try {
    switch (argument) {
      case Argument::none: parse(expect_none); break;
      case Argument::name: parse(expect_name); break;
      case Argument::secret: parse(expect_string); break;
      case Argument::name_digest: parse(expect_apop); break;
      case Argument::mechanism: parse(expect_auth); break;
      case Argument::message: parse(expect_message); break;
      case Argument::optional_message: parse(expect_maybe_message); break;
      case Argument::message_lines: parse(expect_top); break;
      case Argument::optional_string: parse(expect_maybe_name); break;
    }
  } catch (const x3::expectation_failure<const char*>& failure) {
    const auto* const known = std::ranges::find(expectations, failure.which());
    return Fault{static_cast<std::uint32_t>(failure.where() - line.data()),
                 known == std::end(expectations) ? std::string_view("argument") : *known};
  }
  return std::nullopt;
}

std::string_view without_trailing_blanks(std::string_view text) {
  while (!text.empty() && ascii::is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// A line that is right but for blanks at its end should end earlier; any other fault is where it is.
std::optional<Fault> find_fault(Argument argument, std::string_view line, std::size_t keyword) {
  const std::string_view shorter = without_trailing_blanks(line);
  Parts parts;
  if (shorter.size() < line.size() && shorter.size() >= keyword &&
      read(argument, shorter.data() + keyword, shorter.data() + shorter.size(), parts)) {
    return Fault{static_cast<std::uint32_t>(shorter.size()), "CRLF"};
  }
  return explain(argument, line, keyword);
}

/// What servers make of a faulty line: the first word, and the rest.
Parts split(std::string_view argument) {
  const std::string_view text = ascii::trim(argument);
  const std::string_view first = text.substr(0, text.find_first_of(" \t"));
  const std::string_view rest = ascii::trim(text.substr(first.size()));
  return {Slice(first.data(), first.data() + first.size()), Slice(rest.data(), rest.data() + rest.size())};
}

}  // namespace

Command parse_command(std::string_view line) {
  Command command;
  command.keyword = line.substr(0, line.find_first_of(" \t"));
  command.verb = find_verb(command.keyword);
  const std::size_t keyword = command.keyword.size();
  command.argument = line.substr(std::min(keyword + 1, line.size()));
  if (command.verb == Verb::unknown) {
    command.operand = ascii::trim(command.argument);
    return command;
  }
  const Argument argument = info(command.verb).argument;
  Parts parts;
  if (!read(argument, line.data() + keyword, line.data() + line.size(), parts)) {
    command.fault = find_fault(argument, line, keyword);
    const bool whole = argument == Argument::name || argument == Argument::optional_string;
    const std::string_view text = whole ? ascii::trim(command.argument) : command.argument;
    parts = whole || argument == Argument::secret ? Parts{Slice(text.data(), text.data() + text.size()), {}}
                                                  : split(command.argument);
  }
  command.operand = view(parts.operand);
  command.parameters = view(parts.parameters);
  if (argument == Argument::message || argument == Argument::optional_message ||
      argument == Argument::message_lines) {
    const char* at = command.operand.data();
    std::uint64_t message = 0;
    if (x3::parse(at, command.operand.data() + command.operand.size(), number >> eoi, message)) {
      command.message = message;
    }
  }
  return command;
}

bool has_body(const Command& command) {
  switch (info(command.verb).body) {
    case Body::none: return false;
    case Body::always: return true;
    case Body::without_argument: return command.operand.empty();
  }
  return false;
}

}  // namespace heloscope::pop3
