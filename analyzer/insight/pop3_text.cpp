#include "analyzer/insight/pop3_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/pop3/command.hpp"

namespace heloscope::insight {
namespace {

// Exchange 2003 answers a failed logon by the Windows system message of its error (number behind the row) and other
// refusals by few texts of its own. Seen on the wire: 1326, "Command is not valid", "Protocol error", the package
// text; the other Windows messages follow from the mechanism.
constexpr std::array rows{
    ErrorText{"unknown user name or bad password", "The name or the password is wrong.",
              "check both, and whether it has to be DOMAIN\\account\\alias"},                                // 1326
    ErrorText{"account currently disabled", "The account is disabled.", "let the administrator enable it"},  // 1331
    ErrorText{"logon time restriction", "The account may not log on at this hour.", "see its logon hours"},  // 1328
    ErrorText{"password has expired", "The password has expired.", "change it on a Windows logon"},          // 1330
    ErrorText{"currently locked out", "The account is locked out after too many wrong passwords.",
              "wait, or let the administrator unlock it, and look for a program with an old password"},  // 1909
    ErrorText{"must change his password", "The user has to change the password first.",
              "change it on a Windows logon"},  // 1907
    ErrorText{"requested logon type", "The user may not log on to this computer in this way.",
              "grant the logon right on the server"},  // 1385
    ErrorText{"no logon servers available", "No domain controller answers.",
              "look at the connection between server and domain controller"},  // 1311
    ErrorText{"clear text passwords have been disabled", "The server takes no readable password.",
              "use AUTH NTLM, or TLS on port 995"},
    ErrorText{"requires the use of transport level security", "The server takes a readable password under TLS only.",
              "use TLS on port 995"},
    ErrorText{"authentication package is not supported", "The server does not know this mechanism.",
              "choose one from the SASL line of CAPA"},
    ErrorText{"not valid in this state", "The command comes at the wrong moment.",
              "log on first by USER and PASS, and only once"},
    ErrorText{"protocol error", "The server does not know the command, or its argument is wrong.",
              "check the spelling; CAPA lists what the server can"},
    ErrorText{"out of range", "There is no message with that number.", "LIST tells the numbers"},
    ErrorText{"no such message", "There is no message with that number.", "LIST tells the numbers"},     // RFC 1939 5
    ErrorText{"already deleted", "The message is marked for deletion.", "RSET takes the marks back"},    // RFC 1939 5
    ErrorText{"maildrop already locked", "Another session has the mailbox open.", "end it, or wait"},    // RFC 1939 4
    ErrorText{"unable to lock", "Another session has the mailbox open.", "end it, or wait"},             // RFC 1939 7
    ErrorText{"invalid password", "The password is wrong.", "check its spelling"},                       // RFC 1939 7
    ErrorText{"permission denied", "The server does not let this client in.", "ask the administrator"},  // RFC 1939 7
};

constexpr std::array<std::string_view, 3> temporary_codes{"SYS/TEMP", "IN-USE", "LOGIN-DELAY"};

}  // namespace

std::span<const ErrorText> error_texts() { return rows; }

const ErrorText* find_error_text(std::string_view text) {
  text = text.substr(0, 512);  // RFC 1939 3: a response has no more
  const auto row = std::ranges::find_if(rows, [&](const auto& r) { return ascii::icontains(text, r.phrase); });
  return row == rows.end() ? nullptr : &*row;
}

pop3::ReplyLine reply_parts(const dialogue::Record& record, const dialogue::Event& reply) {
  const auto parts = pop3::parse_reply_line(first_line(record.view(reply.text)));
  return parts ? *parts : pop3::ReplyLine{};
}

std::optional<std::uint64_t> top_lines(const dialogue::Record& record, const dialogue::Event& command) {
  if (command.pop3_verb != pop3::Verb::top) return std::nullopt;
  const auto digits = ascii::trim(pop3::parse_command(first_line(record.view(command.text))).parameters);
  std::uint64_t lines = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), lines);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return lines;
}

bool is_temporary(std::string_view response_code) {
  return std::ranges::any_of(temporary_codes, [&](auto code) { return ascii::iequals(code, response_code); });
}

}  // namespace heloscope::insight
