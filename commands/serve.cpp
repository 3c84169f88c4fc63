#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "commands/command.hpp"
#include "grammars/ascii.hpp"
#include "simulator/exchange/pop3_server.hpp"
#include "simulator/exchange/smtp_server.hpp"
#include "simulator/mailbox/memory.hpp"
#include "simulator/network/server.hpp"

extern char** environ;

namespace heloscope::commands {
namespace {

struct Arguments {
  std::uint16_t smtp = 2525, pop3 = 1110;
  std::string bind = "127.0.0.1", server_name, domain = "nwtraders.msft", clock;
  std::vector<std::string> users, child;
  std::optional<std::uint64_t> seed;
  bool open = false, once = false;
};

// A point in time, and the zone it was told in.
struct Moment {
  std::int64_t ns = 0;
  std::int32_t zone_minutes = 0;
};

// RFC 3339 5.6: "2004-06-08T10:15:42+02:00", "2004-06-08T08:15:42.5Z".
std::optional<Moment> parse_time(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  const auto number = [&](int digits, auto low, auto high) -> std::optional<int> {
    int n = 0;
    for (int i = 0; i < digits; ++i, ++at) {
      if (at == end || !ascii::is_digit(*at)) return std::nullopt;
      n = n * 10 + (*at - '0');
    }
    return n < low || n > high ? std::nullopt : std::optional(n);
  };
  const auto one_of = [&](std::string_view set) {
    return at != end && set.find(*at) != std::string_view::npos ? *at++ : '\0';
  };
  // What int64 nanoseconds hold reaches to 2262.
  const auto year = number(4, 1970, 2261);
  const auto month = one_of("-") ? number(2, 1, 12) : std::nullopt;
  const auto day = one_of("-") ? number(2, 1, 31) : std::nullopt;
  const auto hour = one_of("Tt ") ? number(2, 0, 23) : std::nullopt;
  const auto minute = one_of(":") ? number(2, 0, 59) : std::nullopt;
  const auto second = one_of(":") ? number(2, 0, 59) : std::nullopt;
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  std::int64_t fraction = 0;
  if (one_of(".")) {
    std::int64_t unit = 100'000'000;
    if (at == end || !ascii::is_digit(*at)) return std::nullopt;
    for (; at != end && ascii::is_digit(*at); ++at, unit /= 10) fraction += unit * (*at - '0');
  }
  Moment out;
  const char zone = one_of("Zz+-");
  if (zone == '+' || zone == '-') {
    const auto hours = number(2, 0, 23), minutes = one_of(":") ? number(2, 0, 59) : std::nullopt;
    if (!hours || !minutes) return std::nullopt;
    out.zone_minutes = (*hours * 60 + *minutes) * (zone == '-' ? -1 : 1);
  }
  if (zone == '\0' || at != end) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + *hour) * 60 + *minute - out.zone_minutes;
  out.ns = (minutes * 60 + *second) * 1'000'000'000 + fraction;
  return out;
}

// This machine's zone, now.
std::int32_t local_zone_minutes() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return static_cast<std::int32_t>(local.tm_gmtoff / 60);
}

// "nwtraders.msft" is NWTRADERS to Windows of that time: the first label, at most 15 characters.
std::string nt_domain_of(std::string_view domain) {
  return ascii::upper(domain.substr(0, std::min<std::size_t>(domain.find('.'), 15)));
}

// A command that runs while the server serves, and ends it when it ends.
class Child {
 public:
  // Returns 0, or why it could not be started.
  int start(const std::vector<std::string>& words) {
    std::vector<char*> argv;
    for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));  // posix_spawnp does not write
    argv.push_back(nullptr);
    return posix_spawnp(&id_, argv[0], nullptr, nullptr, argv.data(), environ);
  }
  // Waits for its end, and leaves it to be collected: until then its id is nobody else's.
  void await() const {
    siginfo_t ignored;
    while (waitid(P_PID, static_cast<id_t>(id_), &ignored, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
  }
  bool ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid != 0;
  }
  // Asks it to end, and no more than asks for five seconds.
  void terminate() const {
    kill(id_, SIGTERM);
    for (int i = 0; i < 100 && !ended(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    kill(id_, SIGKILL);  // nothing happens to one that has ended
  }
  // As the shell tells it: 128 and the signal's number for one that was killed.
  int exit_code() const {
    int status = 0;
    while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t id_ = 0;
};

int serve_with(network::Server& server, const std::vector<std::string>& words) {
  Child child;
  if (const int error = child.start(words)) {
    complain(std::strerror(error), words.front());
    return error == ENOENT ? 127 : 126;  // as the shell has it
  }
  std::thread waiting([&] {
    child.await();
    server.stop();
  });
  server.run();
  if (server.ended_by_signal()) child.terminate();  // after --once it may have something left to do
  waiting.join();
  return child.exit_code();
}

int run_serve(const Arguments& a) {
  exchange::Settings smtp;
  exchange::Pop3Settings pop3;
  smtp.fqdn = a.server_name.empty() ? "London." + a.domain : a.server_name;
  smtp.default_domain = a.domain;
  smtp.accepted_domains = {a.domain};
  smtp.zone_minutes = local_zone_minutes();
  pop3.fqdn = smtp.fqdn;
  pop3.dns_domain = a.domain;
  pop3.nt_domain = nt_domain_of(a.domain);

  network::Options options;
  options.allow_public = a.open;
  options.once = a.once;
  if (!a.clock.empty()) {
    const auto moment = parse_time(a.clock);
    if (!moment) {
      complain("write a time as 2004-06-08T10:15:42+02:00 or 2004-06-08T08:15:42Z", "--clock " + a.clock);
      return wrong_usage;
    }
    smtp.zone_minutes = moment->zone_minutes;
    options.now_ns = [ns = moment->ns] { return ns; };
  }
  std::mt19937_64 random(a.seed ? *a.seed : std::random_device{}());
  smtp.seed = random();
  for (auto& octet : pop3.store_id) octet = static_cast<std::uint8_t>(random());

  mailbox::Memory store(a.domain);
  mailbox::add_default_accounts(store, pop3.nt_domain);
  for (const auto& user : a.users) {
    const auto equals = user.find('=');
    if (equals == 0 || equals == std::string::npos) {
      complain("write NAME=PASSWORD", "--user " + user.substr(0, equals));
      return wrong_usage;
    }
    store.add({user.substr(0, equals), user.substr(equals + 1), pop3.nt_domain, {}, {}});
  }

  exchange::Service smtp_service(smtp.seed);
  network::Server server(options);
  const struct {
    const char* name;
    std::uint16_t port;
    const char* variable;
    network::Service service;
  } listeners[] = {
      {"smtp",
       a.smtp,
       "HELOSCOPE_SMTP_PORT",
       {[&](const exchange::Peer& peer) {
          return network::make_session<exchange::SmtpServer>(smtp, store, smtp_service, peer);
        },
        false}},
      {"pop3",
       a.pop3,
       "HELOSCOPE_POP3_PORT",
       {[&](const exchange::Peer& peer) { return network::make_session<exchange::Pop3Server>(pop3, store, peer); },
        true}},
  };
  std::string places;
  for (const auto& listener : listeners) {
    const auto place = server.listen(listener.service, a.bind, listener.port);
    if (!place.error.empty()) {
      complain(fmt::format("{} (--{} PORT, --bind ADDRESS)", place.error, listener.name),
               fmt::format("{} {}", listener.name, place.place));
      return wrong_usage;
    }
    places += fmt::format("listening {} {}\n", listener.name, place.place);
    setenv(listener.variable, std::to_string(place.port).c_str(), 1);
  }
  if (a.open)
    complain("warning: whoever reaches this machine may log on and leave mail; nothing is encrypted", "--public");
  server.stop_on_signals();
  fmt::print("{}ready\n", places);
  std::fflush(stdout);
  if (!a.child.empty()) return serve_with(server, a.child);
  server.run();
  return done;
}

}  // namespace

std::function<int()> serve(CLI::App& command) {
  const auto a = std::make_shared<Arguments>();
  command.add_option("--smtp", a->smtp, "SMTP port; 0 picks a free one")->type_name("PORT")->capture_default_str();
  command.add_option("--pop3", a->pop3, "POP3 port; 0 picks a free one")->type_name("PORT")->capture_default_str();
  command.add_option("--bind", a->bind, "address to listen on")->type_name("ADDRESS")->capture_default_str();
  command.add_flag("--public", a->open, "let --bind be an address that others can reach");
  command
      .add_option("--user", a->users, "an account and its mailbox, besides MSEXchangeORG and administrator (Fake001)")
      ->type_name("NAME=PASSWORD")
      ->allow_extra_args(false);
  command.add_option("--server-name", a->server_name, "what the server calls itself (default London.DOMAIN)")
      ->type_name("FQDN");
  command.add_option("--domain", a->domain, "of the mail addresses and, its first label, of the accounts")
      ->type_name("DOMAIN")
      ->capture_default_str();
  command
      .add_option("--clock", a->clock, "a time at which the server's clock stands, such as 2004-06-08T10:15:42+02:00")
      ->type_name("TIME");
  command.add_option("--seed", a->seed, "fixes what varies in ids")->type_name("N");
  command.add_flag("--once", a->once, "end when the first session has ended");
  command
      .add_option(
          "COMMAND", a->child,
          "after --: run this with HELOSCOPE_SMTP_PORT and HELOSCOPE_POP3_PORT set, and end with its exit code")
      ->type_name("-- COMMAND ...");
  command.footer(
      "Mailboxes are in memory and gone at the end. Nothing is ever sent to another machine. SIGINT and SIGTERM end "
      "it.\n\n"
      "Examples:\n"
      "  heloscope serve                                     then: telnet 127.0.0.1 1110\n"
      "                                                      USER MSEXchangeORG, PASS Fake001, LIST, RETR 1, QUIT\n"
      "  heloscope serve --user alice=secret --domain example.org\n"
      "  heloscope serve --smtp 0 --pop3 0 -- ./run-tests    for CI: free ports, and the tests' exit code\n"
      "  heloscope serve --clock 2004-06-08T10:15:42+02:00 --seed 1    the same ids and times in every run\n"
      "  heloscope serve --public --bind 0.0.0.0             for a class room");
  return [a] { return run_serve(*a); };
}

}  // namespace heloscope::commands
