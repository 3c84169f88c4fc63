// Any octets as an SMTP client. However they are cut the server does the same, and what it says is bounded by what it
// heard. The first octet chooses settings.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/simulator/exchange/smtp_talk.hpp"

using namespace heloscope::exchange;

namespace {

// The costliest answer for its question is that to "EHLO": 330 octets for 5.
constexpr std::size_t octets_for_one = 70, octets_at_least = 1000;

struct Outcome {
  std::string said;
  std::vector<TestStore::Mail> mails;
};
Outcome play(const Settings& settings, std::string_view client, std::size_t piece, bool start_tls) {
  Talk talk(settings);
  std::string said;
  for (std::size_t i = 0; i < client.size(); i += piece) {
    said += talk.send(client.substr(i, piece));
    if (start_tls) talk.server.tls_started();
  }
  said += Talk::octets(talk.server.timed_out(0));
  std::size_t stored = 0;
  for (const auto& mail : talk.store.mails) stored += mail.content.size();
  if (stored > 4 * client.size() + 4000 * talk.store.mails.size()) std::abort();
  return {said, talk.store.mails};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto flag = [&](unsigned bit) { return (data[0] >> bit & 1) != 0; };
  Settings settings;
  settings.certificate = flag(0);
  settings.exchange_sinks = !flag(1);
  settings.recipient_filter = flag(2);
  settings.message_ends_at_lone_lf = flag(3);
  if (flag(4)) settings.relay_addresses = {"192.168."};
  if (flag(5)) settings.size_limit = 100, settings.max_recipients = 2, settings.max_messages = 2;
  const std::string_view client(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool start_tls = flag(6);
  const Outcome whole = play(settings, client, size, start_tls);
  if (whole.said.size() > octets_for_one * size + octets_at_least) std::abort();
  const Outcome single = play(settings, client, 1, start_tls);
  if (!start_tls && (whole.said != single.said || whole.mails != single.mails)) std::abort();
  return 0;
}
