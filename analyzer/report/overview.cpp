#include "analyzer/report/overview.hpp"

#include <algorithm>

#include "analyzer/report/escape.hpp"

namespace heloscope::report {

using insight::Finding;
using insight::Severity;
using insight::Timeline;

Palette::Palette(bool on) {
  if (!on) return;
  client = "\x1b[36m", server = "\x1b[32m", note = "\x1b[2m", strong = "\x1b[1m";
  error = "\x1b[1;31m", warning = "\x1b[33m", notice = "\x1b[34m", off = "\x1b[0m";
}

std::string_view Palette::of(Severity severity) const {
  switch (severity) {
    case Severity::error: return error;
    case Severity::warning: return warning;
    default: return notice;
  }
}

std::string counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string amount(std::uint64_t octets) {
  const auto n = static_cast<double>(octets);
  if (octets < 10000) return counted(octets, "octet", "octets");
  if (octets < 1000000) return fmt::format("{:.1f} kB", n / 1e3);
  if (octets < 1000000000) return fmt::format("{:.1f} MB", n / 1e6);
  return fmt::format("{:.2f} GB", n / 1e9);
}

std::string endpoint(const Endpoint& e, std::string_view otherwise) {
  if (e.address.empty()) return std::string(otherwise);
  const std::string address = visible(e.address);
  if (e.port == 0) return address;
  return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, e.port)
                                                : fmt::format("[{}]:{}", address, e.port);
}

std::string places(const Timeline& t, const Finding& f) {
  constexpr std::size_t max_told = 4;
  struct Range {
    std::uint64_t first, last;
  };
  std::vector<Range> ranges;
  for (const auto seq : f.events)
    if (const auto& e = t.record->at(seq); e.first_place) ranges.push_back({e.first_place, e.last_place});
  if (ranges.empty()) return {};
  std::ranges::sort(ranges, {}, &Range::first);
  std::vector<Range> told;
  for (const Range& r : ranges) {
    if (told.empty() || r.first > told.back().last + 1)
      told.push_back(r);
    else
      told.back().last = std::max(told.back().last, r.last);
  }
  if (told.size() > max_told) told = {{told.front().first, told.back().last}};
  std::string text = t.timed ? "frame" : "line";
  if (told.size() > 1 || told[0].first != told[0].last) text += 's';
  for (std::size_t i = 0; i < told.size(); ++i) {
    text += fmt::format("{}{}", i ? ", " : " ", told[i].first);
    if (told[i].last > told[i].first) text += fmt::format("-{}", told[i].last);
  }
  return text;
}

void Overview::add(const Timeline& t) {
  ++(t.protocol == dialogue::Protocol::smtp ? smtp_ : pop3_);
  messages_ += t.record->messages.size();
  for (const auto& f : t.findings) {
    Group& group = groups_[slot(f.id, t.protocol)];
    group.times += f.times;
    ++group.sessions;
    if (group.cases.size() >= max_cases) continue;
    const std::string where = places(t, f);
    group.cases.push_back(
        fmt::format("session {}{}{}: {}", t.number, where.empty() ? "" : ", ", where, visible(f.detail)));
  }
}

void Overview::add(const Finding& f) {
  Group& group = groups_[slot(f.id, dialogue::Protocol::smtp)];
  group.times += f.times;
  if (group.cases.size() < max_cases) group.cases.push_back(visible(f.detail));
}

void write_wrapped(Output& out, std::string_view text, std::size_t width, std::size_t indent, std::string_view mark) {
  out.write(mark);
  const std::size_t room = width > indent + mark.size() + 20 ? width - indent - mark.size() : 0;
  std::size_t used = 0;
  while (!text.empty()) {
    // A reference in brackets stays whole.
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    const std::size_t end = std::min(text.find(' ', bracket == std::string_view::npos ? 0 : bracket), text.size());
    const std::string_view word = text.substr(0, end);
    if (room && used && used + 1 + columns(word) > room) {
      out.print("\n{:{}}{:{}}", "", indent, "", mark.size());
      used = 0;
    }
    if (used) out.write(' '), ++used;
    out.write(word);
    used += columns(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out.write('\n');
}

std::size_t Overview::slot(insight::FindingId id, dialogue::Protocol protocol) {
  const bool differs = insight::fix(id, dialogue::Protocol::smtp) != insight::fix(id, dialogue::Protocol::pop3) ||
                       insight::ref(id, dialogue::Protocol::smtp) != insight::ref(id, dialogue::Protocol::pop3);
  return 2 * insight::index(id) + (differs && protocol == dialogue::Protocol::pop3 ? 1 : 0);
}

void Overview::write_group(Output& out, const Group& group, const insight::FindingInfo& info,
                           dialogue::Protocol protocol, const Options& options) {
  const Palette colour(options.colour);
  out.print("  {}{:<8}{} {}{}{}  [{}]", colour.of(info.severity), name(info.severity), colour.off, colour.strong,
            info.title, colour.off, info.name);
  if (group.times > 1) out.print("  {} times", group.times);
  out.write('\n');
  for (const auto& text : group.cases) {
    out.print("{:11}", "");
    write_wrapped(out, text, options.width, 11, "");
  }
  if (group.sessions > group.cases.size())
    out.print("{:11}and in {} more\n", "", counted(group.sessions - group.cases.size(), "session", "sessions"));
  if (options.explain == insight::Level::none) return;
  const std::string_view fix = insight::fix(info.id, protocol), ref = insight::ref(info.id, protocol);
  out.print("{:11}{}", "", colour.note);
  write_wrapped(out, ref.empty() ? std::string(fix) : fmt::format("{} [{}]", fix, ref), options.width, 11, "-> ");
  out.write(colour.off);
}

void Overview::write(Output& out, const InputSummary& s, const Options& options) const {
  const Palette colour(options.colour);
  out.print("{}{}{}: {}", colour.strong, visible(s.file), colour.off, s.format);
  if (!s.dialect.empty()) out.print(" ({})", s.dialect);
  for (std::size_t i = 0; i < s.link_types.size(); ++i) out.print("{}{}", i ? " and " : ", ", s.link_types[i]);
  if (s.dialect.empty())
    out.print(", {}", counted(s.packets, "packet", "packets"));
  else
    out.print(", {}", counted(s.lines, "line", "lines"));
  out.print(", {}\n", amount(s.bytes));
  out.print("{}", counted(s.sessions, "mail session", "mail sessions"));
  if (s.sessions) out.print(" ({} SMTP, {} POP3)", smtp_, pop3_);
  out.print(", {}", counted(messages_, "message", "messages"));
  if (s.other_connections)
    out.print("; {} of other protocols", counted(s.other_connections, "connection", "connections"));
  out.write('\n');
  for (std::size_t i = 0; i < s.skipped.size(); ++i)
    out.print("{}{} {}{}", i ? ", " : "not looked into: ", s.skipped[i].second, visible(s.skipped[i].first),
              i + 1 == s.skipped.size() ? "\n" : "");

  bool any = false;
  for (auto severity = insight::severity_names.size(); severity-- > 0;) {
    for (const auto& info : insight::findings) {
      if (static_cast<std::size_t>(info.severity) != severity) continue;
      for (const auto protocol : {dialogue::Protocol::smtp, dialogue::Protocol::pop3}) {
        const Group& group = groups_[slot(info.id, protocol)];
        if (group.cases.empty() || (protocol == dialogue::Protocol::pop3 && slot(info.id, protocol) % 2 == 0))
          continue;
        if (!any) out.print("\n{}Findings{}\n", colour.strong, colour.off);
        any = true;
        write_group(out, group, info, protocol, options);
      }
    }
  }
  if (!any && s.sessions) out.write("\nNo findings.\n");
}

void Spool::settle() {
  if (gathered_.size() < max_memory) return;
  if (!file_) file_.reset(std::tmpfile());
  if (!file_) return;  // no room for a file: stay in memory
  const std::string_view text = gathered_.text();
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) failed_ = true;
  gathered_.clear();
}

bool Spool::replay(Output& out) {
  if (file_) {
    std::rewind(file_.get());
    char piece[65536];
    for (std::size_t n; (n = std::fread(piece, 1, sizeof piece, file_.get())) > 0; out.settle())
      out.write(std::string_view(piece, n));
    file_.reset();
  }
  out.write(gathered_.text());
  gathered_.clear();
  out.settle();
  return !std::exchange(failed_, false);
}

}  // namespace heloscope::report
