// What can be found wrong or worth knowing, one row each: stable id, severity, what it means, what to do. Adding a
// finding is one row here and a few lines in the detector of its theme.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/dialogue/event.hpp"

namespace heloscope::insight {

enum class Severity : std::uint8_t { info, notice, warning, error };
inline constexpr std::array<std::string_view, 4> severity_names{"info", "notice", "warning", "error"};
constexpr std::string_view name(Severity s) { return severity_names[static_cast<std::size_t>(s)]; }
std::optional<Severity> find_severity(std::string_view name);

enum class FindingId : std::uint8_t {
  cleartext_password,
  login_failed,
  relay_denied,
  unknown_recipient,
  temporary_failure,
  command_out_of_order,
  unknown_command,
  malformed_argument,
  bare_line_feed,
  line_too_long,
  single_label_helo,
  missing_quit,
  deletes_not_committed,
  tcp_gap,
  connection_reset,
  connection_refused,
  message_incomplete,
  message_refused,
  tls_refused,
  command_refused,
  malformed_reply,
  eight_bit_header,
  one_sided,
  begins_in_the_middle,
  conversation_cut,
  bytes_conflict,
  input_damaged,
  link_type_unsupported,
  packets_not_read,
  no_mail,
};

struct FindingInfo {
  FindingId id;
  std::string_view name;  ///< stable: scripts filter by it
  Severity severity;
  std::string_view title;  ///< half a line
  std::string_view fix;    ///< what to do about it
  std::string_view ref;    ///< RFC section; empty where none says anything, as of the input itself
  std::string_view pop3_fix = {}, pop3_ref = {};  ///< the same in a POP3 session; empty: what stands above
};

/// The table, in the order of FindingId.
inline constexpr std::array findings{
    FindingInfo{FindingId::cleartext_password, "cleartext-password", Severity::warning,
                "A password was sent readable",
                "Turn on TLS (STARTTLS, STLS, or ports 465 and 995) and refuse plain logons without it; change this "
                "password.",
                "RFC 8314 3"},
    FindingInfo{
        FindingId::login_failed, "login-failed", Severity::error, "The server refused the logon",
        "Check the spelling, the domain before the name (DOMAIN\\user), and whether mailbox and account differ.",
        "RFC 4954 6",
        "Check the spelling, the domain before the name (DOMAIN\\account), and whether the mailbox has to be named "
        "behind it (DOMAIN\\account\\alias).",
        "RFC 1939 4"},
    FindingInfo{FindingId::relay_denied, "relay-denied", Severity::error, "The server refused to relay",
                "Log on before MAIL, or send through the server that is responsible for the recipient's domain.",
                "RFC 5321 7.9"},
    FindingInfo{
        FindingId::unknown_recipient, "unknown-recipient", Severity::error, "The server does not know the recipient",
        "Check the part before the @ for spelling, and whether the mailbox exists on that server.", "RFC 3463 3.2"},
    FindingInfo{FindingId::temporary_failure, "temporary-failure", Severity::warning,
                "The server asked to try again later",
                "A mail server will retry by itself; if it goes on for hours, look at the other side's log.",
                "RFC 5321 4.2.1",
                "Try again after a while; if it goes on, see whether another session holds the mailbox open.",
                "RFC 2449 8.1"},
    FindingInfo{FindingId::command_out_of_order, "command-out-of-order", Severity::warning,
                "A command came when it was not its turn",
                "Keep the order: greeting, HELO or EHLO, MAIL, RCPT, DATA.", "RFC 5321 4.1.4",
                "Keep the order: greeting, USER and PASS (or APOP, AUTH), the commands for the mailbox, QUIT.",
                "RFC 1939 3"},
    FindingInfo{FindingId::unknown_command, "unknown-command", Severity::notice,
                "A command that is not in the protocol",
                "Look for a typing error, a backspace in the line, or text after the final dot.", "RFC 5321 4.2.4",
                "Look for a typing error or a backspace in the line; CAPA lists what the server can.", "RFC 1939 3"},
    FindingInfo{FindingId::malformed_argument,
                "malformed-argument",
                Severity::notice,
                "A command's argument does not follow the grammar",
                "Write it as the RFC says at the place named.",
                "RFC 5321 4.1.1",
                {},
                "RFC 1939 3"},
    FindingInfo{FindingId::bare_line_feed, "bare-line-feed", Severity::notice, "Lines end in LF without CR",
                "Make the sender end lines by CRLF: servers disagree about such lines, which smuggling uses.",
                "RFC 5321 2.3.8", "Make the sender end lines by CRLF: not every program takes LF alone.",
                "RFC 1939 3"},
    FindingInfo{
        FindingId::line_too_long, "line-too-long", Severity::notice, "A line is longer than the protocol allows",
        "Use quoted-printable or base64 for long lines of text; split long commands.", "RFC 5321 4.5.3.1",
        "Look for a program that sends something else than POP3: no command or answer of it needs such a line.",
        "RFC 2449 4"},
    FindingInfo{FindingId::single_label_helo, "single-label-helo", Severity::notice,
                "The client's name in HELO or EHLO is not a fully qualified one",
                "Set the client's host name to one that DNS knows, such as mail.example.org.", "RFC 5321 4.1.1.1"},
    FindingInfo{FindingId::missing_quit, "missing-quit", Severity::notice, "The conversation ended without QUIT",
                "Look at what came last: a client that gave up, a crash, or a firewall that cut the connection.",
                "RFC 5321 4.1.1.10",
                "Look at what came last: a client that gave up, a crash, or a firewall that cut the connection; "
                "without QUIT nothing is deleted.",
                "RFC 1939 6"},
    FindingInfo{FindingId::deletes_not_committed, "deletes-not-committed", Severity::warning,
                "Messages were marked for deletion but stay",
                "Deletion happens when QUIT is answered: end the session by QUIT.", "RFC 1939 6"},
    FindingInfo{FindingId::tcp_gap, "tcp-gap", Severity::warning, "Octets are missing from the capture",
                "Capture nearer to the server, with a full snap length and a larger buffer.", "RFC 9293 3.4"},
    FindingInfo{FindingId::connection_reset, "connection-reset", Severity::warning, "The connection was reset",
                "See who reset it and what came last: a crash, a time-out, or a filter on the way.",
                "RFC 9293 3.5.2"},
    FindingInfo{
        FindingId::connection_refused, "connection-refused", Severity::error, "Nobody answered on this port",
        "See that the service runs and a firewall lets the port through (Exchange 2003 installs POP3 switched off).",
        "RFC 9293 3.5.2"},
    FindingInfo{FindingId::message_incomplete,
                "message-incomplete",
                Severity::warning,
                "A message was not seen whole",
                "The mail itself may have arrived whole: what is missing is missing here.",
                "RFC 5321 4.1.1.4",
                {},
                "RFC 1939 3"},
    FindingInfo{FindingId::message_refused, "message-refused", Severity::error, "The server refused the message",
                "Read the reply's text: size, content or policy.", "RFC 5321 4.2.5"},
    FindingInfo{FindingId::tls_refused,
                "tls-refused",
                Severity::warning,
                "The server refused to start TLS",
                "See that the server has a certificate and TLS is switched on; until then all stays readable.",
                "RFC 3207 4",
                {},
                "RFC 2595 4"},
    FindingInfo{FindingId::command_refused, "command-refused", Severity::notice, "The server refused a command",
                "Read the reply's text; EHLO and HELP tell what the server takes.", "RFC 5321 4.2.1",
                "Read the reply's text; CAPA tells what the server takes.", "RFC 1939 3"},
    FindingInfo{FindingId::malformed_reply,
                "malformed-reply",
                Severity::notice,
                "A reply does not follow the grammar",
                "Look for a firewall that rewrites the dialogue, or text printed into it.",
                "RFC 5321 4.2",
                {},
                "RFC 1939 3"},
    FindingInfo{
        FindingId::eight_bit_header, "eight-bit-header", Severity::notice, "A message's header has 8-bit octets",
        "Make the sender write encoded-words (RFC 2047), or UTF-8 by the SMTPUTF8 extension: readers have to "
        "guess the character set.",
        "RFC 5322 2.2",
        "Make the program that wrote the mail use encoded-words (RFC 2047): readers have to guess the character set.",
        "RFC 5322 2.2"},
    FindingInfo{FindingId::one_sided, "one-sided", Severity::notice, "Only one side of the conversation was seen",
                "Capture where both directions pass: asymmetric routes and one-way mirror ports show one side.",
                "RFC 9293 3.4"},
    FindingInfo{FindingId::begins_in_the_middle, "begins-in-the-middle", Severity::info,
                "The capture begins in the middle of the conversation",
                "Start the capture before the client connects.", "RFC 9293 3.5"},
    FindingInfo{FindingId::conversation_cut, "conversation-cut", Severity::notice,
                "Only a part of the conversation is shown", "There is more of it than one report keeps.", ""},
    FindingInfo{FindingId::bytes_conflict, "bytes-conflict", Severity::warning,
                "The same octets were sent twice with different values",
                "The first ones are shown. An evasion attempt, a faulty device, or two captures mixed.",
                "RFC 9293 3.10.7.4"},
    FindingInfo{FindingId::input_damaged, "input-damaged", Severity::warning, "The input is damaged",
                "What comes before the damage is shown; take a new copy of the file if there is one.", ""},
    FindingInfo{FindingId::link_type_unsupported, "link-type-unsupported", Severity::error,
                "Packets of a link type that is not read", "Convert the capture, or capture on another interface.",
                ""},
    FindingInfo{FindingId::packets_not_read, "packets-not-read", Severity::notice,
                "Some packets were not looked into",
                "If the mail is among them, capture where the traffic is not tunnelled.", ""},
    FindingInfo{FindingId::no_mail, "no-mail", Severity::notice, "No SMTP or POP3 conversation was found",
                "Check that the capture ran on the right interface at the right time, and is not all TLS.", ""},
};
constexpr std::size_t index(FindingId id) { return static_cast<std::size_t>(id); }
constexpr const FindingInfo& info(FindingId id) { return findings[index(id)]; }
/// What to do, and where it is written, in a session of that protocol.
constexpr std::string_view fix(FindingId id, dialogue::Protocol protocol) {
  const auto& row = info(id);
  return protocol == dialogue::Protocol::pop3 && !row.pop3_fix.empty() ? row.pop3_fix : row.fix;
}
constexpr std::string_view ref(FindingId id, dialogue::Protocol protocol) {
  const auto& row = info(id);
  return protocol == dialogue::Protocol::pop3 && !row.pop3_ref.empty() ? row.pop3_ref : row.ref;
}
static_assert(std::ranges::adjacent_find(findings, std::ranges::greater_equal{}, &FindingInfo::id) == findings.end());
static_assert(findings.size() == index(FindingId::no_mail) + 1);  // strictly rising and complete: row i is finding i

/// The row of that name, or null.
const FindingInfo* find_finding(std::string_view name);

/// One thing found.
struct Finding {
  FindingId id;
  std::string detail;                 ///< one plain sentence about this very case, secrets not in it
  std::vector<std::uint32_t> events;  ///< sequence numbers, the decisive one first; at most max_events
  std::uint64_t times = 1;            ///< how often it happened in this conversation
  static constexpr std::size_t max_events = 20;
};

}  // namespace heloscope::insight
