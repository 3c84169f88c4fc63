#include "analyzer/pipeline.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>

#include "analyzer/capture/connection.hpp"
#include "analyzer/capture/file.hpp"
#include "analyzer/capture/link_type.hpp"
#include "analyzer/capture/tcp.hpp"
#include "analyzer/dialogue/conversation.hpp"
#include "analyzer/dialogue/line_reader.hpp"
#include "analyzer/insight/timeline.hpp"
#include "analyzer/transcript/dialect.hpp"
#include "analyzer/transcript/reader.hpp"

namespace heloscope {
namespace {

using dialogue::Conversation;
using insight::FindingId;

constexpr std::uint64_t progress_packets = 16384;  // often enough for five looks a second

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePointer = std::unique_ptr<std::FILE, FileCloser>;

// Steps of any source become timelines for the report.
class Sessions {
 public:
  Sessions(const AnalysisOptions& options, report::Report& report, report::InputSummary& summary, bool timed)
      : options_(options), report_(report), summary_(summary), timed_(timed) {}

  template <class Source>
  void take(Source& source, std::span<const Step> steps) {
    for (const Step& step : steps) {
      if (step.connection >= open_.size()) open_.resize(step.connection + 1);
      Session& session = open_[step.connection];
      switch (step.what) {
        case Step::What::open: session.opened = step.chunk; break;
        case Step::What::chunk: feed(source, session, step); break;
        case Step::What::close: close(source, session, step); break;
      }
    }
  }
  std::optional<insight::Severity> gravest() const { return gravest_; }
  void note(const insight::Finding& finding) {
    const auto severity = insight::info(finding.id).severity;
    if (!gravest_ || *gravest_ < severity) gravest_ = severity;
  }

 private:
  struct Session {
    Chunk opened;
    std::unique_ptr<Conversation> conversation;
    bool ignored = false;
  };

  // Made at the first octet: most connections of a mixed capture are not mail, and many say nothing.
  template <class Source>
  Conversation& conversation_of(Source& source, Session& session, std::uint32_t connection) {
    if (session.conversation) return *session.conversation;
    const ConnectionInfo info = source.describe(connection);
    std::optional<dialogue::Protocol> forced;
    for (const auto& [port, protocol] : options_.decode_as)
      if (port == info.server.port) forced = protocol;
    session.conversation =
        std::make_unique<Conversation>(dialogue::Options{options_.hash}, info.server.port, info.opening_seen, forced);
    session.conversation->open(session.opened);
    return *session.conversation;
  }

  template <class Source>
  void feed(Source& source, Session& session, const Step& step) {
    if (session.ignored) return;
    Conversation& conversation = conversation_of(source, session, step.connection);
    conversation.feed(step.chunk);
    if (!conversation.is_other()) return;
    session.conversation.reset();
    ++summary_.other_connections;
    if constexpr (requires { source.ignore(step.connection); })
      source.ignore(step.connection);
    else
      session.ignored = true;
  }

  template <class Source>
  void close(Source& source, Session& session, const Step& step) {
    if (session.ignored) {
      session = {};
      return;
    }
    Conversation& conversation = conversation_of(source, session, step.connection);
    conversation.close(step.ending, step.chunk);
    if (conversation.is_mail()) {
      const auto timeline =
          insight::make_timeline(source.describe(step.connection), conversation.protocol(), conversation.swapped(),
                                 timed_, conversation.ending(), conversation.record());
      for (const auto& finding : timeline.findings) note(finding);
      ++summary_.sessions;
      report_.session(timeline);
    } else {
      ++summary_.other_connections;
    }
    session = {};
  }

  const AnalysisOptions& options_;
  report::Report& report_;
  report::InputSummary& summary_;
  bool timed_;
  std::vector<Session> open_;  // by Step::connection
  std::optional<insight::Severity> gravest_;
};

void add_finding(report::InputSummary& summary, FindingId id, std::string detail, std::uint64_t times = 1) {
  summary.findings.push_back({id, std::move(detail), {}, times});
}

Outcome finish(Sessions& sessions, report::InputSummary& summary, report::Report& report) {
  if (summary.sessions == 0)
    add_finding(summary, FindingId::no_mail,
                summary.other_connections == 0
                    ? "no connection with octets in it"
                    : fmt::format("no SMTP or POP3 among {} connection{}", summary.other_connections,
                                  summary.other_connections == 1 ? "" : "s"));
  for (const auto& finding : summary.findings) sessions.note(finding);
  report.input(summary);
  return {{}, sessions.gravest()};
}

Outcome analyze_capture(capture::File& file, const std::string& name, std::uint64_t size,
                        const AnalysisOptions& options, report::Report& report) {
  report::InputSummary summary;
  summary.file = name;
  Sessions sessions(options, report, summary, true);
  capture::Connections connections;
  capture::Skipped skipped{};
  int link_type = -1;
  const capture::LinkType* link = nullptr;
  while (const capture::Packet* packet = file.next()) {
    if (packet->link_type != link_type) {
      link_type = packet->link_type;
      link = capture::find_link_type(link_type);
      const auto type_name = capture::link_type_name(link_type);
      if (std::ranges::find(summary.link_types, type_name) == summary.link_types.end())
        summary.link_types.push_back(type_name);
    }
    capture::Segment segment;
    const auto skip = capture::decode(link, *packet, segment);
    if (skip == capture::Skip::none)
      sessions.take(connections, connections.feed(segment));
    else
      ++skipped[capture::index(skip)];
    if (options.progress && packet->number % progress_packets == 0)
      options.progress(file.octets_read(), size, summary.sessions);
  }
  if (file.packets() == 0 && file.refused()) return {file.error(), {}};
  sessions.take(connections, connections.finish());

  summary.format = file.format();
  summary.packets = file.packets();
  summary.bytes = file.octets_read();
  if (summary.link_types.empty()) summary.link_types.push_back(capture::link_type_name(file.link_type()));
  for (const auto& info : capture::skips)
    if (const auto n = skipped[capture::index(info.skip)]) summary.skipped.emplace_back(info.name, n);
  if (const auto n = skipped[capture::index(capture::Skip::link_type)]) {
    std::string types;
    for (const auto& type : summary.link_types) types += (types.empty() ? "" : ", ") + type;
    add_finding(summary, FindingId::link_type_unsupported, fmt::format("{} packets of link type {}", n, types), n);
  }
  std::uint64_t lost = 0;
  std::string reasons;
  for (const auto skip : {capture::Skip::fragment, capture::Skip::mpls, capture::Skip::gre, capture::Skip::tunnel,
                          capture::Skip::too_many_tags, capture::Skip::cut_short, capture::Skip::malformed}) {
    const auto n = skipped[capture::index(skip)];
    if (!n) continue;
    lost += n;
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", n, capture::skips[capture::index(skip)].name);
  }
  if (lost) add_finding(summary, FindingId::packets_not_read, reasons, lost);
  if (!file.error().empty()) add_finding(summary, FindingId::input_damaged, file.error());
  return finish(sessions, summary, report);
}

Outcome analyze_transcript(std::FILE* file, std::string& head, transcript::Dialect dialect, const std::string& name,
                           const AnalysisOptions& options, report::Report& report) {
  report::InputSummary summary;
  summary.file = name;
  summary.format = "transcript";
  summary.dialect = transcript::info(dialect).name;
  Sessions sessions(options, report, summary, false);
  transcript::Reader reader(dialect);
  dialogue::LineReader lines;
  std::uint64_t number = 0, cut = 0, first_cut = 0;
  const auto take = [&](const dialogue::Line& line) {
    ++number;
    if (line.cut && cut++ == 0) first_cut = number;
    sessions.take(reader, reader.feed(line.text, number));
  };
  std::string piece = std::move(head);
  while (!piece.empty()) {
    summary.bytes += piece.size();
    lines.feed({Side::client, piece});
    while (const auto line = lines.next()) take(*line);
    lines.settle();
    piece.resize(65536);
    piece.resize(std::fread(piece.data(), 1, piece.size(), file));
  }
  const bool failed = std::ferror(file) != 0;
  const int reason = errno;
  if (const auto line = lines.finish()) take(*line);
  sessions.take(reader, reader.finish());
  summary.lines = number;
  if (const auto n = reader.not_dialogue()) summary.skipped.emplace_back("lines that are not dialogue", n);
  if (failed)
    add_finding(summary, FindingId::input_damaged,
                fmt::format("reading stopped after line {}: {}", number, std::strerror(reason)));
  if (cut)
    add_finding(summary, FindingId::input_damaged,
                fmt::format("line {}{} is longer than {} octets and was cut there", first_cut,
                            cut > 1 ? fmt::format(" (and {} more)", cut - 1) : "", dialogue::LineReader::max_line),
                cut);
  return finish(sessions, summary, report);
}

// What the first octets are, for the one line that says why they cannot be read.
std::string describe_unreadable(std::string_view head) {
  struct Known {
    std::string_view magic, what;
  };
  constexpr Known known[] = {
      {"\x89PNG", "a PNG picture"},
      {"\xff\xd8\xff", "a JPEG picture"},
      {"GIF8", "a GIF picture"},
      {"%PDF", "a PDF document"},
      {"PK\x03\x04", "a ZIP archive; unpack it first"},
      {"7z\xbc\xaf", "a 7-Zip archive; unpack it first"},
      {"Rar!", "a RAR archive; unpack it first"},
      {"\xfd"
       "7zXZ",
       "xz-compressed; unpack it first"},
      {"BZh", "bzip2-compressed; unpack it first"},
      {"\x7f"
       "ELF",
       "a program"},
      {"\xff\xfe", "UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8"},
      {"\xfe\xff", "UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8"},
  };
  for (const auto& k : known)
    if (head.starts_with(k.magic)) return fmt::format("is {}", k.what);
  const bool binary = std::ranges::any_of(head.substr(0, 4096), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\x1b' && c != '\b';
  });
  std::string dialects;
  for (const auto& d : transcript::dialects()) dialects += (dialects.empty() ? "" : ", ") + std::string(d.name);
  return fmt::format("is neither a capture (pcap, pcapng, also .gz and .zst) nor {} that Heloscope reads ({})",
                     binary ? "text" : "a transcript", dialects);
}

}  // namespace

Outcome analyze(std::FILE* stream, const std::string& name, std::uint64_t size, const AnalysisOptions& options,
                report::Report& report) {
  FilePointer file(stream);
  std::string head(transcript::detect_octets, '\0');
  head.resize(std::fread(head.data(), 1, head.size(), file.get()));
  if (std::ferror(file.get())) return {std::strerror(errno), {}};
  if (head.empty()) return {"is empty", {}};

  if (capture::File::is_capture(head)) {
    auto capture = capture::File::open(file.release(), head, options.filter);
    if (!capture) return {capture.error().what, {}};
    return analyze_capture(*capture, name, size, options, report);
  }
  if (const auto dialect = transcript::detect(head)) {
    if (!options.filter.empty()) return {"is a transcript, to which a capture filter (--bpf) cannot be applied", {}};
    return analyze_transcript(file.get(), head, *dialect, name, options, report);
  }
  return {describe_unreadable(head), {}};
}

Outcome analyze(const std::string& path, const AnalysisOptions& options, report::Report& report) {
  if (path == "-") return analyze(fdopen(dup(0), "rb"), "(standard input)", 0, options, report);
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return {"is a directory; name the files in it", {}};
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return {std::strerror(errno), {}};
  return analyze(file, path, S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0, options,
                 report);
}

}  // namespace heloscope
