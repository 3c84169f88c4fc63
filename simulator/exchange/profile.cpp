#include "simulator/exchange/profile.hpp"

#include <algorithm>
#include <functional>

namespace heloscope::exchange {
namespace {

using enum Sure;

constexpr std::string_view raw_banner = "raw octets of two banners; eight transcripts, 2005 to 2021";
constexpr std::string_view byte_counts = "IIS log of 2006 in the OSSEC documentation, column sc-bytes";
constexpr std::string_view relay_article = "support article 304897";
constexpr std::string_view imitation = "imitations and later versions";
constexpr std::string_view nobody = "no source";

constexpr std::array texts{
    TextRow{SmtpText::greeting, "220 <fqdn> Microsoft ESMTP MAIL Service, Version: <version> ready at  <date> ",
            transcripts, raw_banner},
    TextRow{SmtpText::closing, "221 2.0.0 <fqdn> Service closing transmission channel", proved, byte_counts},
    TextRow{SmtpText::hello, "250 <fqdn> Hello [<ip>]", proved, byte_counts},
    TextRow{SmtpText::help,
            "214-This server supports the following commands:\r\n"
            "214 HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH TURN ETRN BDAT VRFY",
            transcripts, "two transcripts of 6.0.3790.3959"},
    TextRow{SmtpText::help_2000,
            "214-This server supports the following commands:\r\n"
            "214 HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH TURN ATRN ETRN BDAT VRFY",
            weak, "Windows 2000"},
    TextRow{SmtpText::sender_ok, "250 2.1.0 <address>....Sender OK", proved, byte_counts},
    TextRow{SmtpText::sender_twice, "503 5.5.2 Sender already specified", weak, imitation},
    TextRow{SmtpText::sender_denied, "554 5.1.0 Sender Denied", document, "Exchange 2007 help; the same filter"},
    TextRow{SmtpText::address_invalid, "501 5.5.4 Invalid Address", transcripts,
            "event 7010 and a forum report; for RCPT and HELO inferred"},
    TextRow{SmtpText::parameter_unknown, "501 5.5.4 Unrecognized parameter", weak, imitation},
    TextRow{SmtpText::argument_missing, "501 5.5.4 Argument missing", weak, "said of VRFY; for others inferred"},
    TextRow{SmtpText::anonymous_refused, "454 5.7.3 Client does not have permission to submit mail to this server",
            document, "Reporting Services troubleshooting"},
    TextRow{SmtpText::tls_required, "530 5.7.0 Must issue a STARTTLS command first", transcripts,
            "a bounce of 2005 that quotes Hotmail's servers"},
    TextRow{SmtpText::recipient_ok, "250 2.1.5 <address> ", proved, byte_counts},
    TextRow{SmtpText::relay_denied, "550 5.7.1 Unable to relay for <address>", transcripts, relay_article},
    TextRow{SmtpText::user_unknown, "550 5.1.1 User unknown", document, "support articles 842851, 899492"},
    TextRow{SmtpText::sender_needed, "503 5.5.2 Need mail command.", unknown, "by the text for DATA"},
    TextRow{SmtpText::too_many_recipients, "452 4.5.3 Too many recipients", inferred,
            "RFC 5321 4.5.3.1.10, support article 315119"},
    TextRow{SmtpText::data_start, "354 Start mail input; end with <CRLF>.<CRLF>", proved, byte_counts},
    TextRow{SmtpText::recipient_needed, "503 5.5.2 Need Rcpt command.", transcripts, "an error text of a client"},
    TextRow{SmtpText::queued, "250 2.6.0 <id> Queued mail for delivery", proved, byte_counts},
    TextRow{SmtpText::message_too_large, "552 4.3.1 Message size exceeds fixed maximum message size", weak,
            "by the text for sessions"},
    TextRow{SmtpText::session_too_large, "552 4.3.1 Session size exceeds fixed maximum session size", transcripts,
            "an error text of a client"},
    TextRow{SmtpText::storage_failed, "452 4.3.1 Out of memory", memory, "queue directory full"},
    TextRow{SmtpText::too_many_messages, "421 4.3.2 <fqdn> Service closing transmission channel", unknown, nobody},
    TextRow{SmtpText::chunk_taken, "250 2.0.0 <octets> octets received", unknown, "RFC 3030 4"},
    TextRow{SmtpText::chunk_invalid, "501 5.5.4 Invalid arguments", unknown, nobody},
    TextRow{SmtpText::reset, "250 2.0.0 Resetting", document, relay_article},
    TextRow{SmtpText::noop, "250 2.0.0 OK", weak, imitation},
    TextRow{SmtpText::unrecognized, "500 5.3.3 Unrecognized command", proved, byte_counts},
    TextRow{SmtpText::bad_sequence, "503 5.5.2 Bad sequence of commands", unknown, nobody},
    TextRow{SmtpText::verify, "252 2.1.5 Cannot VRFY user, but will take message for <<address>>", transcripts,
            "raw octets of 5.0.2195.5329, and another of SP4"},
    TextRow{SmtpText::node_started, "250 2.0.0 Queuing for node <domain> started", weak, "RFC 1985 5.3"},
    TextRow{SmtpText::node_refused, "459 4.7.1 Node <domain> not allowed", unknown, "RFC 1985 5.3"},
    TextRow{SmtpText::turn_refused, "502 5.7.1 TURN not allowed", unknown, "RFC 821 3.8"},
    TextRow{SmtpText::tls_unavailable, "554 5.7.3 Unable to initialize security subsystem", weak, imitation},
    TextRow{SmtpText::tls_ready, "220 2.0.0 SMTP server ready", memory, "the same in later versions"},
    TextRow{SmtpText::ask_user, "334 VXNlcm5hbWU6", transcripts, "a capture of 2015; [MS-XLOGIN]"},
    TextRow{SmtpText::ask_password, "334 UGFzc3dvcmQ6", transcripts, "a capture of 2015; [MS-XLOGIN]"},
    TextRow{SmtpText::gssapi_supported, "334 GSSAPI supported", weak, "a later version"},
    TextRow{SmtpText::auth_done, "235 2.7.0 Authentication successful.", transcripts, "a capture of 2015"},
    TextRow{SmtpText::auth_failed, "535 5.7.3 Authentication unsuccessful.", transcripts,
            "a capture of 2015; its full stop by the text for success"},
    TextRow{SmtpText::auth_unknown, "504 5.7.4 Unrecognized authentication type.", transcripts, "a forum report"},
    TextRow{SmtpText::auth_cancelled, "501 5.7.0 Authentication aborted", unknown, "RFC 4954 4"},
    TextRow{SmtpText::exch50_refused, "504 Need to authenticate first", transcripts,
            "events 7002 and 7004, support article 843106"},
    TextRow{SmtpText::link_state_refused, "504 Need to authenticate first", unknown, "by the text for XEXCH50"},
    TextRow{SmtpText::timeout, "451 Timeout waiting for client input", weak, imitation},
};
static_assert(std::ranges::adjacent_find(texts, std::ranges::greater_equal{}, &TextRow::id) == texts.end());
static_assert(texts.size() == static_cast<std::size_t>(SmtpText::timeout) + 1);  // row i is text i

constexpr std::string_view four_lists = "four transcripts, identical order";
constexpr std::string_view windows_lists = "transcript of 5.0.2195.6713; help page on extended verbs";

constexpr std::array keywords{
    KeywordRow{"AUTH <mechanisms>", When::windows_logon, transcripts, windows_lists},
    KeywordRow{"AUTH=LOGIN", When::windows_basic, transcripts, windows_lists},
    KeywordRow{"TURN", When::always, transcripts, four_lists},
    KeywordRow{"ATRN", When::windows_2000, transcripts, "three transcripts of Windows 2000, absent in four of 2003"},
    KeywordRow{"SIZE<limit>", When::always, transcripts, "without a number where no limit is set"},
    KeywordRow{"ETRN", When::always, transcripts, four_lists},
    KeywordRow{"PIPELINING", When::always, transcripts, four_lists},
    KeywordRow{"DSN", When::always, transcripts, four_lists},
    KeywordRow{"ENHANCEDSTATUSCODES", When::always, transcripts, four_lists},
    KeywordRow{"8bitmime", When::always, transcripts, "in lower case in six transcripts"},
    KeywordRow{"BINARYMIME", When::always, transcripts, four_lists},
    KeywordRow{"CHUNKING", When::always, transcripts, four_lists},
    KeywordRow{"VRFY", When::always, transcripts, four_lists},
    KeywordRow{"TLS", When::certificate_before_tls, memory, "place seen in Windows 2008"},
    KeywordRow{"STARTTLS", When::certificate_before_tls, memory, "place seen in Windows 2008"},
    KeywordRow{"X-EXPS <mechanisms>", When::exchange_logon, transcripts, four_lists},
    KeywordRow{"X-EXPS=LOGIN", When::exchange_basic, proved, byte_counts},
    KeywordRow{"AUTH <mechanisms>", When::exchange_logon, transcripts, four_lists},
    KeywordRow{"AUTH=LOGIN", When::exchange_basic, proved, byte_counts},
    KeywordRow{"X-LINK2STATE", When::exchange, transcripts, four_lists},
    KeywordRow{"XEXCH50", When::exchange, transcripts, four_lists},
};

// The real list is GSSAPI, NTLM, LOGIN; NTLM gets its row together with the code that speaks it.
constexpr std::array mechanisms{
    MechanismRow{"GSSAPI", false},
    MechanismRow{"LOGIN", true},
};

constexpr std::array versions{
    VersionRow{"6.0.3790.0", "Windows Server 2003 without a service pack", document, "support article 832919"},
    VersionRow{"6.0.3790.211", "Windows Server 2003 with a hotfix from before SP1", document, "DISA rule V-33634"},
    VersionRow{"6.0.3790.1830", "Windows Server 2003 SP1", transcripts, "two transcripts"},
    VersionRow{"6.0.3790.3959", "Windows Server 2003 SP2", transcripts, "five transcripts"},
    VersionRow{"6.0.3790.4675", "Windows Server 2003 with a hotfix from after SP2", transcripts, "four transcripts"},
    VersionRow{"5.0.2195.5329", "Windows 2000 SP3", transcripts, "raw octets of a banner"},
    VersionRow{"5.0.2195.6713", "Windows 2000 SP4", transcripts, "a transcript"},
};

}  // namespace

std::span<const TextRow> smtp_texts() { return texts; }
const TextRow& row(SmtpText id) { return texts[static_cast<std::size_t>(id)]; }
std::span<const KeywordRow> ehlo_keywords() { return keywords; }
std::span<const MechanismRow> smtp_mechanisms() { return mechanisms; }
std::span<const VersionRow> smtp_versions() { return versions; }

std::string fill(std::string_view text, std::initializer_list<Placeholder> values) {
  std::string out;
  out.reserve(text.size() + 64);
  while (true) {
    const std::size_t open = text.find('<');
    out += text.substr(0, open);
    if (open == text.npos) break;
    text.remove_prefix(open);
    const std::string_view name = text.substr(1, text.find('>') - 1);
    const auto value = std::ranges::find(values, name, &Placeholder::name);
    const bool known = value != values.end() && text.size() > name.size() + 1;
    out += known ? value->value : text.substr(0, 1);
    text.remove_prefix(known ? name.size() + 2 : 1);
  }
  out += "\r\n";
  return out;
}
std::string fill(SmtpText id, std::initializer_list<Placeholder> values) { return fill(row(id).text, values); }

}  // namespace heloscope::exchange
