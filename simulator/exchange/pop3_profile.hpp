// What the POP3 server of Exchange 2003 says, as data: each text with where it is known from and how sure it is.
// Adding one is a row here; pop3_server.cpp says when it is said.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "simulator/exchange/profile.hpp"

namespace heloscope::exchange {

enum class Pop3Text : std::uint8_t {
  greeting,
  goodbye,
  ok,
  logged_on,
  capabilities,
  mechanisms,
  protocol_error,
  wrong_state,
  logon_failure,
  no_cleartext,
  no_mechanism,
  no_message,
  not_removed,
};

/// `<fqdn>` and `<version>` stand for the settings of that name.
struct Pop3TextInfo {
  Pop3Text text;
  std::string_view words;
  Sure sure;
  std::string_view source;
};

inline constexpr std::array pop3_texts{
    Pop3TextInfo{Pop3Text::greeting,
                 "+OK Microsoft Exchange Server 2003 POP3 server version <version> (<fqdn>) ready.",
                 Sure::transcripts, "captures of Exchange 2003; fingerprint rules require the full stop"},
    Pop3TextInfo{Pop3Text::goodbye, "+OK Microsoft Exchange Server 2003 POP3 server version <version> signing off.",
                 Sure::transcripts, "capture of Exchange 2003 SP2, transcript of Exchange 2000"},
    Pop3TextInfo{Pop3Text::ok, "+OK", Sure::transcripts,
                 "captures: USER, UIDL. Unsure for LIST, RETR, TOP, DELE, NOOP, RSET"},
    Pop3TextInfo{Pop3Text::logged_on, "+OK User successfully logged on.", Sure::transcripts,
                 "captures of Exchange 2000 and 2003"},
    Pop3TextInfo{Pop3Text::capabilities, "+OK Capability list follows", Sure::transcripts,
                 "captures of Exchange 2000 and 2003"},
    Pop3TextInfo{Pop3Text::mechanisms, "+OK The operation completed successfully.", Sure::transcripts,
                 "protocol notes on NTLM, appendix B; an imitation of 6.5.7226.0"},
    Pop3TextInfo{
        Pop3Text::protocol_error, "-ERR Protocol error.", Sure::transcripts,
        "LAST sent to Exchange 2000. Inferred for APOP (not supported: support article 322826), STLS and other "
        "unknown verbs; guessed for bad arguments and overlong lines"},
    Pop3TextInfo{Pop3Text::wrong_state, "-ERR Command is not valid in this state.", Sure::transcripts,
                 "STAT before logon, Exchange 2003 SP2. Inferred for the other verbs"},
    Pop3TextInfo{Pop3Text::logon_failure, "-ERR Logon failure: unknown user name or bad password.", Sure::transcripts,
                 "captures of Exchange 2003; the text of Windows error 1326"},
    Pop3TextInfo{Pop3Text::no_cleartext, "-ERR Clear text passwords have been disabled for this protocol.",
                 Sure::weak, "notes of a password tester's authors on Exchange 2003"},
    Pop3TextInfo{Pop3Text::no_mechanism, "-ERR The specified authentication package is not supported.",
                 Sure::transcripts, "notes of a password tester's authors; an imitation of 6.5.7226.0"},
    Pop3TextInfo{Pop3Text::no_message, "-ERR The specified message is out of range.", Sure::unknown,
                 "no source; for a message that is deleted as well"},
    Pop3TextInfo{Pop3Text::not_removed, "-ERR Unspecified error", Sure::weak,
                 "support articles on Exchange 5.5, for other failures of the store"},
};
constexpr std::size_t index(Pop3Text t) { return static_cast<std::size_t>(t); }
constexpr const Pop3TextInfo& info(Pop3Text t) { return pop3_texts[index(t)]; }
static_assert(std::ranges::adjacent_find(pop3_texts, std::ranges::greater_equal{}, &Pop3TextInfo::text) ==
              pop3_texts.end());
static_assert(pop3_texts.size() == index(Pop3Text::not_removed) + 1);  // strictly rising and complete

/// The lines of CAPA, in the order of three captures. They have "SASL NTLM" as the last where Integrated Windows
/// Authentication is on; this server has it off, as one capture shows it. Whether USER goes when clear text passwords
/// are disabled is not known: it stays.
inline constexpr std::array<std::string_view, 5> pop3_capabilities{"TOP", "USER", "PIPELINING", "EXPIRE NEVER",
                                                                   "UIDL"};

/// What an administrator sets, and what differs from server to server.
struct Pop3Settings {
  std::string fqdn = "London.nwtraders.msft";  ///< as set, upper and lower case kept
  std::string version = "6.5.7226.0";          ///< Exchange 2003 SP1
  std::string nt_domain = "NWTRADERS";         ///< of a USER that names none
  std::string dns_domain = "nwtraders.msft";   ///< the same domain in `USER account@domain`
  bool cleartext = true;                       ///< USER and PASS are taken
  unsigned failed_logons = 3;                  ///< then the server hangs up (a weak source; the count is a guess)
  /// The second part of unique-ids: by default that of the mailbox seen by support article 161116's example.
  std::array<std::uint8_t, 16> store_id{0x33, 0xf8, 0x79, 0x44, 0xc6, 0xdc, 0xf7, 0xb2,
                                        0xa5, 0x36, 0xba, 0x8c, 0x65, 0x63, 0x5a, 0x9f};
};

/// The line, CRLF included, with its placeholders filled.
std::string line(Pop3Text text, const Pop3Settings& settings);

/// 32 octets of base64: a 64-bit message number in Exchange's order, then the store's identifier. The first messages
/// of the seen mailbox are AAADadKAAAQz..., AAQDadKAAAQz..., AAgDadKAAAQz....
std::string unique_id(std::uint64_t number, const Pop3Settings& settings);

}  // namespace heloscope::exchange
