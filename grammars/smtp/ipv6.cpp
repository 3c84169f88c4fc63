#include "grammars/smtp/ipv6.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace heloscope::smtp {

std::size_t ipv6_length(std::string_view text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789abcdefABCDEF:."), text.size());
  std::array<char, INET6_ADDRSTRLEN> copy{};  // inet_pton wants a terminated string
  if (length == 0 || length >= copy.size()) return 0;
  std::ranges::copy(text.substr(0, length), copy.begin());
  in6_addr address;
  return inet_pton(AF_INET6, copy.data(), &address) == 1 ? length : 0;
}

}  // namespace heloscope::smtp
