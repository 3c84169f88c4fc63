// Which protocol a connection speaks, found by content; the port is a hint only.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "analyzer/chunk.hpp"
#include "analyzer/dialogue/event.hpp"

namespace heloscope::dialogue {

/// What ports speak, and whether TLS comes first there (RFC 8314 7.3 for 465 and 995). A registered port is a strong hint;
/// one that test servers use is a weak one, since clients get such numbers too.
struct Port {
  std::uint16_t number;
  Protocol protocol;
  bool implicit_tls;
  bool registered;
};
/// The row for a port, or null.
const Port* find_port(std::uint16_t number);

/// What is known of a connection's beginning.
struct Opening {
  std::string_view said[2];  ///< the first octets of each side, by index(Side), as many as were kept
  bool more_may_come = true; ///< false: decide now
  Side first = Side::client; ///< who spoke first
  std::uint16_t port = 0;    ///< of the side taken for the server
  bool roles_certain = true; ///< the handshake told who is the client
  bool from_start = true;    ///< nothing came before these octets
};

struct Verdict {
  enum class What : std::uint8_t { undecided, mail, other };
  What what = What::undecided;
  Protocol protocol = Protocol::smtp;
  bool swapped = false;  ///< the side taken for the client is the server
};
/// Says what it is as soon as the octets tell.
Verdict detect(const Opening& opening);

/// So many octets of each side always suffice for a verdict.
inline constexpr std::size_t max_opening = 1024;

}  // namespace heloscope::dialogue
