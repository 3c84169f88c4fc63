#include "grammars/smtp/path.hpp"

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/spirit/home/x3.hpp>

#include "grammars/smtp/mailbox.ipp"

namespace heloscope::smtp {
namespace {
struct PathParts {
  Slice source_route, local_part, domain;
};
}  // namespace
}  // namespace heloscope::smtp
BOOST_FUSION_ADAPT_STRUCT(heloscope::smtp::PathParts, source_route, local_part, domain)

namespace heloscope::smtp {
namespace {
using x3::eoi;

// RFC 5321 4.1.2; without a domain it is `Postmaster`, or a local mailbox that the server completes
const x3::rule<struct path_id, PathParts> path{"Path"};
const auto path_def = -(raw[source_route] >> expected("\":\"")[':']) >> raw[expected("Local-part")[local_part]] >>
                      -('@' >> raw[expected("Domain or address-literal")[host]]) >> expected("end of path")[eoi];
BOOST_SPIRIT_DEFINE(path)

template <class Rule>
bool matches(std::string_view text, const Rule& rule) {
  const char* at = text.data();
  return x3::parse(at, text.data() + text.size(), rule >> eoi);
}

Error error_at(const char* at, std::string_view text, const char* expected) {
  return {static_cast<std::uint64_t>(at - text.data()), expected};
}

}  // namespace

Result<Path> parse_path(std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  if (text.starts_with('<')) {
    if (text.size() < 2 || !text.ends_with('>')) return error_at(end, text, "\">\"");
    ++at, --end;
  }
  if (at == end) return Path{};
  PathParts parts;
  const char* const begin = at;
  if (x3::parse(at, end, path, parts))
    return Path{view(parts.source_route), view(parts.local_part), view(parts.domain)};
  Furthest furthest;
  at = begin;
  x3::parse(at, end, explaining(furthest)[path], parts);
  return error_at(furthest.at, text, furthest.expected.data());  // a literal, so it ends in NUL
}

HostKind classify_host(std::string_view text) {
  if (matches(text, ipv4_address) || matches(text, Ipv6Address{})) return HostKind::bare_address;
  if (matches(text, '[' >> ipv4_address >> ']')) return HostKind::ipv4_literal;
  if (matches(text, '[' >> ipv6_address >> ']')) return HostKind::ipv6_literal;
  if (matches(text, address_literal)) return HostKind::general_literal;
  if (!matches(text, domain)) return HostKind::malformed;
  return text.find('.') == text.npos ? HostKind::single_label : HostKind::domain;
}

}  // namespace heloscope::smtp
