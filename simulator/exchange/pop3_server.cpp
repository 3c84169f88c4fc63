#include "simulator/exchange/pop3_server.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "grammars/ascii.hpp"

namespace heloscope::exchange {
namespace {

constexpr std::string_view crlf = "\r\n";

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, ascii::is_digit); }

std::uint64_t to_number(std::string_view digits) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t n = 0;
  for (const char c : digits) {
    if (n > (most - 9) / 10) return most;
    n = n * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return n;
}

// A line that is not quite its grammar, and yet means one thing: blanks too many, a message-number that no message
// can have, a control octet that was typed into a name. How far Exchange goes here is unsure.
bool is_clear(const pop3::Command& command) {
  const bool empty = ascii::trim(command.argument).empty();
  switch (pop3::info(command.verb).argument) {
    case pop3::Argument::none: return empty;
    case pop3::Argument::name:
    case pop3::Argument::secret: return !command.operand.empty();
    case pop3::Argument::message: return is_number(command.operand) && command.parameters.empty();
    case pop3::Argument::optional_message: return empty || (is_number(command.operand) && command.parameters.empty());
    case pop3::Argument::message_lines: return is_number(command.operand) && is_number(command.parameters);
    default: return true;
  }
}

// Appends content as RFC 1939 3 has it sent: dots that begin a line doubled, and a line with a dot at the end.
void append_body(std::string& out, std::string_view content) {
  out.reserve(out.size() + content.size() + content.size() / 64 + 8);
  while (!content.empty()) {
    if (content.front() == '.') out += '.';
    const auto end = content.find("\n.");
    const std::string_view piece = content.substr(0, end == std::string_view::npos ? end : end + 1);
    out.append(piece);
    content.remove_prefix(piece.size());
  }
  if (!out.ends_with(crlf)) out.append(crlf);
  out.append(".\r\n");
}

// The header section with its blank line, and the first `lines` lines of the body (RFC 1939 7, TOP).
std::string_view top_of(std::string_view content, std::uint64_t lines) {
  std::size_t at = 0;
  bool in_body = false;
  while (at < content.size() && (!in_body || lines > 0)) {
    const auto lf = content.find('\n', at);
    const std::size_t end = lf == std::string_view::npos ? content.size() : lf + 1;
    const std::string_view text = content.substr(at, end - at);
    if (in_body)
      --lines;
    else
      in_body = text == crlf || text == "\n";
    at = end;
  }
  return content.substr(0, at);
}

// Who a USER line means: DOMAIN\account\mailbox, with parts left out; a slash is as good as a backslash, as Exchange
// 5.5 took it (support articles 322826, 161116).
struct Name {
  std::string_view domain, account, alias;
};
Name parse_name(std::string_view text) {
  const auto first = text.find_first_of("\\/");
  if (first == std::string_view::npos) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos) return {{}, text, text};
    return {text.substr(at + 1), text.substr(0, at), {}};  // a user principal name: the account's own mailbox
  }
  const std::string_view domain = text.substr(0, first), rest = text.substr(first + 1);
  const auto second = rest.find_first_of("\\/");
  if (second == std::string_view::npos) return {domain, rest, rest};
  return {domain, rest.substr(0, second), rest.substr(second + 1)};
}

}  // namespace

Pop3Server::Pop3Server(const Pop3Settings& settings, mailbox::Store& store, const Peer&)
    : settings_(settings), store_(store) {}

Actions Pop3Server::greet(std::int64_t) {
  session_.answered(pop3::Verb::greeting, pop3::Status::ok);
  return {{Action::What::send, say(Pop3Text::greeting)}};
}

Actions Pop3Server::receive(std::string_view octets, std::int64_t) {
  if (closed_) return {};
  reader_.feed({Side::client, telnet_.filter(octets)});
  std::string replies;
  while (!closed_) {
    const auto line = reader_.next();
    if (!line) break;
    std::string reply = answer(*line);
    if (replies.empty())
      replies = std::move(reply);
    else
      replies.append(reply);
  }
  if (closed_)
    reader_.drop();
  else
    reader_.settle();
  Actions actions;
  if (!replies.empty()) actions.push_back({Action::What::send, std::move(replies)});
  if (closed_) actions.push_back({Action::What::close, {}});
  return actions;
}

Actions Pop3Server::timed_out(std::int64_t) {
  if (closed_) return {};
  closed_ = true;
  return {{Action::What::close, {}}};
}

// The verbs this server knows; every other one, known to the RFCs or not, is a protocol error.
struct Pop3Server::Handler {
  pop3::Verb verb;
  std::string (Pop3Server::*answer)(const pop3::Command&);
};

std::string Pop3Server::answer(const dialogue::Line& line) {
  static constexpr std::array handlers{
      Handler{pop3::Verb::user, &Pop3Server::user}, Handler{pop3::Verb::pass, &Pop3Server::pass},
      Handler{pop3::Verb::auth, &Pop3Server::auth}, Handler{pop3::Verb::capa, &Pop3Server::capa},
      Handler{pop3::Verb::stat, &Pop3Server::stat}, Handler{pop3::Verb::list, &Pop3Server::list},
      Handler{pop3::Verb::retr, &Pop3Server::retr}, Handler{pop3::Verb::dele, &Pop3Server::dele},
      Handler{pop3::Verb::noop, &Pop3Server::noop}, Handler{pop3::Verb::rset, &Pop3Server::rset},
      Handler{pop3::Verb::top, &Pop3Server::top},   Handler{pop3::Verb::uidl, &Pop3Server::uidl},
      Handler{pop3::Verb::quit, &Pop3Server::quit},
  };
  if (line.cut) return say(Pop3Text::protocol_error);
  const pop3::Command command = pop3::parse_command(line.text);
  const auto* const handler = std::ranges::find(handlers, command.verb, &Handler::verb);
  if (handler == handlers.end()) return say(Pop3Text::protocol_error);
  if (!session_.allows(command.verb)) return say(Pop3Text::wrong_state);
  std::string reply =
      command.fault && !is_clear(command) ? say(Pop3Text::protocol_error) : (this->*handler->answer)(command);
  if (command.verb != pop3::Verb::auth)  // a list of mechanisms or a refusal, neither of which leads anywhere
    session_.answered(command.verb, reply.front() == '+' ? pop3::Status::ok : pop3::Status::err);
  return reply;
}

std::string Pop3Server::user(const pop3::Command& command) {
  if (!settings_.cleartext) return say(Pop3Text::no_cleartext);
  user_ = command.operand;  // looked up at PASS only: USER must not tell who exists
  return say(Pop3Text::ok);
}

std::string Pop3Server::pass(const pop3::Command& command) {
  if (const auto* const account = find_mailbox(command.operand)) maildrop_ = store_.open(*account);
  if (maildrop_) {
    deleted_.assign(maildrop_->count(), false);
    return say(Pop3Text::logged_on);
  }
  std::string reply = say(Pop3Text::logon_failure);
  if (++failures_ == settings_.failed_logons) {
    closed_ = true;
    reply += say(Pop3Text::goodbye);
  }
  return reply;
}

// The mailbox that `user_` names, if the account it names has that password and the mailbox is its own.
const mailbox::Account* Pop3Server::find_mailbox(std::string_view password) const {
  const Name name = parse_name(user_);
  const mailbox::Account* const account = store_.find_account(name.account);
  if (!account || account->password != password) return nullptr;
  const std::string_view domain = name.domain.empty() ? settings_.nt_domain : name.domain;
  const bool ours = ascii::iequals(domain, account->domain) || (ascii::iequals(domain, settings_.dns_domain) &&
                                                                ascii::iequals(account->domain, settings_.nt_domain));
  if (!ours) return nullptr;
  return name.alias.empty() || store_.find_mailbox(name.alias) == account ? account : nullptr;
}

std::string Pop3Server::auth(const pop3::Command& command) {
  if (!command.operand.empty()) return say(Pop3Text::no_mechanism);
  return say(Pop3Text::mechanisms) + ".\r\n";
}

std::string Pop3Server::capa(const pop3::Command&) {
  std::string reply = say(Pop3Text::capabilities);
  for (const std::string_view capability : pop3_capabilities) reply.append(capability).append(crlf);
  return reply.append(".\r\n");
}

bool Pop3Server::exists(std::uint64_t message) const {
  return message >= 1 && message <= deleted_.size() && !deleted_[message - 1];
}

std::string Pop3Server::stat(const pop3::Command&) {
  std::uint64_t count = 0, octets = 0;
  for (std::size_t i = 0; i < deleted_.size(); ++i)
    if (!deleted_[i]) ++count, octets += maildrop_->octets(i);
  return "+OK " + std::to_string(count) + ' ' + std::to_string(octets) + "\r\n";
}

// One message's row behind "+OK ", or the rows of all.
template <class Row>
std::string Pop3Server::listing(const pop3::Command& command, Row row) const {
  const auto text = [&](std::size_t i) { return std::to_string(i + 1) + ' ' + row(i) + "\r\n"; };
  if (!command.operand.empty()) {
    if (!exists(command.message)) return say(Pop3Text::no_message);
    return "+OK " + text(command.message - 1);
  }
  std::string reply = say(Pop3Text::ok);
  for (std::size_t i = 0; i < deleted_.size(); ++i)
    if (!deleted_[i]) reply += text(i);
  return reply.append(".\r\n");
}

std::string Pop3Server::list(const pop3::Command& command) {
  return listing(command, [this](std::size_t i) { return std::to_string(maildrop_->octets(i)); });
}

std::string Pop3Server::uidl(const pop3::Command& command) {
  return listing(command, [this](std::size_t i) { return unique_id(maildrop_->number(i), settings_); });
}

std::string Pop3Server::retr(const pop3::Command& command) {
  if (!exists(command.message)) return say(Pop3Text::no_message);
  std::string reply = say(Pop3Text::ok);
  append_body(reply, maildrop_->content(command.message - 1));
  return reply;
}

std::string Pop3Server::top(const pop3::Command& command) {
  if (!exists(command.message)) return say(Pop3Text::no_message);
  std::string reply = say(Pop3Text::ok);
  append_body(reply, top_of(maildrop_->content(command.message - 1), to_number(command.parameters)));
  return reply;
}

std::string Pop3Server::dele(const pop3::Command& command) {
  if (!exists(command.message)) return say(Pop3Text::no_message);
  deleted_[command.message - 1] = true;
  return say(Pop3Text::ok);
}

std::string Pop3Server::noop(const pop3::Command&) { return say(Pop3Text::ok); }

std::string Pop3Server::rset(const pop3::Command&) {
  deleted_.assign(deleted_.size(), false);
  return say(Pop3Text::ok);
}

std::string Pop3Server::quit(const pop3::Command&) {
  closed_ = true;
  std::vector<std::size_t> marked;
  for (std::size_t i = 0; i < deleted_.size(); ++i)
    if (deleted_[i]) marked.push_back(i);
  if (!marked.empty() && !maildrop_->remove(marked)) return say(Pop3Text::not_removed);
  return say(Pop3Text::goodbye);
}

}  // namespace heloscope::exchange
