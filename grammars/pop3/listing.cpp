#include "grammars/pop3/listing.hpp"

#include <boost/fusion/include/adapt_struct.hpp>

#include "grammars/pop3/productions.ipp"

namespace heloscope::pop3 {
namespace {
struct UniqueId {
  std::uint64_t message = 0;
  Slice unique_id;
};
struct Tagged {
  Slice tag, arguments;
};
}  // namespace
}  // namespace heloscope::pop3
BOOST_FUSION_ADAPT_STRUCT(heloscope::pop3::ScanListing, message, octets)
BOOST_FUSION_ADAPT_STRUCT(heloscope::pop3::UniqueId, message, unique_id)
BOOST_FUSION_ADAPT_STRUCT(heloscope::pop3::Tagged, tag, arguments)

namespace heloscope::pop3 {
namespace {

using x3::eoi, x3::omit, x3::raw;

const x3::rule<struct scan_listing_id, ScanListing> scan_listing{"scan-listing"};
const x3::rule<struct unique_id_listing_id, UniqueId> unique_id_listing{"unique-id-listing"};
const x3::rule<struct capability_id, Tagged> capability{"capability"};

// RFC 1939 5: after the two numbers a server may say more, which nobody has to read.
const auto scan_listing_def = number >> ' ' >> number >> omit[eoi | x3::ascii::blank];
const auto unique_id_listing_def =
    &(*x3::lit('0') >> x3::char_('1', '9')) >> number >> ' ' >> raw[omit[x3::repeat(1, 70)[graph]]] >> eoi;
// RFC 2449 6; blanks at the end are taken, as "SASL " is what a server without mechanisms sends.
const auto capability_def = raw[omit[+graph]] >> omit[*x3::lit(' ')] >>
                            raw[omit[-(+(x3::char_ - x3::ascii::cntrl - ' ') % +x3::lit(' '))]] >>
                            omit[*x3::lit(' ')] >> eoi;
BOOST_SPIRIT_DEFINE(scan_listing, unique_id_listing, capability)

/// How far the line is what `grammar` says; all of it if the grammar takes it.
template <class Grammar, class T>
bool read(std::string_view line, const Grammar& grammar, T& into) {
  const char* at = line.data();
  return x3::parse(at, line.data() + line.size(), grammar, into);
}

}  // namespace

Result<ScanListing> parse_scan_listing(std::string_view line) {
  ScanListing listing;
  if (!read(line, scan_listing, listing)) return Error{0, "not a scan listing: message-number SP octets"};
  return listing;
}

Result<UniqueIdListing> parse_unique_id_listing(std::string_view line) {
  UniqueId listing;
  if (!read(line, unique_id_listing, listing))
    return Error{0, "not a unique-id listing: message-number SP unique-id"};
  return UniqueIdListing{listing.message, view(listing.unique_id)};
}

Result<Capability> parse_capability(std::string_view line) {
  Tagged tagged;
  if (!read(line, capability, tagged)) return Error{0, "not a capability: capa-tag *(SP param)"};
  return Capability{view(tagged.tag), view(tagged.arguments)};
}

}  // namespace heloscope::pop3
