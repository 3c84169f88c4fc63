// The order of an SMTP dialogue: which verb may come when, and where its reply leads (RFC 5321 4.1.4). Written once,
// for the analyzer that follows captures and for the simulator that decides. It keeps no text.
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "grammars/smtp/verb.hpp"

namespace heloscope::dialogue {

/// Where a dialogue stands, in the order of an ordinary session.
enum class SmtpState : std::uint8_t { connected, greeted, ready, has_sender, has_recipient, in_data, closed };

/// When a verb is in order, and where its reply leads (nowhere: the state stays).
struct SmtpRule {
  SmtpState earliest, latest;
  std::optional<SmtpState> on_success = {}, on_failure = {};
};

inline constexpr std::array<SmtpRule, smtp::verbs.size()> smtp_rules = [] {
  using enum SmtpState;
  return std::array<SmtpRule, smtp::verbs.size()>{{
      {connected, connected, greeted},             // greeting
      {greeted, has_recipient, ready},             // HELO
      {greeted, has_recipient, ready},             // EHLO
      {greeted, has_recipient, ready},             // LHLO
      {ready, ready, has_sender},                  // MAIL
      {has_sender, has_recipient, has_recipient},  // RCPT
      {has_recipient, has_recipient, in_data},     // DATA
      {has_recipient, has_recipient},              // BDAT; its last chunk leads on as the final dot does
      {greeted, has_recipient, {}},                // RSET: `answered` decides, since it also stays before EHLO
      {greeted, has_recipient},                    // VRFY
      {greeted, has_recipient},                    // EXPN
      {greeted, has_recipient},                    // HELP
      {greeted, has_recipient},                    // NOOP
      {connected, has_recipient, closed},          // QUIT
      {ready, ready, has_sender},                  // SEND
      {ready, ready, has_sender},                  // SOML
      {ready, ready, has_sender},                  // SAML
      {ready, ready, greeted},                     // TURN: roles are swapped, a new EHLO is due
      {ready, ready},                              // ETRN
      {ready, ready, greeted},                     // ATRN
      {ready, ready},                              // AUTH (RFC 4954 4: not within a transaction)
      {ready, ready, greeted},                     // STARTTLS (RFC 3207 4.2: EHLO again)
      {greeted, has_recipient},                    // VERB
      {ready, ready},                              // X-EXPS
      {ready, has_recipient},                      // X-LINK2STATE
      {has_sender, has_recipient},                 // XEXCH50
      {greeted, ready, greeted},                   // XCLIENT: the server greets anew
      {greeted, ready},                            // XFORWARD
      {in_data, in_data, ready, ready},            // end of data
      {greeted, has_recipient},                    // unknown
  }};
}();

class SmtpSession {
 public:
  SmtpState state() const { return state_; }
  bool allows(smtp::Verb v) const {
    const auto& rule = smtp_rules[smtp::index(v)];
    return rule.earliest <= state_ && state_ <= rule.latest;
  }
  /// The last line of the reply to `v` has come. Returns whether the command was in order.
  bool answered(smtp::Verb v, unsigned code) {
    const bool in_order = allows(v);
    const auto& rule = smtp_rules[smtp::index(v)];
    const bool success = code < 400;
    if (v == smtp::Verb::rset && success && state_ > SmtpState::ready) state_ = SmtpState::ready;
    state_ = (success ? rule.on_success : rule.on_failure).value_or(state_);
    return in_order;
  }
  /// The last BDAT chunk was taken or refused: the transaction is over (RFC 3030 2).
  void transaction_over() { state_ = SmtpState::ready; }
  /// What came before is not in the input: taken to stand where any command may come next.
  void resume(SmtpState state) { state_ = state; }

 private:
  SmtpState state_ = SmtpState::connected;
};

}  // namespace heloscope::dialogue
