// The order of a POP3 dialogue: which verb may come in which state (RFC 1939 3), written once for analyzer and
// simulator. It keeps no text.
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "grammars/pop3/reply.hpp"
#include "grammars/pop3/verb.hpp"

namespace heloscope::dialogue {

/// `named`: USER was accepted, PASS is due; part of the RFC's AUTHORIZATION state.
enum class Pop3State : std::uint8_t { connected, authorization, named, transaction, update };
constexpr std::string_view name(Pop3State s) {
  constexpr std::array<std::string_view, 5> names{"connected", "AUTHORIZATION", "AUTHORIZATION", "TRANSACTION",
                                                  "UPDATE"};
  return names[static_cast<std::size_t>(s)];
}

struct Pop3Rule {
  Pop3State earliest, latest;
  std::optional<Pop3State> on_success = {}, on_failure = {};
};

inline constexpr std::array<Pop3Rule, pop3::verbs.size()> pop3_rules = [] {
  using enum Pop3State;
  return std::array<Pop3Rule, pop3::verbs.size()>{{
      {connected, connected, authorization},          // greeting
      {authorization, named, named, authorization},   // USER
      {named, named, transaction, authorization},     // PASS
      {authorization, authorization, transaction},    // APOP
      {authorization, authorization, transaction},    // AUTH with a mechanism; the list leads nowhere
      {authorization, authorization, authorization},  // STLS
      {authorization, transaction},                   // CAPA
      {authorization, authorization},                 // UTF8 (RFC 6856 2.1)
      {authorization, transaction},                   // LANG
      {transaction, transaction},                     // STAT
      {transaction, transaction},                     // LIST
      {transaction, transaction},                     // RETR
      {transaction, transaction},                     // DELE
      {transaction, transaction},                     // NOOP
      {transaction, transaction},                     // RSET
      {transaction, transaction},                     // TOP
      {transaction, transaction},                     // UIDL
      {transaction, transaction},                     // LAST
      {connected, transaction, update, update},       // QUIT
      {transaction, transaction},                     // XTND
      {transaction, transaction},                     // XSENDER
      {authorization, transaction},                   // unknown
  }};
}();

class Pop3Session {
 public:
  Pop3State state() const { return state_; }
  bool allows(pop3::Verb v) const {
    const auto& rule = pop3_rules[pop3::index(v)];
    return rule.earliest <= state_ && state_ <= rule.latest;
  }
  /// The status line of the reply to `v` has come; continuations (`+ `) lead nowhere. Returns whether it was in
  /// order.
  bool answered(pop3::Verb v, pop3::Status status) {
    const bool in_order = allows(v);
    if (status == pop3::Status::continuation) return in_order;
    const auto& rule = pop3_rules[pop3::index(v)];
    state_ = (status == pop3::Status::ok ? rule.on_success : rule.on_failure).value_or(state_);
    return in_order;
  }
  /// What came before is not in the input: taken to stand where any command may come next.
  void resume(Pop3State state) { state_ = state; }

 private:
  Pop3State state_ = Pop3State::connected;
};

}  // namespace heloscope::dialogue
