// The report for people: the findings first, then each session line by line, explained.
#include <algorithm>

#include "analyzer/message/headers.hpp"
#include "analyzer/report/escape.hpp"
#include "analyzer/report/mask.hpp"
#include "analyzer/report/overview.hpp"
#include "analyzer/report/report.hpp"
#include "analyzer/report/time.hpp"

namespace heloscope::report {
namespace {

using dialogue::Event;
using dialogue::Kind;
using dialogue::Message;
using dialogue::Record;
using insight::Timeline;

constexpr std::size_t max_listing_lines = 40;  // of a listing or of octets nobody understood; the rest is counted
constexpr std::size_t note_column = 34;        // where the words beside a line of a multi-line reply begin

// How the session ended, in words; the contract's words are for scripts.
std::string_view ending(const Timeline& t) {
  struct Row {
    std::string_view ended, words;
  };
  constexpr Row rows[] = {{"quit", "ended by QUIT"},     {"fin", "closed without QUIT"},
                          {"reset", "ended by a reset"}, {"timeout", "given up after a long silence"},
                          {"tls", "went on under TLS"},  {"end-of-input", "still open where the input ends"}};
  for (const Row& row : rows)
    if (row.ended == t.ended) return row.words;
  return t.ended;
}

class Text final : public Report {
 public:
  Text(Output& out, const Options& options) : out_(out), options_(options), colour_(options.colour) {}

  void session(const Timeline& t) override {
    overview_.add(t);
    write_head(t);
    timed_ = t.timed;
    indent_ = t.timed ? 30 : 9;  // as wide as write_margin() is
    previous_ns_ = no_time;
    for (const Event& event : t.record->events) write_event(t, event);
    spool_.settle();
  }

  void input(const InputSummary& summary) override {
    for (const auto& finding : summary.findings) overview_.add(finding);
    if (inputs_++) out_.write('\n');
    overview_.write(out_, summary, options_);
    overview_.clear();
    spool_.replay(out_);
    out_.settle();
  }

 private:
  Output& body() { return spool_.output(); }

  void write_head(const Timeline& t) {
    const Record& record = *t.record;
    const bool smtp = t.protocol == dialogue::Protocol::smtp;
    body().print("\n{}Session {}: {}{}", colour_.strong, t.number, smtp ? "SMTP" : "POP3", colour_.off);
    if (!t.client.address.empty() || !t.server.address.empty())
      body().print("  {} -> {}", endpoint(t.client, "client"), endpoint(t.server, "server"));
    body().write('\n');
    if (t.start_ns != no_time) {
      body().write("  ");
      write_utc(body(), t.start_ns);
      body().write(", lasted ");
      write_span(body(), std::max<std::int64_t>(0, t.end_ns - t.start_ns));
      body().print(", {}\n", ending(t));
    } else {
      body().print("  {}\n", ending(t));
    }
    if (!t.software.host.empty() || !t.software.product.empty()) {
      body().print("  server: {}{}{}", visible(t.software.host),
                   t.software.host.empty() || t.software.product.empty() ? "" : ", ", visible(t.software.name()));
      if (!t.software.note.empty()) body().print(" ({})", t.software.note);
      body().write('\n');
    }
    if (!record.user.empty())
      body().print("  user: {}{}\n", visible(record.user),
                   record.logged_on ? ", logged on" : ", no successful logon seen");
    body().print("  {}, {}, {}\n\n", counted(record.commands, "command", "commands"),
                 counted(record.replies, "reply", "replies"), counted(record.messages.size(), "message", "messages"));
    if (t.timed)
      body().print("{}{:>10} {:>9} {:>7}{}\n", colour_.note, "time", "delta", "frame", colour_.off);
    else
      body().print("{}{:>7}{}\n", colour_.note, "line", colour_.off);
  }

  void write_event(const Timeline& t, const Event& e) {
    write_margin(t, e);
    const auto note = insight::explain(t, e, options_.explain);
    switch (e.kind) {
      case Kind::command:
      case Kind::auth:
      case Kind::other:
        write_lines(t, e, shown(*t.record, e, e.text, options_.show_secrets, scratch_), e.from, false);
        break;
      case Kind::greeting:
      case Kind::reply: write_lines(t, e, t.record->view(e.text), e.from, false); break;
      case Kind::message: write_message(*t.record, e); break;
      case Kind::open: write_aside("(connection opened)"); break;
      case Kind::tls: write_aside(fmt::format("(TLS, {} not readable)", amount(e.octets))); break;
      case Kind::gap: write_aside(fmt::format("(gap: {} missing)", amount(e.octets))); break;
      case Kind::close:
        write_aside(t.timed ? fmt::format("(connection closed: {})", t.ended == "quit" ? "fin" : t.ended)
                            : "(connection closed)");
        break;
    }
    if (e.kind != Kind::reply || e.body_lines == 0) write_note(note);
    if (e.body_lines && e.kind == Kind::reply) {
      write_note(note);
      if (e.body.length) write_listing(t, e);
    }
  }

  void write_margin(const Timeline& t, const Event& e) {
    if (!t.timed)
      return body().print("{}{:>7}{}  ", colour_.note, e.first_place ? fmt::format("{}", e.first_place) : "",
                          colour_.off);
    const std::int64_t since = e.time_ns != no_time && t.start_ns != no_time ? e.time_ns - t.start_ns : 0;
    std::string delta;
    if (previous_ns_ != no_time && e.time_ns != no_time && e.time_ns > previous_ns_) {
      Output text;
      text.write('+');
      write_span(text, e.time_ns - previous_ns_);
      delta = text.text();
    }
    if (e.end_ns != no_time) previous_ns_ = std::max(previous_ns_, e.end_ns);
    body().print("{}{:>10.3f} {:>9} {:>7}{}  ", colour_.note, static_cast<double>(since) / 1e9, delta,
                 e.first_place ? fmt::format("{}", e.first_place) : "", colour_.off);
  }

  void indent() { body().print("{:{}}", "", indent_); }

  // Lines of one event under each other, the first after the margin; words beside those that have some of their own.
  void write_lines(const Timeline& t, const Event& e, std::string_view text, Side from, bool listing) {
    const std::string_view colour = from == Side::client ? colour_.client : colour_.server;
    std::size_t number = 0;
    for (std::size_t at = 0; at <= text.size(); ++number) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (number >= max_listing_lines && e.kind != Kind::reply && e.kind != Kind::greeting) {
        indent();
        body().print("({} more lines)\n",
                     std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n') + 1);
        return;
      }
      if (number || listing) indent();
      if (!number && !listing)
        body().print("{}{}  ", colour, from == Side::client ? "C" : "S");
      else
        body().print("{}   ", colour);
      const std::size_t before = body().size();
      write_visible(body(), text.substr(at, end - at));
      body().write(colour_.off);
      const auto note =
          number || listing ? insight::explain_line(t, e, number, listing, options_.explain) : insight::Note{};
      if (!note.text.empty()) {
        const std::size_t used = body().size() - before - colour_.off.size();
        body().print("{:{}}{}# {}{}", "", used < note_column ? note_column - used : 2, colour_.note,
                     visible(note.text), colour_.off);
      }
      if (at == 0 && e.has(dialogue::Flag::text_cut) && text.find('\n') == std::string_view::npos)
        body().print(" (cut: {} in all)", amount(e.octets));
      body().write('\n');
      at = end + 1;
    }
  }

  void write_listing(const Timeline& t, const Event& e) {
    std::string_view text = t.record->view(e.body);
    std::size_t lines = 0, cut = 0;
    while (lines < max_listing_lines && cut < text.size())
      cut = std::min(text.find('\n', cut), text.size() - 1) + 1, ++lines;
    std::string_view first = text.substr(0, cut);
    if (first.ends_with('\n')) first.remove_suffix(1);
    write_lines(t, e, first, e.from, true);
    if (e.body_lines > lines) {
      indent();
      body().print("   ({} more lines)\n", e.body_lines - lines);
    }
  }

  void write_message(const Record& record, const Event& e) {
    const Message& m = record.messages[e.detail];
    body().print(
        "{}{}{}  (message: {}{}", e.from == Side::client ? colour_.client : colour_.server,
        e.from == Side::client ? "C" : "S", colour_.off, amount(m.octets),
        e.last_place > e.first_place ? fmt::format(", to {} {}", timed_ ? "frame" : "line", e.last_place) : "");
    if (!m.complete) body().print(", incomplete");
    if (m.hashed && m.complete) {
      body().write(", sha256 ");
      for (std::size_t i = 0; i < 8; ++i) body().print("{:02x}", m.sha256[i]);
      body().write("...");
    }
    body().write(")\n");
    for (const auto name : {"From", "To", "Subject", "Date"}) {
      const auto field = message::find_field(record.view(m.header), name);
      if (!field) continue;
      indent();
      body().print("   {}{}: ", colour_.strong, name);
      std::string value = message::decode_field(*field);
      if (value.size() > 200) value.resize(200), value += "...";
      write_visible(body(), value);
      body().print("{}\n", colour_.off);
    }
  }

  void write_aside(std::string_view text) { body().print("{}-  {}{}\n", colour_.note, text, colour_.off); }

  void write_note(const insight::Note& note) {
    if (note.text.empty()) return;
    indent();
    body().write(colour_.note);
    std::string text = visible(note.text);
    if (!note.ref.empty()) text += fmt::format(" [{}]", note.ref);
    write_wrapped(body(), text, options_.width, indent_, "   # ");
    body().write(colour_.off);
  }

  Output& out_;
  Options options_;
  Palette colour_;
  Overview overview_;
  Spool spool_;
  std::string scratch_;
  std::size_t indent_ = 30;
  bool timed_ = true;
  std::int64_t previous_ns_ = no_time;
  unsigned inputs_ = 0;
};

}  // namespace

std::unique_ptr<Report> make_text(Output& out, const Options& options) {
  return std::make_unique<Text>(out, options);
}

}  // namespace heloscope::report
