// Which server it is, by its own word, and what its version number stands for.
#include <algorithm>
#include <array>
#include <span>

#include "analyzer/insight/timeline.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/pop3/reply.hpp"
#include "grammars/smtp/greeting.hpp"
#include "grammars/smtp/reply.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Protocol, dialogue::Record;

constexpr std::size_t max_host = 255;  // RFC 5321 4.5.3.1.2
constexpr std::size_t max_version = 64;
constexpr std::size_t max_searched =
    64;  // events: the greeting is the first or second, unless clients talk too early

struct Release {
  std::string_view product;  ///< the product's name begins so
  std::string_view version;  ///< the version is this, or this with more parts; empty: no version was told
  std::string_view note;
};
// Builds as the servers tell them; the first row that fits counts. The SMTP service is a part of Windows and bears
// its version, POP3 is Exchange's own.
constexpr std::array releases{
    Release{"Microsoft ESMTP MAIL Service", "6.0.3790.0", "Windows Server 2003 without a service pack"},
    Release{"Microsoft ESMTP MAIL Service", "6.0.3790.211", "Windows Server 2003 with a hotfix from before SP1"},
    Release{"Microsoft ESMTP MAIL Service", "6.0.3790.1830", "Windows Server 2003 SP1"},
    Release{"Microsoft ESMTP MAIL Service", "6.0.3790.3959", "Windows Server 2003 SP2"},
    Release{"Microsoft ESMTP MAIL Service", "6.0.3790.4675", "Windows Server 2003 with a hotfix from after SP2"},
    Release{"Microsoft ESMTP MAIL Service", "6.0.3790", "Windows Server 2003"},
    Release{"Microsoft ESMTP MAIL Service", "6.0.2600", "Windows XP"},
    Release{"Microsoft ESMTP MAIL Service", "5.0.2195", "Windows 2000"},
    Release{"Microsoft ESMTP MAIL Service", "", "Exchange Server 2007 or later"},
    Release{"Microsoft Exchange Internet Mail", "5.5", "Exchange Server 5.5"},
    Release{"Microsoft Exchange Internet Mail", "5.0", "Exchange Server 5.0"},
    Release{"Microsoft Exchange Internet Mail", "4.0", "Exchange Server 4.0"},
    Release{"Microsoft Exchange Server 2003 POP3", "6.5.6944", "Exchange Server 2003 RTM, without a service pack"},
    Release{"Microsoft Exchange Server 2003 POP3", "6.5.7226", "Exchange Server 2003 SP1"},
    Release{"Microsoft Exchange Server 2003 POP3", "6.5.7638", "Exchange Server 2003 SP2"},
    Release{"Microsoft Exchange Server 2003 POP3", "6.5", "Exchange Server 2003"},
    Release{"Microsoft Exchange 2000 POP3", "6.0", "Exchange 2000 Server"},
    Release{"Microsoft Exchange Server 2007 POP3", "", "Exchange Server 2007"},
    Release{"Microsoft Exchange POP3 service", "", "Exchange Server 2007 or later"},
    Release{"Microsoft Exchange POP3", "5.5", "Exchange Server 5.5"},
    Release{"Microsoft Exchange POP3", "5.0", "Exchange Server 5.0"},
};

bool fits(const Release& release, std::string_view product, std::string_view version) {
  if (!ascii::istarts_with(product, release.product)) return false;
  if (release.version.empty() || version.empty()) return release.version.empty() && version.empty();
  return version.starts_with(release.version) &&
         (version.size() == release.version.size() || version[release.version.size()] == '.');
}

std::string_view note_of(std::string_view product, std::string_view version) {
  const auto row = std::ranges::find_if(releases, [&](const auto& r) { return fits(r, product, version); });
  return row == releases.end() ? std::string_view{} : row->note;
}

Software told(std::string_view host, std::string_view product, std::string_view version) {
  return {std::string(host.substr(0, max_host)), clip(product), std::string(version.substr(0, max_version)),
          std::string(note_of(product, version))};
}

}  // namespace

Software identify(const Record& record, Protocol protocol) {
  const auto first = std::span(record.events).first(std::min(record.events.size(), max_searched));
  const auto event = std::ranges::find(first, Kind::greeting, &Event::kind);
  if (event == first.end()) return {};
  const std::string_view line = first_line(record.view(event->text));
  if (protocol == Protocol::smtp) {
    const auto reply = smtp::parse_reply_line(line);
    if (!reply || reply->code != 220) return {};
    const auto greeting = smtp::parse_greeting(reply->text);
    return told(greeting.host, greeting.product, greeting.version);
  }
  const auto reply = pop3::parse_reply_line(line);
  if (!reply || reply->status != pop3::Status::ok) return {};
  const auto greeting = pop3::parse_greeting(reply->text);
  return told(greeting.host, greeting.product, greeting.version);
}

}  // namespace heloscope::insight
