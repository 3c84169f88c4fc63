// What was said, one Event each, in the order in which it was said. The words an event shows are kept once, in its
// Record's text; the event itself holds places. Renderers and detectors read Records; only the dialogues write them.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/chunk.hpp"
#include "grammars/pop3/reply.hpp"
#include "grammars/pop3/verb.hpp"
#include "grammars/result.hpp"
#include "grammars/smtp/verb.hpp"

namespace heloscope::dialogue {

enum class Protocol : std::uint8_t { smtp, pop3 };
constexpr std::string_view name(Protocol p) { return p == Protocol::smtp ? "smtp" : "pop3"; }

/// The kinds of DESIGN.md 4, in its order.
enum class Kind : std::uint8_t { open, greeting, command, reply, auth, message, tls, gap, other, close };
inline constexpr std::array<std::string_view, 10> kind_names{"open",    "greeting", "command", "reply", "auth",
                                                             "message", "tls",      "gap",     "other", "close"};
constexpr std::string_view name(Kind k) { return kind_names[static_cast<std::size_t>(k)]; }

/// A part of Record::text.
struct Slice {
  std::uint32_t offset = 0, length = 0;
};

/// Facts about how something was said; detectors turn them into findings.
enum class Flag : std::uint16_t {
  bare_line_feed = 1,  ///< the line ended in LF without CR (RFC 5321 2.3.8)
  too_long = 2,        ///< over the protocol's line limit
  text_cut = 4,        ///< only the beginning of the text is kept
  unfinished = 8,      ///< the line's end is not in the input
  out_of_order = 16,   ///< a command that the state did not allow (RFC 5321 4.1.4, RFC 1939 3)
  pipelined = 32,      ///< sent before the reply to an earlier command was seen
  unasked = 64,        ///< a reply to nothing
  malformed = 128,     ///< a reply line outside the grammar, or codes that differ within one reply
  inferred = 256,      ///< the other side's answer was not seen; the reading follows from what came after
};

struct Event {
  Kind kind = Kind::other;
  Side from = Side::client;
  smtp::Verb smtp_verb = smtp::Verb::unknown;  ///< of a command; of a reply: what it answers
  pop3::Verb pop3_verb = pop3::Verb::unknown;
  pop3::Status status = pop3::Status::ok;  ///< of a POP3 reply
  std::uint16_t code = 0;                  ///< of an SMTP reply
  std::uint16_t flags = 0;                 ///< of Flag
  std::uint32_t reply_to = 0;              ///< sequence number of what a reply answers, 0 if nothing
  std::uint32_t answered_by = 0;           ///< sequence number of the (last) reply to this, 0 if none was seen
  std::uint32_t detail = 0;                ///< of a message: its index in Record::messages
  Slice text;      ///< a line as sent, without its ending; several lines are separated by LF; cut at a limit
  Slice argument;  ///< of a command: what follows verb and blank
  Slice operand;   ///< of a command: the argument's main part
  Slice secret;    ///< the part of `text` that masks hide
  Slice body;      ///< of a POP3 reply: the listing that followed, lines separated by LF, cut at a limit
  Fault fault;     ///< of a command: where it leaves its grammar; `expected` is empty if it does not
  std::int64_t time_ns = no_time, end_ns = no_time;  ///< of the first and the last octet
  std::uint64_t first_place = 0, last_place = 0;     ///< frame or line numbers
  std::int64_t latency_ns = -1;                      ///< of a reply: since its command was complete; -1 unknown
  std::uint64_t octets = 0;                       ///< as sent; of a gap: octets missing; of tls: octets not readable
  std::uint64_t body_lines = 0, body_octets = 0;  ///< of a POP3 reply
  bool has(Flag f) const { return (flags & static_cast<std::uint16_t>(f)) != 0; }
  void set(Flag f) { flags = static_cast<std::uint16_t>(flags | static_cast<std::uint16_t>(f)); }
};

/// RFC 5321 4.5.3.1.6: 1000 octets with CRLF.
inline constexpr std::size_t max_text_line = 998;

/// A mail's content that was seen, and how much of it. Its octets are not kept, but for the header.
struct Message {
  std::string_view via;  ///< "DATA", "BDAT", "RETR", "TOP"; static
  bool complete = false;
  std::uint64_t lines = 0;
  std::uint64_t lone_line_feeds = 0;  ///< lines of it that ended in LF alone
  std::uint64_t octets = 0;           ///< seen, dots unstuffed, without the final dot line
  std::uint64_t missing = 0;          ///< known to be missing inside
  std::uint64_t overlong_line = 0;    ///< octets of the first line over max_text_line, without its ending; 0 if none
  std::array<std::uint8_t, 32> sha256{};
  bool hashed = false;
  Slice reverse_path;   ///< of the envelope, empty for POP3 and for the null path
  Slice forward_paths;  ///< accepted recipients, separated by LF
  bool has_envelope = false;
  Slice header;  ///< raw header section, cut at a limit
};

/// One conversation as it was said. Slices point into `text`.
struct Record {
  std::vector<Event> events;
  std::vector<Message> messages;
  std::string text;
  std::uint64_t commands = 0, replies = 0;
  std::uint64_t octets[2] = {0, 0};  ///< by index(Side), as sent
  std::uint64_t unrecorded = 0;      ///< events beyond max_events, counted only
  bool tls = false;                  ///< some of it was encrypted
  bool quit = false;                 ///< the client said QUIT
  bool logged_on = false;            ///< the server accepted a logon
  std::string user;                  ///< whom the (last) logon named, decoded; empty if none
  std::string_view view(Slice s) const { return std::string_view(text).substr(s.offset, s.length); }
  /// Keeps `words`, up to `limit` octets.
  Slice keep(std::string_view words, std::size_t limit = max_text) {
    const Slice s{static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(std::min(words.size(), limit))};
    if (text.size() + s.length > max_record_text) return {0, 0};
    text.append(words.substr(0, s.length));
    return s;
  }
  /// The event with that sequence number (they count from 1).
  Event& at(std::uint32_t seq) { return events[seq - 1]; }
  const Event& at(std::uint32_t seq) const { return events[seq - 1]; }
  void clear() {
    events.clear(), messages.clear(), text.clear();
    commands = replies = octets[0] = octets[1] = unrecorded = 0;
    tls = quit = logged_on = false;
    user.clear();
  }

  /// A line shows at most this much of itself: 128 times RFC 5321 4.5.3.1.4's command line.
  static constexpr std::size_t max_text = 65536;
  /// One conversation keeps at most this many words and events, so that a hostile one cannot grow us.
  static constexpr std::size_t max_record_text = std::size_t{256} << 20;
  static constexpr std::size_t max_events = std::size_t{1} << 20;
};

}  // namespace heloscope::dialogue
