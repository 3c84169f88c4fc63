// A mail transaction (RFC 5321 3.3) as the SMTP service keeps it: who sends, to whom, with which wishes (RFC 3461).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/exchange/settings.hpp"

namespace heloscope::exchange {

/// Which reports a recipient's NOTIFY asks for (RFC 3461 4.1). Without it: failures (and delays, which do not
/// happen).
struct Notify {
  bool failure = true, success = false;
};

struct Recipient {
  std::string address;  ///< with its domain
  bool local = true;    ///< its domain is accepted here
  Notify notify;
  std::string original;  ///< ORCPT: "rfc822;x@y", decoded
};

struct Transaction {
  std::string reverse_path;   ///< with its domain; empty: "<>"
  bool headers_only = false;  ///< RET=HDRS
  std::string envelope_id;    ///< ENVID, decoded
  bool binary = false;        ///< BODY=BINARYMIME (RFC 3030 3)
  std::vector<Recipient> recipients;
};

/// An address as the service says it back, without brackets and source route and with a domain. None if it is no
/// address.
std::optional<std::string> complete_address(std::string_view path, const Settings& settings);
/// Whether mail for this address ends here.
bool is_accepted_domain(std::string_view address, const Settings& settings);
/// "user@domain" or "@domain" rows of a list, without case.
bool is_listed(std::string_view address, const std::vector<std::string>& list);

enum class ParameterFault : std::uint8_t { none, unknown, too_large };
/// Reads what follows the path of MAIL (SIZE, BODY, RET, ENVID, AUTH) or RCPT (NOTIFY, ORCPT). `limit` is for SIZE,
/// 0 for none.
ParameterFault read_mail_parameters(std::string_view parameters, std::uint64_t limit, Transaction& transaction);
ParameterFault read_rcpt_parameters(std::string_view parameters, Recipient& recipient);

}  // namespace heloscope::exchange
