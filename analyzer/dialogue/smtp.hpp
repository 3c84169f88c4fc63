// The SMTP dialogue: chunks of both sides in, Events out (RFC 5321 and its extensions). Commands ask and replies
// decide: what a client's octets mean after DATA, AUTH, STARTTLS and XEXCH50 waits for the server's answer, so
// pipelining and refusals are no special case.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/chunk.hpp"
#include "analyzer/dialogue/auth.hpp"
#include "analyzer/dialogue/content_scan.hpp"
#include "analyzer/dialogue/dot_block.hpp"
#include "analyzer/dialogue/line_reader.hpp"
#include "analyzer/dialogue/recorder.hpp"
#include "analyzer/dialogue/smtp_session.hpp"
#include "grammars/smtp/command.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::dialogue {

class SmtpDialogue {
 public:
  /// Writes to `record`, which outlives it. `from_start`: the connection's opening was seen, so a greeting comes
  /// first.
  SmtpDialogue(Record& record, const Options& options, bool from_start);
  void feed(const Chunk& chunk);
  /// No more octets come.
  void finish();

 private:
  /// How the client's next octets are to be read.
  enum class Mode : std::uint8_t {
    command,
    response,  // lines of a SASL exchange
    data,      // message content up to the dot
    octets,    // counted: a BDAT chunk, an XEXCH50 block
    tls_or_plain,
    tls,
    lost,  // after a gap: lines are read until one is a command again
  };
  struct Question {
    smtp::Verb verb;
    std::uint32_t seq;        // of its event, 0 if it has none
    bool last_chunk = false;  // BDAT with LAST
  };

  void read_client();
  void begin_at_greeting();
  void read_server();
  void on_command(const Line& line);
  void on_response(const Line& line);
  void on_lost_line(const Line& line);
  void on_reply_line(const Line& line);
  void end_reply();
  void take_effect(const Question& question, std::uint32_t reply);
  void after_question(const Question& question, unsigned code);
  void wait_for_answer(smtp::Verb verb, std::uint32_t seq);
  bool decide_unanswered(bool no_more = false);
  void ask(smtp::Verb verb, std::uint32_t seq, bool last_chunk = false);
  Question take_question(unsigned code);
  void begin_chunk(const smtp::Command& command);
  void chunk_complete();
  void begin_content(std::string_view via);
  std::uint32_t end_content(bool ended, const Origin& origin);
  void forget_envelope();
  void begin_tls(Side from);
  void on_gap(const Chunk& chunk);
  bool is_clean_command(std::string_view line) const;

  Recorder out_;
  Options options_;
  LineReader in_[2];
  SmtpSession session_;
  bool order_known_;          // the state is followed from its beginning, so that "out of order" can be said
  bool server_seen_ = false;  // otherwise nobody answers and the client's word must do
  bool client_seen_ = false;  // otherwise nobody asks, and replies stand alone
  Mode mode_ = Mode::command;
  std::optional<smtp::Verb> deciding_;  // the client's octets wait for the answer to this
  std::uint32_t deciding_seq_ = 0;
  bool answer_lost_ = false;  // that answer is in a gap
  std::deque<Question> asked_;
  std::size_t maybe_answered_ = 0;  // so many of asked_ were asked before a gap on the server's side
  std::uint32_t reply_ = 0;         // the reply whose last line has not come yet
  bool in_reply_ = false;
  AuthExchange auth_;
  bool logon_refused_ = false;  // and nothing but what may be its tokens came since
  DotBlock dots_;
  ContentScan content_;
  Origin content_from_;
  bool content_started_ = false;  // content_from_ is set
  std::uint64_t octets_left_ = 0;
  bool last_chunk_ = false, message_chunk_ = false;
  std::uint32_t chunk_seq_ = 0;            // the XEXCH50 whose block follows
  std::uint32_t message_ = 0;              // the event of the message being read, or of what Mode::lost reads
  std::size_t delivered_to_ = 0;           // accepted recipients of the last message
  bool lenient_lines_ = false;             // the client ended DATA with a bare LF
  std::optional<std::uint32_t> sender_;    // event of the MAIL that holds
  std::vector<std::uint32_t> recipients_;  // events of the RCPTs that hold
  bool lmtp_ = false;
  std::uint32_t tls_ = 0;  // the tls event, which counts what follows
  bool gap_ = false;
};

}  // namespace heloscope::dialogue
