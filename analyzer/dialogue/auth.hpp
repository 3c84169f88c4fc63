// Follows one SASL exchange (RFC 4954, RFC 5034) as far as a timeline needs it: whose logon it is, and which words
// are secret. The tokens' inside is the business of others.
#pragma once
#include <string>
#include <string_view>

namespace heloscope::dialogue {

class AuthExchange {
 public:
  /// What a response holds.
  struct Response {
    bool secret = true;  ///< masks must hide it
    std::string user;    ///< whom it names, decoded; empty if it does not tell
  };
  void begin(std::string_view mechanism);
  /// The server's challenge, as sent (base64).
  void challenge(std::string_view token);
  /// The client's answer to it, or its initial response, as sent (base64).
  Response respond(std::string_view token);
  std::string_view mechanism() const { return mechanism_; }

 private:
  std::string mechanism_;  // upper case
  std::string prompt_;     // the last challenge, decoded
  int responses_ = 0;
};

}  // namespace heloscope::dialogue
