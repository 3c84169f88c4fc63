// The verbs of SMTP, one row each: what it takes, where it is defined, what it means. Adding a verb is one row here
// and, if its argument is new, one rule in command.cpp.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

namespace heloscope::smtp {

enum class Verb : std::uint8_t {
  greeting,  // never sent, yet answered: the reply that opens the connection
  helo,
  ehlo,
  lhlo,
  mail,
  rcpt,
  data,
  bdat,
  rset,
  vrfy,
  expn,
  help,
  noop,
  quit,
  send,
  soml,
  saml,
  turn,
  etrn,
  atrn,
  auth,
  starttls,
  verb,
  x_exps,
  x_link2state,
  xexch50,
  xclient,
  xforward,
  end_of_data,  // the line with a single dot
  unknown,
};

/// What follows the verb on its line (RFC 5321 4.1.1 and the extensions' own sections).
enum class Argument : std::uint8_t {
  none,
  domain,           // Domain / address-literal; Exchange 2003 also takes none
  reverse_path,     // "FROM:" Reverse-path [SP Mail-parameters]
  forward_path,     // "TO:" Forward-path [SP Rcpt-parameters]
  string,           // String, required
  optional_string,  // [String]
  mechanism,        // sasl-mech [SP initial-response] (RFC 4954 4)
  chunk,            // chunk-size [SP "LAST"] (RFC 3030 2)
  node,             // ["@" / "#"] Domain (RFC 1985 5)
  domains,          // [Domain *("," Domain)] (RFC 2645 5.1)
  link_state,       // "FIRST"/"NEXT"/"LAST" SP "CHUNK=" data (MS-XLINK2STATE style)
  exch50,           // octets SP version
  attributes,       // name "=" xtext *(SP name "=" xtext) (XCLIENT, XFORWARD)
};

struct VerbInfo {
  Verb verb;
  std::string_view name;  // as the RFC writes it
  Argument argument;
  std::string_view section;  // where it is defined
  std::string_view meaning;  // one plain sentence
};

inline constexpr std::array verbs{
    VerbInfo{Verb::greeting, "greeting", Argument::none, "RFC 5321 3.1",
             "The server speaks first and says who it is."},
    VerbInfo{Verb::helo, "HELO", Argument::domain, "RFC 5321 4.1.1.1",
             "The client says its own host name and asks for plain SMTP, without extensions."},
    VerbInfo{Verb::ehlo, "EHLO", Argument::domain, "RFC 5321 4.1.1.1",
             "The client says its own host name and asks which extensions the server has."},
    VerbInfo{Verb::lhlo, "LHLO", Argument::domain, "RFC 2033 4.1",
             "The client says its own host name in LMTP, the local delivery form of SMTP."},
    VerbInfo{Verb::mail, "MAIL", Argument::reverse_path, "RFC 5321 4.1.1.2",
             "A mail begins: this is the sender, to whom failure reports go."},
    VerbInfo{Verb::rcpt, "RCPT", Argument::forward_path, "RFC 5321 4.1.1.3", "One recipient of this mail."},
    VerbInfo{Verb::data, "DATA", Argument::none, "RFC 5321 4.1.1.4",
             "The client wants to send the message text, ended by a line with a single dot."},
    VerbInfo{Verb::bdat, "BDAT", Argument::chunk, "RFC 3030 2",
             "A piece of the message follows, counted in octets instead of ended by a dot."},
    VerbInfo{Verb::rset, "RSET", Argument::none, "RFC 5321 4.1.1.5",
             "The client drops the sender, recipients and text given so far."},
    VerbInfo{Verb::vrfy, "VRFY", Argument::string, "RFC 5321 4.1.1.6",
             "The client asks whether a name is a mailbox here."},
    VerbInfo{Verb::expn, "EXPN", Argument::string, "RFC 5321 4.1.1.7", "The client asks who is on a mailing list."},
    VerbInfo{Verb::help, "HELP", Argument::optional_string, "RFC 5321 4.1.1.8",
             "The client asks which commands the server knows."},
    VerbInfo{Verb::noop, "NOOP", Argument::optional_string, "RFC 5321 4.1.1.9",
             "The client asks for nothing but an answer, to see that the connection lives."},
    VerbInfo{Verb::quit, "QUIT", Argument::none, "RFC 5321 4.1.1.10", "The client ends the conversation."},
    VerbInfo{Verb::send, "SEND", Argument::reverse_path, "RFC 821 3.4",
             "Obsolete: deliver to the user's terminal instead of the mailbox."},
    VerbInfo{Verb::soml, "SOML", Argument::reverse_path, "RFC 821 3.4",
             "Obsolete: deliver to the user's terminal or else to the mailbox."},
    VerbInfo{Verb::saml, "SAML", Argument::reverse_path, "RFC 821 3.4",
             "Obsolete: deliver to the user's terminal and to the mailbox."},
    VerbInfo{Verb::turn, "TURN", Argument::none, "RFC 821 3.8",
             "Obsolete and unsafe: client and server swap roles, without proof of who asks."},
    VerbInfo{Verb::etrn, "ETRN", Argument::node, "RFC 1985 5",
             "The client asks the server to send the mail it holds for a node, over a new connection."},
    VerbInfo{Verb::atrn, "ATRN", Argument::domains, "RFC 2645 5.1",
             "A logged-on client asks to swap roles and receive the mail held for its domains."},
    VerbInfo{Verb::auth, "AUTH", Argument::mechanism, "RFC 4954 4",
             "The client logs on with the mechanism it names."},
    VerbInfo{Verb::starttls, "STARTTLS", Argument::none, "RFC 3207 4",
             "The client asks to go on under TLS encryption."},
    VerbInfo{Verb::verb, "VERB", Argument::optional_string, "private (Sendmail)",
             "The client asks the server to tell in detail what it does."},
    VerbInfo{Verb::x_exps, "X-EXPS", Argument::mechanism, "private (Exchange)",
             "An Exchange server logs on to another one; works as AUTH does."},
    VerbInfo{Verb::x_link2state, "X-LINK2STATE", Argument::link_state, "private (Exchange)",
             "Exchange servers of one organization exchange their routing information."},
    VerbInfo{Verb::xexch50, "XEXCH50", Argument::exch50, "private (Exchange)",
             "An Exchange server offers a block of Exchange's own message properties."},
    VerbInfo{Verb::xclient, "XCLIENT", Argument::attributes, "private (Postfix)",
             "A trusted proxy tells the server whom the connection really comes from, for access control."},
    VerbInfo{Verb::xforward, "XFORWARD", Argument::attributes, "private (Postfix)",
             "A trusted proxy tells the server whom the connection really comes from, for the log."},
    VerbInfo{Verb::end_of_data, ".", Argument::none, "RFC 5321 4.1.1.4", "The message text ends here."},
    VerbInfo{Verb::unknown, "", Argument::optional_string, "RFC 5321 4.2.4",
             "Not a command that SMTP or a known extension defines."},
};
constexpr std::size_t index(Verb v) { return static_cast<std::size_t>(v); }
constexpr const VerbInfo& info(Verb v) { return verbs[index(v)]; }
static_assert(std::ranges::adjacent_find(verbs, std::ranges::greater_equal{}, &VerbInfo::verb) == verbs.end());
static_assert(verbs.size() == index(Verb::unknown) + 1);  // strictly rising and complete: row i is verb i

/// The verb that a command line's first word names, in any case; Verb::unknown if none (RFC 5321 2.4).
Verb find_verb(std::string_view keyword);

}  // namespace heloscope::smtp
