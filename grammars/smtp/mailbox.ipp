// Productions that commands and paths share: Mailbox and its parts (RFC 5321 4.1.2, 4.1.3; RFC 6531 3.3 adds octets
// from 0x80 on). Private: included by grammar .cpp files only.
#pragma once
#include <boost/range/iterator_range.hpp>
#include <cstddef>
#include <string_view>

#include "grammars/ascii.hpp"
#include "grammars/smtp/expected.ipp"
#include "grammars/smtp/ipv6.hpp"

namespace heloscope::smtp {
namespace {
using x3::char_, x3::lit, x3::raw;
using x3::ascii::alnum, x3::ascii::digit;

using Slice = boost::iterator_range<const char*>;  // what x3::raw yields; no copy
inline std::string_view view(const Slice& s) { return {s.begin(), s.size()}; }

/// A literal in any case. X3's no_case asks the locale, octet by octet: RFC 5321 2.4 means US-ASCII, and this is 3x
/// as fast.
template <std::size_t size>
struct AnyCase : x3::parser<AnyCase<size>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  constexpr explicit AnyCase(const char (&text)[size + 1]) : letters(text) {}
  template <class Context, class RuleContext, class Attribute>
  bool parse(const char*& first, const char* const& last, const Context&, RuleContext&, Attribute&) const {
    if (static_cast<std::size_t>(last - first) < size) return false;
    for (std::size_t i = 0; i < size; ++i)
      if (ascii::to_upper(first[i]) != letters[i]) return false;
    first += size;
    return true;
  }
  const char* letters;  // in upper case
};
template <std::size_t size_with_nul>
constexpr AnyCase<size_with_nul - 1> any_case(const char (&upper)[size_with_nul]) {
  return AnyCase<size_with_nul - 1>{upper};
}

/// An IPv6 address as RFC 5321 4.1.3 writes it, up to the "]".
struct Ipv6Address : x3::parser<Ipv6Address> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  template <class Context, class RuleContext, class Attribute>
  bool parse(const char*& first, const char* const& last, const Context&, RuleContext&, Attribute&) const {
    const std::size_t length = ipv6_length({first, static_cast<std::size_t>(last - first)});
    first += length;
    return length != 0;
  }
};

const auto blank = char_(" \t");
const auto utf8_octet = char_("\x80-\xff");
const auto let_dig = char_("0-9A-Za-z\x80-\xff");
const auto atext = char_("0-9A-Za-z!#$%&'*+/=?^_`{|}~\x80-\xff-");

const auto atom = +atext;
const auto dot_string = atom >> *('.' >> expected("Atom")[atom]);
const auto qtext = char_("]-~ !#-[\x80-\xff");
const auto quoted_pair = '\\' >> expected("quoted-pair")[char_(' ', '~')];
const auto quoted_string = '"' >> *(qtext | quoted_pair) >> expected("DQUOTE")['"'];

const auto sub_domain = +let_dig >> *(+lit('-') >> expected("Let-dig")[+let_dig]);
const auto domain = sub_domain >> *('.' >> expected("sub-domain")[sub_domain]);

const auto snum =
    ("25" >> char_('0', '5') | '2' >> char_('0', '4') >> digit | char_("01") >> digit >> digit | digit >> -digit) >>
    !digit;  // 0 to 255
const auto dotted_snum = expected("\".\"")['.'] >> expected("Snum")[snum];
const auto ipv4_address = snum >> dotted_snum >> dotted_snum >> dotted_snum;
const auto ipv6_address = any_case("IPV6:") >> expected("IPv6-addr")[Ipv6Address{}];
const auto dcontent = char_("!-Z^-~");
const auto standardized_tag = +alnum >> *(+lit('-') >> +alnum);
const auto general_address = !any_case("IPV6:") >> standardized_tag >> expected("\":\"")[':'] >>
                             expected("dcontent")[+dcontent];
const x3::rule<struct address_literal_id> address_literal{"address-literal"};
const auto address_literal_def =
    '[' >>
    expected("address-literal")[ipv6_address | (ipv4_address >> expected("\"]\"")[&lit(']')]) | general_address] >>
    expected("\"]\"")[']'];

const auto host = domain | address_literal;
const x3::rule<struct local_part_id> local_part{"Local-part"};
const auto local_part_def = dot_string | quoted_string;
const x3::rule<struct mailbox_id> mailbox{"Mailbox"};
const auto mailbox_def = local_part >> expected("\"@\"")['@'] >> expected("Domain or address-literal")[host];
const auto at_domain = '@' >> expected("Domain")[domain];
const auto source_route = at_domain >> *(',' >> expected("At-domain")[at_domain]);  // A-d-l, obsolete (RFC 5321 C)

BOOST_SPIRIT_DEFINE(address_literal, local_part, mailbox)
}  // namespace
}  // namespace heloscope::smtp
