#include "analyzer/dialogue/smtp.hpp"

#include <algorithm>

#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"

namespace heloscope::dialogue {

using smtp::Verb;

namespace {

// A trace without its server side must not grow us; RFC 2920 clients send at most some hundred commands at once.
constexpr std::size_t max_asked = 10000;
// Octets that wait for the answer to DATA and the like; a client that sends more has been told to.
constexpr std::size_t max_held = std::size_t{1} << 20;
// Recipients of one mail that are kept; RFC 5321 4.5.3.1.8 asks servers to take at least 100.
constexpr std::size_t max_recipients = 100000;

bool is_logon(Verb v) { return v == Verb::auth || v == Verb::x_exps; }
bool waits_for_answer(Verb v) { return v == Verb::data || v == Verb::starttls || v == Verb::xexch50 || is_logon(v); }

// Whether a reply code can be the answer to a verb: only codes that belong to few verbs are told apart (RFC
// 5321 4.3.2).
bool fits(Verb v, unsigned code) {
  switch (code) {
    case 354: return v == Verb::data || v == Verb::xexch50;
    case 334:
    case 235: return is_logon(v);
    case 221: return v == Verb::quit;
    case 220: return v == Verb::greeting || v == Verb::starttls;
    case 250: return v != Verb::data && v != Verb::quit && v != Verb::greeting && v != Verb::starttls && !is_logon(v);
    default: return true;
  }
}

}  // namespace

SmtpDialogue::SmtpDialogue(Record& record, const Options& options, bool from_start)
    : out_(record), options_(options), order_known_(from_start), mode_(from_start ? Mode::command : Mode::lost) {
  if (from_start)
    asked_.push_back({Verb::greeting, 0});
  else
    session_.resume(SmtpState::ready);
}

// A transcript tells nothing of the handshake, yet what begins with a greeting begins at the beginning.
void SmtpDialogue::begin_at_greeting() {
  session_ = {};
  order_known_ = true;
  mode_ = Mode::command;
  asked_.push_back({Verb::greeting, 0});
}

void SmtpDialogue::feed(const Chunk& chunk) {
  if (chunk.missing) return on_gap(chunk);
  out_.record().octets[index(chunk.from)] += chunk.bytes.size();
  (chunk.from == Side::server ? server_seen_ : client_seen_) = true;
  LineReader& reader = in_[index(chunk.from)];
  reader.feed(chunk);
  if (chunk.from == Side::server) read_server();
  read_client();
  in_[0].settle();
  in_[1].settle();
}

void SmtpDialogue::read_client() {
  LineReader& client = in_[index(Side::client)];
  while (!client.rest().empty()) {
    switch (mode_) {
      case Mode::command:
      case Mode::response:
      case Mode::lost: {
        if (deciding_) {
          if (server_seen_ && !answer_lost_ && client.rest().size() <= max_held) return;
          if (!decide_unanswered()) return;
          break;
        }
        if (out_.record().commands == 0 && client.rest().starts_with("\x16\x03")) {  // TLS from the first octet
          begin_tls(Side::client);
          break;
        }
        const auto line = client.next();
        if (!line) return;
        if (mode_ == Mode::command)
          on_command(*line);
        else if (mode_ == Mode::response)
          on_response(*line);
        else
          on_lost_line(*line);
        break;
      }
      case Mode::data: {
        const std::size_t n = dots_.feed(client.rest(), [&](std::string_view content) { content_.add(content); });
        const Origin at = client.take(n);
        if (!content_started_) {  // the event stands where the message begins, and is filled in when it ends
          content_from_ = at, content_started_ = true;
          message_ = out_.add(Kind::message, Side::client, at);
        }
        if (!dots_.done()) return;
        mode_ = Mode::command;
        ask(Verb::end_of_data, end_content(true, at));
        break;
      }
      case Mode::octets: {
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(octets_left_, client.rest().size()));
        if (message_chunk_) content_.add(client.rest().substr(0, n));
        const Origin at = client.take(n);
        if (!content_started_) content_from_ = at, content_started_ = true;
        octets_left_ -= n;
        if (octets_left_) return;
        content_from_.end_ns = at.end_ns, content_from_.last_place = at.last_place;
        chunk_complete();
        break;
      }
      case Mode::tls_or_plain:
        if (client.rest().front() == '\x16' || client.rest().front() == '\x80')
          begin_tls(Side::client);
        else
          mode_ = Mode::command;  // a capture "decrypted in place", or a client that did not mean it
        break;
      case Mode::tls: {
        out_.count(tls_, client);
        return;
      }
    }
  }
}

void SmtpDialogue::read_server() {
  LineReader& server = in_[index(Side::server)];
  while (!server.rest().empty()) {
    if (mode_ == Mode::tls_or_plain && server.rest().front() < ' ' && ascii::is_control(server.rest().front()))
      begin_tls(Side::server);
    if (mode_ == Mode::tls) {
      out_.count(tls_, server);
      return;
    }
    const auto line = server.next();
    if (!line) return;
    on_reply_line(*line);
    read_client();  // what the client sent may have waited for this
  }
}

bool SmtpDialogue::is_clean_command(std::string_view line) const {
  const auto command = smtp::parse_command(line);
  return command.verb != Verb::unknown && command.verb != Verb::end_of_data && !command.fault;
}

void SmtpDialogue::on_command(const Line& line) {
  if (line.text.empty()) {  // answered by "500", yet nothing was said
    ask(Verb::unknown, out_.add_line(Kind::other, Side::client, line));
    return;
  }
  auto command = smtp::parse_command(line.text);
  if (command.verb == Verb::end_of_data) command.verb = Verb::unknown;  // a dot outside a message is no command
  const bool pipelined = !asked_.empty();
  const std::uint32_t seq = out_.add_line(Kind::command, Side::client, line);
  Event& event = out_.at(seq);
  event.smtp_verb = command.verb;
  event.argument = Recorder::slice_of(event, line.text, command.argument);
  event.operand = Recorder::slice_of(event, line.text, command.operand);
  if (command.fault) event.fault = *command.fault;
  if (pipelined) event.set(Flag::pipelined);
  if (line.octets > 512 + command.parameters.size()) event.set(Flag::too_long);  // 4.5.3.1.4; extensions add to it
  if (command.verb == Verb::unknown && ascii::iequals(command.keyword, "PASS")) event.secret = event.argument;
  // A client that goes on with its tokens after a refusal tells its password to nobody in particular.
  if (command.verb == Verb::unknown && logon_refused_ && looks_like_base64(line.text))
    event.secret = event.text;
  else
    logon_refused_ = false;
  ++out_.record().commands;
  const auto chunk = command.verb == Verb::bdat ? smtp::parse_chunk(command) : std::nullopt;
  ask(command.verb, seq, chunk && chunk->last);

  switch (command.verb) {
    case Verb::auth:
    case Verb::x_exps:
      auth_.begin(command.operand);
      if (!command.parameters.empty()) {
        const auto response = auth_.respond(command.parameters);
        if (response.secret) event.secret = Recorder::slice_of(event, line.text, command.parameters);
        if (!response.user.empty() && !out_.record().logged_on) out_.record().user = response.user;
      }
      break;
    case Verb::bdat: begin_chunk(command); break;
    case Verb::quit: out_.record().quit = true; break;
    case Verb::lhlo: lmtp_ = true; break;
    case Verb::mail:
    case Verb::send:
    case Verb::soml:
    case Verb::saml:
      if (!server_seen_) forget_envelope(), sender_ = seq;
      break;
    case Verb::rcpt:
      if (!server_seen_ && recipients_.size() < max_recipients) recipients_.push_back(seq);
      break;
    default: break;
  }
  if (waits_for_answer(command.verb)) wait_for_answer(command.verb, seq);
  if (command.verb == Verb::data) lenient_lines_ = !line.crlf;
}

void SmtpDialogue::on_response(const Line& line) {
  const std::uint32_t seq = out_.add_line(Kind::auth, Side::client, line);
  Event& event = out_.at(seq);
  event.smtp_verb = Verb::auth;
  const auto response = auth_.respond(line.text);
  if (response.secret) event.secret = event.text;
  if (!response.user.empty() && !out_.record().logged_on) out_.record().user = response.user;
  ask(Verb::auth, seq);
  wait_for_answer(Verb::auth, seq);
}

void SmtpDialogue::wait_for_answer(Verb verb, std::uint32_t seq) {
  deciding_ = verb;
  deciding_seq_ = seq;
  answer_lost_ = false;
}

// After a gap, or where the capture begins in the middle: these lines may be mail text as well as commands, so only a
// faultless command ends the search. A lone dot ends a message whose beginning was not seen.
void SmtpDialogue::on_lost_line(const Line& line) {
  if (is_clean_command(line.text)) {
    content_.drop();
    message_ = 0;
    mode_ = Mode::command;
    return on_command(line);
  }
  if (line.text == "." && content_.active()) {
    mode_ = Mode::command;
    return ask(Verb::end_of_data, end_content(false, line.origin));
  }
  if (!content_.active()) {
    message_ = out_.add_line(Kind::other, Side::client, line);
    begin_content("DATA");
    content_.missing(0);
    content_from_ = line.origin, content_started_ = true;
  } else {
    Event& event = out_.at(message_);
    event.octets += line.octets;
    event.end_ns = line.origin.end_ns, event.last_place = line.origin.last_place;
  }
  content_.add(line.text);
  content_.add(line.crlf ? "\r\n" : "\n");
}

void SmtpDialogue::on_reply_line(const Line& line) {
  const auto reply = smtp::parse_reply_line(line.text);
  if (in_reply_) {
    Event& event = out_.at(reply_);
    if (reply && reply->code != event.code && gap_) {  // the rest of the old one is missing
      event.set(Flag::unfinished);
      end_reply();
    } else {
      out_.extend(event, line);
      if (!reply || reply->code != event.code) event.set(Flag::malformed);
      if (reply && reply->last) end_reply();
      return;
    }
  }
  if (!reply) {
    out_.add_other(Side::server, line);
    return;
  }
  if (mode_ == Mode::data && asked_.empty() && content_.damaged()) {  // the final dot is in the gap
    mode_ = Mode::lost;
    ask(Verb::end_of_data, end_content(false, {}));
  }
  // The server greets first. Who asked before it did either could not wait (the greeting is 220, or a refusal), or
  // the greeting is not in the capture.
  if (asked_.size() > 1 && asked_.front().verb == Verb::greeting && reply->code < 400 && reply->code != 220)
    asked_.pop_front();
  const bool greeting = (!asked_.empty() && asked_.front().verb == Verb::greeting) ||
                        (asked_.empty() && reply->code == 220 && out_.record().replies == 0);
  if (greeting && asked_.empty() && !client_seen_) begin_at_greeting();
  reply_ = out_.add_line(greeting ? Kind::greeting : Kind::reply, Side::server, line);
  Event& event = out_.at(reply_);
  event.code = reply->code;
  if (line.octets > 512) event.set(Flag::too_long);  // RFC 5321 4.5.3.1.5
  in_reply_ = true;
  if (reply->last || !line.ended) end_reply();
}

void SmtpDialogue::end_reply() {
  in_reply_ = false;
  ++out_.record().replies;
  const unsigned code = out_.at(reply_).code;
  if (asked_.empty()) {
    if (client_seen_ && !gap_) out_.at(reply_).set(Flag::unasked);
    if (code == 354 && (mode_ == Mode::lost || gap_)) {  // DATA itself was not seen
      message_ = 0;
      begin_content("DATA");
      dots_.start(lenient_lines_);
      mode_ = Mode::data;
    }
    return;
  }
  take_effect(take_question(code), reply_);
}

SmtpDialogue::Question SmtpDialogue::take_question(unsigned code) {
  // Some were answered in a gap. If the client has asked again since, it was all of those before; otherwise the code
  // tells.
  if (maybe_answered_ && asked_.size() > maybe_answered_) {
    asked_.erase(asked_.begin(), asked_.begin() + static_cast<std::ptrdiff_t>(maybe_answered_));
  } else if (maybe_answered_) {
    while (asked_.size() > 1 && !fits(asked_.front().verb, code)) asked_.pop_front();
  }
  maybe_answered_ = 0;
  const Question question = asked_.front();
  asked_.pop_front();
  return question;
}

void SmtpDialogue::ask(Verb verb, std::uint32_t seq, bool last_chunk) {
  // RFC 2033 4.2: LMTP answers the final dot once for each accepted recipient.
  const std::size_t replies = verb == Verb::end_of_data && lmtp_ ? std::max<std::size_t>(1, delivered_to_) : 1;
  for (std::size_t i = 0; i < replies; ++i) asked_.push_back({verb, seq, last_chunk});
  while (asked_.size() > max_asked) asked_.pop_front();
}

void SmtpDialogue::take_effect(const Question& question, std::uint32_t reply) {
  Event& event = out_.at(reply);
  event.smtp_verb = question.verb;
  const bool logon_step = event.code == 334 && is_logon(question.verb);
  const bool in_order = logon_step || session_.answered(question.verb, event.code);
  if (question.seq) {
    out_.link(reply, question.seq);
    if (!in_order && order_known_ && out_.at(question.seq).kind == Kind::command)
      out_.at(question.seq).set(Flag::out_of_order);
  }
  after_question(question, event.code);
}

void SmtpDialogue::after_question(const Question& question, unsigned code) {
  const auto [verb, seq, last_chunk] = question;
  const bool success = code < 400;
  const bool decides = deciding_ && deciding_seq_ == seq;
  if (decides) deciding_.reset();
  switch (verb) {
    case Verb::helo:
    case Verb::ehlo:
    case Verb::lhlo:
    case Verb::rset:
      if (success) forget_envelope(), order_known_ = order_known_ || verb != Verb::rset;
      break;
    case Verb::mail:
    case Verb::send:
    case Verb::soml:
    case Verb::saml:
      if (success) forget_envelope(), sender_ = seq;
      break;
    case Verb::rcpt:
      if (success && recipients_.size() < max_recipients) recipients_.push_back(seq);
      break;
    case Verb::data:
      if (code == 354 && decides) {
        if (content_.active()) end_content(false, {});
        begin_content("DATA");
        dots_.start(lenient_lines_);
        mode_ = Mode::data;
      } else if (!success && mode_ == Mode::data && content_.octets() == 0) {
        content_.drop();
        mode_ = Mode::command;
      }
      break;
    case Verb::xexch50:
      if (code == 354 && decides) {
        const auto size = smtp::parse_chunk(smtp::parse_command(out_.record().view(out_.at(seq).text)));
        octets_left_ = size ? size->octets : 0;
        message_chunk_ = false;
        chunk_seq_ = seq;
        if (octets_left_) mode_ = Mode::octets;
      }
      break;
    case Verb::auth:
    case Verb::x_exps:
      if (!decides) break;
      if (code == 334) {
        const auto text = out_.record().view(out_.at(reply_).text);
        auth_.challenge(text.substr(std::min<std::size_t>(text.size(), 4)));
        mode_ = Mode::response;
      } else {
        mode_ = Mode::command;
        logon_refused_ = !success;
        if (code == 235) out_.record().logged_on = true;
      }
      break;
    case Verb::bdat:
      if (last_chunk) session_.transaction_over();
      break;
    case Verb::starttls:
      if (success && decides) mode_ = Mode::tls_or_plain;
      break;
    default: break;
  }
}

// Nobody answers (a capture of one side), the answer is in a gap, or too much waits for it: what comes next must
// tell. Returns false while the next line has not come as a whole.
bool SmtpDialogue::decide_unanswered(bool no_more) {
  const Verb verb = *deciding_;
  std::string_view first = in_[index(Side::client)].rest();
  const auto end = first.find('\n');
  if (end == std::string_view::npos && first.size() < LineReader::max_line && !no_more && verb != Verb::starttls)
    return false;
  first = first.substr(0, end);
  if (first.ends_with('\r')) first.remove_suffix(1);
  Event& asked = out_.at(deciding_seq_);
  if (answer_lost_) {  // it was given in the gap, as were those to what was asked before
    const auto it = std::ranges::find(asked_, deciding_seq_, &Question::seq);
    if (it != asked_.end()) asked_.erase(asked_.begin(), it + 1);
    maybe_answered_ = 0;
  }
  deciding_.reset();
  if (is_clean_command(first)) {
    mode_ = Mode::command;
    return true;
  }
  asked.set(Flag::inferred);
  switch (verb) {
    case Verb::data:
      begin_content("DATA");
      dots_.start(lenient_lines_);
      mode_ = Mode::data;
      break;
    case Verb::starttls: mode_ = Mode::tls_or_plain; break;
    case Verb::auth:
    case Verb::x_exps: mode_ = Mode::response; break;
    default: mode_ = Mode::lost; break;
  }
  return true;
}

void SmtpDialogue::begin_chunk(const smtp::Command& command) {
  const auto size = smtp::parse_chunk(command);
  if (!size) return;
  if (!content_.active()) begin_content("BDAT");
  octets_left_ = size->octets;
  last_chunk_ = size->last;
  message_chunk_ = true;
  mode_ = Mode::octets;
  if (octets_left_ == 0) chunk_complete();
}

void SmtpDialogue::chunk_complete() {
  mode_ = Mode::command;
  if (!message_chunk_) return ask(Verb::xexch50, chunk_seq_);
  if (last_chunk_) {
    if (!content_started_) {
      const Event& bdat = out_.record().events.back();
      content_from_ = {bdat.time_ns, bdat.end_ns, bdat.first_place, bdat.last_place};
    }
    end_content(true, content_from_);
  }
}

void SmtpDialogue::begin_content(std::string_view via) {
  content_.begin(via, options_.hash);
  content_started_ = false;
}

std::uint32_t SmtpDialogue::end_content(bool ended, const Origin& origin) {
  Record& record = out_.record();
  Message message = content_.end(ended, record);
  message.has_envelope = sender_.has_value();
  if (sender_) message.reverse_path = out_.at(*sender_).operand;
  if (!recipients_.empty()) {
    std::string paths;
    for (const auto seq : recipients_) {
      if (!paths.empty()) paths += '\n';
      paths += record.view(out_.at(seq).operand);
    }
    message.forward_paths = record.keep(paths, Record::max_record_text);
  }
  delivered_to_ = recipients_.size();
  const std::uint32_t seq =
      message_ ? message_ : out_.add(Kind::message, Side::client, content_started_ ? content_from_ : origin);
  message_ = 0;
  Event& event = out_.at(seq);
  event.kind = Kind::message;
  event.text = {};
  event.smtp_verb = Verb::end_of_data;
  if (origin.last_place) event.end_ns = origin.end_ns, event.last_place = origin.last_place;
  event.octets = message.octets;
  event.detail = static_cast<std::uint32_t>(record.messages.size());
  if (message.lone_line_feeds) event.set(Flag::bare_line_feed);
  if (message.overlong_line) event.set(Flag::too_long);
  if (!ended) event.set(Flag::unfinished);
  record.messages.push_back(message);
  const bool via_bdat = message.via == "BDAT";
  if (!via_bdat || ended) forget_envelope();
  return seq;
}

void SmtpDialogue::forget_envelope() {
  sender_.reset();
  recipients_.clear();
}

void SmtpDialogue::begin_tls(Side from) {
  mode_ = Mode::tls;
  deciding_.reset();
  tls_ = out_.add(Kind::tls, from, in_[index(from)].take(0));
  out_.record().tls = true;
}

void SmtpDialogue::on_gap(const Chunk& chunk) {
  if (mode_ == Mode::tls) {
    out_.at(tls_).octets += chunk.missing;
    return;
  }
  gap_ = true;
  order_known_ = false;
  LineReader& reader = in_[index(chunk.from)];
  if (chunk.from == Side::server) {
    server_seen_ = true;
    if (const auto line = reader.finish()) on_reply_line(*line);
    reader.drop();
    out_.add_gap(chunk);
    maybe_answered_ = asked_.size();
    answer_lost_ = deciding_.has_value();
    read_client();
    in_[index(Side::client)].settle();
    return;
  }
  switch (mode_) {
    case Mode::data:
      content_.missing(chunk.missing);
      dots_.start_inside(lenient_lines_);
      out_.add_gap(chunk);
      return;
    case Mode::octets:
      out_.add_gap(chunk);
      if (message_chunk_) content_.missing(std::min(chunk.missing, octets_left_));
      if (chunk.missing <= octets_left_) {
        octets_left_ -= chunk.missing;
        if (octets_left_ == 0) chunk_complete();
        return;
      }
      if (message_chunk_) end_content(false, {chunk.time_ns, chunk.time_ns, chunk.place, chunk.place});
      break;
    default:
      if (deciding_ && !reader.rest().empty()) {
        decide_unanswered(true);
        read_client();
        if (mode_ == Mode::data || mode_ == Mode::octets || mode_ == Mode::tls) return on_gap(chunk);
      }
      if (const auto line = reader.finish()) out_.add_other(Side::client, *line);
      out_.add_gap(chunk);
      break;
  }
  reader.drop();
  deciding_.reset();
  mode_ = Mode::lost;
}

void SmtpDialogue::finish() {
  LineReader &client = in_[index(Side::client)], &server = in_[index(Side::server)];
  if (deciding_ && !client.rest().empty()) decide_unanswered(true);
  read_client();
  if (const auto line = server.finish()) on_reply_line(*line);
  if (in_reply_) out_.at(reply_).set(Flag::unfinished), end_reply();
  read_client();
  if (content_.active() && mode_ != Mode::lost) end_content(false, content_from_);
  if (const auto line = client.finish()) out_.add_other(Side::client, *line);
}

}  // namespace heloscope::dialogue
