#include <algorithm>
#include <array>
#include <boost/fusion/include/adapt_struct.hpp>
#include <optional>

#include "grammars/ascii.hpp"
#include "grammars/pop3/productions.ipp"
#include "grammars/pop3/reply.hpp"

namespace heloscope::pop3 {
namespace {
struct HostVersion {
  Slice host, version;
};
}  // namespace
}  // namespace heloscope::pop3
BOOST_FUSION_ADAPT_STRUCT(heloscope::pop3::HostVersion, host, version)

namespace heloscope::pop3 {
namespace {

using x3::lit, x3::omit, x3::raw;

/// Where a product writes the server's name.
enum class Host : std::uint8_t { nowhere, first_word, in_parentheses, after_at, after_on };
/// Whether a version follows its name: the next word with a digit in front, after at most one "version" or "v".
enum class Version : std::uint8_t { none, next, anywhere };

/// A product's own name, as it stands in its greeting. A longer name comes before a shorter one that begins it.
struct Product {
  std::string_view name;
  Version version;
  Host host;
};
using enum Version;
constexpr std::array products{
    // Exchange; a localised one has other words after "POP3", with 8-bit octets, but version and host in the same
    // order
    Product{"Microsoft Exchange Server 2003 POP3 server", anywhere, Host::in_parentheses},
    Product{"Microsoft Exchange Server 2003 POP3", anywhere, Host::in_parentheses},
    Product{"Microsoft Exchange 2000 POP3 server", anywhere, Host::in_parentheses},
    Product{"Microsoft Exchange 2000 POP3", anywhere, Host::in_parentheses},
    Product{"Microsoft Exchange Server 2007 POP3 service", none, Host::nowhere},
    Product{"Microsoft Exchange POP3 service", none, Host::nowhere},            // 2007 and later: "The … is ready."
    Product{"Microsoft Exchange POP3 server", anywhere, Host::in_parentheses},  // 5.0 and 5.5
    Product{"Microsoft Exchange POP3", anywhere, Host::in_parentheses},
    Product{"Microsoft Windows POP3 Service", anywhere, Host::nowhere},  // Windows Server 2003 without Exchange
    Product{"Dovecot", none, Host::nowhere},
    Product{"Cyrus POP3 Murder", next, Host::first_word},
    Product{"Cyrus POP3", next, Host::first_word},
    Product{"POP3 Cyrus", next, Host::first_word},
    Product{"Qpopper", next, Host::after_at},
    Product{"QPOP", next, Host::after_at},
    Product{"Gpop", none, Host::nowhere},
    Product{"Teapop", next, Host::nowhere},
    Product{"MercuryP/32", next, Host::nowhere},
    Product{"MercuryP/NLM", next, Host::nowhere},
    Product{"hMailServer", next, Host::nowhere},
    Product{"MailEnable POP3 Server", none, Host::nowhere},
    Product{"MailEnable", none, Host::nowhere},
    Product{"MDaemon", next, Host::first_word},
    Product{"Kerio Connect", next, Host::nowhere},
    Product{"Kerio MailServer", next, Host::nowhere},
    Product{"CommuniGate Pro POP3 Server", next, Host::nowhere},
    Product{"Lotus Notes POP3 server", anywhere, Host::nowhere},
    Product{"Zimbra", next, Host::nowhere},
    Product{"JAMES POP3 Server", next, Host::first_word},
    Product{"ArGoSoft Mail Server", none, Host::nowhere},
    Product{"GroupWise POP3 server", none, Host::nowhere},
    Product{"AXIGEN POP3 server", none, Host::after_on},
    Product{"InterMail POP3 server", none, Host::nowhere},
    Product{"Citadel POP3 server", none, Host::nowhere},
    Product{"coremail Mail Pop3 Server", none, Host::nowhere},
    Product{"XMail", next, Host::nowhere},
    Product{"IMail", next, Host::nowhere},
    Product{"tpop3d", none, Host::nowhere},
    Product{"popa3d", none, Host::nowhere},
    Product{"popgate", none, Host::nowhere},
    Product{"Courier", none, Host::nowhere},
};

const auto sep = x3::char_(" \t()[],;<>\"");
const auto word = +(x3::char_ - sep);
// RFC 1123 2.1, as far as a name can be told from other words: letters, digits, hyphens, and a dot or none
const auto host = +(x3::ascii::alnum | x3::char_("-_")) % '.';
const auto version = -x3::no_case[lit('v')] >> &x3::ascii::digit >> raw[omit[word]];
// RFC 1939 7: the syntax of msg-id (RFC 5322 3.6.4)
const auto atom = +(graph - '<' - '>' - '@');

const x3::rule<struct version_id, Slice> version_word{"version"};
const x3::rule<struct next_version_id, Slice> next_version{"version after the name"};
const x3::rule<struct timestamp_id, Slice> timestamp{"timestamp"};
// University of Washington's ipop3d does not say its name, but nobody else counts versions by year:
// "POP3 host v2003.83 server ready", "POP3 host 2007e.104 server ready"
const x3::rule<struct uw_id, HostVersion> uw{"ipop3d"};

const auto version_word_def = version;
const auto next_version_def = omit[*sep >> -(x3::no_case[lit("version")] >> *sep)] >> version;
const auto timestamp_def = raw['<' >> omit[atom] >> '@' >> omit[atom] >> '>'];
const auto year = &(lit("19") | "20") >> x3::repeat(4)[x3::ascii::digit] >> -x3::ascii::lower;
const auto uw_def = "POP3 " >> raw[omit[host]] >> ' ' >> -lit('v') >> raw[omit[year >> '.' >> +x3::ascii::alnum]] >>
                    " server ready";
BOOST_SPIRIT_DEFINE(version_word, next_version, timestamp, uw)

template <class Grammar>
std::string_view parse(std::string_view& text, const Grammar& grammar) {
  const char* at = text.data();
  const char* const end = at + text.size();
  Slice found;
  if (!x3::parse(at, end, grammar, found)) return {};
  text = {at, static_cast<std::size_t>(end - at)};
  return view(found);
}

constexpr std::string_view separators = " \t()[],;<>\"";

/// The first word from `text` on that is a version: "6.5.7226.0" among words in any language.
std::string_view find_version(std::string_view text) {
  while (!text.empty()) {
    std::string_view at = text;
    const std::string_view found = parse(at, version_word);
    if (found.find('.') != found.npos) return found;
    const std::size_t end = std::min(text.find_first_of(separators), text.size() - 1);
    text.remove_prefix(end + 1);
  }
  return {};
}

std::string_view find_timestamp(std::string_view text) {
  for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
    std::string_view rest = text.substr(at);
    if (const auto found = parse(rest, timestamp); !found.empty()) return found;
  }
  return {};
}

std::string_view first_word(std::string_view text) {
  text = text.substr(0, text.find_first_of(" \t"));
  const char* at = text.data();
  return x3::parse(at, text.data() + text.size(), host >> x3::eoi) ? text : std::string_view();
}

std::string_view between(std::string_view text, std::string_view open, char close) {
  const std::size_t begin = text.find(open);
  if (begin == text.npos) return {};
  text.remove_prefix(begin + open.size());
  const std::size_t end = text.find(close);
  return end == text.npos ? std::string_view() : first_word(text.substr(0, end));
}

std::string_view find_host(Host where, std::string_view text, std::string_view after) {
  switch (where) {
    case Host::nowhere: return {};
    case Host::first_word: return first_word(text);
    case Host::in_parentheses: return between(after, "(", ')');
    case Host::after_at: return between(after, " at ", ' ');
    case Host::after_on: return between(after, " on ", ' ');
  }
  return {};
}

/// A name counts as a whole word only: "MyDovecot" is not Dovecot.
std::optional<std::size_t> find_name(std::string_view text, std::string_view name) {
  const auto same = [](char a, char b) { return ascii::to_upper(a) == ascii::to_upper(b); };
  const auto found = std::search(text.begin(), text.end(), name.begin(), name.end(), same);
  if (found == text.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(found - text.begin());
  const std::size_t end = at + name.size();
  const bool begins = at == 0 || !ascii::is_alnum(text[at - 1]);
  const bool ends = end == text.size() || !ascii::is_alnum(text[end]);
  return begins && ends ? std::optional(at) : std::nullopt;
}

}  // namespace

Greeting parse_greeting(std::string_view text) {
  text = text.substr(0, 512);  // RFC 1939 3: a response has up to 512 octets; what lies behind is no name
  Greeting greeting;
  greeting.timestamp = find_timestamp(text);
  for (const Product& product : products) {
    const auto at = find_name(text, product.name);
    if (!at) continue;
    greeting.product = text.substr(*at, product.name.size());
    std::string_view after = text.substr(*at + product.name.size());
    greeting.host = find_host(product.host, text, after);
    if (product.version == Version::anywhere) greeting.version = find_version(after);
    if (product.version == Version::next) greeting.version = parse(after, next_version);
    return greeting;
  }
  const char* at = text.data();
  if (HostVersion found; x3::parse(at, text.data() + text.size(), uw, found)) {
    greeting.product = "UW ipop3d";
    greeting.host = view(found.host);
    greeting.version = view(found.version);
  }
  return greeting;
}

}  // namespace heloscope::pop3
