#include "simulator/exchange/smtp_server.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "grammars/ascii.hpp"
#include "grammars/smtp/path.hpp"
#include "simulator/exchange/stamp.hpp"

namespace heloscope::exchange {

using smtp::Verb;

struct SmtpServer::Row {
  Verb verb;
  Handler handler;
};
// What HELP lists, and Exchange's own. Every other verb is unrecognized: SEND, SOML, SAML, VERB, EXPN too (inferred).
const SmtpServer::Row SmtpServer::rows[] = {
    {Verb::helo, &SmtpServer::on_hello},      {Verb::ehlo, &SmtpServer::on_hello},
    {Verb::mail, &SmtpServer::on_mail},       {Verb::rcpt, &SmtpServer::on_rcpt},
    {Verb::data, &SmtpServer::on_data},       {Verb::bdat, &SmtpServer::on_bdat},
    {Verb::rset, &SmtpServer::on_rset},       {Verb::noop, &SmtpServer::on_noop},
    {Verb::quit, &SmtpServer::on_quit},       {Verb::help, &SmtpServer::on_help},
    {Verb::vrfy, &SmtpServer::on_vrfy},       {Verb::etrn, &SmtpServer::on_etrn},
    {Verb::turn, &SmtpServer::on_turn},       {Verb::starttls, &SmtpServer::on_starttls},
    {Verb::auth, &SmtpServer::on_auth},       {Verb::x_exps, &SmtpServer::on_auth},
    {Verb::xexch50, &SmtpServer::on_xexch50}, {Verb::x_link2state, &SmtpServer::on_link_state},
    {Verb::unknown, &SmtpServer::on_unknown},
};

namespace {

constexpr std::size_t max_host = 255;  // RFC 5321 4.5.3.1.2

// The service checks the name (its default is all checks); which names it takes is not known. Windows names may hold
// "_", and single labels are in every log.
bool is_host_name(std::string_view name) {
  if (name.size() > max_host) return false;
  std::string host(name);
  std::ranges::replace(host, '_', 'x');
  return smtp::classify_host(host) != smtp::HostKind::malformed;
}

bool is_windows_2000(const Settings& settings) { return settings.windows_version.starts_with("5."); }

std::string mechanism_list(const Settings& settings) {
  std::string out;
  for (const auto& m : smtp_mechanisms())
    if (m.basic ? settings.basic_auth : settings.integrated_auth) (out += out.empty() ? "" : " ") += m.name;
  return out;
}

struct Situation {
  bool exchange, basic, logon, windows_2000, starttls;
};
bool holds(When when, const Situation& s) {
  switch (when) {
    case When::always: return true;
    case When::exchange: return s.exchange;
    case When::exchange_logon: return s.exchange && s.logon;
    case When::exchange_basic: return s.exchange && s.basic;
    case When::windows_logon: return !s.exchange && s.logon;
    case When::windows_basic: return !s.exchange && s.basic;
    case When::windows_2000: return s.windows_2000;
    case When::certificate_before_tls: return s.starttls;
  }
  return false;
}

unsigned code_of(std::string_view text) {
  const auto digit = [&](std::size_t i) { return static_cast<unsigned>(text[i] - '0'); };
  return digit(0) * 100 + digit(1) * 10 + digit(2);
}

}  // namespace

SmtpServer::SmtpServer(const Settings& settings, mailbox::Store& store, Service& service, Peer peer)
    : settings_(settings), store_(store), service_(service), peer_(std::move(peer)) {}

Actions SmtpServer::greet(std::int64_t now_ns) {
  now_ns_ = now_ns;
  service_.started(now_ns);
  verb_ = Verb::greeting;
  say(SmtpText::greeting, {{"fqdn", settings_.fqdn},
                           {"version", settings_.windows_version},
                           {"date", format_date(now_ns, settings_.zone_minutes)}});
  return std::exchange(actions_, {});
}

Actions SmtpServer::receive(std::string_view octets, std::int64_t now_ns) {
  if (mode_ == Mode::closed || mode_ == Mode::tls_handshake) return {};
  now_ns_ = now_ns;
  Chunk chunk;
  chunk.bytes = octets;
  reader_.feed(chunk);
  while (read()) {
  }
  if (mode_ == Mode::closed || mode_ == Mode::tls_handshake)
    reader_.drop();
  else
    reader_.settle();
  return std::exchange(actions_, {});
}

Actions SmtpServer::timed_out(std::int64_t now_ns) {
  if (mode_ == Mode::closed) return {};
  now_ns_ = now_ns;
  verb_ = Verb::unknown;
  if (mode_ != Mode::tls_handshake) say(SmtpText::timeout);
  close();
  return std::exchange(actions_, {});
}

void SmtpServer::tls_started() {
  if (mode_ != Mode::tls_handshake) return;
  mode_ = Mode::command;
  tls_ = true;
  helo_.clear();
  user_.clear();
  forget_transaction();
}

/// Takes the next piece of input; false when there is none.
bool SmtpServer::read() {
  switch (mode_) {
    case Mode::command:
    case Mode::response: {
      const auto line = reader_.next();
      if (line) on_line(*line);
      return line.has_value();
    }
    case Mode::data: {
      if (reader_.rest().empty()) return false;
      const std::size_t n = dots_.feed(reader_.rest(), [this](std::string_view octets) { add_content(octets); });
      reader_.take(n);
      if (dots_.done()) {
        mode_ = Mode::command;
        end_content();
      }
      return true;
    }
    case Mode::chunk: {
      if (reader_.rest().empty()) return false;
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, reader_.rest().size()));
      if (!chunk_refusal_) add_content(reader_.rest().substr(0, n));
      reader_.take(n);
      chunk_left_ -= n;
      if (!chunk_left_) end_chunk();
      return true;
    }
    case Mode::tls_handshake:
    case Mode::closed: break;
  }
  return false;
}

// Takes telnet's own octets out of a line. One of them may look like the line's end (option 10): then the line goes
// on, and there is none yet.
std::optional<std::string_view> SmtpServer::take_line(const dialogue::Line& line) {
  if (!in_split_line_ && line.text.find('\xff') == line.text.npos) return line.text;
  if (!in_split_line_) split_line_.clear();
  const std::string sent = std::string(line.text) + (line.crlf ? "\r\n" : "\n");
  const std::string_view text = telnet_.filter(sent);
  constexpr std::size_t room = 2 * max_line;  // a line that is too long already need not be kept whole
  if (split_line_.size() < room) split_line_ += text.substr(0, room);
  in_split_line_ = !text.ends_with('\n');
  if (in_split_line_) return std::nullopt;
  std::string_view whole = split_line_;
  while (whole.ends_with('\n') || whole.ends_with('\r')) whole.remove_suffix(1);
  return whole;
}

void SmtpServer::on_line(const dialogue::Line& line) {
  lone_lf_ = !line.crlf;
  const auto text = take_line(line);
  if (!text) return;
  if (line.cut || text->size() > max_line) {
    if (mode_ == Mode::response) return end_logon(SmtpText::auth_failed);
    verb_ = Verb::unknown;
    return say(SmtpText::unrecognized);
  }
  if (mode_ == Mode::response)
    on_response(*text);
  else
    on_command(*text);
}

void SmtpServer::on_command(std::string_view line) {
  const auto command = smtp::parse_command(line);
  const auto found = std::ranges::find(rows, command.verb, &Row::verb);
  const Row& row = found == std::end(rows) ? *std::prev(std::end(rows)) : *found;
  verb_ = row.verb;
  (this->*row.handler)(command);
}

void SmtpServer::send(std::string octets) {
  if (!actions_.empty() && actions_.back().what == Action::What::send)
    actions_.back().octets += octets;
  else
    actions_.push_back({Action::What::send, std::move(octets), 0});
}

void SmtpServer::say(SmtpText text, std::initializer_list<Placeholder> values) {
  send(fill(text, values));
  session_.answered(verb_, code_of(row(text).text));
}

void SmtpServer::refuse(SmtpText text, std::initializer_list<Placeholder> values) {
  if (settings_.tarpit_seconds > 0 && user_.empty())
    actions_.push_back({Action::What::wait, {}, settings_.tarpit_seconds * 1'000'000'000});
  say(text, values);
}

void SmtpServer::close() {
  actions_.push_back({Action::What::close, {}, 0});
  mode_ = Mode::closed;
  forget_transaction();
}

std::string SmtpServer::ehlo_lines() const {
  const std::string mechanisms = mechanism_list(settings_);
  const std::string limit =
      settings_.announced_size_limit ? " " + std::to_string(settings_.announced_size_limit) : std::string();
  const Situation situation{settings_.exchange_sinks, settings_.basic_auth, !mechanisms.empty(),
                            is_windows_2000(settings_), settings_.certificate && !tls_};
  std::string out;
  for (const auto& k : ehlo_keywords())
    if (holds(k.when, situation)) (out += "250-") += fill(k.line, {{"mechanisms", mechanisms}, {"limit", limit}});
  return out += "250 OK\r\n";
}

void SmtpServer::on_hello(const smtp::Command& command) {
  const std::string_view name = ascii::trim(command.argument);
  if (!name.empty() && !is_host_name(name)) return say(SmtpText::address_invalid);
  helo_ = name;
  forget_transaction();
  if (command.verb == Verb::helo) return say(SmtpText::hello, {{"fqdn", settings_.fqdn}, {"ip", peer_.address}});
  std::string reply = fill(SmtpText::hello, {{"fqdn", settings_.fqdn}, {"ip", peer_.address}});
  reply[3] = '-';
  send(reply + ehlo_lines());
  session_.answered(verb_, 250);
}

void SmtpServer::on_rset(const smtp::Command&) {
  forget_transaction();
  say(SmtpText::reset);
}

void SmtpServer::on_noop(const smtp::Command&) { say(SmtpText::noop); }

void SmtpServer::on_help(const smtp::Command&) {
  say(is_windows_2000(settings_) ? SmtpText::help_2000 : SmtpText::help);
}

void SmtpServer::on_quit(const smtp::Command&) {
  say(SmtpText::closing, {{"fqdn", settings_.fqdn}});
  close();
}

// Names nobody: the directory is not asked.
void SmtpServer::on_vrfy(const smtp::Command& command) {
  std::string_view name = ascii::trim(command.argument);
  if (name.empty()) return say(SmtpText::argument_missing);
  if (name.starts_with('<') && name.ends_with('>')) name = name.substr(1, name.size() - 2);
  const auto address = complete_address(name, settings_);
  if (!address) return refuse(SmtpText::address_invalid);
  say(SmtpText::verify, {{"address", *address}});
}

void SmtpServer::on_etrn(const smtp::Command& command) {
  const std::string_view domain = command.operand;
  if (domain.empty()) return say(SmtpText::argument_missing);
  if (domain.size() > max_host) return say(SmtpText::address_invalid);
  const bool allowed =
      std::ranges::any_of(settings_.etrn_domains, [&](const auto& d) { return ascii::iequals(d, domain); });
  say(allowed ? SmtpText::node_started : SmtpText::node_refused, {{"domain", domain}});
}

// Only for an account that a connector names; there is none.
void SmtpServer::on_turn(const smtp::Command&) { say(SmtpText::turn_refused); }

void SmtpServer::on_starttls(const smtp::Command&) {
  if (!settings_.certificate) return say(SmtpText::tls_unavailable);
  if (tls_) return say(SmtpText::bad_sequence);
  say(SmtpText::tls_ready);
  actions_.push_back({Action::What::start_tls, {}, 0});
  mode_ = Mode::tls_handshake;
}

// Both are for servers of the same organization that have logged on as such.
void SmtpServer::on_xexch50(const smtp::Command& command) {
  if (!settings_.exchange_sinks) return on_unknown(command);
  say(SmtpText::exch50_refused);
}
void SmtpServer::on_link_state(const smtp::Command& command) {
  if (!settings_.exchange_sinks) return on_unknown(command);
  say(SmtpText::link_state_refused);
}

void SmtpServer::on_unknown(const smtp::Command&) {
  verb_ = Verb::unknown;
  say(SmtpText::unrecognized);
}

}  // namespace heloscope::exchange
