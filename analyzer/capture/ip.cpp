#include "analyzer/capture/ip.hpp"

#include <arpa/inet.h>

#include <array>

#include "analyzer/capture/octets.hpp"

namespace heloscope::capture {
namespace {

// RFC 8200 4.1 knows each extension header once, destination options twice; a chain beyond that is hostile.
constexpr int max_extension_headers = 8;

Datagram refuse(Skip reason) {
  Datagram out;
  out.skip = reason;
  return out;
}

// Cuts the payload out of `octets`: `length` octets are announced, headers included. 0 is what segmentation offload
// leaves there (the card fills it in), so the captured length must do. Octets behind the length are Ethernet padding.
bool cut_payload(std::string_view octets, std::size_t header, std::size_t length, std::uint32_t cut, Datagram& out) {
  if (octets.size() < header) return false;
  if (length == 0) {
    out.payload = octets.substr(header);
    out.missing = cut;
  } else {
    out.payload = octets.substr(header, length - header);
    out.missing = static_cast<std::uint32_t>(length - header - out.payload.size());
  }
  return true;
}

Datagram read_v4(std::string_view octets, std::uint32_t cut) {
  if (octets.size() < 20) return refuse(Skip::cut_short);
  const char* const at = octets.data();
  const std::size_t header = (be8(at) & 15u) * 4u, length = be16(at + 2);
  if (header < 20 || (length != 0 && length < header)) return refuse(Skip::malformed);
  if ((be16(at + 6) & 0x3fff) != 0) return refuse(Skip::fragment);  // more fragments, or an offset
  Datagram out;
  out.source = v4(be32(at + 12)), out.destination = v4(be32(at + 16));
  out.protocol = be8(at + 9);
  if (!cut_payload(octets, header, length, cut, out)) return refuse(Skip::cut_short);
  return out;
}

// Passes over the extension headers (RFC 8200 4, RFC 4302 2) in front of `out.payload`.
Datagram pass_extensions(Datagram out) {
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
        if (out.payload.size() < 8) return refuse(Skip::cut_short);
        if ((be16(out.payload.data() + 2) & 0xfff9) != 0) return refuse(Skip::fragment);
        length = 8;
        break;
      default: return out;
    }
    if (length == 0 || out.payload.size() < length) {
      return refuse(out.missing > 0 ? Skip::cut_short : Skip::malformed);
    }
    out.protocol = be8(out.payload.data());
    out.payload.remove_prefix(length);
  }
  return refuse(Skip::malformed);
}

Datagram read_v6(std::string_view octets, std::uint32_t cut) {
  constexpr std::size_t header = 40;
  if (octets.size() < header) return refuse(Skip::cut_short);
  const char* const at = octets.data();
  Datagram out;
  out.source = {be64(at + 8), be64(at + 16)}, out.destination = {be64(at + 24), be64(at + 32)};
  out.protocol = be8(at + 6);
  const std::size_t length = be16(at + 4);
  cut_payload(octets, header, length == 0 ? 0 : length + header, cut, out);
  if (out.protocol == 6) return out;
  return pass_extensions(out);
}

}  // namespace

Datagram read_ip(std::string_view octets, std::uint32_t cut) {
  if (octets.empty()) return refuse(Skip::cut_short);
  switch (be8(octets.data()) >> 4) {
    case 4: {
      Datagram out = read_v4(octets, cut);
      return out.protocol == 51 ? pass_extensions(out) : out;
    }
    case 6: return read_v6(octets, cut);
    default: return refuse(Skip::malformed);
  }
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
