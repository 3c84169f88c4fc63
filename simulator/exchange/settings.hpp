// How an Exchange 2003 computer is set up, as far as its SMTP service shows it. The values here are those of a fresh
// installation, in the article's names; 0 switches a limit off.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heloscope::exchange {

struct Settings {
  std::string fqdn = "London.nwtraders.msft";     ///< shown in the case in which it is set
  std::string default_domain = "nwtraders.msft";  ///< completes addresses without a domain
  std::vector<std::string> accepted_domains{"nwtraders.msft"};
  std::string windows_version = "6.0.3790.0";  ///< the SMTP service's; 5.x is Windows 2000
  std::int32_t zone_minutes = 0;               ///< local time east of UTC

  bool exchange_sinks = true;   ///< false: plain IIS, without the verbs that begin with X
  bool certificate = false;     ///< STARTTLS works
  bool basic_auth = true;       ///< LOGIN
  bool integrated_auth = true;  ///< GSSAPI

  bool anonymous_allowed = true;
  bool tls_required = false;
  std::vector<std::string> blocked_senders;  ///< "user@domain", or "@domain" for all of it
  bool recipient_filter = false;             ///< refuses unknown local users at RCPT; otherwise a report follows

  bool authenticated_may_relay = true;
  std::vector<std::string> relay_addresses;  ///< clients that may relay: "192.168.0.20", or "192.168.0." for a prefix
  bool smtp_after_pop = false;               ///< who logged on by POP3 a short while ago may relay, too
  std::vector<std::string> etrn_domains;     ///< whose queue ETRN may start

  std::uint64_t announced_size_limit = 0;                  ///< octets of a message, told in EHLO
  std::uint64_t size_limit = std::uint64_t{10240} * 1024;  ///< octets of a message, not told (global settings)
  std::uint64_t session_size_limit = 0;                    ///< octets of all messages of a connection
  std::size_t max_recipients = 5000;                       ///< of a message
  std::size_t max_messages = 20;                           ///< of a connection
  std::int64_t tarpit_seconds = 0;                         ///< before address refusals to anonymous clients
  std::int64_t idle_timeout_ns = std::int64_t{600} * 1'000'000'000;  ///< when the caller should say timed_out()

  bool message_ends_at_lone_lf = false;  ///< LF "." LF ends DATA even for clients that know CRLF: smuggling works

  std::uint64_t seed = 1;  ///< of the letters in ids
};

}  // namespace heloscope::exchange
