// Puts sans-io sessions on TCP ports, all on one thread:
//   Server server(options); auto place = server.listen(service, "127.0.0.1", 1110); if (place.error.empty())
//   server.run();
// It knows no protocol: a service makes its sessions, and their actions are carried out in order. No outgoing
// connection is ever opened. There is no TLS: a session that is told of no certificate asks for none.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "simulator/exchange/action.hpp"

namespace heloscope::network {

/// What a connection drives.
class Session {
 public:
  virtual ~Session() = default;
  virtual exchange::Actions greet(std::int64_t now_ns) = 0;
  virtual exchange::Actions receive(std::string_view octets, std::int64_t now_ns) = 0;
  virtual exchange::Actions timed_out(std::int64_t now_ns) = 0;
};

/// Makes a session of a class that has those three functions: make_session<Pop3Server>(settings, store, peer).
template <class Protocol, class... Arguments>
std::unique_ptr<Session> make_session(Arguments&&... arguments) {
  struct Made : Session {
    explicit Made(Arguments&&... a) : protocol(std::forward<Arguments>(a)...) {}
    exchange::Actions greet(std::int64_t now_ns) override { return protocol.greet(now_ns); }
    exchange::Actions receive(std::string_view octets, std::int64_t now_ns) override {
      return protocol.receive(octets, now_ns);
    }
    exchange::Actions timed_out(std::int64_t now_ns) override { return protocol.timed_out(now_ns); }
    Protocol protocol;
  };
  return std::make_unique<Made>(std::forward<Arguments>(arguments)...);
}

struct Service {
  std::function<std::unique_ptr<Session>(const exchange::Peer&)> make;
  /// Hands in one line at a time, so that a few octets that ask for large answers (RETR) are not answered all at
  /// once.
  bool by_line = false;
};

struct Options {
  bool allow_public = false;                  ///< addresses beyond loopback
  bool once = false;                          ///< run() ends when the first session has ended
  std::function<std::int64_t()> now_ns = {};  ///< what sessions are told; by default the system's clock
  /// A client that neither sends nor takes octets for so long is told so and closed (Exchange: 10 minutes).
  std::chrono::milliseconds idle = std::chrono::minutes(10);
  /// While more than this is unsent, no more input is taken: a client that does not read its answers cannot grow us.
  std::size_t max_unsent = std::size_t{256} << 10;
  /// Further ones are closed at once. Fewer if the system grants fewer descriptors.
  std::size_t max_connections = 20000;
  /// How long stop() waits for clients to take what they were answered, and a closed connection for the client's end.
  std::chrono::milliseconds grace = std::chrono::seconds(2);
};

/// Where a listener is, "127.0.0.1:1110" or "[::1]:1110"; or, with an `error`, what is wrong there and what to do.
struct Listening {
  std::string place;
  std::uint16_t port = 0;
  std::string error;
};

class Server {
 public:
  explicit Server(Options options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// From now on clients can connect; they are answered by run(). Port 0 picks a free one.
  Listening listen(Service service, const std::string& address, std::uint16_t port);
  /// From now on SIGINT and SIGTERM are stop().
  void stop_on_signals();
  /// Serves until stop(). Once only.
  void run();
  /// After run(): whether a signal has ended it.
  bool ended_by_signal() const;
  /// From any thread: no more input is taken, what is unsent goes out, and run() returns.
  void stop();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace heloscope::network
