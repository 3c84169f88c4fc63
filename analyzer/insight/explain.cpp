#include "analyzer/insight/explain.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/insight/explainers.hpp"
#include "analyzer/insight/logon.hpp"
#include "analyzer/insight/ntlm.hpp"
#include "analyzer/insight/pop3_text.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"
#include "grammars/smtp/keyword.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Flag, dialogue::Kind, dialogue::Protocol, dialogue::Record;

constexpr std::array<std::string_view, 3> level_names{"none", "brief", "full"};

// People notice a pause from about here on; a healthy server answers in milliseconds.
constexpr std::int64_t notable_latency_ns = 2'000'000'000;
// No server lists so many extensions or capabilities; it bounds the work on a hostile reply.
constexpr std::size_t max_explained_lines = 100;

std::string_view who(Side side) { return side == Side::client ? "client" : "server"; }

Note explain_open(const Timeline& timeline) {
  std::string text = "The client opens a connection";
  const auto& server = timeline.server;
  if (!server.address.empty()) text += concat({" to ", clip(server.address)});
  if (server.port) text += concat({server.address.empty() ? " to port " : ", port ", std::to_string(server.port)});
  return {text += '.', "RFC 9293 3.5"};
}

Note explain_close(const Timeline& timeline, const Event& event) {
  switch (timeline.ending) {
    case Ending::fin: return {concat({"The ", who(event.from), " closes the connection."}), "RFC 9293 3.6"};
    case Ending::reset: return {concat({"The ", who(event.from), " resets the connection."}), "RFC 9293 3.5.2"};
    case Ending::timeout:
      return {concat({"Nothing came for so long that the connection counts as ended."}), "RFC 9293 3.6"};
    case Ending::end_of_input: break;
  }
  return {"The connection ends.", "RFC 9293 3.6"};
}

Note explain_gap(const Timeline& timeline, const Event& event) {
  return {concat({count(event.octets, "octet"), " that the ", who(event.from), " sent ",
                  event.octets == 1 ? "is" : "are", " not in the ", input(timeline), "."}),
          "RFC 9293 3.4"};
}

Note explain_tls(const Timeline& timeline, const Event& event) {
  const std::string_view ref = timeline.record->commands == 0        ? "RFC 8314 3"
                               : timeline.protocol == Protocol::smtp ? "RFC 3207 4"
                                                                     : "RFC 2595 4";
  return {concat({"From here on TLS encrypts both directions: ", size(event.octets), " that cannot be read."}), ref};
}

// Whether a header section is there: its first line begins as a field does (RFC 5322 2.2).
bool has_header(std::string_view header) {
  const auto colon = header.find_first_of(": \t\r\n");
  return colon != std::string_view::npos && colon > 0 && header[colon] == ':';
}

// "A message by RETR"; of TOP the header and so many lines, which the command tells (RFC 1939 7).
std::string what_came(const Timeline& timeline, const Event& event) {
  const Record& record = *timeline.record;
  const auto& message = record.messages[event.detail];
  if (message.via != "TOP") return concat({"A message by ", message.via});
  const auto lines = event.reply_to ? top_lines(record, record.at(event.reply_to)) : std::nullopt;
  if (!lines) return "The header and the first lines of a message by TOP";
  if (*lines == 0) return "The header only of a message by TOP";
  if (*lines == 1) return "The header and the first line of a message by TOP";
  return concat({"The header and the first ", count(*lines, "line"), " of a message by TOP"});
}

Note explain_message(const Timeline& timeline, const Event& event, Level level) {
  const Record& record = *timeline.record;
  const auto& message = record.messages[event.detail];
  std::string text =
      concat({what_came(timeline, event), ", ", size(message.octets), " in ", count(message.lines, "line")});
  if (message.complete)
    text += message.via == "TOP" ? "." : ", whole.";
  else if (message.missing)
    text += concat({"; ", count(message.missing, "octet"), " more are not in the ", input(timeline), "."});
  else if (event.has(Flag::unfinished))
    text += "; its end was not seen.";
  else
    text += "; its beginning was not seen.";
  if (message.complete && message.octets && !has_header(record.view(message.header)))
    add_sentence(text, "It begins without a header.");
  if (level == Level::full && message.has_envelope) {
    const auto paths = record.view(message.forward_paths);
    const auto recipients = paths.empty() ? 0 : std::ranges::count(paths, '\n') + 1;
    const std::string from = message.reverse_path.length ? clip(record.view(message.reverse_path)) : "<>";
    add_sentence(text, concat({"Its envelope is from ", from, " to ",
                               count(static_cast<std::uint64_t>(recipients), "recipient"), "."}));
  }
  if (timeline.protocol == Protocol::smtp) return {std::move(text), "RFC 5321 4.1.1.4"};
  return {std::move(text), message.via == "TOP" ? "RFC 1939 7" : "RFC 1939 5"};
}

Note explain_auth(const Timeline& timeline, const Event& event) {
  const Record& record = *timeline.record;
  const std::string_view ref = timeline.protocol == Protocol::smtp ? "RFC 4954 4" : "RFC 5034 4";
  if (record.view(event.text) == "*") return {"The client breaks off the logon.", ref};
  const auto logon = follow_logon(record, number_of(timeline, event));
  if (!event.secret.length) {
    if (logon.step_user.empty()) return {"The client answers the server's question.", ref};
    return {concat({"The client gives the user name: ", clip(logon.step_user), "."}), ref};
  }
  const auto* row = smtp::find_mechanism(logon.mechanism);
  const auto ntlm = read_ntlm(record.view(event.text)).type;
  if (ntlm == NtlmMessage::Type::negotiate)
    return {"The client offers what it can do in NTLM (message 1 of 3); who it is comes later.", ref};
  std::string text = "The client answers";
  if (!logon.step_user.empty()) text += concat({" as ", clip(logon.step_user)});
  if (!logon.mechanism.empty()) text += concat({", by ", clip(logon.mechanism, 20)});
  if (ntlm == NtlmMessage::Type::authenticate) text += " (message 3 of 3)";
  text +=
      row && row->cleartext ? "; this is or holds the password, only encoded." : "; what it sends proves who it is.";
  if (row && row->cleartext && ascii::iequals(row->name, "LOGIN") && logon.step_user.empty())
    text = "The client gives the password, only encoded in base64.";
  return {std::move(text), ref};
}

Note explain_other(const Timeline& timeline, const Event& event) {
  const std::string_view ref = timeline.protocol == Protocol::smtp ? "RFC 5321 4.2.4" : "RFC 1939 3";
  if (event.from == Side::client && !event.text.length)
    return {"An empty line: nothing was said, yet the server may answer.", ref};
  if (event.has(Flag::unfinished))
    return {concat({"The ", input(timeline), " ends inside this line of the ", who(event.from), "."}), ref};
  if (event.from == Side::server)
    return {"This is no reply: a stray line, or the rest of one whose beginning was not seen.", ref};
  return {"Octets of the client whose place in the dialogue was not seen.", ref};
}

// What makes one event notable whatever it says.
void add_circumstances(std::string& text, const Event& event) {
  if (event.has(Flag::pipelined))
    add_sentence(text, "It was sent before the answer to an earlier command came (pipelining).");
  if (event.has(Flag::inferred))
    add_sentence(text, "The answer to it was not seen; what came next shows how it was taken.");
  if (event.has(Flag::bare_line_feed) && event.kind != Kind::message)
    add_sentence(text, "Its line ends in LF without CR.");
  if (event.has(Flag::too_long) && event.kind != Kind::message)
    add_sentence(text, "It is longer than the protocol allows.");
  if (event.latency_ns >= notable_latency_ns) {
    const std::int64_t tenths = event.latency_ns / 100'000'000;
    add_sentence(text, concat({"The answer took ", std::to_string(tenths / 10), ".", std::to_string(tenths % 10),
                               " seconds."}));
  }
}

std::optional<std::string_view> find_line(std::string_view text, std::size_t line) {
  for (; line; --line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return first_line(text);
}

Note explain_kind(const Timeline& timeline, const Event& event, Level level) {
  const bool smtp = timeline.protocol == Protocol::smtp;
  switch (event.kind) {
    case Kind::open: return explain_open(timeline);
    case Kind::greeting:
    case Kind::reply: return (smtp ? explain_smtp_reply : explain_pop3_reply)(timeline, event, level);
    case Kind::command: return (smtp ? explain_smtp_command : explain_pop3_command)(timeline, event, level);
    case Kind::auth: return explain_auth(timeline, event);
    case Kind::message: return explain_message(timeline, event, level);
    case Kind::tls: return explain_tls(timeline, event);
    case Kind::gap: return explain_gap(timeline, event);
    case Kind::other: return explain_other(timeline, event);
    case Kind::close: return explain_close(timeline, event);
  }
  return {};
}

}  // namespace

std::optional<Level> find_level(std::string_view name) {
  const auto row = std::ranges::find(level_names, name);
  if (row == level_names.end()) return std::nullopt;
  return static_cast<Level>(row - level_names.begin());
}

Note explain(const Timeline& timeline, const Event& event, Level level) {
  if (level == Level::none || !timeline.record) return {};
  Note note = explain_kind(timeline, event, level);
  if ((event.kind == Kind::reply || event.kind == Kind::greeting) && event.has(Flag::unasked) &&
      event.kind != Kind::greeting)
    add_sentence(note.text, "Nobody had asked.");
  if (event.has(Flag::malformed)) add_sentence(note.text, "Its lines do not fit together.");
  if (level == Level::full) add_circumstances(note.text, event);
  return note;
}

Note explain_line(const Timeline& timeline, const Event& event, std::size_t line, bool body, Level level) {
  if (level == Level::none || !timeline.record || event.kind != Kind::reply || line > max_explained_lines) return {};
  const Record& record = *timeline.record;
  if (body) {
    if (event.pop3_verb != pop3::Verb::capa && event.pop3_verb != pop3::Verb::auth) return {};
    const auto text = find_line(record.view(event.body), line);
    return text ? explain_capability_line(event.pop3_verb, *text) : Note{};
  }
  if (line == 0 || event.code != 250 || (event.smtp_verb != smtp::Verb::ehlo && event.smtp_verb != smtp::Verb::lhlo))
    return {};
  const auto text = find_line(record.view(event.text), line);
  if (!text) return {};
  const auto reply = smtp::parse_reply_line(*text);
  return reply ? explain_keyword_line(reply->text, level) : Note{};
}

std::string explain_software(const Timeline& timeline, Level level) {
  const auto& software = timeline.software;
  std::string text = software.host.empty() ? "The server" : clip(software.host);
  text += " is there and ready";
  if (!software.product.empty()) text += concat({": ", clip(software.name())});
  if (!software.note.empty()) text += concat({", which is ", software.note});
  text += '.';
  if (level == Level::full && ascii::istarts_with(software.product, "Microsoft") && !software.version.empty())
    add_sentence(text, timeline.protocol == Protocol::smtp
                           ? "This banner tells the version of Windows; that of Exchange stands in its POP3 banner."
                           : "This banner tells the version of Exchange; that of Windows stands in its SMTP banner.");
  return text;
}

std::string explain_challenge(const Timeline& timeline, const Event& reply) {
  const Record& record = *timeline.record;
  const auto token = challenge_token(record, reply);
  if (token.empty()) return "The server waits for the client's part of the logon.";
  const auto prompt = decode_base64(token);
  const bool readable = prompt && !prompt->empty() &&
                        std::ranges::all_of(*prompt, [](char c) { return !ascii::is_control(c) || c == '\0'; });
  if (const auto ntlm = read_ntlm(token); ntlm.type == NtlmMessage::Type::challenge) {
    std::string text = "The server sends its NTLM challenge (message 2 of 3)";
    if (!ntlm.target.empty()) {
      text += ntlm.target_is == NtlmMessage::Target::domain   ? " for the domain "
              : ntlm.target_is == NtlmMessage::Target::server ? " for accounts of the server "
                                                              : " for ";
      text += clip(ntlm.target);
    }
    return text += '.';
  }
  if (!readable) {
    if (looks_like_base64(token)) return "The server sends a challenge, which the client has to answer.";
    return concat({"The server waits for the client's next step: ", quoted(token), "."});
  }
  const std::string words = quoted(std::string_view(*prompt).substr(0, prompt->find('\0')));
  if (ascii::icontains(*prompt, "user")) return concat({"The server asks for the user name (", words, ")."});
  if (ascii::icontains(*prompt, "pass")) return concat({"The server asks for the password (", words, ")."});
  return concat({"The server sends a challenge, ", words, ", which the client has to answer."});
}

std::string explain_mistakes(const Timeline& timeline, const Event& command) {
  const Record& record = *timeline.record;
  std::string text;
  if (!command.fault.expected.empty() && !only_trailing_blanks(record, command)) {
    const std::string octet = std::to_string(std::uint64_t{command.fault.offset} + 1);
    const auto wanted = command.fault.expected == "CRLF" ? "the end of the line" : command.fault.expected;
    add_sentence(text, concat({"At octet ", octet, " ", wanted, " was expected."}));
  }
  if (command.has(Flag::out_of_order) && !is_unknown_command(command)) add_sentence(text, "It was not its turn.");
  return text;
}

std::string explain_mechanisms(std::string_view list) {
  std::string clear;
  int many = 0;
  for (int i = 0; i < 16 && !list.empty(); ++i) {  // no server offers more
    list = ascii::trim(list);
    const auto word = list.substr(0, list.find_first_of(" \t"));
    list.remove_prefix(word.size());
    const auto* row = smtp::find_mechanism(word);
    if (row && row->cleartext) clear += concat({many++ ? ", " : "", row->name});
  }
  return clear.empty() ? clear
                       : concat({clear, many > 1 ? " send" : " sends", " the password readable without TLS."});
}

}  // namespace heloscope::insight
