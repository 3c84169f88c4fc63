// Small words for sentences: quotes of the wire kept short and without secrets, counts with their nouns, joined
// pieces. Escaping of controls is the renderer's business.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "analyzer/dialogue/event.hpp"

namespace heloscope::insight {

/// A sentence quotes at most so many octets of the wire, so that it stays one.
inline constexpr std::size_t max_quote = 80;

/// `text` up to `limit` octets; cut at a character's border and marked by an ellipsis if it is longer.
std::string clip(std::string_view text, std::size_t limit = max_quote);
/// The same in quotation marks.
std::string quoted(std::string_view text, std::size_t limit = max_quote);
/// "1 octet", "3 octets"; `many` for nouns whose plural is not made by an s.
std::string count(std::uint64_t n, std::string_view noun, std::string_view many = {});
/// "5242880 octets (5 MiB)"; small numbers without the second form.
std::string size(std::uint64_t octets);
/// The pieces in one string.
std::string concat(std::initializer_list<std::string_view> pieces);
/// Appends a sentence, with a blank before it where one is due.
void add_sentence(std::string& text, std::string_view sentence);

/// Up to the first LF.
std::string_view first_line(std::string_view text);
/// A slice's words, clipped; "(hidden)" if any of it is secret.
std::string shown(const dialogue::Record& record, const dialogue::Event& event, dialogue::Slice slice);
/// The first line of a reply or a command, clipped, in quotation marks; without its secret, and without what may be
/// one.
std::string quoted_line(const dialogue::Record& record, const dialogue::Event& event);

/// A command that its protocol does not know; events of the other protocol's verb are unknown by default.
inline bool is_unknown_command(const dialogue::Event& event) {
  return event.kind == dialogue::Kind::command && event.smtp_verb == smtp::Verb::unknown &&
         event.pop3_verb == pop3::Verb::unknown;
}

/// "octet 13: expected Domain"; octets count from 1, as people do.
std::string place(const Fault& fault);
/// Whether all that is wrong with a command are blanks at its end, which RFC 5321 4.1.1 lets receivers tolerate.
bool only_trailing_blanks(const dialogue::Record& record, const dialogue::Event& command);

}  // namespace heloscope::insight
