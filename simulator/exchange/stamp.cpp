#include "simulator/exchange/stamp.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "grammars/ascii.hpp"

namespace heloscope::exchange {
namespace {

namespace chrono = std::chrono;

constexpr std::string_view days = "SunMonTueWedThuFriSat";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct Civil {
  std::int32_t year;
  std::uint32_t month, day, weekday;  // month and day from 1, weekday from Sunday
  std::uint32_t hour, minute, second, millisecond;
};
Civil civil(std::int64_t time_ns, std::int32_t zone_minutes) {
  const auto ms = chrono::floor<chrono::milliseconds>(chrono::nanoseconds(time_ns)) + chrono::minutes(zone_minutes);
  const auto day = chrono::floor<chrono::days>(ms);
  const chrono::sys_days date{day};
  const chrono::year_month_day ymd{date};
  const auto rest = static_cast<std::uint32_t>((ms - day).count());
  return {static_cast<int>(ymd.year()),
          static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day()),
          chrono::weekday{date}.c_encoding(),
          rest / 3'600'000,
          rest / 60'000 % 60,
          rest / 1000 % 60,
          rest % 1000};
}

void pad(std::string& out, std::uint32_t value, std::size_t digits) {
  const std::string text = std::to_string(value);
  out.append(digits - std::min(digits, text.size()), '0') += text;
}

// " Jun 2004 10:15:55"
void append_time(std::string& out, const Civil& c) {
  ((out += ' ') += months.substr((c.month - 1) * 3, 3)) += ' ';
  (out += std::to_string(c.year)) += ' ';
  pad(out, c.hour, 2);
  pad(out += ':', c.minute, 2);
  pad(out += ':', c.second, 2);
}

// The text of one header field's first line, and whether what it begins is a field at all (RFC 5322 2.2).
std::string_view field_name(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return {};
  const std::string_view name = ascii::trim(line.substr(0, colon));  // "Subject :" is obsolete, yet read
  const auto in_name = [](char c) { return c > ' ' && c <= '~'; };
  return std::ranges::all_of(name, in_name) ? name : std::string_view{};
}

// A value that replies and logs can carry: up to the first control octet, and so much of it that the reply stays
// within RFC 5321 4.5.3.1.5.
std::string_view sayable(std::string_view value) {
  constexpr std::size_t max_id = 450;
  value = value.substr(0, max_id);
  value = value.substr(0, static_cast<std::size_t>(std::ranges::find_if(value, ascii::is_control) - value.begin()));
  while (value.ends_with(' ')) value.remove_suffix(1);
  return value;
}

struct Known {
  std::string_view name;
  bool Header::*seen;
};
constexpr std::array known{
    Known{"From", &Header::from},
    Known{"To", &Header::destination},
    Known{"Cc", &Header::destination},
    Known{"Bcc", &Header::destination},
    Known{"Date", &Header::date},
    Known{"Return-Path", &Header::return_path},
    Known{"X-OriginalArrivalTime", &Header::arrival},
};

}  // namespace

std::string hex(std::uint64_t value, std::size_t digits, bool upper) {
  const std::string_view symbols = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out(digits, '0');
  for (std::size_t i = digits; i-- > 0; value >>= 4) out[i] = symbols[value & 15];
  return out;
}

std::string format_short_date(std::int64_t time_ns, std::int32_t zone_minutes) {
  const Civil c = civil(time_ns, zone_minutes);
  std::string out = std::to_string(c.day);
  append_time(out, c);
  out += zone_minutes < 0 ? " -" : " +";
  const auto zone = static_cast<std::uint32_t>(zone_minutes < 0 ? -zone_minutes : zone_minutes);
  pad(out, zone / 60 * 100 + zone % 60, 4);
  return out;
}

std::string format_date(std::int64_t time_ns, std::int32_t zone_minutes) {
  std::string out(days.substr(civil(time_ns, zone_minutes).weekday * 3, 3));
  return (out += ", ") += format_short_date(time_ns, zone_minutes);
}

std::uint64_t filetime(std::int64_t time_ns) {
  constexpr std::int64_t from_1601_ms = 11'644'473'600'000;
  const auto ms = chrono::floor<chrono::milliseconds>(chrono::nanoseconds(time_ns)).count();
  return static_cast<std::uint64_t>(ms + from_1601_ms) * 10'000;
}

std::string format_arrival(std::int64_t time_ns) {
  const Civil c = civil(time_ns, 0);
  std::string out;
  pad(out, c.day, 2);
  append_time(out, c);
  pad(out += '.', c.millisecond, 4);
  const std::string t = hex(filetime(time_ns), 16, true);
  return ((((out += " (UTC) FILETIME=[") += t.substr(8)) += ':') += t.substr(0, 8)) += ']';
}

Header read_header(std::string_view content) {
  Header header;
  bool in_field = false;
  while (header.size < content.size()) {
    const std::string_view rest = content.substr(header.size);
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    std::string_view line = rest.substr(0, end);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      header.body = header.size + end;
      return header;
    }
    const bool folded = in_field && ascii::is_blank(line.front());
    const std::string_view name = folded || ascii::is_blank(line.front()) ? std::string_view{} : field_name(line);
    if (!folded && name.empty()) break;  // the client forgot the empty line (unsure what Exchange makes of it)
    for (const auto& k : known)
      if (ascii::iequals(name, k.name)) header.*k.seen = true;
    if (ascii::iequals(name, "Message-ID") && header.message_id.empty()) {
      header.message_id = sayable(line.substr(line.find(':') + 1));
      if (ascii::trim(header.message_id).empty()) header.message_id = {};
    }
    in_field = true;
    header.size += end;
  }
  header.body = header.size;
  return header;
}

std::string stamp(std::string_view content, const Header& header, const Envelope& e, std::string_view new_id) {
  std::string out;
  out.reserve(content.size() + 1024);
  const auto put = [&](auto... parts) { ((out += parts), ...); };
  // A client that gave no name is named by its address (unsure)
  put("Received: from ");
  if (e.helo.empty())
    put("[", e.address, "]");
  else
    put(e.helo);
  put(" ([", e.address, "]) by ", e.fqdn);
  if (e.tls) put(" over TLS secured channel");
  put(" with Microsoft SMTPSVC(", e.version, ");\r\n\t ", format_date(e.start_ns, e.zone_minutes), "\r\n");
  put(content.substr(0, header.size));
  if (header.size && content[header.size - 1] != '\n') put("\r\n");
  const std::string_view sender = e.reverse_path.empty() ? std::string_view("<>") : e.reverse_path;
  if (!header.from && !e.reverse_path.empty()) put("From: ", sender, "\r\n");
  if (!header.destination) put("Bcc:\r\n");
  if (!header.return_path) put("Return-Path: ", sender, "\r\n");
  if (header.message_id.empty()) put("Message-ID: ", new_id, "\r\n");
  if (!header.arrival) put("X-OriginalArrivalTime: ", format_arrival(e.arrival_ns), "\r\n");
  if (!header.date) put("Date: ", format_short_date(e.arrival_ns, e.zone_minutes), "\r\n");
  put("\r\n", content.substr(header.body));
  return out;
}

void append_with_crlf(std::string& content, std::string_view octets, char last) {
  if (octets.empty()) return;
  while (const void* hit = std::memchr(octets.data(), '\n', octets.size())) {
    const auto lf = static_cast<std::size_t>(static_cast<const char*>(hit) - octets.data());
    const char before = lf ? octets[lf - 1] : last;
    content += octets.substr(0, lf);
    if (before != '\r') content += '\r';
    content += '\n';
    last = '\n';
    octets.remove_prefix(lf + 1);
    if (octets.empty()) return;
  }
  content += octets;
}

}  // namespace heloscope::exchange
