#include "simulator/exchange/telnet_options.hpp"

#include <cstring>

namespace heloscope::exchange {
namespace {
// RFC 854, "TELNET COMMAND STRUCTURE"
constexpr unsigned char se = 240, sb = 250, will = 251, dont = 254, iac = 255;
}  // namespace

void TelnetOptions::take(unsigned char octet) {
  switch (at_) {
    case At::text:
      if (octet == iac)
        at_ = At::iac;
      else
        text_ += static_cast<char>(octet);
      return;
    case At::iac:
      at_ = At::text;
      if (octet == sb)
        at_ = At::subnegotiation, length_ = 0;
      else if (octet >= will && octet <= dont)
        at_ = At::option;
      else if (octet == iac)
        text_ += static_cast<char>(iac);
      else if (octet < se)
        text_.append({static_cast<char>(iac), static_cast<char>(octet)});
      return;
    case At::option: at_ = At::text; return;
    case At::subnegotiation:
      at_ = octet == iac ? At::subnegotiation_iac : ++length_ < max_subnegotiation ? At::subnegotiation : At::text;
      return;
    case At::subnegotiation_iac:
      at_ = octet == se ? At::text : At::subnegotiation;
      ++length_;
      return;
  }
}

std::string_view TelnetOptions::filter(std::string_view octets) {
  if (at_ == At::text && (octets.empty() || !std::memchr(octets.data(), iac, octets.size()))) return octets;
  text_.clear();
  for (const char octet : octets) take(static_cast<unsigned char>(octet));
  return text_;
}

}  // namespace heloscope::exchange
