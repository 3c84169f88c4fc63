// Header fields of a message (RFC 5322 2.2), found in the raw header section and decoded for people (RFC 2047).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace heloscope::message {

/// The body of the first field with that name, in any case, still folded and encoded; borrows from `section`.
std::optional<std::string_view> find_field(std::string_view section, std::string_view name);

/// A field's body unfolded, with encoded-words as UTF-8 text. What cannot be decoded stays as it was sent.
std::string decode_field(std::string_view body);

}  // namespace heloscope::message
