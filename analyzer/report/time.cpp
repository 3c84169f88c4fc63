#include "analyzer/report/time.hpp"

#include <chrono>

namespace heloscope::report {
namespace {

struct Civil {
  std::chrono::year_month_day date;
  unsigned hour, minute, second;
  std::int64_t fraction_ns;
};

Civil civil(std::int64_t time_ns) {
  using namespace std::chrono;
  const sys_time<nanoseconds> time{nanoseconds{time_ns}};
  const auto day = floor<days>(time);
  const auto rest = time - day;
  const auto s = floor<seconds>(rest);
  const auto total = static_cast<unsigned>(s.count());
  return {year_month_day{day}, total / 3600, total / 60 % 60, total % 60, (rest - s).count()};
}

// Digits written here: a million time stamps are a good part of an ndjson report.
void digits(char* at, std::uint64_t value, int count) {
  for (int i = count - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

void write_date_time(Output& out, const Civil& c, char between) {
  char text[] = "0000-00-00T00:00:00";
  digits(text, static_cast<std::uint64_t>(static_cast<int>(c.date.year())), 4);
  digits(text + 5, static_cast<unsigned>(c.date.month()), 2);
  digits(text + 8, static_cast<unsigned>(c.date.day()), 2);
  text[10] = between;
  digits(text + 11, c.hour, 2);
  digits(text + 14, c.minute, 2);
  digits(text + 17, c.second, 2);
  out.write(std::string_view(text, 19));
}

}  // namespace

void write_rfc3339(Output& out, std::int64_t time_ns) {
  const Civil c = civil(time_ns);
  write_date_time(out, c, 'T');
  char text[] = ".000000000Z";
  const bool micro = c.fraction_ns % 1000 == 0;
  digits(text + 1, static_cast<std::uint64_t>(micro ? c.fraction_ns / 1000 : c.fraction_ns), micro ? 6 : 9);
  text[micro ? 7 : 10] = 'Z';
  out.write(std::string_view(text, micro ? 8 : 11));
}

void write_utc(Output& out, std::int64_t time_ns) {
  const Civil c = civil(time_ns);
  write_date_time(out, c, ' ');
  out.print(".{:03} UTC", c.fraction_ns / 1000000);
}

void write_span(Output& out, std::int64_t span_ns) {
  const auto ns = static_cast<double>(span_ns);
  if (span_ns < 1000000) out.print("{} us", span_ns / 1000);
  else if (span_ns < 1000000000) out.print("{:.{}f} ms", ns / 1e6, span_ns < 10000000 ? 1 : 0);
  else if (span_ns < 120000000000) out.print("{:.1f} s", ns / 1e9);
  else out.print("{} min {} s", span_ns / 60000000000, span_ns / 1000000000 % 60);
}

}  // namespace heloscope::report
