// What reply codes and enhanced status codes mean, as tables: one row each, with a hint for the reader.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "grammars/smtp/reply.hpp"
#include "grammars/smtp/verb.hpp"

namespace heloscope::smtp {

/// One meaning of a reply code. A code has a general row (verb `unknown`) and may have rows for the verb it answers.
struct CodeInfo {
  std::uint16_t code;
  Verb answers;  ///< Verb::unknown: any verb
  std::string_view meaning, hint;
  std::string_view section;
};
/// All rows, rising by code; a code's general row comes last.
std::span<const CodeInfo> reply_codes();
/// The row for `code` in answer to `verb`, else its general row, else null. Static storage.
const CodeInfo* find_reply_code(unsigned code, Verb verb = Verb::unknown);
/// What the first digit says, for codes without a row: "done", "go on", "no, try later", "no"; section RFC
/// 5321 4.2.1.
std::string_view severity_meaning(unsigned code);

/// One row of the enhanced status code registry (RFC 3463, RFC 5248): subject.detail, whatever the class.
struct StatusInfo {
  std::uint16_t subject, detail;
  std::string_view meaning, hint;
  std::string_view section;
};
std::span<const StatusInfo> enhanced_statuses();
/// The row for `status`, else the row x.S.0 of its subject, else null. Static storage.
const StatusInfo* find_enhanced_status(EnhancedStatus status);

}  // namespace heloscope::smtp
