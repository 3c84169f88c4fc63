// The POP3 dialogue: chunks of both sides in, Events out (RFC 1939 and its extensions). Whether lines follow +OK
// depends on the command it answers, so commands wait in order for their replies.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "analyzer/chunk.hpp"
#include "analyzer/dialogue/auth.hpp"
#include "analyzer/dialogue/content_scan.hpp"
#include "analyzer/dialogue/dot_block.hpp"
#include "analyzer/dialogue/line_reader.hpp"
#include "analyzer/dialogue/pop3_session.hpp"
#include "analyzer/dialogue/recorder.hpp"
#include "grammars/pop3/command.hpp"
#include "grammars/pop3/reply.hpp"

namespace heloscope::dialogue {

class Pop3Dialogue {
 public:
  /// Writes to `record`, which outlives it. `from_start`: the connection's opening was seen, so a greeting comes
  /// first.
  Pop3Dialogue(Record& record, const Options& options, bool from_start);
  void feed(const Chunk& chunk);
  /// No more octets come.
  void finish();

 private:
  enum class Client : std::uint8_t { command, response, maybe_response, tls_or_plain, tls, lost };
  enum class Server : std::uint8_t { status, listing, message, lost };
  struct Question {
    pop3::Verb verb = pop3::Verb::unknown;
    std::uint32_t seq = 0;
    bool body = false;       // lines follow +OK
    bool mechanism = false;  // AUTH that logs on, not the list
  };

  void read_client();
  void begin_at_greeting();
  void read_server();
  void on_command(const Line& line);
  void on_response(const Line& line);
  void on_status_line(const Line& line);
  void on_loose_line(const Line& line);
  void on_listing_line(const Line& line);
  void begin_body(const Question& question);
  void end_listing(bool ended, const Origin& origin);
  void end_message(bool ended, const Origin& origin);
  void after_question(const Question& question, std::uint32_t reply);
  void ask(Question question);
  void wait_for_answer(std::uint32_t seq, bool tls);
  bool decide_unanswered(bool no_more = false);
  void begin_tls(Side from);
  void on_gap(const Chunk& chunk);
  bool is_clean_command(std::string_view line) const;

  Recorder out_;
  Options options_;
  LineReader in_[2];
  Pop3Session session_;
  bool order_known_;
  bool server_seen_ = false, client_seen_ = false;
  Client client_ = Client::command;
  Server server_ = Server::status;
  std::optional<std::uint32_t> deciding_;            // event of the AUTH or STLS that the client's octets wait for
  bool deciding_tls_ = false, answer_lost_ = false;  // it is STLS; its answer is in a gap
  std::deque<Question> asked_;
  std::size_t maybe_answered_ = 0;  // so many of asked_ were asked before a gap on the server's side
  bool gap_ = false;
  AuthExchange auth_;
  bool logon_refused_ = false;  // and nothing but what may be its tokens came since
  DotBlock dots_;
  ContentScan content_;
  Origin content_from_;
  bool content_started_ = false;
  bool loose_listing_ = false;    // lines without a status line before them look like a listing so far
  std::uint32_t unasked_ok_ = 0;  // the reply just before, if it is +OK to a command that was not seen
  std::uint32_t message_ = 0;     // the event of the message being read
  std::uint32_t body_of_ = 0;     // the reply whose lines are being read, 0 if its status line was not seen
  std::string listing_;
  bool listing_cut_ = false;
  std::uint32_t tls_ = 0;
};

}  // namespace heloscope::dialogue
