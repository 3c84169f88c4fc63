// What all SMTP sessions of one server share: the counters in its ids, the mail that waits for other servers (it
// never leaves), and who has logged on by POP3. Sessions of one Service run on one thread.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace heloscope::exchange {

/// A mail for recipients elsewhere, as a real server would send it on.
struct Queued {
  std::string reverse_path;  ///< empty for reports
  std::vector<std::string> recipients;
  std::string content;
};

class Service {
 public:
  /// `seed` and the order of calls decide the letters of all ids.
  explicit Service(std::uint64_t seed) : random_(seed) {}

  /// "LONDONx7Qm2KpVt9aBc00000001@London.nwtraders.msft": 27 characters before the "@", with brackets.
  std::string make_message_id(std::string_view fqdn);
  /// "FrMGaJe3s00001a1a@London.nwtraders.msft": 17 characters before the "@", with brackets.
  std::string make_report_id(std::string_view fqdn);
  /// "9B095B5ADSN=_01CA9AE238EA8D2400001AE0the?exch?bh.ai.p"
  std::string make_boundary(std::string_view fqdn);

  /// When the service started: the time of its first session.
  void started(std::int64_t now_ns) {
    if (!started_ns_) started_ns_ = now_ns;
  }

  /// Keeps a mail that goes nowhere; the oldest ones make room for it.
  void enqueue(Queued mail);
  const std::deque<Queued>& queue() const { return queue_; }
  static constexpr std::size_t max_queued = 1000, max_queued_octets = std::size_t{16} << 20;

  /// Somebody at `address` has logged on by POP3: SMTP from there may relay for a while (SMTP after POP).
  void pop_logon(std::string_view address, std::int64_t now_ns);
  bool logged_on_by_pop(std::string_view address, std::int64_t now_ns) const;
  static constexpr std::int64_t pop_grace_ns = std::int64_t{1200} * 1'000'000'000;  // as such add-ons have it
  static constexpr std::size_t max_pop_logons = 10000;

 private:
  struct PopLogon {
    std::string address;
    std::int64_t time_ns;
  };
  std::string random_letters(std::size_t n);
  std::uint64_t random_;
  std::uint32_t messages_ = 0, boundaries_ = 0;
  std::int64_t started_ns_ = 0;
  std::deque<Queued> queue_;
  std::size_t queued_octets_ = 0;
  std::deque<PopLogon> pop_logons_;  // by time
};

}  // namespace heloscope::exchange
