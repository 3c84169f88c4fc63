// One POP3 command line, taken apart: parse_command("TOP 3 10"). Lenient in what is read, exact in what is reported.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "grammars/pop3/verb.hpp"
#include "grammars/result.hpp"

namespace heloscope::pop3 {

/// One command line. Every view borrows from the line given to parse_command().
struct Command {
  Verb verb = Verb::unknown;
  std::string_view keyword;     ///< the verb as sent
  std::string_view argument;    ///< all that follows the verb and one blank, as sent
  std::string_view operand;     ///< the argument's main part: mailbox, password, message-number, mechanism
  std::string_view parameters;  ///< what follows it: digest, line count, initial response
  std::uint64_t message = 0;    ///< the message-number, 0 if there is none
  std::optional<Fault> fault;   ///< the first place where the line leaves its grammar, with what was expected
};

/// Reads one line, without CRLF, by RFC 1939 3 and the sections in `verbs`. Any case, trailing blanks and doubled
/// blanks are read and are the `fault`. An unknown verb is a Command too.
Command parse_command(std::string_view line);

/// Whether +OK to this command is followed by lines up to a dot.
bool has_body(const Command& command);

}  // namespace heloscope::pop3
