#include "grammars/pop3/verb.hpp"

#include "grammars/ascii.hpp"

namespace heloscope::pop3 {

Verb find_verb(std::string_view keyword) {
  // The greeting's row names nothing that a client can send.
  const auto* const row = std::find_if(verbs.begin() + 1, verbs.end() - 1,
                                       [=](const VerbInfo& v) { return ascii::iequals(v.name, keyword); });
  return row->verb;  // the last row is Verb::unknown
}

}  // namespace heloscope::pop3
