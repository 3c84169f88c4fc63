// Lines of the listings that follow +OK: scan listings (LIST), unique-id listings (UIDL), the drop listing (STAT),
// capabilities (CAPA).
#pragma once
#include <cstdint>
#include <string_view>

#include "grammars/result.hpp"

namespace heloscope::pop3 {

/// "1 439" (RFC 1939 5): also the text of the reply to STAT (count, octets) and to LIST n.
struct ScanListing {
  std::uint64_t message = 0, octets = 0;
};
Result<ScanListing> parse_scan_listing(std::string_view line);

/// "1 whqtswO00WBw418f9t5JxYwZ" (RFC 1939 7): 1 to 70 octets 0x21 to 0x7E. `unique_id` borrows from the line.
struct UniqueIdListing {
  std::uint64_t message = 0;
  std::string_view unique_id;
};
Result<UniqueIdListing> parse_unique_id_listing(std::string_view line);

/// "SASL NTLM" (RFC 2449 6). Views borrow from the line.
struct Capability {
  std::string_view tag, arguments;
};
Result<Capability> parse_capability(std::string_view line);

}  // namespace heloscope::pop3
