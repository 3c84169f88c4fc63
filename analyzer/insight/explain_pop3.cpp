#include <algorithm>
#include <array>

#include "analyzer/insight/explainers.hpp"
#include "analyzer/insight/logon.hpp"
#include "analyzer/insight/ntlm.hpp"
#include "analyzer/insight/pop3_text.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/pop3/listing.hpp"
#include "grammars/pop3/reply.hpp"
#include "grammars/smtp/keyword.hpp"
#include "grammars/smtp/verb.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Flag, dialogue::Record, pop3::Status, pop3::Verb;

/// The verb's meaning with its operand in the middle; a verb without a row has its table's sentence alone.
struct Sentence {
  Verb verb;
  std::string_view before, after;
};
constexpr std::array sentences{
    Sentence{Verb::user, "The client wants to open the mailbox of ", "."},
    Sentence{Verb::apop, "The client logs on as ",
             ", with an MD5 digest of the greeting's time stamp and the password."},
    Sentence{Verb::list, "The client asks for the size of message ", "."},
    Sentence{Verb::retr, "The client fetches message ", "."},
    Sentence{Verb::dele, "The client marks message ", " for deletion; it goes only when QUIT is answered."},
    Sentence{Verb::uidl, "The client asks for the unique-id of message ", "."},
    Sentence{Verb::lang, "The client asks for answers in the language ", "."},
    Sentence{Verb::xsender, "A private extension: the client asks for the authenticated sender of message ", "."},
};

/// What +OK and -ERR mean in answer to a verb.
struct Answer {
  Verb verb;
  std::string_view ok, err;
};
constexpr std::array answers{
    Answer{Verb::user, "The name is noted, and the password may come; it does not say that the mailbox exists.",
           "The server does not take this name."},
    Answer{Verb::pass, "The logon succeeded, and the mailbox is open.", "The logon failed."},
    Answer{Verb::apop, "The logon succeeded, and the mailbox is open.", "The logon failed."},
    Answer{Verb::auth, "The logon succeeded, and the mailbox is open.",
           "The logon failed, or the mechanism is not there."},
    Answer{Verb::stls, "The TLS handshake begins now.", "TLS is not to be had here."},
    Answer{Verb::utf8, "UTF-8 is switched on.", "The server does not do UTF-8."},
    Answer{Verb::lang, "The language is set, or listed.", "The server does not have this language."},
    Answer{Verb::stat, "The mailbox's size.", "The server does not tell the mailbox's size."},
    Answer{Verb::dele, "The message is marked for deletion.", "The message was not marked."},
    Answer{Verb::rset, "Every deletion mark is taken back.", "The marks stay."},
    Answer{Verb::noop, "The connection lives.", "The server does not take this command."},
    Answer{Verb::retr, "The message follows.", "The message cannot be fetched."},
    Answer{Verb::top, "The header and the lines asked for follow.", "The message cannot be fetched."},
    Answer{Verb::unknown, "The server takes the command.", "The server does not know the command."},
};

std::string_view answer_to(Verb verb, bool ok) {
  const auto row = std::ranges::find(answers, verb, &Answer::verb);
  if (row == answers.end()) return ok ? "Done." : "The server refuses.";
  return ok ? row->ok : row->err;
}

// RFC 1939 6: only QUIT deletes, and only what is marked by then.
std::string quit_sentence(const Marks& marks) {
  if (!marks.certain)
    return "The client ends the conversation; messages marked by DELE, if there are any, are deleted with its "
           "answer.";
  if (!marks.messages) return "The client ends the conversation.";
  return concat({"The client ends the conversation, which asks the server to delete the ",
                 count(marks.messages, "marked message"), "."});
}

std::string quit_answer(const Marks& marks, bool ok) {
  if (!marks.certain)
    return ok ? "The server says goodbye; messages marked by DELE, if there were any, are gone."
              : "The server answers by an error: messages marked by DELE, if there were any, may not be deleted.";
  if (!marks.messages) return ok ? "The server says goodbye." : "The server does not take this command.";
  if (!ok) return "The server answers by an error: not all of the marked messages were deleted.";
  return concat({"The server says goodbye, and the ", count(marks.messages, "marked message"),
                 marks.messages == 1 ? " is" : " are", " gone."});
}

// Who can read this line can read the password, unless it was read behind TLS.
std::string pass_sentence(const Timeline& timeline, const Event& event) {
  const std::uint32_t seq = number_of(timeline, event);
  const std::string user = named_user(*timeline.record, seq);
  const bool secured = timeline.secured && seq > timeline.secured;
  return concat({"The client sends the password", user.empty() ? "" : " of ", user, " by PASS, ",
                 secured ? "under TLS." : "readable by everyone on the way."});
}

std::string messages(std::uint64_t n, std::uint64_t octets) {
  return concat({count(n, "message"), ", ", size(octets), " together."});
}

// Listings with their sizes added up (RFC 1939 5); a line that is not a scan listing adds nothing.
std::string scan_listing(const Record& record, const Event& event) {
  std::string_view body = record.view(event.body);
  std::uint64_t total = 0;
  while (!body.empty()) {
    const auto line = first_line(body);
    if (const auto scan = pop3::parse_scan_listing(line)) total += scan->octets;
    body.remove_prefix(std::min(body.size(), line.size() + 1));
  }
  std::string text = concat({"The list of ", count(event.body_lines, "message"), " follows"});
  if (event.body_lines && !event.has(Flag::text_cut)) text += concat({", ", size(total), " together"});
  return text += '.';
}

// The text of +OK that holds an answer by itself: "2 5120" to STAT, "1 439" to LIST 1, "1 uid" to UIDL 1. Empty if
// not.
std::string inline_answer(Verb verb, std::string_view text) {
  if (verb == Verb::stat || verb == Verb::list) {
    const auto scan = pop3::parse_scan_listing(text);
    if (!scan) return {};
    if (verb == Verb::stat) return messages(scan->message, scan->octets);
    return concat({"Message ", std::to_string(scan->message), " has ", size(scan->octets), "."});
  }
  if (verb == Verb::uidl) {
    const auto uid = pop3::parse_unique_id_listing(text);
    if (uid)
      return concat({"The unique-id of message ", std::to_string(uid->message), " is ", clip(uid->unique_id), "."});
  }
  return {};
}

std::string with_body(const Record& record, const Event& event, bool whole_list) {
  const bool header_only = event.reply_to && top_lines(record, record.at(event.reply_to)) == 0;
  switch (event.pop3_verb) {
    case Verb::list: return whole_list ? scan_listing(record, event) : std::string();
    case Verb::uidl:
      return whole_list ? concat({"The unique-ids of ", count(event.body_lines, "message"), " follow."})
                        : std::string();
    case Verb::capa: return concat({"The server lists ", count(event.body_lines, "capability", "capabilities"), "."});
    case Verb::auth:
      return whole_list ? concat({"The server lists ", count(event.body_lines, "logon mechanism"), "."})
                        : std::string();
    case Verb::lang:
      return whole_list ? concat({"The server lists ", count(event.body_lines, "language"), "."}) : std::string();
    case Verb::retr:
      return concat({"The message follows: ", size(event.body_octets), " in ", count(event.body_lines, "line"), "."});
    case Verb::top:
      return concat({header_only ? "The header follows: " : "The header and the lines asked for follow: ",
                     size(event.body_octets), " in ", count(event.body_lines, "line"), "."});
    default: return {};
  }
}

std::string ok_sentence(const Timeline& timeline, const Event& event) {
  const Record& record = *timeline.record;
  const Event* asked = event.reply_to ? &record.at(event.reply_to) : nullptr;
  const bool whole_list = asked && asked->kind == dialogue::Kind::command && !asked->operand.length;
  if (auto text = inline_answer(event.pop3_verb, reply_parts(record, event).text); !text.empty() && !whole_list)
    return text;
  if (event.pop3_verb == Verb::stat)
    if (auto text = inline_answer(Verb::stat, reply_parts(record, event).text); !text.empty()) return text;
  if (auto text = with_body(record, event, whole_list); !text.empty()) return text;
  if (command_not_seen(event))
    return concat(
        {event.body_octets ? "A message follows" : "Done", "; the command is not in the ", input(timeline), "."});
  if (event.pop3_verb == Verb::quit) return quit_answer(timeline.marks, true);
  // Exchange 2003 says "+OK" where RFC 5034 4 wants "+ ": the exchange goes on.
  const std::uint32_t next = number_of(timeline, event) + 1;
  if (event.pop3_verb == Verb::auth && next <= record.events.size() && record.at(next).kind == dialogue::Kind::auth)
    return "The server takes the mechanism and waits for the client's next step (Exchange 2003 says +OK where + is "
           "due).";
  return std::string(answer_to(event.pop3_verb, true));
}

std::string command_sentence(const Timeline& timeline, const Event& event) {
  const Record& record = *timeline.record;
  const std::string_view operand = record.view(event.operand);
  if (event.pop3_verb == Verb::unknown) {
    const std::string_view line = first_line(record.view(event.text));
    const std::string_view keyword = line.substr(0, line.find_first_of(" \t"));
    const bool smtp = smtp::find_verb(keyword) != smtp::Verb::unknown;
    const bool hidden = may_be_stray_secret(record, number_of(timeline, event));
    return concat(
        {hidden ? "This" : quoted(keyword),
         smtp ? " is a command of SMTP, not of POP3." : " is not a command that POP3 or a known extension defines."});
  }
  if (event.pop3_verb == Verb::auth) {
    if (operand.empty()) return "The client asks for the list of logon mechanisms.";
    std::string text = concat({"The client logs on by ", shown(record, event, event.operand)});
    if (const auto user = follow_logon(record, number_of(timeline, event)).step_user; !user.empty())
      text += concat({" as ", clip(user)});
    text += '.';
    if (const auto* row = smtp::find_mechanism(operand)) add_sentence(text, row->meaning);
    if (read_ntlm(initial_response(record, event)).type == NtlmMessage::Type::negotiate)
      add_sentence(text, "It offers what it can do (message 1 of 3).");
    return text;
  }
  if (event.pop3_verb == Verb::quit) return quit_sentence(timeline.marks);
  if (event.pop3_verb == Verb::pass && event.secret.length) return pass_sentence(timeline, event);
  if (event.pop3_verb == Verb::list && operand.empty()) return "The client asks for the sizes of all messages.";
  if (event.pop3_verb == Verb::uidl && operand.empty())
    return "The client asks for the unique-ids of all messages, by which it knows them again next time.";
  if (event.pop3_verb == Verb::top && !operand.empty()) {
    const std::string message = concat({" of message ", clip(operand, 20), "."});
    if (const auto lines = top_lines(record, event)) {
      if (*lines == 0) return concat({"The client fetches the header only", message});
      return concat(
          {"The client fetches the header and the first ", *lines == 1 ? "line" : count(*lines, "line"), message});
    }
  }
  const auto row = std::ranges::find(sentences, event.pop3_verb, &Sentence::verb);
  if (row == sentences.end() || operand.empty()) return std::string(info(event.pop3_verb).meaning);
  return concat({row->before, shown(record, event, event.operand), row->after});
}

std::string refusal_sentence(const Timeline& timeline, const Event& event) {
  if (event.kind == dialogue::Kind::greeting) return "The server does not let the client in.";
  if (command_not_seen(event))
    return concat({"The server refuses; the command is not in the ", input(timeline), "."});
  if (event.pop3_verb == Verb::quit) return quit_answer(timeline.marks, false);
  return std::string(answer_to(event.pop3_verb, false));
}

// The forms in which Exchange takes a name (DOMAIN\account, DOMAIN\account\alias, account@domain).
std::string_view name_form(std::string_view name) {
  const auto bars = std::ranges::count(name, '\\');
  if (bars == 1) return "Exchange reads it as domain\\account, whose mailbox has the same alias.";
  if (bars == 2) return "Exchange reads it as domain\\account\\alias: the account opens the mailbox of that alias.";
  if (name.find('@') != std::string_view::npos) return "It has the form of a user principal name, account@domain.";
  return "Without a domain in front, Exchange takes its default domain.";
}

}  // namespace

Note explain_pop3_command(const Timeline& timeline, const Event& event, Level level) {
  const Record& record = *timeline.record;
  Note note{command_sentence(timeline, event), info(event.pop3_verb).section};
  add_sentence(note.text, explain_mistakes(timeline, event));
  if (level == Level::full && event.pop3_verb == Verb::user && event.operand.length)
    add_sentence(note.text, name_form(record.view(event.operand)));
  return note;
}

Note explain_pop3_reply(const Timeline& timeline, const Event& event, Level level) {
  const Record& record = *timeline.record;
  const std::string_view ref = info(event.pop3_verb).section;
  if (event.kind == dialogue::Kind::greeting && event.status == Status::ok)
    return {explain_software(timeline, level), ref};
  if (event.status == Status::continuation) return {explain_challenge(timeline, event), ref};
  if (event.status == Status::ok) return {ok_sentence(timeline, event), ref};
  const auto parts = reply_parts(record, event);
  Note note{refusal_sentence(timeline, event), ref};
  if (const auto* row = pop3::find_response_code(parts.response_code)) {
    add_sentence(note.text, row->meaning);
    if (level == Level::full) add_sentence(note.text, row->hint);
    note.ref = row->section;
  } else if (const auto* known = find_error_text(parts.text)) {
    // To a verb that does not exist, "Protocol error" says no more than that.
    if (event.pop3_verb != Verb::unknown || command_not_seen(event) || known->phrase != "protocol error")
      add_sentence(note.text, known->meaning);
    if (level == Level::full) add_sentence(note.text, concat({"What to do: ", known->advice, "."}));
  }
  return note;
}

Note explain_capability_line(Verb verb, std::string_view text) {
  if (verb == Verb::auth) {
    const auto* row = smtp::find_mechanism(ascii::trim(text));
    return row ? Note{std::string(row->meaning), row->section} : Note{};
  }
  const auto capability = pop3::parse_capability(text);
  if (!capability) return {};
  const auto* row = pop3::find_capability(capability->tag);
  if (!row) {
    if (ascii::istarts_with(capability->tag, "X"))
      return {"A private capability, known to few programs.", "RFC 2449 3"};
    return {};
  }
  Note note{std::string(row->meaning), row->section};
  if (row->name == "SASL") add_sentence(note.text, explain_mechanisms(capability->arguments));
  if (row->name == "EXPIRE" && ascii::iequals(ascii::trim(capability->arguments), "NEVER"))
    note.text = "Messages are never removed by themselves.";
  return note;
}

}  // namespace heloscope::insight
