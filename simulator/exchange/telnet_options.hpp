// Takes telnet's own octets (RFC 854) out of what a client sends: options that a telnet program offers when it
// connects to a mail port by hand. For commands only; content may hold any octet.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace heloscope::exchange {

class TelnetOptions {
 public:
  /// A subnegotiation that goes on for longer is none, and text is read again.
  static constexpr unsigned max_subnegotiation = 512;

  /// `octets` without telnet's, however the stream is cut. Borrows from `octets` or, if some had to go, from this
  /// object until the next call. 0xFF before an octet that is no telnet command stays: it may be part of a password.
  std::string_view filter(std::string_view octets);

 private:
  enum class At : std::uint8_t { text, iac, option, subnegotiation, subnegotiation_iac };
  void take(unsigned char octet);
  At at_ = At::text;
  unsigned length_ = 0;  // of the subnegotiation
  std::string text_;
};

}  // namespace heloscope::exchange
