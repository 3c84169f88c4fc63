// Base64 (RFC 4648 4) as SASL exchanges carry it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace heloscope {

/// The octets that `text` encodes; none if it is not base64. Missing "=" at the end is forgiven.
std::optional<std::string> decode_base64(std::string_view text);
/// With "=" padding.
std::string encode_base64(std::string_view octets);
/// Whether it could be a SASL token: only base64 digits, at least one, "=" at most at the end.
bool looks_like_base64(std::string_view text);

}  // namespace heloscope
