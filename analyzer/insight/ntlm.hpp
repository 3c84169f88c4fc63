// The three messages of an NTLM logon ([MS-NLMP] 2.2.1) as far as a timeline tells them apart.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace heloscope::insight {

struct NtlmMessage {
  enum class Type : std::uint8_t { none, negotiate, challenge, authenticate };  ///< as numbered on the wire
  enum class Target : std::uint8_t { unknown, domain, server };
  Type type = Type::none;
  std::string target;  ///< of a challenge: TargetName as UTF-8, cut at 64 characters; empty if it is not readable
  Target target_is = Target::unknown;
};

/// Reads a token as sent, in base64. Anything else than an NTLM message has Type::none.
NtlmMessage read_ntlm(std::string_view token);

}  // namespace heloscope::insight
