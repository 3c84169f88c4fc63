#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/capture/file.hpp"
#include "analyzer/insight/explain.hpp"
#include "analyzer/insight/finding.hpp"
#include "analyzer/pipeline.hpp"
#include "analyzer/report/report.hpp"
#include "commands/command.hpp"
#include "grammars/ascii.hpp"

namespace heloscope::commands {
namespace {

struct Arguments {
  std::vector<std::string> inputs, more_inputs;  // as words, and by -r
  std::string format = "text", output = "-", explain, filter, hash = "sha256", fail_on;
  std::vector<std::string> decode_as;
  bool show_secrets = false;
};

bool is_dumb_terminal() {
  const char* term = std::getenv("TERM");
  const char* no_colour = std::getenv("NO_COLOR");  // https://no-color.org: set and not empty
  return (no_colour && *no_colour) || !term || std::strcmp(term, "dumb") == 0;
}

unsigned terminal_width(int descriptor) {
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0U;
}

// "2526=smtp"
std::string parse_decode_as(const std::string& word, std::pair<std::uint16_t, dialogue::Protocol>& out) {
  const auto equals = word.find('=');
  const std::string port = word.substr(0, equals);
  const std::string protocol = equals == std::string::npos ? "" : ascii::lower(word.substr(equals + 1));
  unsigned number = 0;
  for (const char c : port)
    number = ascii::is_digit(c) && number <= 65535 ? number * 10 + static_cast<unsigned>(c - '0') : 70000;
  if (port.empty() || number == 0 || number > 65535 || (protocol != "smtp" && protocol != "pop3"))
    return "write PORT=smtp or PORT=pop3, for example 2526=smtp";
  out = {static_cast<std::uint16_t>(number),
         protocol == "smtp" ? dialogue::Protocol::smtp : dialogue::Protocol::pop3};
  return {};
}

// A line on a terminal's standard error while the work takes longer than a second.
class Progress {
 public:
  explicit Progress(const std::string& name)
      : name_(name), on_(isatty(2) != 0), started_(Clock::now()), shown_(started_) {}
  ~Progress() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void operator()(std::uint64_t octets, std::uint64_t total, std::uint64_t sessions) {
    const auto now = Clock::now();
    if (!on_ || now - started_ < std::chrono::seconds(1) || now - shown_ < std::chrono::milliseconds(200)) return;
    shown_ = now;
    drawn_ = true;
    const double seconds = std::chrono::duration<double>(now - started_).count();
    const auto mega = static_cast<double>(octets) / 1e6;
    const std::string part = total ? fmt::format(" ({}%)", octets * 100 / total) : "";
    fmt::print(stderr, "\r{:.0f} MB{}, {:.0f} MB/s, {} sessions\x1b[K", mega, part, mega / seconds, sessions);
    std::fflush(stderr);
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::string name_;
  bool on_, drawn_ = false;
  Clock::time_point started_, shown_;
};

bool same_file(const std::string& a, const std::string& b) {
  struct stat x {
  }, y{};
  return stat(a.c_str(), &x) == 0 && stat(b.c_str(), &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int run_analyze(const Arguments& a) {
  const report::Format& format = *report::find_format(a.format);  // CLI11 has checked the words that have a table
  std::vector<std::string> inputs = a.inputs;
  inputs.insert(inputs.end(), a.more_inputs.begin(), a.more_inputs.end());
  if (inputs.empty()) {
    complain(
        "name a capture or transcript to analyze, or - for standard input (heloscope analyze --help tells more)");
    return wrong_usage;
  }
  AnalysisOptions analysis;
  analysis.hash = a.hash != "none" && format.shows_digests;
  analysis.filter = a.filter;
  if (const auto fault = a.filter.empty() ? "" : capture::filter_fault(a.filter); !fault.empty()) {
    complain(fmt::format("{} (man pcap-filter tells what a filter can say)", fault), "--bpf " + a.filter);
    return wrong_usage;
  }
  for (const auto& word : a.decode_as) {
    analysis.decode_as.emplace_back();
    if (const auto wrong = parse_decode_as(word, analysis.decode_as.back()); !wrong.empty()) {
      complain(wrong, "--decode-as " + word);
      return wrong_usage;
    }
  }
  std::FILE* file = stdout;
  if (a.output != "-") {
    for (const auto& input : inputs)
      if (same_file(input, a.output)) {
        complain("is an input as well; the report would overwrite it", a.output);
        return wrong_usage;
      }
    file = std::fopen(a.output.c_str(), "wb");
    if (!file) {
      complain(std::strerror(errno), a.output);
      return wrong_usage;
    }
  }
  const bool terminal = a.output == "-" && isatty(1) != 0;
  report::Options options;
  options.explain = a.explain.empty() ? format.default_explain : *insight::find_level(a.explain);
  options.show_secrets = a.show_secrets;
  options.colour = terminal && !is_dumb_terminal();
  options.width = terminal ? terminal_width(1) : 0;

  int result = done;
  {
    report::Output out(file);
    const auto report = format.make(out, options);
    for (const auto& input : inputs) {
      Progress progress(input);
      analysis.progress = std::ref(progress);
      const Outcome outcome = heloscope::analyze(input, analysis, *report);
      if (!outcome.error.empty()) {
        complain(outcome.error, input);
        result = unreadable_input;
      } else if (!a.fail_on.empty() && outcome.gravest && *outcome.gravest >= *insight::find_severity(a.fail_on) &&
                 result == done) {
        result = findings_reached;
      }
    }
    report->end();
    out.flush();
    const bool failed = out.failed() || std::fflush(file) != 0;
    if (failed) {
      complain(fmt::format("the report could not be written: {}", std::strerror(errno)),
               a.output == "-" ? "" : a.output);
      result = unreadable_input;
    }
  }
  if (file != stdout && std::fclose(file) != 0) {
    complain(std::strerror(errno), a.output);
    result = unreadable_input;
  }
  return result;
}

template <class Table>
std::vector<std::string> names(const Table& table) {
  std::vector<std::string> out;
  for (const auto& row : table) out.emplace_back(row.name);
  return out;
}

}  // namespace

std::function<int()> analyze(CLI::App& command) {
  const auto a = std::make_shared<Arguments>();
  std::string format_help = "how to show it:";
  for (const auto& format : report::formats())
    format_help += fmt::format("\n  {}: {}", format.name, format.description);
  command.add_option("INPUT", a->inputs,
                     "captures (pcap, pcapng, also .gz and .zst), transcripts, or - ; found by content");
  command.add_option("-r", a->more_inputs, "the same as INPUT, for habit")->type_name("FILE");
  command.add_option("-f,--format", a->format, format_help)
      ->check(CLI::IsMember(names(report::formats())))
      ->type_name("F");
  command.add_option("-o,--output", a->output, "where to write it; - is standard output")->type_name("FILE");
  command.add_option("--explain", a->explain, "how much to explain: none, brief, full")
      ->check(CLI::IsMember({"none", "brief", "full"}))
      ->type_name("LEVEL");
  command.add_flag("--show-secrets", a->show_secrets, "show passwords and tokens, which are masked otherwise");
  command.add_option("--bpf", a->filter, "capture filter, as tcpdump takes it")->type_name("EXPR");
  command.add_option("--decode-as", a->decode_as, "protocol of a server port; otherwise it is found by content")
      ->type_name("PORT=PROTO")
      ->allow_extra_args(false);
  command.add_option("--hash", a->hash, "of each message: sha256 or none")
      ->check(CLI::IsMember({"sha256", "none"}))
      ->type_name("ALGO");
  command
      .add_option("--fail-on", a->fail_on,
                  "exit 1 if there is a finding of this severity or above: info, notice, warning, error")
      ->check(CLI::IsMember(std::vector<std::string>(insight::severity_names.begin(), insight::severity_names.end())))
      ->type_name("SEVERITY");
  command.footer(
      "Examples:\n"
      "  heloscope analyze trouble.pcapng                    findings first, then every line explained\n"
      "  heloscope analyze --explain full lesson.txt         a telnet paste, with what to do about each refusal\n"
      "  heloscope analyze -f summary *.pcap.gz              one line a session\n"
      "  heloscope analyze -f ndjson a.pcap | jq 'select(.type==\"finding\")'\n"
      "  tcpdump -w - port 25 | heloscope analyze -          from a pipe, shown when the capture ends\n"
      "  heloscope analyze --fail-on error a.pcap            for scripts: exit 1 if something was refused");
  return [a] { return run_analyze(*a); };
}

}  // namespace heloscope::commands
