#include "analyzer/capture/ip.hpp"

#include <arpa/inet.h>

#include <array>

#include "analyzer/capture/octets.hpp"

namespace heloscope::capture {
namespace {

// RFC 8200 4.1 knows each extension header once, destination options twice; a chain beyond that is hostile.
constexpr int max_extension_headers = 8;

// Passes over the extension headers (RFC 8200 4, RFC 4302 2) in front of `out.payload`.
Skip pass_extensions(Datagram& out) {
  for (int headers = 0; headers <= max_extension_headers; ++headers) {
    std::size_t length = 0;
    switch (out.protocol) {
      case 0:    // hop-by-hop options
      case 43:   // routing
      case 60:   // destination options
      case 135:  // mobility
        if (out.payload.size() >= 2) length = (be8(out.payload.data() + 1) + 1u) * 8u;
        break;
      case 51:  // authentication header, which counts its length otherwise
        if (out.payload.size() >= 2) length = (be8(out.payload.data() + 1) + 2u) * 4u;
        break;
      case 44:  // fragment; offset 0 and no more is a whole datagram (RFC 6946)
        if (out.payload.size() < 8) return Skip::cut_short;
        if ((be16(out.payload.data() + 2) & 0xfff9) != 0) return Skip::fragment;
        length = 8;
        break;
      default: return Skip::none;
    }
    if (length == 0 || out.payload.size() < length) {
      return out.missing > 0 ? Skip::cut_short : Skip::malformed;
    }
    out.protocol = be8(out.payload.data());
    out.payload.remove_prefix(length);
  }
  return Skip::malformed;
}

}  // namespace

Skip read_ip(std::string_view octets, std::uint32_t cut, Datagram& out) {
  if (octets.empty()) return Skip::cut_short;
  const unsigned version = be8(octets.data()) >> 4;
  if (version == 4) {
    const Skip skip = read_v4(octets, cut, out);
    return skip != Skip::none ? skip : pass_extensions(out);
  }
  if (version != 6) return Skip::malformed;
  constexpr std::size_t header = 40;
  if (octets.size() < header) return Skip::cut_short;
  const char* const at = octets.data();
  out.version = 6, out.addresses = at + 8;
  out.protocol = be8(at + 6);
  const std::size_t length = be16(at + 4);
  cut_payload(octets, header, length == 0 ? 0 : length + header, cut, out);
  return pass_extensions(out);
}

std::string to_string(const Address& address) {
  std::array<unsigned char, 16> octets{};
  for (std::size_t i = 0; i < 8; ++i) {
    octets[i] = static_cast<unsigned char>(address.high >> (56 - 8 * i));
    octets[8 + i] = static_cast<unsigned char>(address.low >> (56 - 8 * i));
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_v4(address)) return inet_ntop(AF_INET, &octets[12], text.data(), text.size());
  return inet_ntop(AF_INET6, octets.data(), text.data(), text.size());
}

Address parse_address(const std::string& text) {
  std::array<char, 16> octets{};
  if (inet_pton(AF_INET, text.c_str(), octets.data()) == 1) return v4(be32(octets.data()));
  if (inet_pton(AF_INET6, text.c_str(), octets.data()) == 1) return {be64(octets.data()), be64(&octets[8])};
  return {};
}

}  // namespace heloscope::capture
