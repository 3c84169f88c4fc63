// The POP3 server of Exchange 2003, one session: octets in, actions out. It reads no clock and no socket.
//   Pop3Server server(settings, store, peer); carry_out(server.greet(now)); carry_out(server.receive(octets, now));
// One command of a few octets may be answered by a whole message: who bounds what is unsent hands in a line at a
// time.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/dialogue/line_reader.hpp"
#include "analyzer/dialogue/pop3_session.hpp"
#include "grammars/pop3/command.hpp"
#include "simulator/exchange/action.hpp"
#include "simulator/exchange/pop3_profile.hpp"
#include "simulator/exchange/telnet_options.hpp"
#include "simulator/mailbox/store.hpp"

namespace heloscope::exchange {

class Pop3Server {
 public:
  /// Settings and store outlive the session.
  Pop3Server(const Pop3Settings& settings, mailbox::Store& store, const Peer& peer);

  Actions greet(std::int64_t now_ns);
  /// However the octets are cut, the actions together are the same. Nothing is taken after a close.
  Actions receive(std::string_view octets, std::int64_t now_ns);
  /// The client said nothing for too long: closed without a word, and without deleting what was marked (RFC 1939 6).
  Actions timed_out(std::int64_t now_ns);

 private:
  struct Handler;
  std::string answer(const dialogue::Line& line);
  std::string user(const pop3::Command& command);
  std::string pass(const pop3::Command& command);
  std::string auth(const pop3::Command& command);
  std::string capa(const pop3::Command& command);
  std::string stat(const pop3::Command& command);
  std::string list(const pop3::Command& command);
  std::string retr(const pop3::Command& command);
  std::string top(const pop3::Command& command);
  std::string uidl(const pop3::Command& command);
  std::string dele(const pop3::Command& command);
  std::string noop(const pop3::Command& command);
  std::string rset(const pop3::Command& command);
  std::string quit(const pop3::Command& command);

  std::string say(Pop3Text text) const { return line(text, settings_); }
  const mailbox::Account* find_mailbox(std::string_view password) const;
  bool exists(std::uint64_t message) const;
  template <class Row>
  std::string listing(const pop3::Command& command, Row row) const;

  const Pop3Settings& settings_;
  mailbox::Store& store_;
  TelnetOptions telnet_;
  dialogue::LineReader reader_;
  dialogue::Pop3Session session_;
  std::string user_;  // the argument of USER
  unsigned failures_ = 0;
  std::unique_ptr<mailbox::Maildrop> maildrop_;
  std::vector<bool> deleted_;  // marks, by index
  bool closed_ = false;
};

}  // namespace heloscope::exchange
