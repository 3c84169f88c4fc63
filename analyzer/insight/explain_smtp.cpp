#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/insight/explainers.hpp"
#include "analyzer/insight/logon.hpp"
#include "analyzer/insight/ntlm.hpp"
#include "analyzer/insight/refusal.hpp"
#include "analyzer/insight/smtp_text.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/pop3/verb.hpp"
#include "grammars/smtp/command.hpp"
#include "grammars/smtp/keyword.hpp"
#include "grammars/smtp/parameter.hpp"
#include "grammars/smtp/path.hpp"
#include "grammars/smtp/reply_code.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Flag, dialogue::Record, smtp::HostKind, smtp::Verb;

/// The verb's meaning with its operand in the middle; a verb without a row has its table's sentence alone.
struct Sentence {
  Verb verb;
  std::string_view before, after;
};
constexpr std::array sentences{
    Sentence{Verb::mail, "A mail begins; failure reports go to ", "."},
    Sentence{Verb::rcpt, "One recipient of this mail: ", "."},
    Sentence{Verb::vrfy, "The client asks whether ", " is a mailbox here."},
    Sentence{Verb::expn, "The client asks who is on the mailing list ", "."},
    Sentence{Verb::help, "The client asks for help with ", "."},
    Sentence{Verb::send, "Obsolete: a message for the user's terminal begins; its sender is ", "."},
    Sentence{Verb::soml, "Obsolete: a message for the user's terminal or mailbox begins; its sender is ", "."},
    Sentence{Verb::saml, "Obsolete: a message for the user's terminal and mailbox begins; its sender is ", "."},
    Sentence{Verb::etrn, "The client asks the server to send now, over a new connection, the mail it holds for ",
             "."},
    Sentence{Verb::atrn, "The client asks to swap roles and receive the mail held for ", "."},
};

/// The same where the server refused: nothing began, and nobody was added.
constexpr std::array refused_sentences{
    Sentence{Verb::mail, "The client wants to begin a mail from ", "."},
    Sentence{Verb::rcpt, "The client wants to add a recipient: ", "."},
};

/// What 250 says in answer to a verb: the code itself only says "done".
struct Accepted {
  Verb verb;
  std::string_view meaning;
};
constexpr std::array accepted{
    Accepted{Verb::helo, "The server greets back."},
    Accepted{Verb::mail, "The sender is accepted."},
    Accepted{Verb::rcpt, "The recipient is accepted."},
    Accepted{Verb::bdat, "The piece of the message has arrived."},
    Accepted{Verb::rset, "The transaction is forgotten; the session goes on."},
    Accepted{Verb::vrfy, "The name is a mailbox here."},
    Accepted{Verb::expn, "These are the members of the list."},
    Accepted{Verb::noop, "The connection lives."},
    Accepted{Verb::etrn, "The server starts sending the mail it holds for the node."},
    Accepted{Verb::send, "The sender is accepted."},
    Accepted{Verb::soml, "The sender is accepted."},
    Accepted{Verb::saml, "The sender is accepted."},
    Accepted{Verb::xexch50, "Exchange's message properties have arrived."},
    Accepted{Verb::end_of_data, "The server has taken the message and is responsible for it from now on."},
};

/// What a client calls itself (RFC 5321 4.1.1.1, 4.1.3).
struct HostSentence {
  HostKind kind;
  std::string_view words;
};
constexpr std::array host_sentences{
    HostSentence{HostKind::domain, ""},
    HostSentence{HostKind::single_label, ", a name without a domain"},
    HostSentence{HostKind::ipv4_literal, ", an address in brackets for want of a name"},
    HostSentence{HostKind::ipv6_literal, ", an address in brackets for want of a name"},
    HostSentence{HostKind::general_literal, ", an address of some other kind in brackets"},
    HostSentence{HostKind::bare_address, ", an address without the brackets it needs"},
    HostSentence{HostKind::malformed, ", which is no host name"},
};
static_assert(std::ranges::adjacent_find(host_sentences, std::ranges::greater_equal{}, &HostSentence::kind) ==
              host_sentences.end());
static_assert(host_sentences.size() == static_cast<std::size_t>(HostKind::malformed) + 1);

bool is_hello(Verb verb) { return verb == Verb::helo || verb == Verb::ehlo || verb == Verb::lhlo; }

std::string hello(Verb verb, std::string_view name) {
  const std::string_view wish = verb == Verb::helo ? " and asks for plain SMTP, without extensions."
                                                   : " and asks which extensions the server has.";
  if (name.empty()) return concat({"The client greets without its name", wish});
  const auto kind = static_cast<std::size_t>(smtp::classify_host(name));
  const std::string_view words = host_sentences[kind].words;
  return concat({"The client calls itself ", clip(name), words, words.empty() ? "" : ",", wish});
}

std::string logon_begins(const Timeline& timeline, const Event& event) {
  const Record& record = *timeline.record;
  std::string text = concat({"The client logs on by ", shown(record, event, event.operand)});
  if (const auto user = follow_logon(record, number_of(timeline, event)).step_user; !user.empty())
    text += concat({" as ", clip(user)});
  text += '.';
  if (const auto* row = smtp::find_mechanism(record.view(event.operand))) add_sentence(text, row->meaning);
  if (read_ntlm(initial_response(record, event)).type == NtlmMessage::Type::negotiate)
    add_sentence(text, "It offers what it can do (message 1 of 3).");
  return text;
}

std::string chunk_announced(std::string_view line) {
  const auto chunk = smtp::parse_chunk(smtp::parse_command(line));
  if (!chunk) return std::string(info(Verb::bdat).meaning);
  return concat({"A piece of the message follows, ", count(chunk->octets, "octet"),
                 chunk->last ? ", and it is the last one." : "; more will come."});
}

std::string unknown_command(const Timeline& timeline, const Event& event) {
  const Record& record = *timeline.record;
  std::string_view line = first_line(record.view(event.text));
  const std::string_view keyword = line.substr(0, line.find_first_of(" \t"));
  const bool hidden = (event.secret.length && event.secret.offset < event.text.offset + keyword.size()) ||
                      may_be_stray_secret(record, number_of(timeline, event));
  const std::string name = hidden ? "This" : quoted(keyword);
  if (!hidden && pop3::find_verb(keyword) != pop3::Verb::unknown)
    return concat({name, " is a command of POP3, not of SMTP."});
  return concat({name, " is not a command that SMTP or a known extension defines."});
}

std::string command_sentence(const Timeline& timeline, const Event& event) {
  const Record& record = *timeline.record;
  const std::string_view operand = record.view(event.operand);
  const Verb verb = event.smtp_verb;
  if (is_hello(verb)) return hello(verb, operand);
  if (is_auth_command(event) && !operand.empty()) return logon_begins(timeline, event);
  if (verb == Verb::bdat) return chunk_announced(record.view(event.text));
  if (verb == Verb::unknown) return unknown_command(timeline, event);
  const bool refused = is_refused(timeline, event);
  if (verb == Verb::mail && operand.empty() && ascii::icontains(record.view(event.argument).substr(0, 64), "<>"))
    return refused ? "The client wants to begin a mail with an empty sender: a report about another mail (null "
                     "reverse-path)."
                   : "The sender is empty: this is a report about another mail (null reverse-path).";
  if (refused && verb == Verb::mail && operand.empty()) return "The client wants to begin a mail.";
  if (const auto row = std::ranges::find(refused_sentences, verb, &Sentence::verb);
      refused && !operand.empty() && row != refused_sentences.end())
    return concat({row->before, shown(record, event, event.operand), row->after});
  const auto row = std::ranges::find(sentences, verb, &Sentence::verb);
  if (row == sentences.end() || operand.empty()) return std::string(info(verb).meaning);
  return concat({row->before, shown(record, event, event.operand), row->after});
}

std::size_t extra_lines(std::string_view text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

// "250-a\n250-b\n250 OK": Exchange's last line is no keyword.
std::string extensions(const Record& record, const Event& event) {
  const std::string_view text = record.view(event.text);
  std::size_t lines = extra_lines(text);
  if (lines && ascii::iequals(ascii::trim(text.substr(text.rfind('\n') + 1)), "250 OK")) --lines;
  if (!lines) return "The server greets back and has no extensions.";
  return concat({"The server greets back and lists ", count(lines, "extension"), "."});
}

/// Where an enhanced status code says what the reply code's own sentence says already, or, as IIS uses it, something
/// that misleads.
struct Repetition {
  std::uint16_t code;
  Verb answers;  ///< Verb::unknown: any
  std::uint16_t subject, detail;
};
constexpr std::array repetitions{
    Repetition{500, Verb::unknown, 3, 3}, Repetition{500, Verb::unknown, 5, 1},
    Repetition{500, Verb::unknown, 5, 2}, Repetition{501, Verb::unknown, 5, 2},
    Repetition{501, Verb::unknown, 5, 4}, Repetition{502, Verb::unknown, 5, 1},
    Repetition{502, Verb::unknown, 3, 3}, Repetition{503, Verb::unknown, 5, 1},
    Repetition{503, Verb::unknown, 5, 2},  // IIS: a bad order
    Repetition{504, Verb::unknown, 5, 4}, Repetition{504, Verb::auth, 7, 4},
    Repetition{530, Verb::unknown, 7, 1}, Repetition{534, Verb::unknown, 7, 9},
    Repetition{535, Verb::unknown, 7, 3},  // IIS: wrong credentials
    Repetition{535, Verb::unknown, 7, 8}, Repetition{538, Verb::unknown, 7, 11},
    Repetition{552, Verb::mail, 3, 4},    Repetition{554, Verb::starttls, 7, 3},  // IIS: no TLS to be had
};

bool repeats(unsigned code, Verb verb, smtp::EnhancedStatus status) {
  return std::ranges::any_of(repetitions, [&](const auto& r) {
    return r.code == code &&
           (r.answers == Verb::unknown || r.answers == (verb == Verb::x_exps ? Verb::auth : verb)) &&
           r.subject == status.subject && r.detail == status.detail;
  });
}

// The reason told in words and the enhanced status code can be one and the same.
bool repeats(Reason reason, smtp::EnhancedStatus status) {
  if (reason == Reason::relaying) return status.subject == 7 && status.detail == 1;
  return reason == Reason::recipient && status.subject == 1 && status.detail == 1;
}

struct Meaning {
  std::string text;
  std::string_view hint, ref;
};

Meaning code_meaning(unsigned code, Verb verb) {
  if (const auto row = std::ranges::find(accepted, verb, &Accepted::verb); code == 250 && row != accepted.end())
    return {std::string(row->meaning), {}, info(verb).section};
  if (const auto* row = smtp::find_reply_code(code, verb))
    return {std::string(row->meaning), row->hint, row->section};
  const std::string_view severity = smtp::severity_meaning(code);
  if (severity.empty())
    return {concat({std::to_string(code), " is not a reply code that SMTP knows."}), {}, "RFC 5321 4.2"};
  return {concat({std::to_string(code), " has no agreed meaning; its first digit says: ", severity, "."}),
          {},
          "RFC 5321 4.2.1"};
}

// The text of a refusal may tell what its code does not.
void add_reason(Meaning& meaning, Reason reason) {
  struct ReasonWords {
    Reason reason;
    std::string_view text, hint;
  };
  constexpr std::array reasons{
      ReasonWords{Reason::relaying, "The server does not pass mail on for this client.",
                  "Log on before MAIL, or send through the server that is responsible for the recipient's domain."},
      ReasonWords{Reason::recipient, "The server does not know this mailbox.",
                  "Check the part before the @ for spelling."},
      ReasonWords{Reason::greylisting, "The server greylists: it turns a first attempt away.",
                  "A mail server tries again by itself, and gets through."},
  };
  const auto row = std::ranges::find(reasons, reason, &ReasonWords::reason);
  if (row != reasons.end()) meaning.text = row->text, meaning.hint = row->hint;
}

}  // namespace

Note explain_smtp_command(const Timeline& timeline, const Event& event, Level level) {
  const Record& record = *timeline.record;
  Note note{command_sentence(timeline, event), info(event.smtp_verb).section};
  add_sentence(note.text, explain_mistakes(timeline, event));
  if (level != Level::full) return note;
  const Verb verb = event.smtp_verb;
  if (verb == Verb::mail || verb == Verb::rcpt || verb == Verb::send || verb == Verb::soml || verb == Verb::saml)
    add_sentence(note.text, explain_parameters(verb, smtp::parse_command(record.view(event.text)).parameters));
  return note;
}

Note explain_smtp_reply(const Timeline& timeline, const Event& event, Level level) {
  const Record& record = *timeline.record;
  if (event.kind == dialogue::Kind::greeting && event.code == 220)
    return {explain_software(timeline, level), info(Verb::greeting).section};
  Verb verb = event.smtp_verb;
  if (verb == Verb::bdat && event.reply_to && is_last_chunk(record, record.at(event.reply_to)))
    verb = Verb::end_of_data;
  Meaning meaning = code_meaning(event.code, verb);
  if (event.code == 250 && command_not_seen(event))
    meaning.text = concat({"Done; the command is not in the ", input(timeline), "."});
  Reason reason = Reason::untold;
  if (event.code >= 400 && (verb == Verb::mail || verb == Verb::rcpt))
    add_reason(meaning, reason = reason_of(record, event, verb));
  if (is_challenge(event, timeline.protocol)) meaning.text = explain_challenge(timeline, event), meaning.hint = {};
  if (event.code == 250 && (verb == Verb::ehlo || verb == Verb::lhlo))
    meaning = {extensions(record, event), {}, info(verb).section};
  const auto status = enhanced_status(record, event);
  const auto* row = status && event.code >= 400 ? smtp::find_enhanced_status(*status) : nullptr;
  // x.S.0 names the field only, which every code with a row does better.
  if (row && (row->detail == 0 || row->meaning == meaning.text || repeats(event.code, verb, *status) ||
              repeats(reason, *status)))
    row = nullptr;
  if (row) {
    char buffer[16];
    add_sentence(meaning.text, concat({write(*status, buffer), " means: ", row->meaning}));
  }
  if (level == Level::full) {
    add_sentence(meaning.text, meaning.hint);
    if (row && row->hint != meaning.hint) add_sentence(meaning.text, row->hint);
  }
  return {std::move(meaning.text), meaning.ref};
}

Note explain_keyword_line(std::string_view text, Level level) {
  const auto line = smtp::parse_keyword_line(text);
  const auto* row = smtp::find_keyword(line.keyword);
  if (!row) {
    if (ascii::istarts_with(line.keyword, "X"))
      return {"A private extension, known to few programs.", "RFC 5321 4.1.5"};
    return {};
  }
  Note note{std::string(row->meaning), row->section};
  if (row->name == "SIZE") {
    std::uint64_t limit = 0;
    const auto digits = ascii::trim(line.arguments);
    std::from_chars(digits.data(), digits.data() + digits.size(), limit);
    // RFC 1870 4: zero, or no number, is no fixed limit.
    note.text = limit ? concat({"Takes messages of at most ", size(limit), "."})
                      : "Takes messages of any size: no limit is told.";
  }
  if (row->name == "AUTH" || row->name == "X-EXPS") {
    if (line.equals) add_sentence(note.text, "Written with \"=\" for clients from before RFC 2554.");
    add_sentence(note.text, explain_mechanisms(line.arguments));
  }
  if (level == Level::full && row->exchange2003)
    add_sentence(note.text, "An Exchange Server 2003 announces it by default.");
  return note;
}

}  // namespace heloscope::insight
