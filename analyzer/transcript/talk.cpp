#include "analyzer/transcript/talk.hpp"

#include <algorithm>

#include "grammars/ascii.hpp"
#include "grammars/pop3/command.hpp"
#include "grammars/pop3/reply.hpp"
#include "grammars/smtp/command.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::transcript {
namespace {

/// "+ text" is a challenge where POP3 is spoken, and a line of a list or of a patch elsewhere.
bool is_pop3_reply(std::string_view line, bool challenge) {
  const auto reply = pop3::parse_reply_line(line);
  return reply && (challenge || reply->status != pop3::Status::continuation);
}

std::string_view keyword(std::string_view line) { return line.substr(0, line.find_first_of(" \t")); }

bool is_smtp_reply(std::string_view line) {
  const auto reply = smtp::parse_reply_line(line);
  return reply && reply->code >= 200 && reply->code < 600;  // RFC 5321 4.2.1
}

std::ptrdiff_t words(std::string_view text) { return text.empty() ? 0 : 1 + std::ranges::count(text, ' '); }

/// "MAIL FROM:" is a command, "Mail from my friend" is not, though both begin with a verb.
bool is_smtp_command(std::string_view line) {
  const std::string_view rest = ascii::trim(line.substr(keyword(line).size()));
  const smtp::Verb verb = smtp::find_verb(keyword(line));
  switch (smtp::info(verb).argument) {
    case smtp::Argument::reverse_path:
      return ascii::istarts_with(rest, "from") && ascii::trim(rest.substr(4)).starts_with(':');
    case smtp::Argument::forward_path:
      return ascii::istarts_with(rest, "to") && ascii::trim(rest.substr(2)).starts_with(':');
    case smtp::Argument::none: return verb != smtp::Verb::end_of_data && rest.empty();
    case smtp::Argument::domain: return rest.find_first_of(" \t") == rest.npos;
    default: return verb != smtp::Verb::unknown && words(rest) <= 2;  // "Help me with this" is a sentence
  }
}

bool is_pop3_command(std::string_view line) {
  const pop3::Command command = pop3::parse_command(line);
  if (command.verb == pop3::Verb::unknown) return false;
  if (!command.fault) return command.verb == pop3::Verb::pass || words(command.argument) <= 2;
  return words(ascii::trim(command.argument)) <= 1;
}

}  // namespace

bool Talk::is_reply(std::string_view line) const {
  const bool any = protocol_ == Protocol::unknown || ended_;
  return ((any || protocol_ == Protocol::smtp) && is_smtp_reply(line)) ||
         ((any || protocol_ == Protocol::pop3) && is_pop3_reply(line, protocol_ == Protocol::pop3 && !ended_));
}

bool Talk::is_command(std::string_view line) const {
  const bool any = protocol_ == Protocol::unknown || ended_;
  return ((any || protocol_ == Protocol::smtp) && is_smtp_command(line)) ||
         ((any || protocol_ == Protocol::pop3) && is_pop3_command(line));
}

Side Talk::whose(std::string_view line) const {
  switch (part_) {
    case Part::client_message: return Side::client;
    case Part::server_message: return Side::server;
    case Part::auth:
    case Part::counted: return is_reply(line) ? Side::server : Side::client;
    case Part::dialogue: break;
  }
  if (is_reply(line)) return Side::server;
  // A line of a reply that the terminal broke in two has no code of its own.
  return in_reply_ && !is_command(line) ? Side::server : Side::client;
}

bool Talk::greets(std::string_view line) const {
  if (!begun() || in_reply_ || in_message()) return false;
  if (ended_) return true;
  if (!asked_.empty()) return false;
  if (const auto reply = smtp::parse_reply_line(line); protocol_ != Protocol::pop3 && reply) {
    return reply->code == 220 && server_spoke_ && !ascii::icontains(reply->text, "TLS");
  }
  const auto reply = pop3::parse_reply_line(line);
  if (!reply || reply->status != pop3::Status::ok || !client_spoke_ || part_ == Part::auth) return false;
  const pop3::Greeting greeting = pop3::parse_greeting(reply->text);
  return !greeting.timestamp.empty() || (!greeting.product.empty() && ascii::icontains(reply->text, "ready"));
}

void Talk::say(Side from, std::string_view line) {
  if (from == Side::client) {
    if (part_ == Part::server_message) part_ = Part::dialogue;  // the message's end was left out
    client_spoke_ = true;
    say_command(line);
  } else {
    if (part_ == Part::client_message) {
      part_ = Part::dialogue;
      ask({});
    }
    server_spoke_ = true;
    say_reply(line);
  }
}

void Talk::skip_counted() {
  counted_ = 0;
  if (part_ == Part::counted) part_ = Part::dialogue;
}

Talk::Asked Talk::take_asked() {
  if (asked_.empty()) return {};
  const Asked asked = asked_.front();
  asked_.pop_front();
  return asked;
}

void Talk::ask(Asked asked) {
  if (asked_.size() < max_asked) asked_.push_back(asked);
}

void Talk::say_command(std::string_view line) {
  switch (part_) {
    case Part::client_message:
      if (line != ".") return;
      part_ = Part::dialogue;
      return ask({});
    case Part::auth: return;  // an answer to a challenge (RFC 4954 4, RFC 5034 4)
    case Part::counted:
      counted_ -= std::min<std::uint64_t>(counted_, line.size() + 2);
      if (counted_ == 0) part_ = Part::dialogue;
      return;
    default: break;
  }
  if (protocol_ != Protocol::pop3) {
    const smtp::Command command = smtp::parse_command(line);
    switch (command.verb) {
      case smtp::Verb::data: return ask({Kind::data});
      case smtp::Verb::auth:
      case smtp::Verb::x_exps: return ask({Kind::auth});
      case smtp::Verb::starttls: return ask({Kind::tls});
      case smtp::Verb::quit:
        if (protocol_ == Protocol::smtp) return ask({Kind::quit});
        break;
      case smtp::Verb::bdat:
        ask({});
        if (const auto chunk = smtp::parse_chunk(command); chunk && chunk->octets > 0) {
          counted_ = chunk->octets;
          part_ = Part::counted;
        }
        return;
      case smtp::Verb::xexch50:
        if (const auto chunk = smtp::parse_chunk(command)) return ask({Kind::exch50, chunk->octets});
        break;
      default: break;
    }
  }
  if (protocol_ != Protocol::smtp) {
    const pop3::Command command = pop3::parse_command(line);
    if (pop3::has_body(command)) return ask({Kind::listing});
    if (command.verb == pop3::Verb::auth) return ask({Kind::auth});
    if (command.verb == pop3::Verb::stls) return ask({Kind::tls});
    if (command.verb == pop3::Verb::quit) return ask({Kind::quit});
  }
  ask({});
}

void Talk::say_reply(std::string_view line) {
  if (part_ == Part::server_message) {
    if (line == ".") part_ = Part::dialogue;
    return;
  }
  const auto reply = smtp::parse_reply_line(line);
  if (protocol_ != Protocol::pop3 && reply) {
    protocol_ = Protocol::smtp;
    in_reply_ = !reply->last;
    if (reply->last) answer_smtp(reply->code);
    return;
  }
  const auto status = pop3::parse_reply_line(line);
  if (protocol_ != Protocol::smtp && status) {
    protocol_ = Protocol::pop3;
    if (status->status == pop3::Status::continuation) {
      part_ = Part::auth;
    } else {
      answer_pop3(status->status == pop3::Status::ok);
    }
    return;
  }
  if (!in_reply_) take_asked();  // RFC 821 has such an answer: "OK", without its code
}

void Talk::answer_smtp(int code) {
  if (code == 334) {
    part_ = Part::auth;
    return;
  }
  if (part_ == Part::auth || part_ == Part::counted) part_ = Part::dialogue;
  if (code / 100 == 3) {  // whatever replies were left out before it, it answers the command that sends content
    const auto sends = [](const Asked& a) { return a.kind == Kind::data || a.kind == Kind::exch50; };
    const auto found = std::ranges::find_if(asked_, sends);
    if (found == asked_.end()) {
      take_asked();
      return;
    }
    part_ = found->kind == Kind::data ? Part::client_message : Part::counted;
    counted_ = found->octets;
    asked_.erase(asked_.begin(), found + 1);
    if (part_ == Part::counted && counted_ == 0) part_ = Part::dialogue;
    return;
  }
  const Asked asked = take_asked();
  ended_ = asked.kind == Kind::quit || code == 221 || code == 421;
}

void Talk::answer_pop3(bool ok) {
  if (part_ == Part::auth) part_ = Part::dialogue;
  const Asked asked = take_asked();
  if (ok && asked.kind == Kind::listing) part_ = Part::server_message;
  if (asked.kind == Kind::quit) ended_ = true;
}

}  // namespace heloscope::transcript
