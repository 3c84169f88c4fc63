// Where an accepted mail goes: into mailboxes, into the queue for other servers, back to its sender as a report.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/exchange/service.hpp"
#include "simulator/exchange/settings.hpp"
#include "simulator/exchange/stamp.hpp"
#include "simulator/exchange/transaction.hpp"
#include "simulator/mailbox/store.hpp"

namespace heloscope::exchange {

/// A report (RFC 3464) says one thing of some recipients.
enum class Outcome : std::uint8_t { failure, success };

/// The report as Exchange 2003 writes it. `original` is the stamped mail.
std::string write_report(Outcome outcome, const std::vector<const Recipient*>& recipients,
                         const Transaction& transaction, const Envelope& envelope, std::string_view original,
                         const Settings& settings, Service& service);

/// Delivers a stamped mail to all its recipients, and the reports that follow from it. False if the store could not
/// keep it for one of them: then it must not be accepted.
bool deliver(const Transaction& transaction, const Envelope& envelope, std::string_view mail,
             const Settings& settings, mailbox::Store& store, Service& service);

}  // namespace heloscope::exchange
