#include "analyzer/transcript/reader.hpp"

#include <algorithm>
#include <cassert>

#include "grammars/ascii.hpp"

namespace heloscope::transcript {
namespace {

std::string_view last_word(std::string_view text) {
  const std::size_t blank = text.find_last_of(" \t");
  return blank == text.npos ? text : text.substr(blank + 1);
}

bool is_base64(std::string_view word) {
  while (word.ends_with('=')) word.remove_suffix(1);
  return !word.empty() &&
         std::ranges::all_of(word, [](char c) { return ascii::is_alnum(c) || c == '+' || c == '/'; });
}

/// Three words or more, or something that leads over: "Then the sender:".
bool is_sentence(std::string_view text) {
  text = ascii::trim(text);
  return std::ranges::count(text, ' ') >= 2 || text.ends_with(':');
}

/// The base64 word that a challenge or an answer consists of: "334 TlRM…", "+ PDE4…", "AUTH PLAIN dGVz…", "TlRM…".
std::string_view long_base64(std::string_view text) {
  const std::string_view word = last_word(text);
  return word.size() >= 32 && is_base64(word) ? word : std::string_view();  // shorter words are words
}

/// Base64 comes in fours (RFC 4648 4): anything else goes on in the next line.
bool is_cut(std::string_view text) { return long_base64(text).size() % 4 != 0; }

std::string_view without_leading(std::string_view text, std::size_t blanks) {
  while (blanks-- > 0 && !text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

/// RFC 3030 writes line ends out, RFC 821 a whole final dot.
std::string_view without_spelled_ending(std::string_view text) {
  if (text == "<CRLF>.<CRLF>") return ".";
  for (const std::string_view ending : {"<CR><LF>", "<CRLF>"}) {
    if (text.ends_with(ending)) return text.substr(0, text.size() - ending.size());
  }
  return text;
}

/// "250, 251": RFC 821 4.3 lists the codes after S: for success, which no sender says.
bool is_code_list(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return ascii::is_digit(c) || c == ',' || c == ' '; });
}

/// "<the POP3 server sends message 1>" (RFC 1939 5) stands for a message; "<b>so</b>" is one.
bool is_placeholder(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('<') || !text.ends_with('>')) return false;
  text = text.substr(1, text.size() - 2);
  return std::ranges::count(text, ' ') >= 2 &&
         std::ranges::all_of(text, [](char c) { return ascii::is_alnum(c) || c == ' ' || c == ','; });
}

/// "* OK IMAP4 Server", "a002 STARTTLS", "a001 OK ...": IMAP and ACAP (RFC 3501 2.2), which RFC 2595 shows beside
/// POP3.
bool is_tagged(Side from, std::string_view text) {
  if (from == Side::server && text.starts_with("* ")) return true;
  const std::string_view tag = text.substr(0, text.find(' '));
  if (tag.size() < 2 || tag.size() > 8 || tag.size() == text.size() || !ascii::is_alpha(tag.front())) return false;
  return std::ranges::all_of(tag.substr(1), ascii::is_digit);
}

}  // namespace

std::span<const Step> Reader::feed(std::string_view line, std::uint64_t line_number) {
  step_count_ = text_count_ = 0;
  last_number_ = line_number;
  if (line.ends_with('\r')) line.remove_suffix(1);
  dialect_ == Dialect::telnet ? read_telnet(line, line_number) : read_marked(line, line_number);
  return {steps_.data(), step_count_};
}

std::span<const Step> Reader::finish() {
  step_count_ = text_count_ = 0;
  settle_unknown(false);
  settle();
  if (open_) close(Ending::end_of_input, last_number_);
  return {steps_.data(), step_count_};
}

// --- marked
// ---------------------------------------------------------------------------------------------------------

void Reader::read_marked(std::string_view line, std::uint64_t number) {
  const MarkedLine marked = parse_marked_line(line);
  const bool rfc821 = dialect_ == Dialect::sender_receiver;
  const bool speaks = marked.mark == Mark::server || marked.mark == (rfc821 ? Mark::receiver : Mark::client);
  if (speaks) {
    settle();
    const bool client = rfc821 ? marked.mark == Mark::server : marked.mark == Mark::client;
    return hold(Waits::folded, client ? Side::client : Side::server, marked.text, number, marked.indent);
  }
  if (continues(marked)) {
    const std::string_view piece = ascii::trim(marked.text);
    const bool joins = is_base64(piece) && !long_base64(held_.text).empty();
    if (!joins) held_.text += ' ';
    held_.text += piece;
    ++held_.lines;
    return;
  }
  settle();
  // Prose at the margin and blank lines end an example.
  if (marked.mark != Mark::continuation) foreign_ = false;
  drop(1);
}

/// Whether an unmarked line is a folded part of the marked line above it: it stands deeper, or, as in RFC 2554 4.1,
/// under the mark if all of it is base64.
bool Reader::continues(const MarkedLine& line) const {
  if (held_.waits != Waits::folded || line.indent == 0 || line.text.empty()) return false;
  if (held_.text.size() + line.text.size() > max_folded || parse_remark(line.text) == Remark::elision) return false;
  return line.indent > held_.indent || (line.indent == held_.indent && !long_base64(ascii::trim(line.text)).empty());
}

void Reader::settle_marked(std::string_view text, Side from, std::uint64_t number, std::uint64_t lines) {
  if (!talk_.begun()) column_ = std::min(text.find_first_not_of(' '), text.size());
  text = without_leading(text, column_);
  if (talk_.in_message()) {
    if (is_placeholder(text)) return drop(lines);
  } else {
    if (take_remark(text, number, lines)) return;
    if (is_foreign(from, text)) return drop(lines);
    if (dialect_ == Dialect::sender_receiver && from == Side::client && is_code_list(text)) return drop(lines);
    text = without_note(text);
  }
  if (talk_.in_message() || talk_.part() == Talk::Part::counted) text = without_spelled_ending(text);
  if (from == Side::server && talk_.greets(text)) close(Ending::end_of_input, number);
  if (from == Side::client && talk_.ended()) close(Ending::end_of_input, number);
  say(from, text, number, lines);
}

bool Reader::is_foreign(Side from, std::string_view text) {
  if (is_tagged(from, text)) foreign_ = true;
  return foreign_;
}

bool Reader::take_remark(std::string_view text, std::uint64_t number, std::uint64_t lines) {
  const Remark remark = parse_remark(text);
  if (remark == Remark::none) return false;
  if (talk_.part() == Talk::Part::counted && !ascii::icontains(text, "octets")) return false;  // content
  drop(lines);
  switch (remark) {
    case Remark::waits:
    case Remark::closes:
      if (open_) close(remark == Remark::closes ? Ending::fin : Ending::end_of_input, number);
      break;
    case Remark::opens:
      if (open_ && talk_.begun()) close(Ending::end_of_input, number);
      next_.opening_seen = true;
      if (!open_) open(number);
      break;
    default:
      // "(First 10000 octets of canonical MIME message data)", RFC 3030 4.2
      if (talk_.counted() > 0) skip_counted(number);
  }
  return true;
}

// --- telnet
// ---------------------------------------------------------------------------------------------------------

void Reader::read_telnet(std::string_view line, std::uint64_t number) {
  if (held_.waits == Waits::base64) {
    if (is_base64(line) && held_.text.size() + line.size() <= max_folded) {
      held_.text += line;
      ++held_.lines;
      if (!is_cut(held_.text)) settle();
      return;
    }
    settle();
  }
  if (open_ && talk_.in_message()) {
    if (line.empty() && skip_blank()) return drop(1);
    replied_ = false;
    return say(talk_.whose(line), line, number);
  }
  if (ascii::trim(line).empty()) {
    if (replied_) spaced_ = true;
    return drop(1);
  }
  if (const TelnetLine notice = parse_telnet_line(line); notice.notice != Notice::none)
    return take_notice(notice, number);
  if (talk_.part() == Talk::Part::counted) return read_dialogue(line, number);
  const Remark remark = parse_remark(line);
  if (remark == Remark::note || remark == Remark::elision) return drop(1);
  read_dialogue(without_note(line), number);
}

/// The blank line between a reply that announces a message and the message, in a paste with blank lines after
/// replies.
bool Reader::skip_blank() {
  const bool skip = replied_ && spaced_;
  replied_ = false;
  return skip;
}

void Reader::read_dialogue(std::string_view line, std::uint64_t number) {
  const bool ended = closed_ || !open_ || talk_.ended();
  const bool reply = talk_.is_reply(line);
  if (ended) {
    // After its end a connection says nothing more: what follows is prose until somebody greets, or begins with a
    // command where the text does not tell that it ended.
    if (!reply && (closed_ || !talk_.is_command(line))) return drop(1);
    if (open_) close(Ending::end_of_input, number);
    closed_ = false;
    return say(reply ? Side::server : Side::client, line, number);
  }
  if (reply) {
    settle_unknown(!talk_.waiting() && !talk_.in_reply() && !talk_.greets(line));
    if (talk_.greets(line)) close(Ending::end_of_input, number);
    if (talk_.part() == Talk::Part::counted) skip_counted(number);
  }
  const Side from = talk_.whose(line);
  if (from == Side::client && talk_.part() == Talk::Part::dialogue && !talk_.is_command(line)) {
    settle_unknown(false);
    return hold(Waits::unknown, from, line, number);
  }
  const bool challenge = talk_.part() == Talk::Part::auth || line.starts_with("334 ") || line.starts_with("+ ");
  if (challenge && is_cut(line)) return hold(Waits::base64, from, line, number);
  settle_unknown(false);
  say(from, line, number);
}

void Reader::take_notice(const TelnetLine& notice, std::uint64_t number) {
  drop(1);
  settle_unknown(false);
  switch (notice.notice) {
    case Notice::closed:
      if (open_) close(Ending::fin, number);
      closed_ = true;
      next_ = {};
      return;
    case Notice::prompt:
    case Notice::trying:
    case Notice::connected:
    case Notice::accepted:
      if (open_) close(Ending::end_of_input, number);
      closed_ = false;
      break;
    default: return;
  }
  if (notice.notice == Notice::prompt) {
    next_ = {};
    named_by_ = Notice::none;
  }
  if (notice.notice == Notice::connected || notice.notice == Notice::accepted) next_.opening_seen = true;
  // The name that was typed says more than the address that it led to; "Connected to" more than "Trying".
  if (!notice.host.empty() && named_by_ != Notice::prompt) {
    next_.server.address = notice.host.substr(0, 255);  // RFC 1035 2.3.4; a longer one is no name
    named_by_ = notice.notice;
  }
  if (notice.port != 0) next_.server.port = notice.port;
}

// --- both
// -----------------------------------------------------------------------------------------------------------

void Reader::hold(Waits waits, Side from, std::string_view text, std::uint64_t number, std::size_t indent) {
  held_.waits = waits;
  held_.text.assign(text);
  held_.number = number;
  held_.lines = 1;
  held_.from = from;
  held_.indent = indent;
}

/// The line that waited is complete now.
void Reader::settle() {
  const Waits waits = held_.waits;
  held_.waits = Waits::no;
  switch (waits) {
    case Waits::no: return;
    case Waits::folded: return settle_marked(held_.text, held_.from, held_.number, held_.lines);
    case Waits::base64:
    case Waits::unknown: return say(held_.from, held_.text, held_.number, held_.lines);
  }
}

/// A line that is no known command: answered, it was a command all the same; else a sentence is somebody's remark.
void Reader::settle_unknown(bool answered) {
  if (held_.waits != Waits::unknown) return;
  if (answered || !is_sentence(held_.text)) return settle();
  drop(held_.lines);
  held_.waits = Waits::no;
}

void Reader::skip_counted(std::uint64_t number) {
  Step gap;
  gap.connection = connection_;
  gap.chunk = {Side::client, {}, talk_.counted(), no_time, number};
  push(gap);
  talk_.skip_counted();
}

void Reader::say(Side from, std::string_view text, std::uint64_t number, std::uint64_t lines) {
  if (!open_) open(number);
  dialogue_ += lines;
  assert(text_count_ < texts_.size());
  std::string& bytes = texts_[text_count_++];
  bytes.assign(text);
  bytes += "\r\n";
  infos_[connection_].seen[index(from)] = true;
  Step step;
  step.connection = connection_;
  step.chunk = {from, bytes, 0, no_time, number};
  push(step);
  talk_.say(from, text);
  if (from == Side::client || !talk_.in_reply()) {
    if (from == Side::server && !talk_.in_message()) spaced_ = false;
    replied_ = from == Side::server && !talk_.in_reply();
  }
}

void Reader::open(std::uint64_t number) {
  open_ = true;
  talk_ = {};
  connection_ ^= 1u;
  next_.number = ++connections_;
  infos_[connection_] = next_;
  next_ = {};
  named_by_ = Notice::none;
  Step step;
  step.what = Step::What::open;
  step.connection = connection_;
  step.chunk.place = number;
  push(step);
}

void Reader::close(Ending ending, std::uint64_t number) {
  if (!open_) return;
  open_ = false;
  talk_ = {};
  Step step;
  step.what = Step::What::close;
  step.connection = connection_;
  step.ending = ending;
  step.chunk.from = Side::server;  // telnet speaks of the "foreign host"; who began to close is not told
  step.chunk.place = number;
  push(step);
}

void Reader::push(Step step) {
  assert(step_count_ < steps_.size());
  steps_[step_count_++] = step;
}

}  // namespace heloscope::transcript
