#include <algorithm>
#include <array>
#include <cstdint>

#include "analyzer/transcript/dialect.hpp"
#include "analyzer/transcript/talk.hpp"
#include "grammars/ascii.hpp"
#include "grammars/smtp/reply.hpp"
#include "grammars/transcript/transcript.hpp"

namespace heloscope::transcript {
namespace {

/// Calls use(line) for every whole line of `head`, without its ending, until it returns false.
template <class Use>
void for_each_line(std::string_view head, Use use) {
  const bool cut = head.size() == detect_octets;
  while (!head.empty()) {
    const std::size_t end = head.find('\n');
    if (end == head.npos && cut) return;
    std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!use(line)) return;
  }
}

/// Octets that no text has. A mail in a paste may have 8-bit ones, escape and backspace.
bool is_binary(std::string_view head) {
  const auto odd = std::ranges::count_if(head, [](char c) { return ascii::is_control(c) && !ascii::is_blank(c); }) -
                   std::ranges::count(head, '\n') - std::ranges::count(head, '\r');
  return head.find('\0') != head.npos || odd > static_cast<std::ptrdiff_t>(head.size() / 20);
}

/// What FTP answers and SMTP never does (RFC 959 4.2.1): a session with these is not ours, though USER, PASS and QUIT
/// are.
bool is_ftp(std::string_view line) {
  constexpr std::array<std::uint16_t, 9> codes{125, 150, 200, 226, 227, 229, 230, 257, 331};
  const auto reply = smtp::parse_reply_line(line);
  return reply && std::ranges::find(codes, reply->code) != codes.end();
}

struct Marks {
  std::uint64_t client = 0, server = 0, receiver = 0;  // lines with the mark C, S, R
  std::uint64_t client_commands = 0, server_commands = 0, server_replies = 0, receiver_replies = 0;
  bool ftp = false;
};

Marks count_marks(std::string_view head) {
  Marks marks;
  const Talk anyone;
  for_each_line(head, [&](std::string_view line) {
    const MarkedLine marked = parse_marked_line(line);
    const std::string_view text = ascii::trim(marked.text);
    switch (marked.mark) {
      case Mark::client:
        ++marks.client;
        marks.client_commands += anyone.is_command(text);
        break;
      case Mark::server:
        ++marks.server;
        marks.server_commands += anyone.is_command(text);
        marks.server_replies += anyone.is_reply(text);
        marks.ftp = marks.ftp || is_ftp(text);
        break;
      case Mark::receiver:
        ++marks.receiver;
        marks.receiver_replies += anyone.is_reply(text);
        break;
      default: break;
    }
    return true;
  });
  return marks;
}

/// Exports of other programs that show the bare lines too, between their own.
constexpr std::array<std::string_view, 1> exports{"Follow: tcp,"};  // tshark -z follow

bool is_telnet(std::string_view head) {
  Talk talk;
  std::uint64_t replies = 0, commands = 0, notices = 0, unknown = 0;
  bool ours = true;
  for_each_line(head, [&](std::string_view line) {
    if (talk.in_message()) {
      talk.say(talk.whose(line), line);
      return true;
    }
    if (ascii::trim(line).empty()) return true;
    if (std::ranges::any_of(exports, [=](std::string_view e) { return line.starts_with(e); })) return ours = false;
    if (parse_telnet_line(line).notice != Notice::none) {
      ++notices;
    } else if (talk.part() != Talk::Part::counted && parse_remark(line) != Remark::none) {
      // says nothing
    } else if (talk.is_reply(line)) {
      if (is_ftp(line)) return ours = false;
      if (talk.greets(line)) talk = {};
      talk.say(Side::server, line);
      ++replies;
    } else if (talk.part() != Talk::Part::dialogue || talk.in_reply()) {
      talk.say(talk.whose(line), line);
    } else if (talk.is_command(line)) {
      talk.say(Side::client, line);
      ++commands;
    } else {
      ++unknown;
    }
    return true;
  });
  const bool talks = replies > 0 && (commands > 0 || replies > 1 || notices > 0);
  return ours && talks && unknown <= replies + commands + notices;
}

}  // namespace

std::optional<Dialect> detect(std::string_view head) {
  head = head.substr(0, detect_octets);
  if (is_binary(head)) return std::nullopt;
  const Marks marks = count_marks(head);
  if (marks.ftp) return std::nullopt;
  if (marks.client == 0 && marks.receiver_replies > 0 && marks.server_commands > 0) return Dialect::sender_receiver;
  if (marks.client_commands > 0 && marks.server_replies > 0) return Dialect::marked;
  if (is_telnet(head)) return Dialect::telnet;
  return std::nullopt;
}

}  // namespace heloscope::transcript
