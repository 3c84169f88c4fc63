#include "grammars/smtp/parameter.hpp"

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/range/iterator_range.hpp>
#include <boost/spirit/home/x3.hpp>

#include "grammars/ascii.hpp"

namespace heloscope::smtp {
namespace {
namespace x3 = boost::spirit::x3;
using x3::char_, x3::eoi, x3::eps, x3::lit, x3::omit, x3::raw;
using Slice = boost::iterator_range<const char*>;
std::string_view view(const Slice& s) { return {s.begin(), s.size()}; }

struct ParameterParts {
  Slice keyword, value;
};
struct LineParts {
  Slice keyword;
  bool equals = false;
  Slice arguments;
};
}  // namespace
}  // namespace heloscope::smtp
BOOST_FUSION_ADAPT_STRUCT(heloscope::smtp::ParameterParts, keyword, value)
BOOST_FUSION_ADAPT_STRUCT(heloscope::smtp::LineParts, keyword, equals, arguments)

namespace heloscope::smtp {
namespace {
const auto blank = char_(" \t");
const auto no_blank = ~blank;

// RFC 5321 4.1.2, but with any octets: what is not an esmtp-param is still shown as one
const x3::rule<struct parameter_id, ParameterParts> parameter{"esmtp-param"};
const auto parameter_def = omit[*blank] >> &no_blank >> raw[*(no_blank - '=')] >>
                           -('=' >> raw[*no_blank]) >> omit[*blank];

// RFC 5321 4.1.1.1
const auto ehlo_keyword = char_("0-9A-Za-z") >> *char_("0-9A-Za-z-");
const auto separator = '=' >> x3::attr(true) | &(blank | eoi) >> x3::attr(false);
const x3::rule<struct ehlo_line_id, LineParts> ehlo_line{"ehlo-line"};
const auto ehlo_line_def = raw[ehlo_keyword] >> separator >> raw[*char_];

// RFC 3461 4; upper case only
const auto hex = x3::uint_parser<unsigned char, 16, 2, 2>{};
const auto hexchar = '+' >> &x3::repeat(2)[char_("0-9A-F")] >> hex;

BOOST_SPIRIT_DEFINE(parameter, ehlo_line)

}  // namespace

std::optional<Parameter> next_parameter(std::string_view& rest) {
  ParameterParts parts;
  const char* at = rest.data();
  const char* const end = rest.data() + rest.size();
  if (!x3::parse(at, end, parameter, parts)) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(at - rest.data()));
  return Parameter{view(parts.keyword), view(parts.value)};
}

std::optional<std::string_view> find_parameter(std::string_view parameters, std::string_view keyword) {
  while (const auto p = next_parameter(parameters))
    if (ascii::iequals(p->keyword, keyword)) return p->value;
  return std::nullopt;
}

std::string decode_xtext(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  x3::parse(text.begin(), text.end(), *(hexchar | char_), out);
  return out;
}

KeywordLine parse_keyword_line(std::string_view text) {
  LineParts parts;
  const char* at = text.data();
  if (!x3::parse(at, text.data() + text.size(), ehlo_line, parts)) return {};
  return {view(parts.keyword), ascii::trim(view(parts.arguments)), parts.equals};
}

}  // namespace heloscope::smtp
