#include "analyzer/dialogue/conversation.hpp"

#include <algorithm>

namespace heloscope::dialogue {

Conversation::Conversation(const Options& options, std::uint16_t port, bool opening_seen, std::optional<Protocol> forced)
    : options_(options), port_(port), opening_seen_(opening_seen), forced_(forced) {}

void Conversation::feed(const Chunk& chunk) {
  if (state_ == Verdict::What::mail) return pass_on(chunk);
  if (state_ == Verdict::What::other) return;
  if (forced_) {
    begin(*forced_);
    return pass_on(chunk);
  }
  if (held_.empty()) {
    first_ = chunk.from;
    // The common case decides on its first chunk, and nothing is copied.
    Opening opening{{}, true, first_, port_, opening_seen_, opening_seen_};
    opening.said[index(chunk.from)] = chunk.bytes.substr(0, max_opening);
    const Verdict verdict = chunk.missing ? Verdict{} : detect(opening);
    if (verdict.what == Verdict::What::other) {
      state_ = verdict.what;
      return;
    }
    if (verdict.what == Verdict::What::mail) {
      swapped_ = verdict.swapped;
      begin(verdict.protocol);
      return pass_on(chunk);
    }
  }
  hold(chunk);
  decide(true);
}

void Conversation::hold(const Chunk& chunk) {
  held_.push_back({chunk, held_octets_.size(), chunk.bytes.size()});
  held_octets_.append(chunk.bytes);
  std::string& said = said_[index(chunk.from)];
  said.append(chunk.bytes.substr(0, max_opening - std::min(max_opening, said.size())));
}

void Conversation::decide(bool more_may_come) {
  const bool enough = held_octets_.size() >= 4 * max_opening || held_.size() >= 256;
  const Opening opening{{said_[0], said_[1]}, more_may_come && !enough, first_, port_, opening_seen_, opening_seen_};
  const Verdict verdict = detect(opening);
  if (verdict.what == Verdict::What::undecided && !enough && more_may_come) return;
  if (verdict.what == Verdict::What::mail) {
    swapped_ = verdict.swapped;
    begin(verdict.protocol);
    for (auto& held : held_) {
      held.chunk.bytes = std::string_view(held_octets_).substr(held.offset, held.length);
      pass_on(held.chunk);
    }
  } else {
    state_ = Verdict::What::other;
  }
  held_ = {};
  held_octets_ = {};
}

void Conversation::begin(Protocol protocol) {
  state_ = Verdict::What::mail;
  protocol_ = protocol;
  Recorder recorder(record_);
  if (opening_seen_ && open_at_.first_place) recorder.add(Kind::open, Side::client, open_at_);
  if (protocol == Protocol::smtp) dialogue_.emplace<SmtpDialogue>(record_, options_, opening_seen_);
  else dialogue_.emplace<Pop3Dialogue>(record_, options_, opening_seen_);
}

void Conversation::pass_on(Chunk chunk) {
  if (swapped_) chunk.from = other(chunk.from);
  if (auto* smtp = std::get_if<SmtpDialogue>(&dialogue_)) smtp->feed(chunk);
  else if (auto* pop3 = std::get_if<Pop3Dialogue>(&dialogue_)) pop3->feed(chunk);
}

void Conversation::close(Ending ending, const Chunk& at) {
  ending_ = ending;
  if (state_ == Verdict::What::undecided) {
    const Port* port = find_port(port_);
    if (!held_.empty()) decide(false);
    else if (forced_ || (port && port->registered)) begin(forced_ ? *forced_ : port->protocol);  // nothing was said: refused, or a port scan
    else state_ = Verdict::What::other;
  }
  if (state_ != Verdict::What::mail) return;
  if (auto* smtp = std::get_if<SmtpDialogue>(&dialogue_)) smtp->finish();
  else if (auto* pop3 = std::get_if<Pop3Dialogue>(&dialogue_)) pop3->finish();
  if (ending != Ending::end_of_input) {
    Recorder recorder(record_);
    const Side from = swapped_ ? other(at.from) : at.from;
    recorder.add(Kind::close, from, {at.time_ns, at.time_ns, at.place, at.place});
  }
}

}  // namespace heloscope::dialogue
