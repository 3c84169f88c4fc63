#include "analyzer/dialogue/detect.hpp"

#include <array>

#include "grammars/ascii.hpp"
#include "grammars/pop3/command.hpp"
#include "grammars/pop3/reply.hpp"
#include "grammars/smtp/command.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::dialogue {
namespace {

constexpr std::array ports{
    Port{25, Protocol::smtp, false, true},    Port{110, Protocol::pop3, false, true},
    Port{465, Protocol::smtp, true, true},    Port{587, Protocol::smtp, false, true},
    Port{995, Protocol::pop3, true, true},    Port{1025, Protocol::smtp, false, false},
    Port{1110, Protocol::pop3, false, false}, Port{2525, Protocol::smtp, false, false},
};

// What the first line of a side looks like.
enum class Look : std::uint8_t {
  nothing,      // no octet yet
  unfinished,   // could still become something
  smtp_reply, pop3_reply,
  smtp_command, pop3_command, shared_command,  // AUTH, NOOP, QUIT, RSET are verbs of both
  tls,
  text,    // printable, nothing of ours
  binary,
};

std::string_view first_line(std::string_view said, bool& whole) {
  const auto lf = said.find('\n');
  whole = lf != std::string_view::npos;
  std::string_view line = said.substr(0, lf);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Look look_at(std::string_view said, bool more_may_come) {
  if (said.empty()) return Look::nothing;
  if (said.front() == '\x16') return said.size() > 1 && said[1] != '\x03' ? Look::binary : Look::tls;
  bool whole = false;
  const std::string_view line = first_line(said, whole);
  for (const char c : line.substr(0, 64))
    if (ascii::is_control(c) && c != '\t') return Look::binary;
  const bool open_end = !whole && more_may_come && said.size() < max_opening;

  if (ascii::is_digit(line.empty() ? ' ' : line.front())) {
    const auto reply = smtp::parse_reply_line(line);
    if (reply && (line.size() > 3 || whole)) return reply->code >= 200 && reply->code < 600 ? Look::smtp_reply : Look::text;
    return open_end && line.size() < 4 ? Look::unfinished : Look::text;
  }
  if (!line.empty() && (line.front() == '+' || line.front() == '-')) {
    const auto reply = pop3::parse_reply_line(line);
    if (reply && reply->status != pop3::Status::continuation && (line.size() > 4 || whole)) return Look::pop3_reply;
    return open_end && line.size() < 5 ? Look::unfinished : Look::text;
  }
  const auto blank = line.find_first_of(" \t");
  if (blank == std::string_view::npos && open_end) return line.size() <= 16 ? Look::unfinished : Look::text;
  const std::string_view word = line.substr(0, blank);
  const bool smtp_verb = smtp::find_verb(word) != smtp::Verb::unknown;
  const bool pop3_verb = pop3::find_verb(word) != pop3::Verb::unknown;
  if (smtp_verb && pop3_verb) return Look::shared_command;
  if (smtp_verb) return Look::smtp_command;
  if (pop3_verb) return Look::pop3_command;
  return Look::text;
}

Verdict mail(Protocol p, bool swapped = false) { return {Verdict::What::mail, p, swapped}; }
constexpr Verdict other{Verdict::What::other, Protocol::smtp, false};
constexpr Verdict undecided{};

// FTP greets by 220 as well and logs on by USER and PASS (RFC 959 5.4); HTTP, IMAP and NNTP differ in the first word.
bool says_other_service(std::string_view greeting) {
  return ascii::icontains(greeting, "ftp") && !ascii::icontains(greeting, "smtp");
}
bool says_smtp(std::string_view greeting) {
  return ascii::icontains(greeting, "smtp") || ascii::icontains(greeting, "mail") || ascii::icontains(greeting, "postfix");
}

Verdict judge(Look client, Look server, const Opening& o, bool swapped) {
  const Port* port = find_port(o.port);
  const bool certain = !o.more_may_come;
  bool whole = false;
  const std::string_view greeting = first_line(o.said[index(swapped ? Side::client : Side::server)], whole);
  if (server == Look::pop3_reply) {
    if (port || client == Look::pop3_command || client == Look::shared_command) return mail(Protocol::pop3, swapped);
    if (client == Look::nothing || client == Look::unfinished)
      return certain || greeting.size() > 4 ? mail(Protocol::pop3, swapped) : undecided;
    return client == Look::smtp_command ? other : mail(Protocol::pop3, swapped);
  }
  if (server == Look::smtp_reply) {
    if (client == Look::smtp_command) return mail(Protocol::smtp, swapped);
    if (says_other_service(greeting)) return other;
    if (port && port->protocol == Protocol::smtp) return mail(Protocol::smtp, swapped);
    if (greeting.starts_with("220") && says_smtp(greeting)) return mail(Protocol::smtp, swapped);
    if (client == Look::nothing || client == Look::unfinished)
      return certain ? (port ? mail(Protocol::smtp, swapped) : other) : undecided;
    return other;
  }
  return undecided;
}

}  // namespace

const Port* find_port(std::uint16_t number) {
  for (const auto& port : ports)
    if (port.number == number) return &port;
  return nullptr;
}

Verdict detect(const Opening& o) {
  const Look client = look_at(o.said[0], o.more_may_come), server = look_at(o.said[1], o.more_may_come);
  const Port* port = find_port(o.port);
  if (const auto verdict = judge(client, server, o, false); verdict.what != Verdict::What::undecided) return verdict;
  // Where the handshake is missing, the roles were a guess that the first words correct.
  if (!o.roles_certain && (client == Look::smtp_reply || client == Look::pop3_reply))
    if (const auto verdict = judge(server, client, o, true); verdict.what != Verdict::What::undecided) return verdict;

  const bool waiting = client == Look::unfinished || server == Look::unfinished;
  if (port && port->registered) {  // whatever is said there is worth showing
    const bool tls = client == Look::tls || server == Look::tls;
    if (tls && port->implicit_tls) return mail(port->protocol);
    if (waiting && o.more_may_come) return undecided;
    const bool replies_to_come = server == Look::nothing && o.more_may_come && o.from_start;
    if (client == Look::pop3_command && server == Look::nothing && port->protocol == Protocol::smtp && replies_to_come)
      return undecided;
    return mail(port->protocol);
  }
  if (waiting && o.more_may_come) return undecided;
  // Another port: the client's words must be ours beyond doubt, or the server's answer must be.
  if (server == Look::nothing || server == Look::unfinished) {
    if (client == Look::smtp_command) {
      bool whole = false;
      const auto command = smtp::parse_command(first_line(o.said[0], whole));
      const bool plain = command.verb == smtp::Verb::ehlo || command.verb == smtp::Verb::helo || command.verb == smtp::Verb::mail ||
                         command.verb == smtp::Verb::rcpt || command.verb == smtp::Verb::bdat || command.verb == smtp::Verb::lhlo;
      if (plain && !command.fault && whole) return mail(Protocol::smtp);
      return o.more_may_come ? undecided : other;
    }
    if (client == Look::pop3_command || client == Look::shared_command) return o.more_may_come ? undecided : other;
  }
  return other;
}

}  // namespace heloscope::dialogue
