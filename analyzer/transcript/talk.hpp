// Follows what is said in a transcript, just far enough to tell whose turn it is: who speaks an unmarked line, where
// a message begins and ends, when a connection has ended. say() each line of the dialogue in order; the dialogue's
// own state machine judges it later.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

#include "analyzer/chunk.hpp"

namespace heloscope::transcript {

class Talk {
 public:
  /// What the lines are at this point. In a message every line is content, up to the lone dot.
  enum class Part : std::uint8_t { dialogue, client_message, server_message, auth, counted };
  enum class Protocol : std::uint8_t { unknown, smtp, pop3 };

  Part part() const { return part_; }
  bool in_message() const { return part_ == Part::client_message || part_ == Part::server_message; }
  bool ended() const { return ended_; }             ///< QUIT was answered, or the server said 221 or 421
  bool in_reply() const { return in_reply_; }       ///< the last reply line announced another one
  bool waiting() const { return !asked_.empty(); }  ///< a command has not been answered
  bool begun() const { return server_spoke_ || client_spoke_; }
  std::uint64_t counted() const {
    return counted_;
  }  ///< octets that BDAT or XEXCH50 announced and that are still to come

  /// Whose an unmarked line is, by grammar.
  Side whose(std::string_view line) const;
  /// A reply line, in the protocol spoken so far.
  bool is_reply(std::string_view line) const;
  /// A known command in the form that servers take, in the protocol spoken so far.
  bool is_command(std::string_view line) const;
  /// Whether this line of the server begins another connection: a greeting that answers nothing.
  bool greets(std::string_view line) const;

  void say(Side from, std::string_view line);
  /// The announced octets are not in the text.
  void skip_counted();

 private:
  /// What an answer depends on.
  enum class Kind : std::uint8_t { other, data, exch50, auth, listing, tls, quit };
  struct Asked {
    Kind kind = Kind::other;
    std::uint64_t octets = 0;
  };
  static constexpr std::size_t max_asked = 1000;  // a transcript without its server side must not grow us

  Asked take_asked();
  void ask(Asked asked);
  void say_command(std::string_view line);
  void say_reply(std::string_view line);
  void answer_smtp(int code);
  void answer_pop3(bool ok);

  Protocol protocol_ = Protocol::unknown;
  Part part_ = Part::dialogue;
  std::deque<Asked> asked_;
  std::uint64_t counted_ = 0;
  bool ended_ = false, in_reply_ = false, server_spoke_ = false, client_spoke_ = false;
};

}  // namespace heloscope::transcript
