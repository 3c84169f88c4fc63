#include "simulator/exchange/delivery.hpp"

#include <array>
#include <unordered_set>
#include <utility>

namespace heloscope::exchange {
namespace {

struct OutcomeInfo {
  Outcome outcome;
  std::string_view subject, sentence, action, status;
};
// Failure: two reports of 6.0.3790.3959 and 6.0.3790.4675. Success: its subject is well known, its sentence unsure.
constexpr std::array outcomes{
    OutcomeInfo{Outcome::failure, "Failure", "Delivery to the following recipients failed.", "failed", "5.1.1"},
    OutcomeInfo{Outcome::success, "Success", "Your message was successfully delivered to the following recipients.",
                "delivered", "2.0.0"},
};

// Back to who sent it: into the mailbox if it is here, else into the queue. Reports on reports there are none.
void send_back(std::string report, const Transaction& transaction, const Settings& settings, mailbox::Store& store,
               Service& service) {
  if (!is_accepted_domain(transaction.reverse_path, settings))
    return service.enqueue({"", {transaction.reverse_path}, std::move(report)});
  if (const auto* account = store.find_address(transaction.reverse_path)) store.deliver(*account, report);
}

// The header, up to the empty line.
std::string_view header_of(std::string_view mail) {
  const std::size_t end = mail.find("\r\n\r\n");
  return mail.substr(0, end == mail.npos ? end : end + 2);
}

}  // namespace

std::string write_report(Outcome outcome, const std::vector<const Recipient*>& recipients,
                         const Transaction& transaction, const Envelope& envelope, std::string_view original,
                         const Settings& settings, Service& service) {
  const OutcomeInfo& info = outcomes[static_cast<std::size_t>(outcome)];
  const std::string date = format_date(envelope.arrival_ns, envelope.zone_minutes);
  const std::string boundary = service.make_boundary(settings.fqdn);
  const std::string_view returned = transaction.headers_only ? header_of(original) : original;
  std::string out;
  out.reserve(returned.size() + 2048);
  const auto put = [&](auto... parts) { ((out += parts), ..., (out += "\r\n")); };
  put("From: postmaster@", settings.default_domain);
  put("To: ", transaction.reverse_path);
  put("Date: ", date);
  put("MIME-Version: 1.0");
  put("X-DSNContext: 335a7efd - 4523 - 00000001 - 80040546");
  put("Message-ID: ", service.make_report_id(settings.fqdn));
  put("Subject: Delivery Status Notification (", info.subject, ")");
  put("Return-Path: <>");
  put("X-OriginalArrivalTime: ", format_arrival(envelope.arrival_ns));
  put("Content-Type: multipart/report; report-type=delivery-status;");
  put("\tboundary=\"", boundary, "\"");
  put();
  put("This is a MIME-formatted message.  ");
  put("Portions of this message may be unreadable without a MIME-capable mail program.");
  put();
  put("--", boundary);
  put("Content-Type: text/plain; charset=unicode-1-1-utf-7");
  put();
  put("This is an automatically generated Delivery Status Notification.");
  put();
  put(info.sentence);
  put();
  for (const Recipient* r : recipients) put("       ", r->address);
  put("\r\n\r\n\r\n");
  put("--", boundary);
  put("Content-Type: message/delivery-status");
  put();
  if (!transaction.envelope_id.empty()) put("Original-Envelope-Id: ", transaction.envelope_id);
  put("Reporting-MTA: dns;", settings.fqdn);
  if (!envelope.helo.empty()) put("Received-From-MTA: dns;", envelope.helo);
  put("Arrival-Date: ", date);
  put();
  for (const Recipient* r : recipients) {
    if (!r->original.empty()) put("Original-Recipient: ", r->original);
    put("Final-Recipient: rfc822;", r->address);
    put("Action: ", info.action);
    put("Status: ", info.status);
    put();
  }
  put("--", boundary);
  put("Content-Type: message/rfc822");
  put();
  put(returned);
  put("--", boundary, "--");
  return out;
}

bool deliver(const Transaction& transaction, const Envelope& envelope, std::string_view mail,
             const Settings& settings, mailbox::Store& store, Service& service) {
  std::vector<const mailbox::Account*> accounts;
  std::unordered_set<const mailbox::Account*> seen;  // one copy a mailbox, however many of its addresses are named
  std::vector<const Recipient*> failed, succeeded;
  std::vector<std::string> elsewhere;
  for (const Recipient& r : transaction.recipients) {
    if (!r.local) {
      elsewhere.push_back(r.address);
    } else if (const auto* account = store.find_address(r.address)) {
      if (seen.insert(account).second) accounts.push_back(account);
      if (r.notify.success) succeeded.push_back(&r);
    } else if (r.notify.failure) {
      failed.push_back(&r);
    }
  }
  for (const auto* account : accounts)
    if (!store.deliver(*account, mail)) return false;
  if (!elsewhere.empty()) service.enqueue({transaction.reverse_path, std::move(elsewhere), std::string(mail)});
  if (transaction.reverse_path.empty()) return true;
  for (const auto& [outcome, recipients] : {std::pair{Outcome::failure, &failed}, {Outcome::success, &succeeded}})
    if (!recipients->empty())
      send_back(write_report(outcome, *recipients, transaction, envelope, mail, settings, service), transaction,
                settings, store, service);
  return true;
}

}  // namespace heloscope::exchange
