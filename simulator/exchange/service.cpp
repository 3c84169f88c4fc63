#include "simulator/exchange/service.hpp"

#include <algorithm>
#include <utility>

#include "grammars/ascii.hpp"
#include "simulator/exchange/stamp.hpp"

namespace heloscope::exchange {
namespace {

// Seen in all samples: name and letters are 19 characters together, and a NetBIOS name has at most 15 of them.
constexpr std::size_t id_name_and_letters = 19, max_name = 15, report_letters = 9, boundary_name = 16;

std::uint64_t next_random(std::uint64_t& state) {  // SplitMix64
  std::uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

std::string Service::random_letters(std::size_t n) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string out;
  while (out.size() < n) out += letters[next_random(random_) % letters.size()];
  return out;
}

std::string Service::make_message_id(std::string_view fqdn) {
  const std::string name = ascii::upper(fqdn.substr(0, std::min(fqdn.find('.'), max_name)));
  std::string out = "<" + name + random_letters(id_name_and_letters - name.size());
  out += hex(++messages_, 8, false);
  return (((out += '@') += fqdn) += '>');
}

std::string Service::make_report_id(std::string_view fqdn) {
  std::string out = "<" + random_letters(report_letters);
  out += hex(++messages_, 8, false);
  return (((out += '@') += fqdn) += '>');
}

std::string Service::make_boundary(std::string_view fqdn) {
  std::string out = "9B095B5ADSN=_" + hex(filetime(started_ns_), 16, true) + hex(++boundaries_, 8, true);
  out += fqdn.substr(0, boundary_name);
  std::ranges::replace(out, '-', '?');
  return out;
}

void Service::enqueue(Queued mail) {
  queued_octets_ += mail.content.size();
  queue_.push_back(std::move(mail));
  while (queue_.size() > max_queued || (queued_octets_ > max_queued_octets && queue_.size() > 1)) {
    queued_octets_ -= queue_.front().content.size();
    queue_.pop_front();
  }
}

void Service::pop_logon(std::string_view address, std::int64_t now_ns) {
  std::erase_if(pop_logons_, [&](const PopLogon& p) { return p.address == address; });
  if (pop_logons_.size() == max_pop_logons) pop_logons_.pop_front();
  pop_logons_.push_back({std::string(address), now_ns});
}

bool Service::logged_on_by_pop(std::string_view address, std::int64_t now_ns) const {
  return std::ranges::any_of(
      pop_logons_, [&](const PopLogon& p) { return p.address == address && now_ns - p.time_ns <= pop_grace_ns; });
}

}  // namespace heloscope::exchange
