#include "analyzer/dialogue/pop3.hpp"

#include <algorithm>
#include <utility>

#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"
#include "grammars/pop3/listing.hpp"

namespace heloscope::dialogue {

using pop3::Status;
using pop3::Verb;

namespace {

constexpr std::size_t max_asked = 10000;  // as in SMTP: a trace without its server side must not grow us
constexpr std::size_t max_held = std::size_t{1} << 20;     // octets that wait for the answer to AUTH or STLS
constexpr std::size_t max_listing = std::size_t{1} << 18;  // of a listing's text: about 10,000 unique-id lines

// Where the opening is not in the input, a first +OK is a greeting if it says what only greetings say.
bool sounds_like_greeting(const pop3::ReplyLine& reply) {
  const auto greeting = pop3::parse_greeting(reply.text);
  return reply.status == Status::ok &&
         (!greeting.product.empty() || !greeting.timestamp.empty() || ascii::icontains(reply.text, "ready"));
}

// RFC 5322 2.2: a field name of printable octets, and a colon.
bool smells_of_header(std::string_view line) {
  const auto colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         std::ranges::all_of(line.substr(0, colon), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Pop3Dialogue::Pop3Dialogue(Record& record, const Options& options, bool from_start)
    : out_(record), options_(options), order_known_(from_start) {
  if (from_start) {
    asked_.push_back({Verb::greeting, 0, false, false});
  } else {
    session_.resume(Pop3State::transaction);
    client_ = Client::lost;
    server_ = Server::lost;
  }
}

// A transcript tells nothing of the handshake, yet what begins with a greeting begins at the beginning.
void Pop3Dialogue::begin_at_greeting() {
  session_ = {};
  order_known_ = true;
  client_ = Client::command;
  asked_.push_back({Verb::greeting, 0, false, false});
}

void Pop3Dialogue::feed(const Chunk& chunk) {
  if (chunk.missing) return on_gap(chunk);
  out_.record().octets[index(chunk.from)] += chunk.bytes.size();
  (chunk.from == Side::server ? server_seen_ : client_seen_) = true;
  in_[index(chunk.from)].feed(chunk);
  if (chunk.from == Side::server) read_server();
  read_client();
  in_[0].settle();
  in_[1].settle();
}

void Pop3Dialogue::read_client() {
  LineReader& client = in_[index(Side::client)];
  while (!client.rest().empty()) {
    if (client_ == Client::tls_or_plain) {
      if (client.rest().front() == '\x16' || client.rest().front() == '\x80')
        begin_tls(Side::client);
      else
        client_ = Client::command;
    }
    if (out_.record().commands == 0 && client_ != Client::tls && client.rest().starts_with("\x16\x03"))
      begin_tls(Side::client);
    if (client_ == Client::tls) {
      out_.count(tls_, client);
      return;
    }
    if (deciding_) {
      if (server_seen_ && !answer_lost_ && client.rest().size() <= max_held) return;
      if (!decide_unanswered()) return;
      continue;
    }
    const auto line = client.next();
    if (!line) return;
    if (client_ == Client::lost) {
      if (is_clean_command(line->text)) {
        client_ = Client::command;
        on_command(*line);
      } else {
        out_.add_other(Side::client, *line);
      }
    } else if (client_ == Client::response) {
      on_response(*line);
    } else if (client_ == Client::maybe_response) {
      client_ = Client::command;
      if (!is_clean_command(line->text) && looks_like_base64(line->text)) {
        session_.resume(Pop3State::authorization);
        out_.record().logged_on = false;
        on_response(*line);
      } else {
        on_command(*line);
      }
    } else {
      on_command(*line);
    }
  }
}

void Pop3Dialogue::read_server() {
  LineReader& server = in_[index(Side::server)];
  while (!server.rest().empty()) {
    if (client_ == Client::tls_or_plain && ascii::is_control(server.rest().front())) begin_tls(Side::server);
    if (client_ == Client::tls) {
      out_.count(tls_, server);
      return;
    }
    if (server_ == Server::message) {
      const std::size_t n = dots_.feed(server.rest(), [&](std::string_view content) { content_.add(content); });
      const Origin at = server.take(n);
      if (!content_started_) {  // the event stands where the message begins, and is filled in when it ends
        content_from_ = at, content_started_ = true;
        message_ = out_.add(Kind::message, Side::server, at);
      }
      if (!dots_.done()) return;
      end_message(true, at);
      read_client();
      continue;
    }
    const auto line = server.next();
    if (!line) return;
    if (server_ == Server::listing)
      on_listing_line(*line);
    else
      on_status_line(*line);
    read_client();  // what the client sent may have waited for this
  }
}

bool Pop3Dialogue::is_clean_command(std::string_view line) const {
  const auto command = pop3::parse_command(line);
  return command.verb != Verb::unknown && !command.fault;
}

void Pop3Dialogue::on_command(const Line& line) {
  if (line.text.empty()) {
    ask({Verb::unknown, out_.add_line(Kind::other, Side::client, line), false, false});
    return;
  }
  // Whoever goes on without having pipelined has read the body to its end: the end is in the gap.
  if (server_ == Server::message && content_.damaged() && asked_.empty()) end_message(false, content_from_);
  const auto command = pop3::parse_command(line.text);
  const std::uint32_t seq = out_.add_line(Kind::command, Side::client, line);
  Event& event = out_.at(seq);
  event.pop3_verb = command.verb;
  event.argument = Recorder::slice_of(event, line.text, command.argument);
  event.operand = Recorder::slice_of(event, line.text, command.operand);
  if (command.fault) event.fault = *command.fault;
  if (!asked_.empty()) event.set(Flag::pipelined);
  if (line.octets > 255) event.set(Flag::too_long);  // RFC 2449 4
  ++out_.record().commands;
  // A client that goes on with its tokens after a refusal tells its password to nobody in particular.
  if (command.verb == Verb::unknown && logon_refused_ && looks_like_base64(line.text))
    event.secret = event.text;
  else
    logon_refused_ = false;

  const bool mechanism = command.verb == Verb::auth && !command.operand.empty();
  ask({command.verb, seq, pop3::has_body(command), mechanism});
  switch (command.verb) {
    case Verb::user:
    case Verb::apop:
      if (!out_.record().logged_on) out_.record().user = command.operand.substr(0, 320);
      event.secret = Recorder::slice_of(event, line.text, command.parameters);
      break;
    case Verb::pass: event.secret = event.argument; break;
    case Verb::auth:
      if (!mechanism) break;
      auth_.begin(command.operand);
      if (!command.parameters.empty()) {
        const auto response = auth_.respond(command.parameters);
        if (response.secret) event.secret = Recorder::slice_of(event, line.text, command.parameters);
        if (!response.user.empty() && !out_.record().logged_on) out_.record().user = response.user;
      }
      wait_for_answer(seq, false);
      break;
    case Verb::stls: wait_for_answer(seq, true); break;
    case Verb::quit: out_.record().quit = true; break;
    default: break;
  }
}

void Pop3Dialogue::on_response(const Line& line) {
  const std::uint32_t seq = out_.add_line(Kind::auth, Side::client, line);
  Event& event = out_.at(seq);
  event.pop3_verb = Verb::auth;
  const auto response = auth_.respond(line.text);
  if (response.secret) event.secret = event.text;
  if (!response.user.empty() && !out_.record().logged_on) out_.record().user = response.user;
  ask({Verb::auth, seq, false, true});
  wait_for_answer(seq, false);
}

void Pop3Dialogue::wait_for_answer(std::uint32_t seq, bool tls) {
  deciding_ = seq;
  deciding_tls_ = tls;
  answer_lost_ = false;
}

void Pop3Dialogue::ask(Question question) {
  asked_.push_back(question);
  if (asked_.size() > max_asked) asked_.pop_front();
}

void Pop3Dialogue::on_status_line(const Line& line) {
  const auto status = pop3::parse_reply_line(line.text);
  if (status) unasked_ok_ = 0;
  if (!status || (status->status == Status::continuation && (asked_.empty() || !asked_.front().mechanism))) {
    return on_loose_line(line);
  }
  if (server_ == Server::lost) {
    content_.drop();
    server_ = Server::status;
  }
  const bool first_words = out_.record().replies == 0 && out_.record().commands == 0;
  // Clients wait for the greeting: where a command came first, the greeting is not in the capture.
  if (asked_.size() > 1 && asked_.front().verb == Verb::greeting) {
    asked_.pop_front();
    session_.resume(Pop3State::authorization);
    order_known_ = false;
  }
  const bool greeting =
      asked_.empty() ? first_words && sounds_like_greeting(*status) : asked_.front().verb == Verb::greeting;
  if (greeting && asked_.empty() && !client_seen_) begin_at_greeting();
  const std::uint32_t reply = out_.add_line(greeting ? Kind::greeting : Kind::reply, Side::server, line);
  Event& event = out_.at(reply);
  event.status = status->status;
  if (line.octets > 512) event.set(Flag::too_long);  // RFC 1939 3
  ++out_.record().replies;
  if (asked_.empty()) {
    if (greeting) session_.resume(Pop3State::authorization);
    if (client_seen_ && !gap_ && !greeting) event.set(Flag::unasked);
    if (event.status == Status::ok && !greeting) unasked_ok_ = reply;
    return;
  }
  // Some were answered in a gap: if the client has asked again since, all of those before.
  if (maybe_answered_ && asked_.size() > maybe_answered_)
    asked_.erase(asked_.begin(), asked_.begin() + static_cast<std::ptrdiff_t>(maybe_answered_));
  maybe_answered_ = 0;
  const Question question = asked_.front();
  asked_.pop_front();
  event.pop3_verb = question.verb;
  const bool leads = question.verb != Verb::auth || question.mechanism;  // the list of mechanisms is no logon
  const bool in_order = leads ? session_.answered(question.verb, status->status) : session_.allows(Verb::auth);
  if (question.seq) {
    out_.link(reply, question.seq);
    if (!in_order && order_known_ && out_.at(question.seq).kind == Kind::command)
      out_.at(question.seq).set(Flag::out_of_order);
  }
  after_question(question, reply);
}

// Not a status line: the rest of a body whose beginning was not seen, or noise.
void Pop3Dialogue::on_loose_line(const Line& line) {
  if (const std::uint32_t reply = std::exchange(unasked_ok_, 0); reply && smells_of_header(line.text)) {
    // The command is not in the input, but what +OK is followed by is a whole message.
    out_.at(reply).set(Flag::inferred);
    body_of_ = reply;
    begin_body({Verb::retr, 0, true, false});
    content_from_ = line.origin, content_started_ = true;
    message_ = out_.add(Kind::message, Side::server, line.origin);
    const auto sink = [&](std::string_view content) { content_.add(content); };
    dots_.feed(line.text, sink);
    dots_.feed(line.crlf ? "\r\n" : "\n", sink);
    return;
  }
  if (line.text == "." && server_ == Server::lost && content_.active()) {
    if (!loose_listing_) return end_message(false, line.origin);
    content_.drop();  // lines of LIST or UIDL: they stay octets that nobody is seen to have asked for
    server_ = Server::status;
    return;
  }
  const bool listing = pop3::parse_scan_listing(line.text) || pop3::parse_unique_id_listing(line.text);
  const bool body = server_ == Server::lost || gap_ || (!client_seen_ && out_.record().replies > 0);
  if (!body) {
    out_.add_other(Side::server, line);
    return;
  }
  if (!content_.active()) {
    body_of_ = out_.add_line(Kind::other, Side::server, line);
    content_.begin("RETR", options_.hash);
    content_.missing(0);
    content_from_ = line.origin, content_started_ = true;
    server_ = Server::lost;
    loose_listing_ = listing;
  } else {
    loose_listing_ = loose_listing_ && listing;
    Event& event = out_.at(body_of_);
    event.octets += line.octets;
    event.end_ns = line.origin.end_ns, event.last_place = line.origin.last_place;
  }
  content_.add(line.text);
  content_.add(line.crlf ? "\r\n" : "\n");
}

void Pop3Dialogue::after_question(const Question& question, std::uint32_t reply) {
  const Event& event = out_.at(reply);
  const bool ok = event.status == Status::ok;
  const bool decides = deciding_ && *deciding_ == question.seq;
  if (decides) deciding_.reset();
  switch (question.verb) {
    case Verb::auth:
      if (!question.mechanism || !decides) break;
      if (event.status == Status::continuation) {
        const auto text = out_.record().view(event.text);
        auth_.challenge(text.substr(std::min<std::size_t>(text.size(), 2)));
        client_ = Client::response;
      } else {
        client_ = Client::command;
        logon_refused_ = !ok;
        if (ok) out_.record().logged_on = true;
        // Exchange 2003 answers "AUTH NTLM" by "+OK" where RFC 5034 wants "+ ": the client's next line tells.
        if (ok && out_.at(question.seq).kind == Kind::command && !out_.at(question.seq).secret.length)
          client_ = Client::maybe_response;
      }
      break;
    case Verb::pass:
    case Verb::apop:
      if (ok) out_.record().logged_on = true;
      break;
    case Verb::stls:
      if (ok && decides) client_ = Client::tls_or_plain;
      break;
    default: break;
  }
  if (ok && question.body) {
    body_of_ = reply;
    begin_body(question);
  }
}

void Pop3Dialogue::begin_body(const Question& question) {
  if (question.verb == Verb::retr || question.verb == Verb::top) {
    server_ = Server::message;
    content_.begin(question.verb == Verb::retr ? "RETR" : "TOP", options_.hash);
    content_started_ = false;
    dots_.start(out_.at(body_of_).has(Flag::bare_line_feed));
  } else {
    server_ = Server::listing;
    listing_.clear();
    listing_cut_ = false;
  }
}

void Pop3Dialogue::on_listing_line(const Line& line) {
  if (line.text == ".") return end_listing(true, line.origin);
  const auto status = pop3::parse_reply_line(line.text);
  if (status && status->status != Status::continuation) {  // no listing holds such a line: the dot is missing
    end_listing(false, line.origin);
    return on_status_line(line);
  }
  Event& event = out_.at(body_of_);
  ++event.body_lines;
  std::string_view text = line.text;
  if (text.starts_with('.')) text.remove_prefix(1);
  event.body_octets += line.octets - (line.text.size() - text.size());
  if (listing_.size() + text.size() + 1 > max_listing) listing_cut_ = true;
  if (listing_cut_) return;
  if (!listing_.empty()) listing_ += '\n';
  listing_ += text;
}

void Pop3Dialogue::end_listing(bool ended, const Origin& origin) {
  Event& event = out_.at(body_of_);
  if (event.kind == Kind::reply) {
    event.body = out_.record().keep(listing_, max_listing);
    if (listing_cut_) event.set(Flag::text_cut);
    if (!ended) event.set(Flag::unfinished);
    if (origin.last_place) event.last_place = origin.last_place, event.end_ns = origin.end_ns;
  }
  server_ = Server::status;
}

void Pop3Dialogue::end_message(bool ended, const Origin& origin) {
  Record& record = out_.record();
  const Message message = content_.end(ended, record);
  const bool lost = server_ == Server::lost;  // its status line was not seen: body_of_ is the event of its text
  const std::uint32_t seq = lost ? body_of_ : message_ ? message_ : out_.add(Kind::message, Side::server, origin);
  message_ = 0;
  Event& event = out_.at(seq);
  event.kind = Kind::message;
  event.text = {};
  event.pop3_verb = message.via == "TOP" ? Verb::top : Verb::retr;
  event.end_ns = origin.end_ns, event.last_place = origin.last_place;
  event.octets = message.octets;
  event.detail = static_cast<std::uint32_t>(record.messages.size());
  if (message.lone_line_feeds) event.set(Flag::bare_line_feed);
  if (!ended) event.set(Flag::unfinished);
  if (!lost) {
    Event& reply = out_.at(body_of_);
    event.reply_to = reply.reply_to;
    reply.body_lines = message.lines, reply.body_octets = message.octets;
    reply.last_place = origin.last_place, reply.end_ns = origin.end_ns;
    if (!ended) reply.set(Flag::unfinished);
  }
  record.messages.push_back(message);
  server_ = Server::status;
  if (lost && maybe_answered_) {  // this was the body of the first such question before the gap
    while (maybe_answered_ && !asked_.empty()) {
      const bool body = asked_.front().body;
      asked_.pop_front();
      --maybe_answered_;
      if (body) break;
    }
  }
}

bool Pop3Dialogue::decide_unanswered(bool no_more) {
  std::string_view first = in_[index(Side::client)].rest();
  const auto end = first.find('\n');
  if (end == std::string_view::npos && first.size() < LineReader::max_line && !no_more && !deciding_tls_)
    return false;
  first = first.substr(0, end);
  if (first.ends_with('\r')) first.remove_suffix(1);
  Event& asked = out_.at(*deciding_);
  if (answer_lost_) {  // it was given in the gap, as were those to what was asked before
    const auto it = std::ranges::find(asked_, *deciding_, &Question::seq);
    if (it != asked_.end()) asked_.erase(asked_.begin(), it + 1);
    maybe_answered_ = 0;
  }
  deciding_.reset();
  if (is_clean_command(first)) {
    client_ = Client::command;
  } else {
    asked.set(Flag::inferred);
    client_ = deciding_tls_ ? Client::tls_or_plain : Client::response;
  }
  return true;
}

void Pop3Dialogue::begin_tls(Side from) {
  client_ = Client::tls;
  deciding_.reset();
  tls_ = out_.add(Kind::tls, from, in_[index(from)].take(0));
  out_.record().tls = true;
}

void Pop3Dialogue::on_gap(const Chunk& chunk) {
  if (client_ == Client::tls) {
    out_.at(tls_).octets += chunk.missing;
    return;
  }
  gap_ = true;
  order_known_ = false;
  LineReader& reader = in_[index(chunk.from)];
  if (chunk.from == Side::client) {
    if (deciding_ && !reader.rest().empty()) {
      decide_unanswered(true);
      read_client();
    }
    if (const auto line = reader.finish()) out_.add_other(Side::client, *line);
    reader.drop();
    out_.add_gap(chunk);
    deciding_.reset();
    client_ = Client::lost;
    return;
  }
  server_seen_ = true;
  if (server_ == Server::message) {
    content_.missing(chunk.missing);
    dots_.start_inside(false);
    out_.add_gap(chunk);
    return;
  }
  if (server_ == Server::listing) {
    if (const auto line = reader.finish()) on_listing_line(*line);
    if (server_ == Server::listing) end_listing(false, {chunk.time_ns, chunk.time_ns, chunk.place, chunk.place});
  } else if (const auto line = reader.finish()) {
    on_status_line(*line);
  }
  if (server_ == Server::message) end_message(false, {chunk.time_ns, chunk.time_ns, chunk.place, chunk.place});
  reader.drop();
  out_.add_gap(chunk);
  server_ = Server::lost;
  maybe_answered_ = asked_.size();
  answer_lost_ = deciding_.has_value();
  read_client();
  in_[index(Side::client)].settle();
}

void Pop3Dialogue::finish() {
  LineReader &client = in_[index(Side::client)], &server = in_[index(Side::server)];
  if (deciding_ && !client.rest().empty()) decide_unanswered(true);
  read_client();
  if (const auto line = server.finish()) {
    if (server_ == Server::listing)
      on_listing_line(*line);
    else
      on_status_line(*line);
  }
  read_client();
  if (server_ == Server::listing) end_listing(false, {});
  if (server_ == Server::message) end_message(false, content_from_);
  if (const auto line = client.finish()) out_.add_other(Side::client, *line);
}

}  // namespace heloscope::dialogue
