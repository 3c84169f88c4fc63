// The parts of explain(): one file a protocol, and the words both share.
#pragma once
#include <string>
#include <string_view>

#include "analyzer/insight/explain.hpp"
#include "analyzer/insight/timeline.hpp"
#include "grammars/smtp/verb.hpp"

namespace heloscope::insight {

Note explain_smtp_command(const Timeline& timeline, const dialogue::Event& event, Level level);
Note explain_smtp_reply(const Timeline& timeline, const dialogue::Event& event, Level level);
/// A line of the reply to EHLO, without code and separator.
Note explain_keyword_line(std::string_view text, Level level);

Note explain_pop3_command(const Timeline& timeline, const dialogue::Event& event, Level level);
Note explain_pop3_reply(const Timeline& timeline, const dialogue::Event& event, Level level);
/// A line of the reply to CAPA, or to AUTH without a mechanism.
Note explain_capability_line(pop3::Verb verb, std::string_view text);

/// The sentences that a server's greeting deserves, once it is known that it lets the client in.
std::string explain_software(const Timeline& timeline, Level level);
/// A server's request within a logon ("334 VXNlcm5hbWU6"), its decoded prompt told.
std::string explain_challenge(const Timeline& timeline, const dialogue::Event& reply);
/// What the parameters of MAIL and RCPT ask for, a sentence each; unknown ones are left out.
std::string explain_parameters(smtp::Verb verb, std::string_view parameters);
/// Where a command leaves its grammar, and that it was not its turn; empty for a right one.
std::string explain_mistakes(const Timeline& timeline, const dialogue::Event& command);
/// Which of the mechanisms listed show the password to every reader.
std::string explain_mechanisms(std::string_view list);
/// What an event was read from, as people call it.
inline std::string_view input(const Timeline& timeline) { return timeline.timed ? "capture" : "input"; }
/// A reply whose command is not in the input, which is another thing than one that nobody asked for.
inline bool command_not_seen(const dialogue::Event& reply) {
  return reply.kind == dialogue::Kind::reply && !reply.reply_to && !reply.has(dialogue::Flag::unasked);
}
/// The event's sequence number.
inline std::uint32_t number_of(const Timeline& timeline, const dialogue::Event& event) {
  return static_cast<std::uint32_t>(&event - timeline.record->events.data()) + 1;
}

}  // namespace heloscope::insight
