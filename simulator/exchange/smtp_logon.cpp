// Logging on: AUTH (RFC 4954) and Exchange's X-EXPS, which works as AUTH does. LOGIN is spoken; GSSAPI is named and
// refused after its first token, as where no ticket is good.
#include <algorithm>
#include <array>

#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"
#include "simulator/exchange/smtp_server.hpp"

namespace heloscope::exchange {

namespace {
// A name in a response; the store is asked for nothing longer.
constexpr std::size_t max_name = 1024;
}  // namespace

void SmtpServer::on_auth(const smtp::Command& command) {
  if (verb_ == smtp::Verb::x_exps && !settings_.exchange_sinks) return on_unknown(command);
  if (settings_.tls_required && !tls_) return say(SmtpText::tls_required);
  if (!user_.empty() || session_.state() > dialogue::SmtpState::ready)
    return say(SmtpText::bad_sequence);  // RFC 4954 4
  if (command.operand.empty()) return say(SmtpText::argument_missing);
  const auto mechanism =
      std::ranges::find_if(smtp_mechanisms(), [&](const auto& m) { return ascii::iequals(m.name, command.operand); });
  if (mechanism == smtp_mechanisms().end() || !(mechanism->basic ? settings_.basic_auth : settings_.integrated_auth))
    return say(SmtpText::auth_unknown);
  mode_ = Mode::response;
  logon_ = mechanism->basic ? Logon::user_name : Logon::token;
  const std::string_view initial = ascii::trim(command.parameters);
  if (!initial.empty()) return take_response(initial == "=" ? std::string_view{} : initial);
  say(logon_ == Logon::token ? SmtpText::gssapi_supported : SmtpText::ask_user);
}

void SmtpServer::on_response(std::string_view line) {
  if (line == "*") return end_logon(SmtpText::auth_cancelled);
  take_response(line);
}

void SmtpServer::take_response(std::string_view token) {
  const auto octets = decode_base64(token);
  if (!octets || logon_ == Logon::token) return end_logon(SmtpText::auth_failed);
  if (logon_ == Logon::user_name) {
    logon_name_ = octets->substr(0, max_name);
    logon_ = Logon::password;
    return say(SmtpText::ask_password);
  }
  end_logon(check_password(*octets) ? SmtpText::auth_done : SmtpText::auth_failed);
}

// "user", "DOMAIN\user" or "user@domain".
bool SmtpServer::check_password(std::string_view password) {
  const std::string_view name = logon_name_;
  const std::size_t backslash = name.find('\\'), at = name.find('@');
  const mailbox::Account* account = nullptr;
  if (backslash != name.npos) {
    account = store_.find_account(name.substr(backslash + 1));
    if (account && !ascii::iequals(account->domain, name.substr(0, backslash))) account = nullptr;
  } else if (at != name.npos) {
    account = store_.find_address(name);
    if (!account && is_accepted_domain(name, settings_)) account = store_.find_account(name.substr(0, at));
  } else {
    account = store_.find_account(name);
  }
  if (!account || account->password != password) return false;
  user_ = account->name;
  return true;
}

void SmtpServer::end_logon(SmtpText text) {
  mode_ = Mode::command;
  logon_name_.clear();
  say(text);
}

}  // namespace heloscope::exchange
