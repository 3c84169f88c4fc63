#include "analyzer/insight/logon.hpp"

#include "analyzer/dialogue/auth.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"

namespace heloscope::insight {

using dialogue::Event, dialogue::Kind, dialogue::Record;

bool is_auth_command(const Event& event) {
  return event.kind == Kind::command &&
         (event.smtp_verb == smtp::Verb::auth || event.smtp_verb == smtp::Verb::x_exps ||
          event.pop3_verb == pop3::Verb::auth);
}

bool is_challenge(const Event& event, dialogue::Protocol protocol) {
  if (event.kind != Kind::reply) return false;
  return protocol == dialogue::Protocol::smtp ? event.code == 334 : event.status == pop3::Status::continuation;
}

bool may_be_stray_secret(const Record& record, std::uint32_t seq) {
  const auto line = ascii::trim(record.view(record.at(seq).text));
  if (line.size() < 4 || line.size() % 4 != 0 || !looks_like_base64(line)) return false;  // RFC 4648 4: whole groups
  for (std::uint32_t at = seq; at > 1 && seq - at < max_steps; --at)
    if (is_auth_command(record.at(at - 1))) return true;
  return false;
}

std::string_view challenge_token(const Record& record, const Event& reply) {
  std::string_view text = record.view(reply.text);
  text = text.substr(0, text.find('\n'));
  const std::size_t head = reply.code ? 4 : 2;  // "334 ", "+ "
  return text.size() > head ? ascii::trim(text.substr(head)) : std::string_view{};
}

std::string_view initial_response(const Record& record, const Event& command) {
  if (!command.operand.length) return {};
  const std::uint32_t begin = command.operand.offset + command.operand.length;
  const std::uint32_t end = command.argument.offset + command.argument.length;
  return begin < end ? ascii::trim(record.view({begin, end - begin})) : std::string_view{};
}

std::string named_user(const Record& record, std::uint32_t seq) {
  const Event& event = record.at(seq);
  if (event.pop3_verb == pop3::Verb::apop || event.pop3_verb == pop3::Verb::user)
    return shown(record, event, event.operand);
  if (event.pop3_verb == pop3::Verb::pass) {
    for (std::uint32_t at = seq; at > 1 && seq - at < max_steps; --at) {
      const Event& before = record.at(at - 1);
      if (before.kind == Kind::command && before.pop3_verb == pop3::Verb::user)
        return shown(record, before, before.operand);
    }
    return {};
  }
  return follow_logon(record, seq).user;
}

Logon follow_logon(const Record& record, std::uint32_t seq) {
  Logon logon;
  std::uint32_t first = seq;
  while (first > 1 && seq - first < max_steps && !is_auth_command(record.at(first))) --first;
  if (!is_auth_command(record.at(first))) return logon;
  logon.command = first;
  logon.mechanism = record.view(record.at(first).operand);
  dialogue::AuthExchange exchange;
  exchange.begin(logon.mechanism);
  const auto respond = [&](std::string_view token, bool this_step) {
    auto user = exchange.respond(token).user;
    if (this_step) logon.step_user = user;
    if (!user.empty()) logon.user = std::move(user);
  };
  if (const auto token = initial_response(record, record.at(first)); !token.empty()) respond(token, first == seq);
  for (std::uint32_t at = first + 1; at <= seq; ++at) {
    const Event& event = record.at(at);
    if (event.kind == Kind::auth) respond(record.view(event.text), at == seq);
    if (event.kind != Kind::reply || (event.code != 334 && event.status != pop3::Status::continuation)) continue;
    const auto token = challenge_token(record, event);
    exchange.challenge(token);
    logon.prompt = decode_base64(token).value_or("");
  }
  return logon;
}

}  // namespace heloscope::insight
