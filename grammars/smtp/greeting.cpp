#include "grammars/smtp/greeting.hpp"

#include <algorithm>
#include <array>
#include <boost/range/iterator_range.hpp>
#include <boost/spirit/home/x3.hpp>

#include "grammars/ascii.hpp"
#include "grammars/smtp/path.hpp"

namespace heloscope::smtp {
namespace {
namespace x3 = boost::spirit::x3;
using x3::char_, x3::lit, x3::raw, x3::repeat;
using x3::ascii::alnum, x3::ascii::digit;
using Slice = boost::iterator_range<const char*>;

/// How a product names itself, and what then stands before its version. A version begins with a digit; if none
/// follows, the greeting does not tell it. The first row that fits counts.
struct Product {
  std::string_view name, marker, before_version;
};
constexpr std::array products{
    Product{"Microsoft ESMTP MAIL Service", "Microsoft ESMTP MAIL Service",
            ", Version: "},  // from Exchange 2007 on without
    Product{"Microsoft Exchange Internet Mail Service", "Microsoft Exchange Internet Mail Service",
            " "},  // Exchange 5.5
    Product{"Microsoft Exchange Internet Mail Connector", "Microsoft Exchange Internet Mail Connector",
            " "},                         // 4.0, 5.0
    Product{"Postfix", "Postfix", " ("},  // only if smtpd_banner shows $mail_version
    Product{"Exim", "Exim", " "},
    Product{"Sendmail", "Sendmail", " "},  // program/configuration: "8.14.4/8.13.8"
    Product{"qmail", "qmail", " "},
    Product{"Lotus Domino", "Lotus Domino", " Release "},
    Product{"IBM Domino", "IBM Domino", " Release "},
    Product{"HCL Domino", "HCL Domino", " Release "},
    Product{"MailEnable", "MailEnable Service", ", Version: "},
    Product{"hMailServer", "hMailServer", " "},
    Product{"Mercury/32", "Mercury/32", " v"},
    Product{"Mercury", "Mercury", " "},
    Product{"MDaemon", "MDaemon", " "},
    Product{"Haraka", "Haraka", "/"},
    Product{"Google gsmtp", "gsmtp", " "},
    Product{"OpenSMTPD", "OpenSMTPD", " "},
    Product{"CommuniGate Pro", "CommuniGate Pro", " "},
    Product{"Courier", "Courier", " "},
    Product{"Kerio MailServer", "Kerio MailServer", " "},
    Product{"Kerio Connect", "Kerio Connect", " "},
    Product{"GroupWise Internet Agent", "GroupWise Internet Agent", " "},
    Product{"Apache James", "JAMES SMTP Server", " "},
    Product{"IMail", "IMail", " "},
    Product{"XMail", "XMail", " "},
    Product{"SurgeMail", "SurgeSMTP", " (Version "},
    Product{"Python SMTP proxy", "Python SMTP proxy", " version "},
    Product{"aiosmtpd", "Python SMTP", " "},
    Product{"MailHog", "MailHog", " "},
};

const auto version = &digit >> +alnum % char_("./_+-");

// RFC 5322 3.3, and what older programs write
const auto day_name = lit("Mon") | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun";
const auto month = lit("Jan") | "Feb" | "Mar" | "Apr" | "May" | "Jun" | "Jul" | "Aug" | "Sep" | "Oct" | "Nov" | "Dec";
const auto two_digits = repeat(2)[digit];
const auto time_of_day = two_digits >> ':' >> two_digits >> -(':' >> two_digits);
const auto zone = char_("+-") >> repeat(4)[digit] | +x3::ascii::upper;
const auto zone_name = '(' >> +x3::ascii::alpha >> ')';
const auto date_time = -(day_name >> ", " >> -lit(' ')) >> repeat(1, 2)[digit] >> ' ' >> month >> ' ' >>
                       repeat(2, 4)[digit] >> ' ' >> time_of_day >> -(' ' >> zone) >> -(' ' >> zone_name);
const auto asctime = day_name >> ' ' >> month >> ' ' >> -lit(' ') >> repeat(1, 2)[digit] >> ' ' >> time_of_day >>
                     ' ' >> repeat(4)[digit];
const auto slashed = two_digits >> '/' >> two_digits >> '/' >> repeat(2, 4)[digit] >> ' ' >> time_of_day;
const auto date = date_time | asctime | slashed;
const auto before_date = x3::omit[char_(" \t;")];

template <class Rule>
std::string_view read(std::string_view text, const Rule& rule) {
  Slice found;
  const char* at = text.data();
  if (!x3::parse(at, text.data() + text.size(), rule, found)) return {};
  return {found.begin(), found.size()};
}

/// Where `word` stands in `text`, not as a part of a longer word; npos if nowhere.
std::size_t find_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !ascii::is_alnum(text[at - 1])) && (end == text.size() || !ascii::is_alnum(text[end]))) return at;
  }
  return text.npos;
}

void read_product(std::string_view text, Greeting& greeting) {
  for (const auto& product : products) {
    const std::size_t at = find_word(text, product.marker);
    if (at == text.npos) continue;
    greeting.product = product.name;
    const std::string_view after = text.substr(at + product.marker.size());
    if (after.starts_with(product.before_version))
      greeting.version = read(after.substr(product.before_version.size()), raw[version]);
    return;
  }
}

}  // namespace

Greeting parse_greeting(std::string_view text) {
  Greeting greeting;
  const std::string_view first = text.substr(0, text.find_first_of(" \t"));
  std::string_view rest = text.substr(first.size());
  const bool is_product = std::ranges::any_of(
      products, [&](const Product& p) { return find_word(text, p.marker) == 0 && first.size() <= p.marker.size(); });
  if (is_product || ascii::iequals(first, "ESMTP") || ascii::iequals(first, "SMTP"))
    rest = text;  // a greeting without its host
  else if (classify_host(first) != HostKind::malformed)
    greeting.host = first;
  read_product(rest, greeting);
  greeting.date = read(rest, x3::seek[before_date >> raw[date]]);
  return greeting;
}

}  // namespace heloscope::smtp
