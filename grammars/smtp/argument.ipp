// What follows the verb, one rule for each kind of argument, in the RFCs' names. Private: command.cpp reads good
// lines with it, explain.cpp runs it again to say what was expected.
#pragma once
#include <boost/fusion/include/adapt_struct.hpp>

#include "grammars/smtp/mailbox.ipp"
#include "grammars/smtp/verb.hpp"

namespace heloscope::smtp {
namespace {
struct Parts {
  Slice operand, parameters;
};
}  // namespace
}  // namespace heloscope::smtp
BOOST_FUSION_ADAPT_STRUCT(heloscope::smtp::Parts, operand, parameters)

namespace heloscope::smtp {
namespace {
using x3::eoi, x3::eps;

const auto crlf = expected("CRLF")[eoi];  // lines come without it
const auto no_operand = raw[eps];
const auto no_parameters = raw[eps];

// RFC 5321 4.1.2, RFC 6531 3.3
const auto let_dig_ascii = char_("0-9A-Za-z");
const auto esmtp_keyword = let_dig_ascii >> *char_("0-9A-Za-z-");
const auto esmtp_value = +char_("!-<>-~\x80-\xff");
const auto esmtp_param = expected("esmtp-keyword")[esmtp_keyword] >> -('=' >> expected("esmtp-value")[esmtp_value]);
const auto parameters = -(' ' >> raw[esmtp_param >> *(' ' >> esmtp_param)]);

// RFC 5321 4.1.1.2, 4.1.1.3: the operand is the path without its brackets
const auto path = -(source_route >> expected("\":\"")[':']) >> expected("Mailbox")[mailbox];
const auto opening = expected("\"<\"")['<'];
const auto closing = expected("\">\"")['>'];
const x3::rule<struct reverse_path_id, Parts> reverse_path{"Reverse-path"};
const auto reverse_path_def =
    expected("\"FROM:\"")[any_case("FROM:")] >> opening >> raw[-path] >> closing >> parameters >> crlf;
const x3::rule<struct forward_path_id, Parts> forward_path{"Forward-path"};
const auto forward_path_def = expected("\"TO:\"")[any_case("TO:")] >> opening >>
                              raw[any_case("POSTMASTER") >> &lit('>') | path] >> closing >> parameters >> crlf;

// RFC 5321 4.1.1.1; HELO takes an address literal, too, where the client has no name
const x3::rule<struct domain_id, Parts> domain_argument{"Domain or address-literal"};
const auto domain_argument_def =
    expected("Domain")[!eoi] >>
    expected_whole("Domain or address-literal")[raw[host] >> expected("Domain or address-literal")[&(blank | eoi)]] >>
    no_parameters >> crlf;

// RFC 5321 4.1.1.6 to 4.1.1.9. For VRFY and EXPN section 3.5.1 wants "user name and domain" as well, so that is no
// fault.
const auto string_or_mailbox = local_part >> -('@' >> expected("Domain or address-literal")[host]);
const x3::rule<struct string_id, Parts> string_argument{"String"};
const auto string_argument_def = raw[expected("String")[string_or_mailbox]] >> no_parameters >> crlf;
const x3::rule<struct optional_string_id, Parts> optional_string{"[String]"};
const auto optional_string_def = raw[-(quoted_string | atom)] >> no_parameters >> crlf;

// RFC 4954 4, RFC 4422 3.1; "=" is an initial response of no octets
const auto base64_char = char_("A-Za-z0-9+/");
const auto more_base64 = expected("base64")[base64_char];
const auto base64_quantum = base64_char >> more_base64 >> more_base64 >> more_base64;
const auto base64_terminal = base64_char >> base64_char >> (lit("==") | base64_char >> '=');
const auto base64 = +base64_quantum >> -base64_terminal | base64_terminal;
const auto initial_response = base64 | lit('=');
const x3::rule<struct mechanism_id, Parts> mechanism{"sasl-mech"};
const auto mechanism_def = raw[expected("sasl-mech")[x3::repeat(1, 20)[char_("A-Za-z0-9_-")]]] >>
                           -(' ' >> raw[expected("initial-response")[initial_response]]) >> crlf;

// RFC 3030 2
const x3::rule<struct chunk_id, Parts> chunk{"chunk-size"};
const auto chunk_def = raw[expected("chunk-size")[+digit]] >>
                       -(' ' >> raw[expected("\"LAST\"")[any_case("LAST")]]) >> crlf;

// RFC 1985 5.1: "@" asks for the subdomains as well, "#" names a queue as the server likes
const x3::rule<struct node_id, Parts> node{"node"};
const auto node_def = expected("Domain")[raw[-lit('@') >> domain | '#' >> +char_('!', '~')]] >> no_parameters >> crlf;

// RFC 2645 5.1
const x3::rule<struct domains_id, Parts> domains{"Domain list"};
const auto domains_def = raw[-(domain >> *(',' >> expected("Domain")[domain]))] >> no_parameters >> crlf;

// Exchange's own
const auto piece = any_case("FIRST") | any_case("NEXT") | any_case("LAST");
const x3::rule<struct link_state_id, Parts> link_state{"link state"};
const auto link_state_def =
    raw[expected("\"FIRST\", \"NEXT\" or \"LAST\"")[piece]] >>
    expected("SP")[' '] >> raw[expected("\"CHUNK=\"")[any_case("CHUNK=")] >> *(*blank >> ~blank)] >> crlf;
const x3::rule<struct exch50_id, Parts> exch50{"octets"};
const auto exch50_def = raw[expected("octets")[+digit]] >>
                        expected("SP")[' '] >> raw[expected("version")[+digit]] >> crlf;

// XCLIENT, XFORWARD: attributes whose values are xtext (RFC 3461 4)
const auto xtext_octet = char_("!-*,-<>-~") |
                         '+' >> expected("two hexadecimal digits")[x3::repeat(2)[char_("0-9A-F")]];
const auto attribute = expected("attribute-name")[esmtp_keyword] >> expected("\"=\"")['='] >> *xtext_octet;
const x3::rule<struct attributes_id, Parts> attributes{"attributes"};
const auto attributes_def = no_operand >> raw[attribute >> *(' ' >> attribute)] >> crlf;

const x3::rule<struct none_id, Parts> none{"no argument"};
const auto none_def = no_operand >> no_parameters >> crlf;

BOOST_SPIRIT_DEFINE(reverse_path, forward_path, domain_argument, string_argument, optional_string, mechanism, chunk,
                    node, domains, link_state, exch50, attributes, none)

/// Calls `use` with the rule for `kind`.
template <class Use>
auto with_rule(Argument kind, const Use& use) {
  switch (kind) {
    case Argument::domain: return use(domain_argument);
    case Argument::reverse_path: return use(reverse_path);
    case Argument::forward_path: return use(forward_path);
    case Argument::string: return use(string_argument);
    case Argument::optional_string: return use(optional_string);
    case Argument::mechanism: return use(mechanism);
    case Argument::chunk: return use(chunk);
    case Argument::node: return use(node);
    case Argument::domains: return use(domains);
    case Argument::link_state: return use(link_state);
    case Argument::exch50: return use(exch50);
    case Argument::attributes: return use(attributes);
    case Argument::none: break;
  }
  return use(none);
}

/// Where the rule begins: behind the keyword and its one space, if there is one and may be one.
inline const char* argument_begin(Argument kind, std::string_view line, std::size_t keyword_size) {
  const bool space = kind != Argument::none && keyword_size < line.size() && line[keyword_size] == ' ';
  return line.data() + keyword_size + (space ? 1 : 0);
}

}  // namespace
}  // namespace heloscope::smtp
