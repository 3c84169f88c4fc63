// One connection from its first octet to its end: finds out what is spoken, then lets that protocol's dialogue write
// the Record. What is not mail is told so at once, so that the source can drop it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "analyzer/chunk.hpp"
#include "analyzer/dialogue/detect.hpp"
#include "analyzer/dialogue/event.hpp"
#include "analyzer/dialogue/pop3.hpp"
#include "analyzer/dialogue/smtp.hpp"

namespace heloscope::dialogue {

class Conversation {
 public:
  /// `port` is the server's, as far as the roles are known; `forced` overrides the finding (--decode-as).
  Conversation(const Options& options, std::uint16_t port, bool opening_seen, std::optional<Protocol> forced = {});
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  void open(const Chunk& at) { open_at_ = {at.time_ns, at.time_ns, at.place, at.place}; }
  void feed(const Chunk& chunk);
  void close(Ending ending, const Chunk& at);

  bool is_other() const { return state_ == Verdict::What::other; }
  /// Decided for a protocol (at the latest after close).
  bool is_mail() const { return state_ == Verdict::What::mail; }
  Protocol protocol() const { return protocol_; }
  /// The side taken for the client turned out to be the server: chunks and events have it right, ConnectionInfo has
  /// not.
  bool swapped() const { return swapped_; }
  Ending ending() const { return ending_; }
  Record& record() { return record_; }

 private:
  struct Held {
    Chunk chunk;
    std::size_t offset, length;  // in held_octets_
  };
  void hold(const Chunk& chunk);
  void decide(bool more_may_come);
  void begin(Protocol protocol);
  void pass_on(Chunk chunk);

  Options options_;
  std::uint16_t port_;
  bool opening_seen_;
  std::optional<Protocol> forced_;
  Verdict::What state_ = Verdict::What::undecided;
  Protocol protocol_ = Protocol::smtp;
  bool swapped_ = false;
  Ending ending_ = Ending::end_of_input;
  Origin open_at_;
  std::vector<Held> held_;
  std::string held_octets_;
  std::string said_[2];
  Side first_ = Side::client;
  Record record_;
  std::variant<std::monostate, SmtpDialogue, Pop3Dialogue> dialogue_;
};

}  // namespace heloscope::dialogue
