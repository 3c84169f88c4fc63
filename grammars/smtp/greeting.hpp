// The 220 line taken apart: host, product, version, date (RFC 5321 4.2 Greeting, and what servers put into its text).
#pragma once
#include <string_view>

namespace heloscope::smtp {

/// Views borrow from the text given; empty means that the greeting does not tell.
struct Greeting {
  std::string_view host;     ///< first word: the server's domain or address literal
  std::string_view product;  ///< "Microsoft ESMTP MAIL Service", "Postfix", "Exim"; only names of known products
  std::string_view version;  ///< "6.0.3790.0", "4.69"
  std::string_view date;     ///< as written after "ready at" or ";"
};
/// Takes the text after "220 ". Nothing is guessed: an unknown product leaves `product` empty.
Greeting parse_greeting(std::string_view text);

}  // namespace heloscope::smtp
