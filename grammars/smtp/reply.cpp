#include "grammars/smtp/reply.hpp"

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/spirit/home/x3.hpp>

#include "grammars/ascii.hpp"

BOOST_FUSION_ADAPT_STRUCT(heloscope::smtp::EnhancedStatus, klass, subject, detail)

namespace heloscope::smtp {
namespace {
namespace x3 = boost::spirit::x3;
using x3::char_, x3::eoi;

// RFC 3463 2
const auto klass = &char_("245") >> x3::uint_parser<std::uint8_t, 10, 1, 1>{};
const auto number = x3::uint_parser<std::uint16_t, 10, 1, 3>{};
const auto end_of_code = &(char_(" \t") | eoi);
const x3::rule<struct status_id, EnhancedStatus> status{"status-code"};
const auto status_def = klass >> '.' >> number >> '.' >> number >> end_of_code;
BOOST_SPIRIT_DEFINE(status)

}  // namespace

std::optional<LeadingStatus> parse_enhanced_status(std::string_view text) {
  LeadingStatus leading;
  const char* at = text.data();
  if (!x3::parse(at, text.data() + text.size(), status, leading.status)) return std::nullopt;
  leading.length = static_cast<std::size_t>(at - text.data());
  return leading;
}

// Every line of every server comes through here, and a reply line is three digits and a separator: four comparisons
// say it as plainly as a rule.
Result<ReplyLine> parse_reply_line(std::string_view line) {
  std::uint16_t code = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i == line.size() || !ascii::is_digit(line[i]) || (i == 0 && line[i] == '0'))
      return Error{i, "a reply line begins with three digits"};
    code = static_cast<std::uint16_t>(code * 10 + (line[i] - '0'));
  }
  if (line.size() == 3) return ReplyLine{code, true, {}};
  const char separator = line[3];
  if (separator != '-' && !ascii::is_blank(separator)) return Error{3, "a blank or hyphen follows the reply code"};
  return ReplyLine{code, separator != '-', line.substr(4)};
}

}  // namespace heloscope::smtp
