#include "analyzer/dialogue/auth.hpp"

#include <cstdint>

#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"

namespace heloscope::dialogue {
namespace {

constexpr std::size_t max_user = 320;  // RFC 5321 4.5.3.1: local-part 64, "@", domain 255

std::string shown(std::string_view user) { return std::string(user.substr(0, max_user)); }

// RFC 4616 2: authzid NUL authcid NUL passwd.
std::string plain_user(std::string_view message) {
  const auto first = message.find('\0');
  if (first == std::string_view::npos) return {};
  const auto second = message.find('\0', first + 1);
  return shown(message.substr(first + 1, second == std::string_view::npos ? second : second - first - 1));
}

// The value after `key`, up to the first octet of `ends`.
std::string value_after(std::string_view message, std::string_view key, std::string_view ends) {
  const auto at = message.find(key);
  if (at == std::string_view::npos) return {};
  message.remove_prefix(at + key.size());
  return shown(message.substr(0, message.find_first_of(ends)));
}

// [MS-NLMP] 2.2.1.3 AUTHENTICATE_MESSAGE: fields of length, maximum, offset; domain at 28, user at 36; bit 0 of the
// flags at 60 says UTF-16LE. What lies outside the message is not read.
std::string ntlm_user(std::string_view message) {
  const auto u16 = [&](std::size_t at) {
    const auto octet = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(message[i])); };
    return octet(at) | octet(at + 1) << 8;
  };
  if (message.size() < 64 || !message.starts_with(std::string_view("NTLMSSP\0\3\0\0\0", 12))) return {};
  const bool wide = (u16(60) & 1) != 0;
  const auto field = [&](std::size_t at) {
    const std::size_t length = u16(at), offset = u16(at + 4);
    std::string out;
    if (u16(at + 6) != 0 || offset > message.size() || length > message.size() - offset) return out;
    const auto octets = message.substr(offset, length);
    for (std::size_t i = 0; i + (wide ? 1 : 0) < octets.size(); i += wide ? 2 : 1)  // beyond Latin-1 is shown as "?"
      out += !wide || octets[i + 1] == 0 ? octets[i] : '?';
    return out;
  };
  const std::string domain = field(28), user = field(36);
  return shown(domain.empty() || user.empty() ? user : domain + '\\' + user);
}

std::string cram_user(std::string_view message) {
  return shown(message.substr(0, message.rfind(' ')));
}  // RFC 2195 2

struct Reader {
  std::string_view mechanism;
  std::string (*user)(std::string_view message);
};
// How the mechanisms that tell a user do so.
constexpr Reader readers[] = {
    {"PLAIN", plain_user},
    {"NTLM", ntlm_user},
    {"CRAM-MD5", cram_user},
    {"DIGEST-MD5", [](std::string_view m) { return value_after(m, "username=\"", "\""); }},  // RFC 2831 2.1.2
    {"SCRAM-SHA-1", [](std::string_view m) { return value_after(m, ",n=", ","); }},          // RFC 5802 7
    {"SCRAM-SHA-256", [](std::string_view m) { return value_after(m, ",n=", ","); }},        // RFC 7677
    {"XOAUTH2", [](std::string_view m) { return value_after(m, "user=", "\1"); }},
    {"OAUTHBEARER", [](std::string_view m) { return value_after(m, ",a=", ","); }},  // RFC 7628 3.1
};

}  // namespace

void AuthExchange::begin(std::string_view mechanism) {
  mechanism_ = ascii::upper(mechanism.substr(0, 20));  // RFC 4422 3.1: 1 to 20 octets
  prompt_.clear();
  responses_ = 0;
}

void AuthExchange::challenge(std::string_view token) { prompt_ = decode_base64(ascii::trim(token)).value_or(""); }

AuthExchange::Response AuthExchange::respond(std::string_view token) {
  ++responses_;
  token = ascii::trim(token);
  if (token == "*") return {false, {}};  // cancelled (RFC 4954 4)
  const auto message = decode_base64(token);
  if (!message) return {};
  if (mechanism_ == "LOGIN") {  // two prompts whose words the server chooses; by their order if they were not seen
    const bool asks_password = ascii::icontains(prompt_, "pass");
    const bool asks_user = ascii::icontains(prompt_, "user") || (prompt_.empty() && responses_ == 1);
    if (asks_user && !asks_password) return {false, shown(*message)};
    return {};
  }
  for (const auto& reader : readers)
    if (reader.mechanism == mechanism_) return {true, reader.user(*message)};
  return {};
}

}  // namespace heloscope::dialogue
