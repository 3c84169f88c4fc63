// One SMTP command line, taken apart: parse_command("MAIL FROM:<a@b.c> SIZE=100"). Lenient in what is read, exact in
// what is reported: a malformed argument is read as far as it goes, and `fault` says where it went wrong.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "grammars/result.hpp"
#include "grammars/smtp/verb.hpp"

namespace heloscope::smtp {

/// One command line. Every view borrows from the line given to parse_command().
struct Command {
  Verb verb = Verb::unknown;
  std::string_view keyword;   ///< the verb as sent
  std::string_view argument;  ///< all that follows the verb and one blank, as sent
  std::string_view
      operand;  ///< the argument's main part: the path without brackets, domain, mechanism, chunk size, node
  std::string_view parameters;  ///< what follows the operand: ESMTP parameters, initial response, "LAST", attributes
  std::optional<Fault> fault;   ///< the first place where the line leaves its grammar, with what was expected
};

/// Reads one line, without CRLF, by RFC 5321 4.1.1 and the sections in `verbs`. Takes what servers take: any case,
/// blanks after "FROM:" and "TO:", missing brackets, trailing blanks; each departure from the RFC is the `fault`. An
/// unknown verb is a Command too.
Command parse_command(std::string_view line);

/// The whole fault of a line that parse_command() refused, from a second, slower pass with expectations; none if the
/// line is right. What parse_command() puts into Command::fault.
std::optional<Fault> find_fault(Verb verb, std::string_view line);

/// What a BDAT or XEXCH50 line announces: octets that follow the line (RFC 3030 2). None if the size cannot be read
/// or does not fit 63 bits.
struct ChunkSize {
  std::uint64_t octets = 0;
  bool last = false;
};
std::optional<ChunkSize> parse_chunk(const Command& command);

}  // namespace heloscope::smtp
