// A hostile client of the POP3 server: however its octets are cut, the answers are the same, and they are replies.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "simulator/exchange/pop3_server.hpp"
#include "simulator/mailbox/memory.hpp"

using namespace heloscope;

namespace {

std::string play(std::string_view octets, std::size_t piece, bool logged_on) {
  const exchange::Pop3Settings settings;
  mailbox::Memory store("nwtraders.msft");
  mailbox::add_default_accounts(store);
  store.deliver(*store.find_account("administrator"), "Subject: a\n\n.\n..b\nc");
  store.deliver(*store.find_account("administrator"), "");
  exchange::Pop3Server server(settings, store, {});
  std::string out;
  bool closed = false;
  const auto carry_out = [&](const exchange::Actions& actions) {
    for (const auto& action : actions) {
      if (closed) std::abort();  // nothing follows a close
      closed = action.what == exchange::Action::What::close;
      out += closed ? "<close>" : action.octets;
    }
  };
  carry_out(server.greet(0));
  if (logged_on) carry_out(server.receive("USER administrator\r\nPASS Fake001\r\n", 0));
  while (!octets.empty()) {
    const auto now = octets.substr(0, piece);
    carry_out(server.receive(now, 0));
    octets.remove_prefix(now.size());
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  for (const bool logged_on : {false, true}) {
    const std::string whole = play(octets, size, logged_on);
    if (!whole.starts_with("+OK ")) std::abort();
    if (play(octets, 1, logged_on) != whole || play(octets, size % 13 + 2, logged_on) != whole) std::abort();
  }
  return 0;
}
