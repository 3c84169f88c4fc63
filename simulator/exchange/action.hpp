// What a server session wants done. Sessions are sans-io: octets and the time in, actions out; a network layer, a
// test or the tutor carries them out in order.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace heloscope::exchange {

struct Action {
  enum class What : std::uint8_t {
    send,       ///< `octets` to the client
    wait,       ///< `wait_ns` before the next action, and before more input is taken
    start_tls,  ///< a TLS handshake; then tell the session by tls_started()
    close,      ///< after all before it has been sent
  };
  What what = What::send;
  std::string octets;
  std::int64_t wait_ns = 0;
};
using Actions = std::vector<Action>;

/// What a session knows of its connection.
struct Peer {
  std::string address = "127.0.0.1";  ///< the client's, as the server shows it: "192.168.0.20"
  std::uint16_t port = 0;
};

}  // namespace heloscope::exchange
