// Paths and mailboxes of MAIL and RCPT (RFC 5321 4.1.2), domains and address literals (4.1.3).
#pragma once
#include <string_view>

#include "grammars/result.hpp"

namespace heloscope::smtp {

/// Views borrow from the text given. An empty path ("<>") has all of them empty.
struct Path {
  std::string_view source_route;  ///< "@one,@two" of an A-d-l, obsolete (RFC 5321 C)
  std::string_view local_part;    ///< as sent, quotes included
  std::string_view domain;        ///< after the "@": a Domain, or an address literal with its brackets; may be empty
};
/// Reads a path with or without its angle brackets. `Postmaster` has no domain (RFC 5321 4.1.1.3).
Result<Path> parse_path(std::string_view text);

enum class HostKind : unsigned char {
  domain,
  single_label,
  ipv4_literal,
  ipv6_literal,
  general_literal,
  bare_address,
  malformed
};
/// What kind of name a HELO argument or a mailbox's domain is: "mail.example.org", "MYPC", "[192.0.2.1]",
/// "[IPv6:2001:db8::1]", "[tag:x]", "192.0.2.1" (an address without brackets).
HostKind classify_host(std::string_view text);

}  // namespace heloscope::smtp
