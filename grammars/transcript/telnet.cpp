#include <algorithm>
#include <array>
#include <boost/fusion/include/adapt_struct.hpp>
#include <charconv>

#include "grammars/ascii.hpp"
#include "grammars/transcript/productions.ipp"
#include "grammars/transcript/transcript.hpp"

namespace heloscope::transcript {
namespace {

using x3::char_, x3::eoi, x3::lit, x3::no_case, x3::omit, x3::raw;

/// Where a notice names the host.
enum class Host : std::uint8_t { nowhere, rest };
/// One notice, by what it begins with and what stands in it, in any case.
struct NoticeInfo {
  Notice notice;
  std::string_view begins, holds;
  Host host;
};
constexpr std::array notices{
    NoticeInfo{Notice::trying, "Trying ", "", Host::rest},
    NoticeInfo{Notice::trying, "Connecting to ", "", Host::rest},  // Windows
    NoticeInfo{Notice::trying, "Verbindungsaufbau zu ", "", Host::rest},
    NoticeInfo{Notice::connected, "Connected to ", "", Host::rest},
    NoticeInfo{Notice::connected, "Verbunden mit ", "", Host::rest},
    NoticeInfo{Notice::connected, "Ncat: Connected to ", "", Host::rest},
    NoticeInfo{Notice::connected, "Connection to ", " succeeded!", Host::rest},  // nc
    NoticeInfo{Notice::connected, "CONNECTED(", "", Host::nowhere},              // openssl s_client
    NoticeInfo{Notice::accepted, "Connection request from ", "", Host::nowhere},
    NoticeInfo{Notice::accepted, "Connection from ", " received!", Host::nowhere},  // nc -l
    NoticeInfo{Notice::escape_character, "", "'^]'", Host::nowhere},
    NoticeInfo{Notice::escape_character, "", "\xC2\xAB ^] \xC2\xBB", Host::nowhere},  // French
    NoticeInfo{Notice::closed, "Connection closed", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Connection to host lost", "", Host::nowhere},  // Windows
    NoticeInfo{Notice::closed, "Connection reset by", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Verbindung zu Host verloren", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Verbindung mit Host unterbrochen", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Verbindung durch", "geschlossen", Host::nowhere},
    NoticeInfo{Notice::closed, "Perte de la connexion", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Connexion ferm\xC3\xA9", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Se ha perdido la conexi", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Connessione all'host perduta", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Unexpected EOF read from client", "", Host::nowhere},
    NoticeInfo{Notice::closed, "Expected EOF read from client", "", Host::nowhere},
    NoticeInfo{Notice::closed, "End of script", "", Host::nowhere},  // Exim's scripted server
    NoticeInfo{Notice::other, "Listening on port ", "", Host::nowhere},
    NoticeInfo{Notice::other, "******** SERVER ********", "", Host::nowhere},
    NoticeInfo{Notice::other, "Ncat: Version ", "", Host::nowhere},
    NoticeInfo{Notice::other, "telnet: ", "", Host::nowhere},
    NoticeInfo{Notice::other, "nc: ", "", Host::nowhere},
};

struct ServiceName {
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array services{
    ServiceName{"smtp", 25},   ServiceName{"pop3", 110},       ServiceName{"pop-3", 110},
    ServiceName{"pop3s", 995}, ServiceName{"submission", 587}, ServiceName{"smtps", 465},
};

constexpr std::size_t max_prompt = 120;  // octets before the program's name; a longer line is no prompt

const x3::rule<struct prompt_id> prompt{"prompt"};
const x3::rule<struct invocation_id, Slice> invocation{"invocation"};

const auto sign = char_("$#%>");
const auto prompt_def = omit[*(char_ - sign) >> +sign >> *blank];
// Longer names first.
const auto program = no_case[lit("telnet.exe") | "telnet" | "ncat" | "netcat" | "nc" | "openssl" | "gnutls-cli"];
const auto invocation_def = omit[program >> +blank] >> raw[omit[+char_]];
BOOST_SPIRIT_DEFINE(prompt, invocation)

std::uint16_t parse_port(std::string_view text) {
  const auto* const service =
      std::ranges::find_if(services, [=](const ServiceName& s) { return ascii::iequals(s.name, text); });
  if (service != services.end()) return service->port;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? port : std::uint16_t{0};
}

/// The next word of `text`, which is taken from it.
std::string_view take_word(std::string_view& text) {
  text = ascii::trim(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

/// "HOST PORT", "HOST:PORT", "-connect HOST:PORT", with options between. Of the words that are no options the last
/// two count, as "nc -w 5 HOST PORT" has one more. Without a prompt before it, "telnet to the server" is a sentence.
TelnetLine read_arguments(std::string_view text, bool prompted) {
  TelnetLine out{Notice::prompt, {}, 0};
  std::string_view before, last;
  int words = 0;
  while (!ascii::trim(text).empty()) {
    const std::string_view word = take_word(text);
    if (word == "-connect") {
      last = take_word(text);
      before = {};
      break;
    }
    if (word.starts_with('-')) continue;
    before = last;
    last = word;
    ++words;
  }
  if (!prompted && words > 2) return {};
  if (const auto port = parse_port(last); port != 0 && !before.empty()) return {Notice::prompt, before, port};
  const std::size_t colon = last.rfind(':');
  if (colon != last.npos && last.find(':') == colon && parse_port(last.substr(colon + 1)) != 0) {
    return {Notice::prompt, last.substr(0, colon), parse_port(last.substr(colon + 1))};
  }
  out.host = before.empty() ? last : before;
  return out;
}

/// "mail.example.org." and "192.0.2.1..." without the dots, "Ncat: Connected to 192.0.2.1:25." with a port.
TelnetLine read_host(Notice notice, std::string_view rest) {
  std::string_view host = take_word(rest);
  while (host.ends_with('.')) host.remove_suffix(1);
  const std::size_t colon = host.rfind(':');
  if (colon != host.npos && host.find(':') == colon) {
    return {notice, host.substr(0, colon), parse_port(host.substr(colon + 1))};
  }
  return {notice, host, 0};
}

}  // namespace

TelnetLine parse_telnet_line(std::string_view line) {
  const std::string_view text = ascii::trim(line);
  for (const NoticeInfo& row : notices) {
    if (!ascii::istarts_with(text, row.begins) || !ascii::icontains(text.substr(0, 200), row.holds)) continue;
    if (row.host == Host::nowhere) return {row.notice, {}, 0};
    return read_host(row.notice, text.substr(row.begins.size()));
  }
  const char* at = text.data();
  const char* const end = at + text.size();
  Slice arguments;
  if (x3::parse(at, end, invocation, arguments)) return read_arguments(view(arguments), false);
  if (!x3::parse(at, at + std::min(text.size(), max_prompt), prompt)) return {};
  if (x3::parse(at, end, invocation, arguments)) return read_arguments(view(arguments), true);
  return {};
}

}  // namespace heloscope::transcript
