#include "analyzer/insight/ntlm.hpp"

#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"

namespace heloscope::insight {
namespace {

constexpr std::size_t max_characters = 64;  // DNS allows 63 to a label, NetBIOS 15 to a name
// [MS-NLMP] 2.2.2.5
constexpr std::uint32_t unicode = 0x1, target_domain = 0x10000, target_server = 0x20000;

// Little-endian; the caller has looked that the octets are there.
std::uint32_t number(std::string_view message, std::size_t at, std::size_t octets) {
  std::uint32_t n = 0;
  for (std::size_t i = octets; i-- > 0;) n = n << 8 | static_cast<unsigned char>(message[at + i]);
  return n;
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t octet) { out += static_cast<char>(octet); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
}

// Names are of the basic plane; a surrogate, like an octet of an OEM character set that nobody names, is shown as
// "?".
std::string read_name(std::string_view octets, bool wide) {
  std::string out;
  const std::size_t step = wide ? 2 : 1;
  for (std::size_t i = 0; i + step <= octets.size() && i < max_characters * step; i += step) {
    const std::uint32_t c = number(octets, i, step);
    const bool unreadable = wide ? c >= 0xD800 && c < 0xE000 : c >= 0x80;
    if (c < ' ' || c == 0x7F) return {};
    append_utf8(out, unreadable ? '?' : c);
  }
  return out;
}

}  // namespace

NtlmMessage read_ntlm(std::string_view token) {
  NtlmMessage out;
  token = ascii::trim(token);
  if (!token.starts_with("TlRMTVNTUA")) return out;  // "NTLMSSP" and a NUL begin every message
  const auto decoded = decode_base64(token);
  if (!decoded) return out;
  const std::string_view message = *decoded;
  if (message.size() < 12 || !message.starts_with(std::string_view("NTLMSSP\0", 8))) return out;
  const std::uint32_t type = number(message, 8, 4);
  if (type < 1 || type > 3) return out;
  out.type = static_cast<NtlmMessage::Type>(type);
  // 2.2.1.2 CHALLENGE_MESSAGE: TargetName's length, maximum and offset at 12, the flags at 20.
  if (out.type != NtlmMessage::Type::challenge || message.size() < 24) return out;
  const std::size_t length = number(message, 12, 2), offset = number(message, 16, 4);
  const std::uint32_t flags = number(message, 20, 4);
  if (offset > message.size() || length > message.size() - offset) return out;
  out.target = read_name(message.substr(offset, length), (flags & unicode) != 0);
  if (flags & target_domain) out.target_is = NtlmMessage::Target::domain;
  if (flags & target_server) out.target_is = NtlmMessage::Target::server;
  return out;
}

}  // namespace heloscope::insight
