#include "analyzer/report/time.hpp"

#include <array>
#include <chrono>
#include <cstring>

namespace heloscope::report {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

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

std::array<char, 19> date_time(const Civil& c, char between) {
  std::array<char, 19> text{};
  std::memcpy(text.data(), "0000-00-00T00:00:00", text.size());
  digits(text.data(), static_cast<std::uint64_t>(static_cast<int>(c.date.year())), 4);
  digits(text.data() + 5, static_cast<unsigned>(c.date.month()), 2);
  digits(text.data() + 8, static_cast<unsigned>(c.date.day()), 2);
  text[10] = between;
  digits(text.data() + 11, c.hour, 2);
  digits(text.data() + 14, c.minute, 2);
  digits(text.data() + 17, c.second, 2);
  return text;
}

}  // namespace

void Rfc3339::write(Output& out, std::int64_t time_ns) {
  std::int64_t second = time_ns / second_ns, fraction = time_ns % second_ns;
  if (fraction < 0) --second, fraction += second_ns;
  if (second != second_) {
    second_ = second;
    text_ = date_time(civil(time_ns), 'T');
  }
  out.write(std::string_view(text_.data(), text_.size()));
  char text[] = ".000000000Z";
  const bool micro = fraction % 1000 == 0;
  digits(text + 1, static_cast<std::uint64_t>(micro ? fraction / 1000 : fraction), micro ? 6 : 9);
  text[micro ? 7 : 10] = 'Z';
  out.write(std::string_view(text, micro ? 8 : 11));
}

void write_utc(Output& out, std::int64_t time_ns) {
  const Civil c = civil(time_ns);
  const auto text = date_time(c, ' ');
  out.print("{}.{:03} UTC", std::string_view(text.data(), text.size()), c.fraction_ns / 1000000);
}

void write_span(Output& out, std::int64_t span_ns) {
  const auto ns = static_cast<double>(span_ns);
  if (span_ns < 1000000)
    out.print("{} us", span_ns / 1000);
  else if (span_ns < 1000000000)
    out.print("{:.{}f} ms", ns / 1e6, span_ns < 10000000 ? 1 : 0);
  else if (span_ns < 120000000000)
    out.print("{:.1f} s", ns / 1e9);
  else
    out.print("{} min {} s", span_ns / 60000000000, span_ns / 1000000000 % 60);
}

}  // namespace heloscope::report
