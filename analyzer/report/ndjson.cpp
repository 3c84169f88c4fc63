// One JSON object a line, fields in fixed order: the contract that scripts rely on (ndjson.schema.json).
#include <fmt/compile.h>

#include "analyzer/message/headers.hpp"
#include "analyzer/report/escape.hpp"
#include "analyzer/report/mask.hpp"
#include "analyzer/report/report.hpp"
#include "analyzer/report/time.hpp"
#include "grammars/ascii.hpp"
#include "grammars/base64.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::report {
namespace {

using dialogue::Event;
using dialogue::Flag;
using dialogue::Kind;
using dialogue::Message;
using dialogue::Protocol;
using dialogue::Record;
using insight::Timeline;

class Ndjson final : public Report {
 public:
  Ndjson(Output& out, const Options& options) : out_(out), options_(options) {}

  void session(const Timeline& t) override {
    std::uint32_t seq = 0;
    for (const Event& event : t.record->events) write_event(t, event, ++seq);
    for (const auto& finding : t.findings) write_finding(&t, finding);
    write_session(t);
    out_.settle();
  }

  void input(const InputSummary& s) override {
    for (const auto& finding : s.findings) write_finding(nullptr, finding);
    out_.write(R"({"type":"input","file":)");
    write_json(out_, s.file);
    string_field("format", s.format);
    if (!s.dialect.empty()) string_field("dialect", s.dialect);
    if (s.dialect.empty()) {
      out_.write(R"(,"link_types":[)");
      for (std::size_t i = 0; i < s.link_types.size(); ++i) {
        if (i) out_.write(',');
        write_json(out_, s.link_types[i]);
      }
      out_.write(']');
      number_field("packets", s.packets);
    } else {
      number_field("lines", s.lines);
    }
    number_field("bytes", s.bytes);
    number_field("sessions", s.sessions);
    number_field("other_connections", s.other_connections);
    out_.write(R"(,"skipped":{)");
    for (std::size_t i = 0; i < s.skipped.size(); ++i) {
      if (i) out_.write(',');
      write_json(out_, s.skipped[i].first);
      out_.write(':');
      number(s.skipped[i].second);
    }
    out_.write("}}\n");
    out_.settle();
  }

 private:
  void number(std::uint64_t n) {
    const fmt::format_int digits(n);
    out_.write(std::string_view(digits.data(), digits.size()));
  }
  void key(std::string_view name) {
    out_.write(",\"");
    out_.write(name);
    out_.write("\":");
  }
  void number_field(std::string_view name, std::uint64_t n) { key(name), number(n); }
  void string_field(std::string_view name, std::string_view text) { key(name), write_json(out_, text); }
  void word_field(std::string_view name, std::string_view word) {  // needs no escaping
    key(name);
    out_.write('"');
    out_.write(word);
    out_.write('"');
  }
  void true_field(std::string_view name) { key(name), out_.write("true"); }

  void write_event(const Timeline& t, const Event& e, std::uint32_t seq) {
    out_.write(R"({"type":"event","session":)");
    number(t.number);
    number_field("seq", seq);
    if (e.time_ns != no_time) {
      out_.write(",\"time\":\"");
      time_.write(out_, e.time_ns);
      out_.write('"');
    }
    write_places(t.timed, e.first_place, e.last_place);
    word_field("from", e.from == Side::client ? "client" : "server");
    word_field("kind", name(e.kind));
    switch (e.kind) {
      case Kind::command: write_command(t, e); break;
      case Kind::greeting:
      case Kind::reply: write_reply(t, e); break;
      case Kind::auth:
      case Kind::other: write_text(*t.record, e); break;
      case Kind::message: write_message(*t.record, e); break;
      case Kind::gap: number_field("missing", e.octets); break;
      case Kind::tls: number_field("bytes", e.octets); break;
      case Kind::close: word_field("ended", t.ended); break;
      case Kind::open: break;
    }
    if (e.kind == Kind::other) number_field("bytes", e.octets);
    if (e.answered_by && e.kind != Kind::command) number_field("answered_by", e.answered_by);
    write_flags(e);
    if (options_.explain != insight::Level::none) {
      const auto note = insight::explain(t, e, options_.explain);
      if (!note.text.empty()) string_field("explain", note.text);
      if (!note.ref.empty()) string_field("ref", note.ref);
    }
    out_.write("}\n");
  }

  void write_places(bool frames, std::uint64_t first, std::uint64_t last) {
    if (first == 0) return;
    key(frames ? "frames" : "lines_at");
    out_.write('[');
    number(first);
    out_.write(',');
    number(last);
    out_.write(']');
  }

  void write_text(const Record& record, const Event& e) {
    const std::string_view text = shown(record, e, e.text, options_.show_secrets, scratch_);
    string_field("text", text);
    if (!is_utf8(text)) word_field("raw_base64", encode_base64(text));
  }

  void write_command(const Timeline& t, const Event& e) {
    const Record& record = *t.record;
    std::string_view verb =
        t.protocol == Protocol::smtp ? smtp::info(e.smtp_verb).name : pop3::info(e.pop3_verb).name;
    if (verb.empty()) {  // unknown: the word as sent, in upper case as known ones are
      const std::string_view text = record.view(e.text);
      string_field("verb", ascii::upper(text.substr(0, text.find_first_of(" \t"))));
    } else {
      word_field("verb", verb);
    }
    string_field("argument", shown(record, e, e.argument, options_.show_secrets, scratch_));
    write_text(record, e);
    if (e.answered_by) number_field("answered_by", e.answered_by);
    if (!e.fault.expected.empty()) {
      out_.write(R"(,"fault":{"octet":)");
      number(e.fault.offset + 1);  // people count from 1
      string_field("expected", e.fault.expected);
      out_.write('}');
    }
  }

  void write_reply(const Timeline& t, const Event& e) {
    const Record& record = *t.record;
    const std::string_view text = record.view(e.text);
    if (t.protocol == Protocol::smtp) {
      number_field("code", e.code);
      const auto status = text.size() > 4 ? smtp::parse_enhanced_status(text.substr(4)) : std::nullopt;
      if (status)
        word_field("enhanced", fmt::format(FMT_COMPILE("{}.{}.{}"), unsigned{status->status.klass},
                                           status->status.subject, status->status.detail));
    } else {
      word_field("status", pop3::name(e.status));
    }
    key("lines");
    out_.write('[');
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view line = text.substr(at, end - at);
      if (t.protocol == Protocol::smtp)
        line.remove_prefix(smtp::parse_reply_line(line) ? std::min<std::size_t>(4, line.size()) : 0);
      else
        line.remove_prefix(std::min(line.size(), name(e.status).size() + 1));
      if (at) out_.write(',');
      write_json(out_, line);
      at = end + 1;
    }
    out_.write(']');
    if (!is_utf8(text)) word_field("raw_base64", encode_base64(text));
    if (e.body_lines || e.body_octets) {
      number_field("body_lines", e.body_lines);
      number_field("body_bytes", e.body_octets);
    }
    if (e.reply_to) number_field("reply_to", e.reply_to);
    if (e.latency_ns >= 0) number_field("latency_us", static_cast<std::uint64_t>(e.latency_ns / 1000));
  }

  void write_message(const Record& record, const Event& e) {
    const Message& m = record.messages[e.detail];
    word_field("via", m.via);
    number_field("bytes", m.octets);
    if (m.hashed) {
      constexpr std::string_view hex = "0123456789abcdef";
      std::array<char, 64> digits;
      for (std::size_t i = 0; i < m.sha256.size(); ++i)
        digits[2 * i] = hex[m.sha256[i] >> 4], digits[2 * i + 1] = hex[m.sha256[i] & 15];
      word_field("sha256", std::string_view(digits.data(), digits.size()));
    }
    key("complete");
    out_.write(m.complete ? "true" : "false");
    if (m.missing) number_field("missing", m.missing);
    if (e.reply_to) number_field("reply_to", e.reply_to);
    if (m.has_envelope) {
      out_.write(R"(,"envelope":{"from":)");
      write_json(out_, record.view(m.reverse_path));
      out_.write(R"(,"to":[)");
      const std::string_view paths = record.view(m.forward_paths);
      for (std::size_t at = 0; at < paths.size();) {
        const std::size_t end = std::min(paths.find('\n', at), paths.size());
        if (at) out_.write(',');
        write_json(out_, paths.substr(at, end - at));
        at = end + 1;
      }
      out_.write("]}");
    }
    write_headers(record.view(m.header));
  }

  void write_headers(std::string_view section) {
    struct Wanted {
      std::string_view key, field;
    };
    constexpr Wanted wanted[] = {
        {"from", "From"}, {"to", "To"}, {"subject", "Subject"}, {"date", "Date"}, {"message_id", "Message-ID"}};
    bool first = true;
    out_.write(",\"headers\":{");
    for (const auto& w : wanted) {
      const auto body = message::find_field(section, w.field);
      if (!body) continue;
      if (!first) out_.write(',');
      first = false;
      write_json(out_, w.key);
      out_.write(':');
      write_json(out_, message::decode_field(*body));
    }
    out_.write('}');
  }

  void write_flags(const Event& e) {
    struct Named {
      Flag flag;
      std::string_view name;
    };
    constexpr Named named[] = {{Flag::bare_line_feed, "bare_line_feed"},
                               {Flag::too_long, "too_long"},
                               {Flag::text_cut, "text_cut"},
                               {Flag::unfinished, "unfinished"},
                               {Flag::out_of_order, "out_of_order"},
                               {Flag::pipelined, "pipelined"},
                               {Flag::unasked, "unasked"},
                               {Flag::malformed, "malformed"},
                               {Flag::inferred, "inferred"}};
    if (!e.flags) return;
    for (const auto& n : named)
      if (e.has(n.flag)) true_field(n.name);
  }

  void write_finding(const Timeline* t, const insight::Finding& f) {
    const auto& info = insight::info(f.id);
    out_.write(R"({"type":"finding")");
    if (t) number_field("session", t->number);
    word_field("id", info.name);
    word_field("severity", name(info.severity));
    string_field("title", info.title);
    string_field("detail", f.detail);
    const auto protocol = t ? t->protocol : Protocol::smtp;
    string_field("fix", insight::fix(f.id, protocol));
    if (f.times > 1) number_field("times", f.times);
    if (t) {
      key("events");
      out_.write('[');
      std::uint64_t first = 0, last = 0;
      for (std::size_t i = 0; i < f.events.size(); ++i) {
        if (i) out_.write(',');
        number(f.events[i]);
        const Event& e = t->record->at(f.events[i]);
        if (e.first_place && (!first || e.first_place < first)) first = e.first_place;
        last = std::max(last, e.last_place);
      }
      out_.write(']');
      write_places(t->timed, first, last);
    }
    if (const auto ref = insight::ref(f.id, protocol); !ref.empty()) string_field("ref", ref);
    out_.write("}\n");
  }

  void write_endpoint(std::string_view name, const Endpoint& endpoint) {
    key(name);
    out_.write(R"({"address":)");
    write_json(out_, endpoint.address);
    number_field("port", endpoint.port);
    out_.write('}');
  }

  void write_session(const Timeline& t) {
    const Record& record = *t.record;
    out_.write(R"({"type":"session","session":)");
    number(t.number);
    word_field("protocol", dialogue::name(t.protocol));
    write_endpoint("client", t.client);
    write_endpoint("server", t.server);
    for (const auto& [field, time] : {std::pair{"start", t.start_ns}, std::pair{"end", t.end_ns}}) {
      if (time == no_time) continue;
      key(field);
      out_.write('"');
      time_.write(out_, time);
      out_.write('"');
    }
    word_field("ended", t.ended);
    number_field("commands", record.commands);
    number_field("replies", record.replies);
    number_field("messages", record.messages.size());
    out_.write(R"(,"bytes":{"client":)");
    number(record.octets[0]);
    number_field("server", record.octets[1]);
    out_.write('}');
    if (const auto software = t.software.name(); !software.empty()) string_field("server_software", software);
    if (!record.user.empty()) string_field("user", record.user);
    key("tls");
    out_.write(record.tls ? "true" : "false");
    number_field("findings", t.findings.size());
    out_.write("}\n");
  }

  Output& out_;
  Options options_;
  Rfc3339 time_;
  std::string scratch_;
};

}  // namespace

std::unique_ptr<Report> make_ndjson(Output& out, const Options& options) {
  return std::make_unique<Ndjson>(out, options);
}

}  // namespace heloscope::report
