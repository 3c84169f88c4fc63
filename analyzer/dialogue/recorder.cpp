#include "analyzer/dialogue/recorder.hpp"

namespace heloscope::dialogue {
namespace {

void mark(Event& event, const Line& line) {
  if (line.ended && !line.crlf) event.set(Flag::bare_line_feed);
  if (!line.ended) event.set(Flag::unfinished);
  if (line.cut) event.set(Flag::text_cut), event.set(Flag::too_long);
}

}  // namespace

std::uint32_t Recorder::add(Kind kind, Side from, const Origin& origin) {
  if (record_.events.size() >= Record::max_events) {
    ++record_.unrecorded;
    spare_ = {};
    return 0;
  }
  Event& event = record_.events.emplace_back();
  event.kind = kind;
  event.from = from;
  event.time_ns = origin.time_ns, event.end_ns = origin.end_ns;
  event.first_place = origin.first_place, event.last_place = origin.last_place;
  return static_cast<std::uint32_t>(record_.events.size());
}

std::uint32_t Recorder::add_line(Kind kind, Side from, const Line& line) {
  const std::uint32_t seq = add(kind, from, line.origin);
  Event& event = at(seq);
  if (seq) event.text = record_.keep(line.text);
  event.octets = line.octets;
  mark(event, line);
  return seq;
}

std::uint32_t Recorder::add_other(Side from, const Line& line) {
  if (!record_.events.empty()) {
    Event& last = record_.events.back();
    if (last.kind == Kind::other && last.from == from && !last.answered_by) {
      extend(last, line);
      return static_cast<std::uint32_t>(record_.events.size());
    }
  }
  return add_line(Kind::other, from, line);
}

void Recorder::add_gap(const Chunk& chunk) {
  const Origin at_gap{chunk.time_ns, chunk.time_ns, chunk.place, chunk.place};
  at(add(Kind::gap, chunk.from, at_gap)).octets = chunk.missing;
}

void Recorder::extend(Event& event, const Line& line) {
  event.octets += line.octets;
  event.end_ns = line.origin.end_ns, event.last_place = line.origin.last_place;
  mark(event, line);
  if (event.text.length + line.text.size() + 1 > Record::max_text) return event.set(Flag::text_cut);
  if (event.text.offset + event.text.length != record_.text.size())  // others wrote since: move it to the end
    event.text = record_.keep(std::string(record_.view(event.text)));
  if (record_.text.size() + line.text.size() + 1 > Record::max_record_text) return event.set(Flag::text_cut);
  record_.text += '\n';
  record_.text += line.text;
  event.text.length += static_cast<std::uint32_t>(line.text.size() + 1);
}

void Recorder::count(std::uint32_t seq, LineReader& reader) {
  Event& event = at(seq);
  event.octets += reader.rest().size();
  const Origin origin = reader.take(reader.rest().size());
  event.end_ns = origin.end_ns, event.last_place = origin.last_place;
}

Slice Recorder::slice_of(const Event& event, std::string_view line, std::string_view part) {
  if (part.empty() || part.data() < line.data()) return {};
  const auto from = static_cast<std::uint32_t>(part.data() - line.data());
  if (from >= event.text.length) return {};
  return {event.text.offset + from, std::min(static_cast<std::uint32_t>(part.size()), event.text.length - from)};
}

void Recorder::link(std::uint32_t reply, std::uint32_t question) {
  if (!reply || !question) return;
  Event &r = at(reply), &q = at(question);
  r.reply_to = question;
  q.answered_by = reply;
  if (r.time_ns != no_time && q.end_ns != no_time) r.latency_ns = std::max<std::int64_t>(0, r.time_ns - q.end_ns);
}

}  // namespace heloscope::dialogue
