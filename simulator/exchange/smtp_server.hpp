// The SMTP server of Exchange 2003, one session: octets and the time in, actions out. It reads no clock and no
// socket.
//   SmtpServer server(settings, store, service, peer);
//   carry_out(server.greet(now)); carry_out(server.receive(octets, now));
// What it says is in profile.cpp, what it does with a mail in delivery.cpp.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/dialogue/dot_block.hpp"
#include "analyzer/dialogue/line_reader.hpp"
#include "analyzer/dialogue/smtp_session.hpp"
#include "grammars/smtp/command.hpp"
#include "simulator/exchange/action.hpp"
#include "simulator/exchange/profile.hpp"
#include "simulator/exchange/service.hpp"
#include "simulator/exchange/settings.hpp"
#include "simulator/exchange/telnet_options.hpp"
#include "simulator/exchange/transaction.hpp"
#include "simulator/mailbox/store.hpp"

namespace heloscope::exchange {

class SmtpServer {
 public:
  /// A longer command line is answered as an unknown one (unsure). SASL lines are the longest (RFC 4954 4.5.3).
  static constexpr std::size_t max_line = 12288;

  /// Settings, store and service outlive the session.
  SmtpServer(const Settings& settings, mailbox::Store& store, Service& service, Peer peer);
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  Actions greet(std::int64_t now_ns);
  /// However the octets are cut, the actions together are the same. Nothing is taken after a close, nor between
  /// start_tls and tls_started(): what a client sent in the clear behind STARTTLS is never taken for TLS (RFC 3207
  /// 6).
  Actions receive(std::string_view octets, std::int64_t now_ns);
  /// The client said nothing for Settings::idle_timeout_ns.
  Actions timed_out(std::int64_t now_ns);
  /// The handshake is done: all that was said before is forgotten (RFC 3207 4.2).
  void tls_started();

  const std::string& user() const { return user_; }  ///< who has logged on; empty: nobody
  bool in_tls() const { return tls_; }

 private:
  enum class Mode : std::uint8_t { command, response, data, chunk, tls_handshake, closed };
  enum class Logon : std::uint8_t { user_name, password, token };  // what the next response is
  using Handler = void (SmtpServer::*)(const smtp::Command&);
  struct Row;
  static const Row rows[];

  // Input
  bool read();
  std::optional<std::string_view> take_line(const dialogue::Line& line);
  void on_line(const dialogue::Line& line);
  void on_command(std::string_view line);

  // Answers
  void send(std::string octets);
  /// Says the text, and tells the session of its code.
  void say(SmtpText text, std::initializer_list<Placeholder> values = {});
  /// The same for a 5xx about an address: after the tar pit's wait.
  void refuse(SmtpText text, std::initializer_list<Placeholder> values = {});
  void close();

  // Verbs: smtp_server.cpp
  void on_hello(const smtp::Command& command);
  void on_rset(const smtp::Command& command);
  void on_noop(const smtp::Command& command);
  void on_help(const smtp::Command& command);
  void on_quit(const smtp::Command& command);
  void on_vrfy(const smtp::Command& command);
  void on_etrn(const smtp::Command& command);
  void on_turn(const smtp::Command& command);
  void on_starttls(const smtp::Command& command);
  void on_xexch50(const smtp::Command& command);
  void on_link_state(const smtp::Command& command);
  void on_unknown(const smtp::Command& command);
  std::string ehlo_lines() const;

  // Verbs: smtp_mail.cpp
  void on_mail(const smtp::Command& command);
  void on_rcpt(const smtp::Command& command);
  void on_data(const smtp::Command& command);
  void on_bdat(const smtp::Command& command);
  bool may_relay() const;
  void begin_content();
  void add_content(std::string_view octets);
  void end_chunk();
  void end_content();
  void forget_transaction();

  // Verbs: smtp_logon.cpp
  void on_auth(const smtp::Command& command);
  void on_response(std::string_view line);
  void take_response(std::string_view token);
  bool check_password(std::string_view password);
  void end_logon(SmtpText text);

  const Settings& settings_;
  mailbox::Store& store_;
  Service& service_;
  Peer peer_;
  std::int64_t now_ns_ = 0;
  Actions actions_;

  dialogue::LineReader reader_;
  TelnetOptions telnet_;
  std::string split_line_;  // the beginning of a line that goes on behind a telnet option
  bool in_split_line_ = false;
  dialogue::SmtpSession session_;
  Mode mode_ = Mode::command;
  smtp::Verb verb_ = smtp::Verb::greeting;  // what is being answered
  bool lone_lf_ = false;                    // the last line ended so
  bool tls_ = false;
  std::string helo_;

  Transaction transaction_;
  std::string content_;
  std::uint64_t content_octets_ = 0;  // as sent; what is over the limit is not kept
  bool has_content_ = false;          // DATA or a first BDAT was taken
  char last_octet_ = 0;
  std::int64_t content_start_ns_ = 0;
  dialogue::DotBlock dots_;
  std::uint64_t chunk_octets_ = 0, chunk_left_ = 0;
  bool last_chunk_ = false;
  std::optional<SmtpText> chunk_refusal_;  // its octets are read, and then refused
  std::size_t messages_ = 0;
  std::uint64_t session_octets_ = 0;

  Logon logon_ = Logon::user_name;
  std::string logon_name_, user_;
};

}  // namespace heloscope::exchange
