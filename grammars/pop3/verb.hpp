// The verbs of POP3, one row each. Adding one is one row here and, if its argument is new, one rule in command.cpp.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

namespace heloscope::pop3 {

enum class Verb : std::uint8_t {
  greeting,  // never sent, yet answered: the reply that opens the connection
  user,
  pass,
  apop,
  auth,
  stls,
  capa,
  utf8,
  lang,
  stat,
  list,
  retr,
  dele,
  noop,
  rset,
  top,
  uidl,
  last,
  quit,
  xtnd,
  xsender,
  unknown,
};

enum class Argument : std::uint8_t {
  none,
  name,         // a mailbox, up to the end of the line (RFC 1939 7)
  secret,       // a password, blanks included (RFC 1939 7)
  name_digest,  // name SP digest, 32 hexadecimal digits (RFC 1939 7)
  mechanism,    // [sasl-mech [SP initial-response]] (RFC 5034 4; without one, a list: RFC 1734 as servers took it)
  message,      // a message-number (RFC 1939 5)
  optional_message,  // [message-number]
  message_lines,     // message-number SP count (RFC 1939 7, TOP)
  optional_string,   // [text]
};

/// Whether +OK is followed by lines up to a single dot (RFC 1939 3).
enum class Body : std::uint8_t {
  none,
  always,            // RETR, TOP, CAPA
  without_argument,  // LIST, UIDL, LANG, AUTH: only when no argument was given
};

struct VerbInfo {
  Verb verb;
  std::string_view name;
  Argument argument;
  Body body;
  std::string_view section;
  std::string_view meaning;
};

inline constexpr std::array verbs{
    VerbInfo{Verb::greeting, "greeting", Argument::none, Body::none, "RFC 1939 4",
             "The server speaks first and says who it is."},
    VerbInfo{Verb::user, "USER", Argument::name, Body::none, "RFC 1939 7",
             "The client names the mailbox it wants to open."},
    VerbInfo{Verb::pass, "PASS", Argument::secret, Body::none, "RFC 1939 7",
             "The client sends the password, readable by everyone on the way unless TLS is on."},
    VerbInfo{Verb::apop, "APOP", Argument::name_digest, Body::none, "RFC 1939 7",
             "The client logs on with an MD5 digest of the greeting's time stamp and the password."},
    VerbInfo{Verb::auth, "AUTH", Argument::mechanism, Body::without_argument, "RFC 5034 4",
             "The client logs on with the mechanism it names, or asks for the list of mechanisms."},
    VerbInfo{Verb::stls, "STLS", Argument::none, Body::none, "RFC 2595 4",
             "The client asks to go on under TLS encryption."},
    VerbInfo{Verb::capa, "CAPA", Argument::none, Body::always, "RFC 2449 5",
             "The client asks what the server can do."},
    VerbInfo{Verb::utf8, "UTF8", Argument::optional_string, Body::none, "RFC 6856 2.1",
             "The client asks for UTF-8 in headers and answers."},
    VerbInfo{Verb::lang, "LANG", Argument::optional_string, Body::without_argument, "RFC 6856 3",
             "The client asks for answers in a language, or for the list of languages."},
    VerbInfo{Verb::stat, "STAT", Argument::none, Body::none, "RFC 1939 5",
             "The client asks how many messages there are and how many octets they take together."},
    VerbInfo{Verb::list, "LIST", Argument::optional_message, Body::without_argument, "RFC 1939 5",
             "The client asks for the size of one message, or of all."},
    VerbInfo{Verb::retr, "RETR", Argument::message, Body::always, "RFC 1939 5", "The client fetches one message."},
    VerbInfo{Verb::dele, "DELE", Argument::message, Body::none, "RFC 1939 5",
             "The client marks one message for deletion; it goes only when QUIT is answered."},
    VerbInfo{Verb::noop, "NOOP", Argument::none, Body::none, "RFC 1939 5",
             "The client asks for nothing but an answer, to see that the connection lives."},
    VerbInfo{Verb::rset, "RSET", Argument::none, Body::none, "RFC 1939 5",
             "The client takes back every deletion mark."},
    VerbInfo{Verb::top, "TOP", Argument::message_lines, Body::always, "RFC 1939 7",
             "The client fetches the header and the first lines of one message."},
    VerbInfo{Verb::uidl, "UIDL", Argument::optional_message, Body::without_argument, "RFC 1939 7",
             "The client asks for the unique-ids, by which it knows messages again next time."},
    VerbInfo{Verb::last, "LAST", Argument::none, Body::none, "RFC 1460 3",
             "Obsolete: the client asks for the highest message number fetched so far."},
    VerbInfo{Verb::quit, "QUIT", Argument::none, Body::none, "RFC 1939 6",
             "The client ends the conversation; the marked messages are deleted now."},
    VerbInfo{Verb::xtnd, "XTND", Argument::optional_string, Body::none, "RFC 1082 (private)",
             "A private extension; XTND XMIT hands in a message over POP3."},
    VerbInfo{Verb::xsender, "XSENDER", Argument::message, Body::none, "private",
             "A private extension: the client asks for the authenticated sender of a message."},
    VerbInfo{Verb::unknown, "", Argument::optional_string, Body::none, "RFC 1939 3",
             "Not a command that POP3 or a known extension defines."},
};
constexpr std::size_t index(Verb v) { return static_cast<std::size_t>(v); }
constexpr const VerbInfo& info(Verb v) { return verbs[index(v)]; }
static_assert(std::ranges::adjacent_find(verbs, std::ranges::greater_equal{}, &VerbInfo::verb) == verbs.end());
static_assert(verbs.size() == index(Verb::unknown) + 1);  // strictly rising and complete: row i is verb i

/// The verb that a command line's first word names, in any case; Verb::unknown if none (RFC 1939 3).
Verb find_verb(std::string_view keyword);

}  // namespace heloscope::pop3
