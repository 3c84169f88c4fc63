// IPv6 addresses in the text form of RFC 5321 4.1.3, which is that of RFC 4291 2.2.
#pragma once
#include <cstddef>
#include <string_view>

namespace heloscope::smtp {

/// How many octets at the start of `text` are one whole IPv6 address, up to the first octet that cannot be in one; 0
/// if they are not an address.
std::size_t ipv6_length(std::string_view text);

}  // namespace heloscope::smtp
