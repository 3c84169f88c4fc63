// One line a session, after the input and its findings.
#include <algorithm>

#include "analyzer/report/escape.hpp"
#include "analyzer/report/overview.hpp"
#include "analyzer/report/report.hpp"
#include "analyzer/report/time.hpp"

namespace heloscope::report {
namespace {

class Summary final : public Report {
 public:
  Summary(Output& out, const Options& options) : out_(out), options_(options) {}

  void session(const insight::Timeline& t) override {
    overview_.add(t);
    Output& line = spool_.output();
    line.print("{:>7}  {:<4}  ", t.number, dialogue::name(t.protocol));
    if (t.start_ns != no_time) {
      write_utc(line, t.start_ns);
      Output span;
      write_span(span, std::max<std::int64_t>(0, t.end_ns - t.start_ns));
      line.print("  {:>8}", span.text());
    }
    line.print("  {:>4}  {:>4}  {:<12}  {} -> {}", t.record->commands, t.record->messages.size(), t.ended,
               endpoint(t.client, "client"), endpoint(t.server, "server"));
    if (!t.record->user.empty()) line.print("  user {}", visible(t.record->user));
    if (!t.findings.empty()) {
      line.write("  ");
      for (std::size_t i = 0; i < t.findings.size(); ++i)
        line.print("{}{}", i ? "," : "", insight::info(t.findings[i].id).name);
    }
    line.write('\n');
    timed_ = timed_ || t.start_ns != no_time;
    ++sessions_;
    spool_.settle();
  }

  void input(const InputSummary& summary) override {
    for (const auto& finding : summary.findings) overview_.add(finding);
    if (inputs_++) out_.write('\n');
    overview_.write(out_, summary, options_);
    if (sessions_)
      out_.print("\nsession  prot  {}cmds  msgs  ended         client -> server, user, findings\n",
                 timed_ ? fmt::format("{:<27}  {:>8}  ", "start", "lasted") : "");
    overview_.clear();
    spool_.replay(out_);
    sessions_ = 0;
    timed_ = false;
    out_.settle();
  }

 private:
  Output& out_;
  Options options_;
  Overview overview_;
  Spool spool_;
  std::uint64_t sessions_ = 0;
  bool timed_ = false;
  unsigned inputs_ = 0;
};

}  // namespace

std::unique_ptr<Report> make_summary(Output& out, const Options& options) {
  return std::make_unique<Summary>(out, options);
}

}  // namespace heloscope::report
