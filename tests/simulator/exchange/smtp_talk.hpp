// A client's side of an SMTP session, for tests: lines go in, what the server says comes out as octets.
#pragma once
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "grammars/ascii.hpp"
#include "simulator/exchange/smtp_server.hpp"
#include "simulator/mailbox/store.hpp"

namespace heloscope::exchange {

/// Mailboxes that keep what comes.
class TestStore : public mailbox::Store {
 public:
  TestStore() {
    add("MSEXchangeORG", "Fake001");
    add("administrator", "Secret1");
  }
  void add(std::string name, std::string password) {
    accounts_.push_back({name, std::move(password), "NWTRADERS", "", {name + "@nwtraders.msft"}});
  }
  const mailbox::Account* find_account(std::string_view name) const override {
    for (const auto& a : accounts_)
      if (ascii::iequals(a.name, name)) return &a;
    return nullptr;
  }
  const mailbox::Account* find_mailbox(std::string_view alias) const override { return find_account(alias); }
  const mailbox::Account* find_address(std::string_view address) const override {
    for (const auto& a : accounts_)
      if (ascii::iequals(a.addresses.front(), address)) return &a;
    return nullptr;
  }
  std::unique_ptr<mailbox::Maildrop> open(const mailbox::Account&) override { return nullptr; }
  bool deliver(const mailbox::Account& account, std::string_view content) override {
    if (full) return false;
    mails.push_back({account.name, std::string(content)});
    return true;
  }
  struct Mail {
    std::string name, content;
    friend bool operator==(const Mail&, const Mail&) = default;
  };
  std::vector<Mail> mails;
  bool full = false;

 private:
  std::deque<mailbox::Account> accounts_;
};

// 8 June 2004, 10:15:42 +0200
inline constexpr std::int64_t sample_start_ns = std::int64_t{1'086'682'542} * 1'000'000'000;

/// The server of the article, with a session that has been greeted.
class Talk {
 public:
  explicit Talk(Settings s = {}, Peer peer = {"192.168.0.20", 1044})
      : settings(std::move(s)), service(settings.seed), server(settings, store, service, std::move(peer)) {
    greeting = octets(server.greet(now_ns));
  }
  /// The answer to one line.
  std::string say(std::string_view line) { return send(std::string(line) + "\r\n"); }
  std::string send(std::string_view client) { return octets(server.receive(client, now_ns)); }
  /// The answer to the last of several lines.
  std::string say_all(std::initializer_list<std::string_view> lines) {
    std::string answer;
    for (const auto line : lines) answer = say(line);
    return answer;
  }
  /// What the actions say, with "[wait n]", "[tls]" and "[close]" where the octets stop.
  static std::string octets(const Actions& actions) {
    std::string out;
    for (const auto& a : actions) {
      switch (a.what) {
        case Action::What::send: out += a.octets; break;
        case Action::What::wait: out += "[wait " + std::to_string(a.wait_ns / 1'000'000'000) + "]"; break;
        case Action::What::start_tls: out += "[tls]"; break;
        case Action::What::close: out += "[close]"; break;
      }
    }
    return out;
  }

  Settings settings;
  TestStore store;
  Service service;
  SmtpServer server;
  std::int64_t now_ns = sample_start_ns;
  std::string greeting;
};

inline Settings local_zone() {
  Settings settings;
  settings.zone_minutes = 120;
  return settings;
}

}  // namespace heloscope::exchange
