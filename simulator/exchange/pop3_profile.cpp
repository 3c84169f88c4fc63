#include "simulator/exchange/pop3_profile.hpp"

#include "grammars/base64.hpp"

namespace heloscope::exchange {

std::string line(Pop3Text text, const Pop3Settings& settings) {
  return fill(info(text).words, {{"fqdn", settings.fqdn}, {"version", settings.version}});
}

std::string unique_id(std::uint64_t number, const Pop3Settings& settings) {
  // In the seen set the second octet steps by 4 and carries into the third. Beyond those two octets nothing is known;
  // here the carry goes on through the first and the rest, so that no two numbers give one identifier.
  const std::uint64_t steps = 0x0300 + (number - 1) * 4;
  const auto octet = [&](unsigned place) { return static_cast<std::uint8_t>(steps >> (8 * place)); };
  std::array<std::uint8_t, 24> octets{octet(2), octet(0), octet(1), 0x69, 0xd2, 0x80, 0x00, 0x04};
  for (unsigned i = 3; i < 8; ++i) octets[i] = static_cast<std::uint8_t>(octets[i] ^ octet(i));
  std::ranges::copy(settings.store_id, octets.begin() + 8);
  std::string raw(octets.begin(), octets.end());
  return encode_base64(raw);
}

}  // namespace heloscope::exchange
