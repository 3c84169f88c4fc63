// The mail transaction: MAIL, RCPT, DATA, BDAT (RFC 5321 3.3, RFC 3030).
#include <algorithm>
#include <array>
#include <utility>

#include "grammars/ascii.hpp"
#include "simulator/exchange/delivery.hpp"
#include "simulator/exchange/smtp_server.hpp"
#include "simulator/exchange/stamp.hpp"

namespace heloscope::exchange {

using dialogue::SmtpState, smtp::Verb;

namespace {

// The service wants "FROM:" or "TO:", then takes a blank, or no brackets, all the same.
bool begins_with(std::string_view argument, std::string_view word) {
  argument = ascii::trim(argument);
  if (!ascii::istarts_with(argument, word)) return false;
  return ascii::trim(argument.substr(word.size())).starts_with(':');
}

std::uint64_t smaller_limit(std::uint64_t a, std::uint64_t b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); }
std::uint64_t limit_of(const Settings& s) { return smaller_limit(s.announced_size_limit, s.size_limit); }

// Without a limit of the administrator's, memory needs one all the same.
constexpr std::uint64_t most_kept = std::uint64_t{64} << 20;

}  // namespace

void SmtpServer::on_mail(const smtp::Command& command) {
  if (settings_.tls_required && !tls_) return say(SmtpText::tls_required);
  if (session_.state() > SmtpState::ready) return say(SmtpText::sender_twice);  // before HELO it is taken
  if (!settings_.anonymous_allowed && user_.empty()) return say(SmtpText::anonymous_refused);
  if (settings_.max_messages && messages_ >= settings_.max_messages) {
    say(SmtpText::too_many_messages, {{"fqdn", settings_.fqdn}});
    return close();
  }
  if (ascii::trim(command.argument).empty()) return say(SmtpText::argument_missing);
  Transaction next;
  if (!begins_with(command.argument, "FROM")) return refuse(SmtpText::address_invalid);
  if (!command.operand.empty()) {
    auto address = complete_address(command.operand, settings_);
    if (!address) return refuse(SmtpText::address_invalid);
    next.reverse_path = std::move(*address);
  } else if (command.argument.find('<') == command.argument.npos) {
    return refuse(SmtpText::address_invalid);  // "MAIL FROM:"
  }
  switch (read_mail_parameters(command.parameters, limit_of(settings_), next)) {
    case ParameterFault::unknown: return say(SmtpText::parameter_unknown);
    case ParameterFault::too_large: return say(SmtpText::message_too_large);
    case ParameterFault::none: break;
  }
  if (is_listed(next.reverse_path, settings_.blocked_senders)) return refuse(SmtpText::sender_denied);
  transaction_ = std::move(next);
  const std::string_view sender = transaction_.reverse_path;
  say(SmtpText::sender_ok, {{"address", sender.empty() ? "<>" : sender}});
}

bool SmtpServer::may_relay() const {
  const auto listed = [this](const std::string& row) {
    const bool prefix = row.ends_with('.') || row.ends_with(':');
    return prefix ? peer_.address.starts_with(row) : peer_.address == row;
  };
  return (settings_.authenticated_may_relay && !user_.empty()) ||
         std::ranges::any_of(settings_.relay_addresses, listed) ||
         (settings_.smtp_after_pop && service_.logged_on_by_pop(peer_.address, now_ns_));
}

void SmtpServer::on_rcpt(const smtp::Command& command) {
  if (!session_.allows(Verb::rcpt)) return say(SmtpText::sender_needed);
  if (has_content_) return say(SmtpText::bad_sequence);  // behind BDAT (RFC 3030 2)
  if (ascii::trim(command.argument).empty()) return say(SmtpText::argument_missing);
  if (!begins_with(command.argument, "TO")) return refuse(SmtpText::address_invalid);
  auto address = complete_address(command.operand, settings_);
  if (!address) return refuse(SmtpText::address_invalid);
  Recipient recipient;
  recipient.address = std::move(*address);
  if (read_rcpt_parameters(command.parameters, recipient) != ParameterFault::none)
    return say(SmtpText::parameter_unknown);
  recipient.local = is_accepted_domain(recipient.address, settings_);
  if (!recipient.local && !may_relay()) return refuse(SmtpText::relay_denied, {{"address", recipient.address}});
  if (recipient.local && settings_.recipient_filter && !store_.find_address(recipient.address))
    return refuse(SmtpText::user_unknown);
  if (settings_.max_recipients && transaction_.recipients.size() >= settings_.max_recipients)
    return say(SmtpText::too_many_recipients);
  say(SmtpText::recipient_ok, {{"address", recipient.address}});
  transaction_.recipients.push_back(std::move(recipient));
}

void SmtpServer::begin_content() {
  has_content_ = true;
  content_start_ns_ = now_ns_;
}

void SmtpServer::on_data(const smtp::Command&) {
  if (!session_.allows(Verb::data)) return say(SmtpText::recipient_needed);
  if (has_content_ || transaction_.binary) return say(SmtpText::bad_sequence);  // RFC 3030 2 and 3
  begin_content();
  dots_.start(lone_lf_ || settings_.message_ends_at_lone_lf);
  say(SmtpText::data_start);
  mode_ = Mode::data;
}

// The octets come whatever the answer will be, and only behind them it is given (RFC 3030 2).
void SmtpServer::on_bdat(const smtp::Command& command) {
  const auto size = smtp::parse_chunk(command);
  if (!size || (!size->last && !ascii::trim(command.parameters).empty())) return say(SmtpText::chunk_invalid);
  chunk_octets_ = chunk_left_ = size->octets;
  last_chunk_ = size->last;
  chunk_refusal_ = {};
  if (!session_.allows(Verb::bdat))
    chunk_refusal_ = SmtpText::recipient_needed;
  else if (!has_content_)
    begin_content();
  mode_ = Mode::chunk;
  if (!chunk_left_) end_chunk();
}

void SmtpServer::end_chunk() {
  mode_ = Mode::command;
  if (chunk_refusal_) return say(*chunk_refusal_);
  if (last_chunk_) return end_content();
  say(SmtpText::chunk_taken, {{"octets", std::to_string(chunk_octets_)}});
}

void SmtpServer::add_content(std::string_view octets) {
  content_octets_ += octets.size();
  if (octets.empty()) return;
  const std::uint64_t limit = smaller_limit(limit_of(settings_), most_kept);
  if (content_octets_ > limit) {
    content_ = {};  // read on, and refused at its end
  } else if (transaction_.binary) {
    content_ += octets;
  } else {
    append_with_crlf(content_, octets, last_octet_);
  }
  last_octet_ = octets.back();
}

// The message is complete: kept for all its recipients, or refused.
void SmtpServer::end_content() {
  if (verb_ == Verb::data) verb_ = Verb::end_of_data;
  session_octets_ += content_octets_;
  const auto refused = [this]() -> std::optional<SmtpText> {
    if (content_octets_ > smaller_limit(limit_of(settings_), most_kept)) return SmtpText::message_too_large;
    if (settings_.session_size_limit && session_octets_ > settings_.session_size_limit)
      return SmtpText::session_too_large;
    return std::nullopt;
  }();
  std::string id;
  bool kept = false;
  if (!refused) {
    const Header header = read_header(content_);
    const std::string new_id = header.message_id.empty() ? service_.make_message_id(settings_.fqdn) : std::string();
    id = header.message_id.empty() ? std::string_view(new_id) : header.message_id;
    const Envelope envelope{transaction_.reverse_path, helo_, peer_.address,     settings_.fqdn,
                            settings_.windows_version, tls_,  content_start_ns_, now_ns_,
                            settings_.zone_minutes};
    kept = deliver(transaction_, envelope, stamp(content_, header, envelope, new_id), settings_, store_, service_);
  }
  if (refused)
    say(*refused);
  else if (kept)
    say(SmtpText::queued, {{"id", id}});
  else
    say(SmtpText::storage_failed);
  ++messages_;
  session_.transaction_over();
  forget_transaction();
}

void SmtpServer::forget_transaction() {
  transaction_ = {};
  content_ = {};
  content_octets_ = 0;
  has_content_ = false;
  last_octet_ = 0;
}

}  // namespace heloscope::exchange
