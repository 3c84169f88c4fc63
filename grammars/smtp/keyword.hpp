// EHLO keywords (IANA registry "SMTP Service Extensions" and Exchange's own), one row each.
#pragma once
#include <span>
#include <string_view>

namespace heloscope::smtp {

struct KeywordInfo {
  std::string_view name;     ///< as the registry writes it
  std::string_view meaning;  ///< one plain sentence
  std::string_view section;
  bool exchange2003;  ///< a default Exchange Server 2003 announces it
};
std::span<const KeywordInfo> keywords();
/// In any case; null if unknown.
const KeywordInfo* find_keyword(std::string_view name);

/// SASL mechanisms, for AUTH lines of SMTP and SASL lines of POP3.
struct MechanismInfo {
  std::string_view name;
  std::string_view meaning;
  std::string_view section;
  bool cleartext;  ///< whoever reads the connection has the password (or token)
};
std::span<const MechanismInfo> mechanisms();
const MechanismInfo* find_mechanism(std::string_view name);

}  // namespace heloscope::smtp
