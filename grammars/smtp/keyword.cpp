#include "grammars/smtp/keyword.hpp"

#include <algorithm>
#include <array>

#include "grammars/ascii.hpp"

namespace heloscope::smtp {
namespace {

constexpr std::array keyword_rows{
    KeywordInfo{"8BITMIME", "Takes message text with 8-bit characters.", "RFC 6152", true},
    KeywordInfo{"ATRN", "A logged-on client may swap roles to fetch its domains' mail.", "RFC 2645", false},
    KeywordInfo{"AUTH", "Clients can log on; the mechanisms follow.", "RFC 4954", true},
    KeywordInfo{"BINARYMIME", "Takes binary message content, sent with BDAT.", "RFC 3030", true},
    KeywordInfo{"BURL", "Fetches message content from an IMAP server by URL.", "RFC 4468", false},
    KeywordInfo{"CHECKPOINT", "An interrupted transaction can be taken up again.", "RFC 1845", false},
    KeywordInfo{"CHUNKING", "Takes the message in counted pieces, with BDAT.", "RFC 3030", true},
    KeywordInfo{"CONNEG", "Tells what content the recipient's device can show.", "RFC 4141", false},
    KeywordInfo{"CONPERM", "The client can allow conversions of the content.", "RFC 4141", false},
    KeywordInfo{"DELIVERBY", "The client can set a time by which to deliver.", "RFC 2852", false},
    KeywordInfo{"DSN", "Sends delivery reports as the client asks (NOTIFY, RET, ENVID).", "RFC 3461", true},
    KeywordInfo{"ENHANCEDSTATUSCODES", "Replies begin with a code such as 5.7.1 that says more.", "RFC 2034", true},
    KeywordInfo{"ETRN", "Sends the mail it holds for a node when asked.", "RFC 1985", true},
    KeywordInfo{"EXPN", "Tells who is on a mailing list.", "RFC 5321 4.1.1.7", false},
    KeywordInfo{"FUTURERELEASE", "Holds a message back until a time the client sets.", "RFC 4865", false},
    KeywordInfo{"HELP", "Has a help text.", "RFC 5321 4.1.1.8", false},
    KeywordInfo{"LIMITS", "Tells its limits, such as recipients per message.", "RFC 9422", false},
    KeywordInfo{"MT-PRIORITY", "Handles messages by the priority the client gives.", "RFC 6710", false},
    KeywordInfo{"MTRK", "A message's way can be tracked.", "RFC 3885", false},
    KeywordInfo{"NO-SOLICITING", "Wants advertising marked as such.", "RFC 3865", false},
    KeywordInfo{"ONEX", "Old private use: one message per connection.", "IANA registry", false},
    KeywordInfo{"PIPELINING", "The client need not wait for each reply.", "RFC 2920", true},
    KeywordInfo{"REQUIRETLS", "The client can demand TLS on every hop.", "RFC 8689", false},
    KeywordInfo{"RRVS", "The client can ask whether the mailbox still has its old owner.", "RFC 7293", false},
    KeywordInfo{"SAML", "Obsolete: delivers to terminal and mailbox.", "RFC 821", false},
    KeywordInfo{"SEND", "Obsolete: delivers to the user's terminal.", "RFC 821", false},
    KeywordInfo{"SIZE", "Takes messages up to the size given, if one is given.", "RFC 1870", true},
    KeywordInfo{"SMTPUTF8", "Takes addresses and headers in UTF-8.", "RFC 6531", false},
    KeywordInfo{"SOML", "Obsolete: delivers to terminal or mailbox.", "RFC 821", false},
    KeywordInfo{"STARTTLS", "The connection can go on under TLS encryption.", "RFC 3207", false},
    KeywordInfo{"SUBMITTER", "Historic: the client can name who is responsible for the submission.", "RFC 4405",
                false},
    KeywordInfo{"TLS", "Microsoft's older word for STARTTLS.", "private (Exchange)", false},
    KeywordInfo{"TURN", "Obsolete and unsafe: client and server can swap roles.", "RFC 821", true},
    KeywordInfo{"UTF8SMTP", "Obsolete, experimental form of SMTPUTF8.", "RFC 5336", false},
    KeywordInfo{"VERB", "Old private use: the server tells in detail what it does.", "IANA registry", false},
    KeywordInfo{"VRFY", "Can be asked whether a name is a mailbox here.", "RFC 5321 4.1.1.6", true},
    KeywordInfo{"X-EXPS", "Exchange servers can log on to each other; the mechanisms follow.", "private (Exchange)",
                true},
    KeywordInfo{"X-LINK2STATE", "Exchange servers exchange their routing information.", "private (Exchange)", true},
    KeywordInfo{"XCLIENT", "A trusted proxy can tell whom the connection comes from.", "private (Postfix)", false},
    KeywordInfo{"XEXCH50", "Exchange servers pass on Exchange's own message properties.", "private (Exchange)", true},
    KeywordInfo{"XFORWARD", "A trusted proxy can tell, for the log, whom the connection comes from.",
                "private (Postfix)", false},
};

constexpr std::array mechanism_rows{
    MechanismInfo{"ANONYMOUS", "No identity, at most a trace of who is there.", "RFC 4505", false},
    MechanismInfo{"APOP", "POP3's MD5 digest of the greeting's time stamp and the password; weak.", "RFC 1939 7",
                  false},
    MechanismInfo{"CRAM-MD5",
                  "Answers a challenge with an MD5 code of it; weak, the password can be guessed offline.",
                  "RFC 2195", false},
    MechanismInfo{"DIGEST-MD5", "Answers a challenge with an MD5 digest; obsolete.", "RFC 6331", false},
    MechanismInfo{"EXTERNAL", "The identity comes from elsewhere, mostly the client's TLS certificate.", "RFC 4422 A",
                  false},
    MechanismInfo{"GSS-SPNEGO", "Negotiates Kerberos or NTLM.", "private (Microsoft)", false},
    MechanismInfo{"GSSAPI", "A Kerberos ticket; the password never travels.", "RFC 4752", false},
    MechanismInfo{"KERBEROS_V4", "An obsolete form of Kerberos.", "RFC 2222", false},
    MechanismInfo{"LOGIN", "Name and password as two base64 answers; never standardised.", "private", true},
    MechanismInfo{"NTLM", "Windows challenge and response in three messages; weak today.", "MS-NLMP", false},
    MechanismInfo{"OAUTHBEARER", "A bearer token instead of a password.", "RFC 7628", true},
    MechanismInfo{"OTP", "A password that is valid once.", "RFC 2444", false},
    MechanismInfo{"PLAIN", "Name and password in one base64 string.", "RFC 4616", true},
    MechanismInfo{"SCRAM-SHA-1", "Salted challenge and response; the password never travels.", "RFC 5802", false},
    MechanismInfo{"SCRAM-SHA-1-PLUS", "As SCRAM-SHA-1, and bound to the TLS connection.", "RFC 5802", false},
    MechanismInfo{"SCRAM-SHA-256", "Salted challenge and response; the password never travels.", "RFC 7677", false},
    MechanismInfo{"SCRAM-SHA-256-PLUS", "As SCRAM-SHA-256, and bound to the TLS connection.", "RFC 7677", false},
    MechanismInfo{"SECURID", "One-time codes of a token.", "RFC 2808", false},
    MechanismInfo{"USER", "POP3's USER and PASS: name and password in clear text.", "RFC 1939 7", true},
    MechanismInfo{"XOAUTH2", "A bearer token instead of a password, as Google and Microsoft first did it.",
                  "private (Google)", true},
};
static_assert(std::ranges::is_sorted(keyword_rows, {}, &KeywordInfo::name));
static_assert(std::ranges::is_sorted(mechanism_rows, {}, &MechanismInfo::name));

template <class Rows>
auto find_row(const Rows& rows, std::string_view name) {
  const auto row = std::ranges::find_if(rows, [&](const auto& r) { return ascii::iequals(r.name, name); });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::span<const KeywordInfo> keywords() { return keyword_rows; }
const KeywordInfo* find_keyword(std::string_view name) { return find_row(keyword_rows, name); }
std::span<const MechanismInfo> mechanisms() { return mechanism_rows; }
const MechanismInfo* find_mechanism(std::string_view name) { return find_row(mechanism_rows, name); }

}  // namespace heloscope::smtp
