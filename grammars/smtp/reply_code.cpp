#include "grammars/smtp/reply_code.hpp"

#include <algorithm>
#include <array>

namespace heloscope::smtp {
namespace {
using enum Verb;
constexpr Verb any = Verb::unknown;

constexpr std::array code_rows{
    CodeInfo{211, any, "The server tells its status.", "Information only; nothing to do.", "RFC 5321 4.2.3"},
    CodeInfo{214, any, "The server's help text.", "Read there which verbs the server knows.", "RFC 5321 4.2.3"},
    CodeInfo{220, starttls, "The server is ready for TLS.",
             "The TLS handshake begins now; plain typing no longer works.", "RFC 3207 4"},
    CodeInfo{220, any, "The mail server is there and ready.",
             "Read the greeting: it names the host and often the product and its version.", "RFC 5321 4.2.3"},
    CodeInfo{221, any, "The server says goodbye and closes the connection.", "The normal end after QUIT.",
             "RFC 5321 4.2.3"},
    CodeInfo{235, any, "The logon succeeded.", "You may relay now, if the server lets your account do so.",
             "RFC 4954 6"},
    CodeInfo{240, any, "What IIS writes in its log for QUIT; it is never sent.",
             "The client was answered 221; read the log line as that.", "private (IIS log)"},
    CodeInfo{250, any, "Done.", "Go on with the next command.", "RFC 5321 4.2.3"},
    CodeInfo{251, etrn, "No messages wait for that node.", "Nothing to fetch.", "RFC 1985 5"},
    CodeInfo{251, any, "The user is not here, but the server passes the mail on.",
             "All is well; the reply may name the new address.", "RFC 5321 3.4"},
    CodeInfo{252, etrn, "The server starts sending the messages it holds for the node.",
             "Wait for its connection to you.", "RFC 1985 5"},
    CodeInfo{252, any, "The server does not tell whether the user exists, but would take the mail.",
             "The server keeps its address list private; try RCPT.", "RFC 5321 3.5.3"},
    CodeInfo{253, any, "The server starts sending the given number of messages for the node.",
             "Wait for its connection to you.", "RFC 1985 5"},
    CodeInfo{334, any, "The server waits for the next step of the logon.",
             "The text is base64: VXNlcm5hbWU6 asks for the user name, UGFzc3dvcmQ6 for the password.", "RFC 4954 4"},
    CodeInfo{354, xexch50, "The server waits for Exchange's own message properties.",
             "Only Exchange servers of one organization do this.", "private (Exchange)"},
    CodeInfo{354, any, "The server waits for the message text.",
             "Send the headers, an empty line, the text, and a line with a single dot.", "RFC 5321 4.1.1.4"},
    CodeInfo{421, any, "The server gives up and closes the connection.",
             "It is busy, shutting down or waited too long; try again later.", "RFC 5321 4.2.3"},
    CodeInfo{432, any, "The password must be moved to this mechanism first.",
             "Change the password once, or log on once with a plain one under TLS.", "RFC 4954 6"},
    CodeInfo{450, any, "The mailbox cannot be reached at the moment.",
             "It is busy, or the server greylists strangers: send again in some minutes.", "RFC 5321 4.2.3"},
    CodeInfo{451, any, "The server had an error of its own and stopped the command.",
             "Look into the server's event log; the client should try again.", "RFC 5321 4.2.3"},
    CodeInfo{452, rcpt, "Too many recipients for one message, or no room.",
             "Send to the rest of the recipients in another transaction.", "RFC 5321 4.5.3.1.10"},
    CodeInfo{452, any, "The server lacks room for this.", "A disk is full or a limit reached; try again later.",
             "RFC 5321 4.2.3"},
    CodeInfo{453, any, "There is no mail for you.", "Nothing is queued for these domains.", "RFC 2645"},
    CodeInfo{454, mail, "This client may not hand in mail without a logon.",
             "Exchange 2003 with anonymous access off: send AUTH before MAIL.", "private (Exchange)"},
    CodeInfo{454, auth, "The logon failed for a passing reason.",
             "The server could not ask its directory; try again later.", "RFC 4954 6"},
    CodeInfo{454, starttls, "TLS is not to be had at the moment.", "Check the server's certificate and TLS settings.",
             "RFC 3207 4"},
    CodeInfo{454, any, "Not possible at the moment.", "Read the text; try again later.", "RFC 4954 6"},
    CodeInfo{455, any, "The server cannot honour a parameter at the moment.",
             "Send again without the parameter, or later.", "RFC 5321 4.2.3"},
    CodeInfo{458, any, "The server cannot queue messages for that node.", "Ask the administrator of that server.",
             "RFC 1985 5"},
    CodeInfo{459, any, "That node may not be asked for.", "Ask the administrator of that server.", "RFC 1985 5"},
    CodeInfo{500, any, "The server does not know the command, or the line was too long.",
             "Check the spelling; a backspace typed in telnet is sent as a character.", "RFC 5321 4.2.3"},
    CodeInfo{501, helo, "The server does not like the name the client gave.",
             "Give a host name with a domain, without a final dot or odd characters.", "RFC 5321 4.2.3"},
    CodeInfo{501, ehlo, "The server does not like the name the client gave.",
             "Give a host name with a domain, without a final dot or odd characters.", "RFC 5321 4.2.3"},
    CodeInfo{501, mail, "The sender's address or a parameter is malformed.",
             "Write MAIL FROM:<name@domain>, with colon and angle brackets.", "RFC 5321 4.2.3"},
    CodeInfo{501, rcpt, "The recipient's address or a parameter is malformed.",
             "Write RCPT TO:<name@domain>, with colon and angle brackets.", "RFC 5321 4.2.3"},
    CodeInfo{501, auth, "The client broke off the logon, or its answer was not base64.",
             "Encode exactly the name or password, without a line end.", "RFC 4954 4"},
    CodeInfo{501, any, "The command's argument is malformed.", "Check brackets, domain and parameters.",
             "RFC 5321 4.2.3"},
    CodeInfo{502, any, "The server knows the command but does not do it.", "HELP lists what it does.",
             "RFC 5321 4.2.4"},
    CodeInfo{503, auth, "A logon is out of order here.",
             "The client is logged on already, or a mail transaction is open.", "RFC 4954 4"},
    CodeInfo{503, data, "DATA comes too early.", "No recipient was accepted; look at the replies to RCPT.",
             "RFC 5321 3.3"},
    CodeInfo{503, any, "The command comes at the wrong moment.", "The order is HELO or EHLO, MAIL, RCPT, DATA.",
             "RFC 5321 4.2.3"},
    CodeInfo{504, auth, "The server does not offer this logon mechanism.",
             "Choose one from the AUTH line of its EHLO reply.", "RFC 4954 4"},
    CodeInfo{504, xexch50, "Exchange properties are taken only after a server-to-server logon.",
             "Harmless between organizations: the mail follows without them.", "private (Exchange)"},
    CodeInfo{504, any, "The server does not do what this parameter asks.", "Send the command without it.",
             "RFC 5321 4.2.4"},
    CodeInfo{521, any, "This host accepts no mail at all.", "It is the wrong host: look up the domain's MX record.",
             "RFC 7504 3"},
    CodeInfo{523, any, "Encryption is needed first.", "Send STARTTLS before the logon.", "RFC 5248 3"},
    CodeInfo{530, mail, "The server wants a logon, or TLS, before it takes mail.",
             "Read the text: send AUTH or STARTTLS before MAIL.", "RFC 4954 6"},
    CodeInfo{530, auth, "The server wants TLS before the logon.", "Send STARTTLS first.", "RFC 3207 4"},
    CodeInfo{530, any, "The server wants a logon, or TLS, first.", "Read the text: send AUTH or STARTTLS.",
             "RFC 4954 6"},
    CodeInfo{534, any, "The logon mechanism is too weak for this server.", "Choose a stronger one.", "RFC 4954 6"},
    CodeInfo{535, any, "Name or password were not accepted.",
             "Check both, the domain before the name, and that no line end was encoded into the base64.",
             "RFC 4954 6"},
    CodeInfo{538, any, "This mechanism is allowed under encryption only.", "Send STARTTLS first.", "RFC 4954 6"},
    CodeInfo{550, rcpt, "The recipient is refused.",
             "Either nobody has that name here, or the server does not relay for you: the text says which.",
             "RFC 5321 4.2.3"},
    CodeInfo{550, end_of_data, "The message is refused after it was sent.",
             "Mostly a filter on content or sender; read the text.", "RFC 5321 4.2.3"},
    CodeInfo{550, any, "Refused, for lack of the mailbox or by policy.", "Read the text for the reason.",
             "RFC 5321 4.2.3"},
    CodeInfo{551, any, "The user is elsewhere, and the server does not pass mail on.",
             "Use the address in the reply.", "RFC 5321 3.4"},
    CodeInfo{552, mail, "The announced size is above the server's limit.",
             "Compare it with SIZE in the EHLO reply; make the message smaller.", "RFC 1870 6.1"},
    CodeInfo{552, any, "Too large, or the mailbox's quota is used up.",
             "Make the message smaller, or let the owner clear space.", "RFC 5321 4.2.3"},
    CodeInfo{553, any, "The mailbox name is not allowed.", "Check how the address is written.", "RFC 5321 4.2.3"},
    CodeInfo{554, greeting, "The server does not talk SMTP with this client.",
             "Often the client's address is on a block list; read the text.", "RFC 5321 3.1"},
    CodeInfo{554, starttls, "The server cannot start TLS.", "Check its certificate and TLS settings.",
             "RFC 5321 4.2.3"},
    CodeInfo{554, any, "The transaction failed.", "Read the text; it is often a rule of the server.",
             "RFC 5321 4.2.3"},
    CodeInfo{555, any, "The server does not know a parameter of MAIL or RCPT.", "Leave the parameter out.",
             "RFC 5321 4.1.1.11"},
    CodeInfo{556, any, "The recipient's domain takes no mail.",
             "The domain says so with a null MX record; the address is wrong.", "RFC 7504 4"},
};
// Rising by code, and the general row closes each code's rows.
static_assert(std::ranges::is_sorted(code_rows, {}, &CodeInfo::code));
static_assert([] {
  for (std::size_t i = 0; i < code_rows.size(); ++i) {
    const bool last = i + 1 == code_rows.size() || code_rows[i + 1].code != code_rows[i].code;
    if (last != (code_rows[i].answers == any)) return false;
  }
  return true;
}());

constexpr std::array status_rows{
    StatusInfo{0, 0, "Nothing more exact is told.", "Read the text.", "RFC 3463 3.1"},
    StatusInfo{1, 0, "Something about an address.", "Check sender and recipient.", "RFC 3463 3.2"},
    StatusInfo{1, 1, "There is no such mailbox.", "Check the part before the @.", "RFC 3463 3.2"},
    StatusInfo{1, 2, "There is no such destination system.", "Check the part after the @, then its DNS records.",
               "RFC 3463 3.2"},
    StatusInfo{1, 3, "The recipient's address is malformed.", "Look for a blank, a missing @ or an odd character.",
               "RFC 3463 3.2"},
    StatusInfo{1, 4, "The address fits more than one recipient.",
               "Two objects of the directory share it; correct one.", "RFC 3463 3.2"},
    StatusInfo{1, 5, "The recipient's address is valid.", "The usual good answer to RCPT.", "RFC 3463 3.2"},
    StatusInfo{1, 6, "The mailbox has moved and mail is not passed on.", "Ask for the new address.", "RFC 3463 3.2"},
    StatusInfo{1, 7, "The sender's address is malformed.", "Check the MAIL line.", "RFC 3463 3.2"},
    StatusInfo{1, 8, "The sender's domain cannot be used.", "It has no DNS records, or takes no mail.",
               "RFC 3463 3.2"},
    StatusInfo{1, 9, "Passed on to a system that sends no delivery reports.", "Do not wait for a report.",
               "RFC 3886"},
    StatusInfo{1, 10, "The recipient's domain has a null MX record.", "That domain takes no mail; check the address.",
               "RFC 7505"},
    StatusInfo{2, 0, "Something about the mailbox.", "Ask its owner.", "RFC 3463 3.3"},
    StatusInfo{2, 1, "The mailbox is disabled.", "The account is closed, or takes no messages now.", "RFC 3463 3.3"},
    StatusInfo{2, 2, "The mailbox is full.", "Its owner has to delete mail.", "RFC 3463 3.3"},
    StatusInfo{2, 3, "The message is longer than the mailbox takes.", "Make it shorter.", "RFC 3463 3.3"},
    StatusInfo{2, 4, "A mailing list could not be expanded.", "Its owner has to act.", "RFC 3463 3.3"},
    StatusInfo{3, 0, "Something about the mail system.", "Look into the server's log.", "RFC 3463 3.4"},
    StatusInfo{3, 1, "The mail system is full.", "Look at the server's disk space.", "RFC 3463 3.4"},
    StatusInfo{3, 2, "The system takes no mail from the network now.", "Its service is held or stopping.",
               "RFC 3463 3.4"},
    StatusInfo{3, 3, "The system lacks what was asked for.", "IIS says 5.3.3 to a command it does not know.",
               "RFC 3463 3.4"},
    StatusInfo{3, 4, "The message is too large for the system.", "Compare it with SIZE in the EHLO reply.",
               "RFC 3463 3.4"},
    StatusInfo{3, 5, "The system is wrongly set up.", "It may loop to itself or have a wrong smart host.",
               "RFC 3463 3.4"},
    StatusInfo{3, 6, "The message was taken with another priority.", "Information only.", "RFC 6710"},
    StatusInfo{4, 0, "Something about network or routing.", "Check DNS and the route.", "RFC 3463 3.5"},
    StatusInfo{4, 1, "The other host does not answer.", "It is down, or a firewall stands between.", "RFC 3463 3.5"},
    StatusInfo{4, 2, "The connection broke.", "Look for a bad line, a wrong MTU or a filter.", "RFC 3463 3.5"},
    StatusInfo{4, 3, "A directory server failed.", "Check DNS and the directory.", "RFC 3463 3.5"},
    StatusInfo{4, 4, "No route to the destination.", "Its domain lacks MX and address records, or no connector fits.",
               "RFC 3463 3.5"},
    StatusInfo{4, 5, "The mail system is overloaded.", "Try again later.", "RFC 3463 3.5"},
    StatusInfo{4, 6, "The message goes round in circles.", "Two servers send it to each other; correct their routes.",
               "RFC 3463 3.5"},
    StatusInfo{4, 7, "The message waited too long and was given up.",
               "Find out why it could not be delivered in time.", "RFC 3463 3.5"},
    StatusInfo{4, 8, "The server asks to be reached over IPv4.", "Connect again by its IPv4 address.",
               "IANA enhanced status codes"},
    StatusInfo{5, 0, "Something about the protocol.", "Read the text.", "RFC 3463 3.6"},
    StatusInfo{5, 1, "The command is not valid here.", "Check the verb and the order of commands.", "RFC 3463 3.6"},
    StatusInfo{5, 2, "The command's syntax is wrong.", "Check the line; IIS says 5.5.2 to a wrong order as well.",
               "RFC 3463 3.6"},
    StatusInfo{5, 3, "Too many recipients.", "Send to the rest in another transaction.", "RFC 3463 3.6"},
    StatusInfo{5, 4, "An argument of the command is not valid.", "Check the address and the parameters.",
               "RFC 3463 3.6"},
    StatusInfo{5, 5, "The protocol's version does not fit.", "Client and server speak different versions.",
               "RFC 3463 3.6"},
    StatusInfo{5, 6, "A line of the logon is too long.", "The answer does not fit the server's limit.", "RFC 4954 6"},
    StatusInfo{6, 0, "Something about the content.", "Read the text.", "RFC 3463 3.7"},
    StatusInfo{6, 1, "The content's media type is not taken.", "An attachment's type is refused; leave it out.",
               "RFC 3463 3.7"},
    StatusInfo{6, 2, "The content would have to be converted, and may not be.",
               "Send it in a form the other side takes.", "RFC 3463 3.7"},
    StatusInfo{6, 3, "The content would have to be converted, and cannot be.",
               "Mostly 8-bit text on its way to a 7-bit system.", "RFC 3463 3.7"},
    StatusInfo{6, 4, "The content was converted and lost something.", "Compare what arrived.", "RFC 3463 3.7"},
    StatusInfo{6, 5, "The conversion failed.", "Send the content in a simpler form.", "RFC 3463 3.7"},
    StatusInfo{6, 6, "The content could not be fetched.", "What BURL points to is not there.", "RFC 4468"},
    StatusInfo{6, 7, "An address outside US-ASCII is not allowed here.", "Use an address in US-ASCII.", "RFC 6531"},
    StatusInfo{6, 8, "The reply would need UTF-8, which the client does not allow.", "Use SMTPUTF8.", "RFC 6531"},
    StatusInfo{6, 9, "A UTF-8 header cannot be passed on to a recipient.", "Write the header in US-ASCII.",
               "RFC 6531"},
    StatusInfo{6, 10, "A duplicate of x.6.8.", "Read it as x.6.8.", "RFC 6531"},
    StatusInfo{7, 0, "Something about security or policy; 2.7.0 means logged on.", "Read the text.", "RFC 3463 3.8"},
    StatusInfo{7, 1, "Not allowed.", "Relaying is denied, the sender is blocked, or a policy forbids it.",
               "RFC 3463 3.8"},
    StatusInfo{7, 2, "This sender may not write to the mailing list.", "Ask the list's owner.", "RFC 3463 3.8"},
    StatusInfo{7, 3, "Security could not be carried over.", "IIS says 5.7.3 to wrong credentials and to TLS trouble.",
               "RFC 3463 3.8"},
    StatusInfo{7, 4, "The security feature is not supported.", "Often an unknown logon mechanism.", "RFC 3463 3.8"},
    StatusInfo{7, 5, "A cryptographic step failed.", "Check certificate and key.", "RFC 3463 3.8"},
    StatusInfo{7, 6, "The cryptographic algorithm is not supported.", "One side's TLS is too old.", "RFC 3463 3.8"},
    StatusInfo{7, 7, "The message was damaged or changed on its way.", "Send it again.", "RFC 3463 3.8"},
    StatusInfo{7, 8, "Name or password were not accepted.", "Check both.", "RFC 4954 6"},
    StatusInfo{7, 9, "The logon mechanism is too weak.", "Choose a stronger one.", "RFC 4954 6"},
    StatusInfo{7, 10, "Encryption is needed.", "Send STARTTLS first.", "RFC 5248 3"},
    StatusInfo{7, 11, "This mechanism is allowed under encryption only.", "Send STARTTLS first.", "RFC 4954 6"},
    StatusInfo{7, 12, "The password must be moved to this mechanism first.", "Change the password once.",
               "RFC 4954 6"},
    StatusInfo{7, 13, "The user's account is disabled.", "Ask the administrator to enable it.", "RFC 5248 3"},
    StatusInfo{7, 14, "The servers do not trust each other as needed.", "Their administrators have to agree first.",
               "RFC 4468"},
    StatusInfo{7, 15, "The message's priority is too low now.", "Try again later or with a higher one.", "RFC 6710"},
    StatusInfo{7, 16, "The message is too large for its priority.", "Make it smaller or choose another priority.",
               "RFC 6710"},
    StatusInfo{7, 17, "The mailbox has another owner now.", "Ask the person you mean for the new address.",
               "RFC 7293"},
    StatusInfo{7, 18, "The domain has another owner now.", "Ask the person you mean for the new address.",
               "RFC 7293"},
    StatusInfo{7, 19, "Whether the owner changed cannot be told.", "Send without RRVS, if you dare.", "RFC 7293"},
    StatusInfo{7, 20, "No DKIM signature passed.", "Check the sending domain's signing and its DNS key.",
               "RFC 7372 3.1"},
    StatusInfo{7, 21, "No DKIM signature is one that the server accepts.", "Sign as the server asks.",
               "RFC 7372 3.1"},
    StatusInfo{7, 22, "No DKIM signature belongs to the author's domain.", "Sign with the domain in From.",
               "RFC 7372 3.1"},
    StatusInfo{7, 23, "SPF failed.", "The sending host is not listed in the domain's SPF record.", "RFC 7372 3.2"},
    StatusInfo{7, 24, "SPF could not be checked.", "Correct the domain's SPF record.", "RFC 7372 3.2"},
    StatusInfo{7, 25, "The sending host's address has no fitting name.", "Give it a PTR record that matches.",
               "RFC 7372 3.3"},
    StatusInfo{7, 26, "Several checks of the sender failed.", "Look at SPF and DKIM both.", "RFC 7372 3.4"},
    StatusInfo{7, 27, "The sender's domain has a null MX record.", "Nobody could answer; use another sender address.",
               "RFC 7505"},
    StatusInfo{7, 28, "A flood of mail was seen.", "Send more slowly.", "IANA enhanced status codes"},
    StatusInfo{7, 29, "The ARC chain is not valid.", "A forwarder on the way broke it.", "RFC 8617"},
    StatusInfo{7, 30, "The message demands TLS on every hop, and a hop lacks it.",
               "Send without REQUIRETLS, or another way.", "RFC 8689"},
};
constexpr auto by_number = [](const StatusInfo& row) { return row.subject * 1000u + row.detail; };
static_assert(std::ranges::adjacent_find(status_rows, std::ranges::greater_equal{}, by_number) == status_rows.end());

const StatusInfo* find_status_row(unsigned subject, unsigned detail) {
  const auto row = std::ranges::lower_bound(status_rows, subject * 1000u + detail, {}, by_number);
  return row != status_rows.end() && row->subject == subject && row->detail == detail ? &*row : nullptr;
}

/// X-EXPS is AUTH under another name.
constexpr Verb answered_as(Verb verb) { return verb == x_exps ? auth : verb; }

}  // namespace

std::span<const CodeInfo> reply_codes() { return code_rows; }

const CodeInfo* find_reply_code(unsigned code, Verb verb) {
  const auto rows = std::ranges::equal_range(code_rows, code, {}, &CodeInfo::code);
  const auto row = std::ranges::find(rows, answered_as(verb), &CodeInfo::answers);
  if (row != rows.end()) return &*row;
  return rows.empty() ? nullptr : &rows.back();
}

std::string_view severity_meaning(unsigned code) {
  constexpr std::array<std::string_view, 10> meanings{"", "", "done", "go on", "no, try later", "no", "", "", "", ""};
  return code < 1000 ? meanings[code / 100] : "";
}

std::span<const StatusInfo> enhanced_statuses() { return status_rows; }

const StatusInfo* find_enhanced_status(EnhancedStatus status) {
  const StatusInfo* row = find_status_row(status.subject, status.detail);
  return row ? row : find_status_row(status.subject, 0);
}

}  // namespace heloscope::smtp
