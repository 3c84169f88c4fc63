#include "analyzer/insight/ntlm.hpp"

#include <gtest/gtest.h>

#include "grammars/base64.hpp"

namespace heloscope::insight {
namespace {

using Type = NtlmMessage::Type;
using Target = NtlmMessage::Target;
using namespace std::string_literals;

std::string challenge(char length, char offset, const std::string& flags, const std::string& rest) {
  return encode_base64("NTLMSSP\0\2\0\0\0"s + length + "\0"s + length + "\0"s + offset + "\0\0\0"s + flags + rest);
}
const std::string wide_domain = "\x01\0\x01\0"s, oem_server = "\x02\0\x02\0"s;

TEST(ReadNtlm, TellsTheMessagesApart) {
  const struct {
    std::string message;
    Type type;
  } cases[] = {
      {"NTLMSSP\0\1\0\0\0"s, Type::negotiate},
      {"NTLMSSP\0\2\0\0\0"s, Type::challenge},
      {"NTLMSSP\0\3\0\0\0"s, Type::authenticate},
      {"NTLMSSP\0\4\0\0\0"s, Type::none},
      {"NTLMSSP\0\0\0\0\0"s, Type::none},
      {"NTLMSSP\0\1\0\0\1"s, Type::none},
      {"NTLMSSP\0\1\0\0"s, Type::none},
      {"NTLMSSQ\0\1\0\0\0"s, Type::none},
      {"", Type::none},
  };
  for (const auto& c : cases) EXPECT_EQ(read_ntlm(encode_base64(c.message)).type, c.type);
  EXPECT_EQ(read_ntlm("NTLM supported").type, Type::none);
  EXPECT_EQ(read_ntlm("TlRMTVNTUA!!").type, Type::none);
}

TEST(ReadNtlm, NamesTheTargetWithinBounds) {
  const std::string wide = "N\0W\0"s;
  const struct {
    std::string token, target;
    Target is;
  } cases[] = {
      {challenge(4, 24, wide_domain, wide), "NW", Target::domain},
      {challenge(2, 24, oem_server, "NW"), "NW", Target::server},
      {challenge(3, 24, wide_domain, wide), "N", Target::domain},  // half a character is none
      {challenge(5, 24, wide_domain, wide), "", Target::unknown},  // one octet beyond the end
      {challenge(4, 25, wide_domain, wide), "", Target::unknown},
      {challenge(0, 24, wide_domain, wide), "", Target::domain},
      {challenge(4, 24, "\x01\0\0\0"s, "\xdf\0\x3d\xd8"s), "\xc3\x9f?", Target::unknown},  // a lone surrogate
      {challenge(2, 24, oem_server, "\xdfW"), "?W", Target::server},
      {challenge(2, 24, oem_server, "\x1bW"), "", Target::server},  // controls make no name
  };
  for (const auto& c : cases) {
    const auto message = read_ntlm(c.token);
    EXPECT_EQ(message.type, Type::challenge);
    EXPECT_EQ(message.target, c.target);
    EXPECT_EQ(message.target_is, c.is);
  }
  for (const std::size_t n : {std::size_t{63}, std::size_t{64}, std::size_t{65}}) {
    const auto length = static_cast<char>(n);
    EXPECT_EQ(read_ntlm(challenge(length, 24, oem_server, std::string(n, 'x'))).target.size(),
              std::min(n, std::size_t{64}));
  }
}

}  // namespace
}  // namespace heloscope::insight
