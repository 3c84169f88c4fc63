// How long one SMTP line takes to read: good ones, which must pay nothing for explanations, and refused ones.
#include <benchmark/benchmark.h>

#include <string_view>

#include "grammars/smtp/command.hpp"
#include "grammars/smtp/greeting.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::smtp {
namespace {

void read_command(benchmark::State& state, std::string_view line) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(line);
    auto command = parse_command(line);
    benchmark::DoNotOptimize(command);
  }
}
BENCHMARK_CAPTURE(read_command, mail, "MAIL FROM:<Smith@bar.com>");
BENCHMARK_CAPTURE(read_command, mail_parameters, "MAIL FROM:<administrator@nwtraders.msft> SIZE=1234 BODY=8BITMIME");
BENCHMARK_CAPTURE(read_command, rcpt, "RCPT TO:<MSEXchangeORG@nwtraders.msft>");
BENCHMARK_CAPTURE(read_command, ehlo, "EHLO mail.example.org");
BENCHMARK_CAPTURE(read_command, auth, "AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
BENCHMARK_CAPTURE(read_command, bdat, "BDAT 86 LAST");
BENCHMARK_CAPTURE(read_command, data, "DATA");
BENCHMARK_CAPTURE(read_command, unknown, "TWFpbCBpcyBmdW4gdG8gcmVhZCBieSBoYW5k");
BENCHMARK_CAPTURE(read_command, no_brackets, "MAIL FROM:administrator@nwtraders.msft");
BENCHMARK_CAPTURE(read_command, refused, "RCPT TO:<MSEXchangeORG@nwtraders..msft>");

void read_verb(benchmark::State& state, std::string_view keyword) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(keyword);
    benchmark::DoNotOptimize(find_verb(keyword));
  }
}
BENCHMARK_CAPTURE(read_verb, mail, "MAIL");
BENCHMARK_CAPTURE(read_verb, x_link2state, "X-LINK2STATE");

void read_reply(benchmark::State& state, std::string_view line) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(line);
    auto reply = parse_reply_line(line);
    benchmark::DoNotOptimize(reply);
  }
}
BENCHMARK_CAPTURE(read_reply, ok, "250 2.1.0 a@example.org....Sender OK");

void read_status(benchmark::State& state, std::string_view text) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(text);
    auto status = parse_enhanced_status(text);
    benchmark::DoNotOptimize(status);
  }
}
BENCHMARK_CAPTURE(read_status, ok, "2.1.0 a@example.org....Sender OK");

void read_greeting(benchmark::State& state, std::string_view text) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_greeting(text));
}
BENCHMARK_CAPTURE(read_greeting, exchange,
                  "London.nwtraders.msft Microsoft ESMTP MAIL Service, Version: 6.0.3790.0 ready at  "
                  "Tue, 8 Jun 2004 10:15:42 +0200 ");

}  // namespace
}  // namespace heloscope::smtp
