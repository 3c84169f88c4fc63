// The AUTH exchange that an event belongs to, looked up only when somebody asks: which mechanism, and whose logon.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/dialogue/event.hpp"

namespace heloscope::insight {

struct Logon {
  std::uint32_t command = 0;   ///< the AUTH command's event, 0 if it was not found
  std::string_view mechanism;  ///< as sent; borrows from the record
  std::string user;            ///< whom it names, decoded; empty if it does not tell
  std::string step_user;       ///< whom this very step names
  std::string prompt;          ///< what the server asked for just before this step, decoded
};

/// `seq` is an AUTH command, an auth step, or a reply within the exchange. Looks back over at most `max_steps`
/// events.
Logon follow_logon(const dialogue::Record& record, std::uint32_t seq);

/// The longest exchanges (GSSAPI) take some ten lines of each side.
inline constexpr std::uint32_t max_steps = 40;

/// Whose logon a PASS (the last USER's), USER, APOP, AUTH command or auth step is; empty if it does not tell.
std::string named_user(const dialogue::Record& record, std::uint32_t seq);

/// Whether an event is an AUTH or X-EXPS command.
bool is_auth_command(const dialogue::Event& event);
/// Whether an event is the reply that asks for the next step: 334, or "+ ".
bool is_challenge(const dialogue::Event& event, dialogue::Protocol protocol);
/// Whether a line that is no command may be a password gone astray: base64 from a client whose AUTH was refused and
/// that went on as if it had not been.
bool may_be_stray_secret(const dialogue::Record& record, std::uint32_t seq);
/// What follows "334 " or "+ ".
std::string_view challenge_token(const dialogue::Record& record, const dialogue::Event& reply);
/// The initial response on the AUTH command's line, as sent; empty if there is none.
std::string_view initial_response(const dialogue::Record& record, const dialogue::Event& command);

}  // namespace heloscope::insight
