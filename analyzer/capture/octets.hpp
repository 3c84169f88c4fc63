// Numbers in network byte order (big endian), read from octets that are known to be there.
#pragma once
#include <cstdint>

namespace heloscope::capture {

constexpr std::uint8_t be8(const char* at) { return static_cast<std::uint8_t>(*at); }
constexpr std::uint16_t be16(const char* at) { return static_cast<std::uint16_t>(be8(at) << 8 | be8(at + 1)); }
constexpr std::uint32_t be32(const char* at) {
  return std::uint32_t{be8(at)} << 24 | std::uint32_t{be8(at + 1)} << 16 | std::uint32_t{be8(at + 2)} << 8 |
         be8(at + 3);
}
constexpr std::uint64_t be64(const char* at) { return std::uint64_t{be32(at)} << 32 | be32(at + 4); }

}  // namespace heloscope::capture
