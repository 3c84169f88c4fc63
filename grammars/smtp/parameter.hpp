// ESMTP parameters of MAIL and RCPT, XCLIENT attributes, and the keyword lines of an EHLO reply.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace heloscope::smtp {

/// `SIZE=100`: keyword "SIZE", value "100"; without "=" the value is empty (RFC 5321 4.1.2 esmtp-param).
struct Parameter {
  std::string_view keyword, value;
};
/// Takes the first parameter off `rest`, which then begins at the next one; none when nothing is left. Split only
/// when asked, so it allocates nothing:  while (auto p = next_parameter(rest)) use(*p);
std::optional<Parameter> next_parameter(std::string_view& rest);

/// The value of the parameter with that keyword, in any case; none if it is not there.
std::optional<std::string_view> find_parameter(std::string_view parameters, std::string_view keyword);

/// Undoes xtext, "+2B" for "+" (RFC 3461 4); what is not xtext stays as it is.
std::string decode_xtext(std::string_view text);

/// One line of the reply to EHLO after the first (RFC 5321 4.1.1.1 ehlo-line): "SIZE 1000", "AUTH=LOGIN".
struct KeywordLine {
  std::string_view keyword;    ///< "SIZE", "AUTH"; empty if the line is not an ehlo-line
  std::string_view arguments;  ///< "1000", "LOGIN"
  bool equals = false;         ///< "=" stands between them, the form before RFC 2554
};
KeywordLine parse_keyword_line(std::string_view text);

}  // namespace heloscope::smtp
