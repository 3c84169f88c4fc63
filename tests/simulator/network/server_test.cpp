#include "simulator/network/server.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

namespace heloscope::network {
namespace {

using namespace std::chrono_literals;
using exchange::Action;
using exchange::Actions;
using ::testing::HasSubstr;

// A client that waits 10 seconds at most.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void say(std::string_view octets) {
    while (!octets.empty()) {
      const auto n = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      octets.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  // Without waiting for room: how many octets the system took.
  std::size_t offer(std::string_view octets) {
    const auto n = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  void end_input() { ::shutdown(socket_, SHUT_WR); }
  std::string hear(std::size_t octets) {
    std::string out;
    while (out.size() < octets && receive(out, octets - out.size())) {
    }
    return out;
  }
  // To the end; "<reset>" or "<silence>" if that is no orderly one.
  std::string hear_all() {
    std::string out;
    while (receive(out, 65536)) {
    }
    return out + ending_;
  }
  bool ended_within(std::chrono::milliseconds time) {
    pollfd wait{socket_, POLLIN, 0};
    return ::poll(&wait, 1, static_cast<int>(time.count())) == 1;
  }

 private:
  bool receive(std::string& out, std::size_t most) {
    std::vector<char> buffer(most);
    const auto n = ::recv(socket_, buffer.data(), most, 0);
    if (n > 0) out.append(buffer.data(), static_cast<std::size_t>(n));
    ending_ = n == 0 ? "" : errno == EAGAIN ? "<silence>" : "<reset>";
    return n > 0;
  }
  int socket_;
  bool connected_ = false;
  std::string ending_;
};

// What a session of the tests does with a line: "big" answers a quarter of a megabyte, "wait" is slow, "bye" closes.
constexpr std::size_t big = 256 << 10;
std::atomic<std::size_t> lines_taken, sessions_alive;

class Echo {
 public:
  explicit Echo(exchange::Peer peer) : peer_(std::move(peer)) { ++sessions_alive; }
  ~Echo() { --sessions_alive; }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;
  Actions greet(std::int64_t now_ns) { return {{Action::What::send, "hello " + std::to_string(now_ns) + "\n"}}; }
  Actions receive(std::string_view octets, std::int64_t) {
    Actions out;
    for (const char c : octets) {
      line_ += c;
      if (c != '\n') continue;
      ++lines_taken;
      const std::string line = std::exchange(line_, {});
      if (line == "big\n") {
        out.push_back({Action::What::send, std::string(big - 1, '.') + "\n"});
      } else if (line == "wait\n") {
        out.push_back({Action::What::send, "now\n"});
        out.push_back({Action::What::wait, {}, 100'000'000});
        out.push_back({Action::What::send, "then\n"});
      } else if (line == "where\n") {
        out.push_back({Action::What::send, peer_.address + "\n"});
      } else if (line == "pieces\n") {
        out.push_back({Action::What::send, std::to_string(octets.size()) + "\n"});
      } else {
        out.push_back({Action::What::send, line});
      }
      if (line == "bye\n") {
        out.push_back({Action::What::close, {}});
        break;
      }
    }
    return out;
  }
  Actions timed_out(std::int64_t) { return {{Action::What::send, "too slow\n"}, {Action::What::close, {}}}; }

 private:
  exchange::Peer peer_;
  std::string line_;
};

Service echo(bool by_line = true) {
  return {[](const exchange::Peer& peer) { return make_session<Echo>(peer); }, by_line};
}

// A server in a thread of its own, on a free port.
class Running {
 public:
  explicit Running(Options options = {}, bool by_line = true) : server_(fixed(std::move(options))) {
    const auto place = server_.listen(echo(by_line), "127.0.0.1", 0);
    EXPECT_EQ(place.error, "");
    port_ = place.port;
    thread_ = std::thread([this] { server_.run(); });
  }
  ~Running() {
    stop();
    join();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  std::uint16_t port() const { return port_; }
  void stop() { server_.stop(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  static Options fixed(Options options) {
    options.now_ns = [] { return std::int64_t{42}; };
    return options;
  }
  Server server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST(NetworkServer, ListensOnLoopbackOnlyUnlessAllowed) {
  const struct {
    const char* address;
    std::string_view error;  // without permission
    bool possible;           // with it
  } cases[] = {
      {"127.0.0.1", "", true},
      {"127.0.0.2", "", true},
      {"0.0.0.0", "--public", true},
      {"192.0.2.1", "--public", false},  // RFC 5737: nobody's
      {"::", "--public", true},
      {"::ffff:192.0.2.1", "--public", false},
      {"localhost", "is no IP address", false},
      {"", "is no IP address", false},
      {"127.0.0.1.5", "is no IP address", false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.address);
    Server closed({}), open({.allow_public = true});
    const auto refused = closed.listen(echo(), c.address, 0), allowed = open.listen(echo(), c.address, 0);
    EXPECT_THAT(refused.error, HasSubstr(c.error));
    EXPECT_EQ(refused.error.empty(), c.error.empty());
    const bool supported = allowed.error.find("not supported") == std::string::npos;  // IPv6, by the system
    EXPECT_EQ(allowed.error.empty(), c.possible && supported) << allowed.error;
    EXPECT_EQ(refused.error.empty(), refused.port != 0);
  }
}

TEST(NetworkServer, SaysThatAPortIsInUseAndWhatToDo) {
  Server first({}), second({});
  const auto there = first.listen(echo(), "127.0.0.1", 0);
  ASSERT_EQ(there.error, "");
  EXPECT_EQ(there.place, "127.0.0.1:" + std::to_string(there.port));
  const auto refused = second.listen(echo(), "127.0.0.1", there.port);
  EXPECT_EQ(refused.place, there.place);
  EXPECT_THAT(refused.error, HasSubstr("in use"));
  EXPECT_THAT(refused.error, HasSubstr("choose another port"));
}

TEST(NetworkServer, CarriesOutActionsInOrder) {
  const Running server;
  Client client(server.port());
  const auto start = std::chrono::steady_clock::now();
  client.say("one\nwait\ntwo\nwhere\nbye\nlost\n");
  EXPECT_EQ(client.hear_all(), "hello 42\none\nnow\nthen\ntwo\n127.0.0.1\nbye\n");
  EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
}

TEST(NetworkServer, HandsInALineAtATimeWhereAskedTo) {
  for (const bool by_line : {true, false}) {
    const Running server({}, by_line);
    Client client(server.port());
    client.say("pieces\npieces\nbye\n");
    EXPECT_EQ(client.hear_all(), by_line ? "hello 42\n7\n7\nbye\n" : "hello 42\n18\n18\nbye\n");
  }
}

TEST(NetworkServer, SendsEverythingBeforeItCloses) {
  const Running server;
  Client client(server.port());
  std::string input;
  for (int i = 0; i < 32; ++i) input += "big\n";
  client.say(input + "bye\n" + std::string(100000, 'x'));  // what follows must not reset the connection
  const std::string heard = client.hear_all();
  EXPECT_EQ(heard.size(), 9 + 32 * big + 4);
  EXPECT_TRUE(heard.ends_with("\nbye\n"));
}

TEST(NetworkServer, AnswersAClientThatHasEndedItsInput) {
  const Running server;
  Client client(server.port());
  client.say("wait\nbig\ntwo\nunfinished");
  client.end_input();
  const std::string heard = client.hear_all();
  EXPECT_EQ(heard.size(), 9 + 9 + big + 4);
  EXPECT_TRUE(heard.ends_with("\ntwo\n"));
}

TEST(NetworkServer, TakesNoMoreInputWhileALotIsUnsent) {
  const Running server;
  Client client(server.port());
  lines_taken = 0;
  constexpr std::size_t asked = 400;  // 100 MB
  std::string input;
  for (std::size_t i = 0; i < asked; ++i) input += "big\n";
  client.say(input);
  for (std::size_t before = asked; before != lines_taken;) {
    before = lines_taken;
    std::this_thread::sleep_for(200ms);
  }
  EXPECT_LT(lines_taken, asked / 4);                                // what the system's buffers hold, and one answer
  EXPECT_EQ(client.hear(9 + asked * big).size(), 9 + asked * big);  // nothing is lost
  EXPECT_EQ(lines_taken, asked);
}

TEST(NetworkServer, GoesOnWithOthersWhileOneDoesNotRead) {
  const Running server;
  Client greedy(server.port()), other(server.port());
  std::string input;
  for (int i = 0; i < 400; ++i) input += "big\n";
  greedy.say(input);
  other.say("wait\nbye\n");
  EXPECT_EQ(other.hear_all(), "hello 42\nnow\nthen\nbye\n");
}

TEST(NetworkServer, ClosesIdleConnections) {
  const Running server({.idle = 1000ms, .grace = 100ms});
  Client silent(server.port()), busy(server.port());
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(150ms);
    busy.say("x");  // an octet is enough
  }
  EXPECT_TRUE(silent.ended_within(0ms));
  EXPECT_EQ(silent.hear_all(), "hello 42\ntoo slow\n");
  busy.say("\nbye\n");
  EXPECT_EQ(busy.hear_all(), "hello 42\nxxxxxxxxxx\nbye\n");
}

TEST(NetworkServer, DropsAClientThatNeverReads) {
  const Running server({.idle = 200ms, .grace = 100ms});
  Client client(server.port());
  ASSERT_EQ(client.hear(9), "hello 42\n");
  ASSERT_EQ(sessions_alive, 1U);
  std::string input;
  for (int i = 0; i < 400; ++i) input += "big\n";
  client.say(input);
  for (int i = 0; i < 50 && sessions_alive > 0; ++i) std::this_thread::sleep_for(50ms);
  EXPECT_EQ(sessions_alive, 0U);
}

TEST(NetworkServer, EndsAfterTheFirstSessionIfAskedTo) {
  Running server({.once = true});
  {
    Client client(server.port());
    client.say("bye\n");
    EXPECT_EQ(client.hear_all(), "hello 42\nbye\n");
  }
  server.join();
  EXPECT_FALSE(Client(server.port()).connected());
}

TEST(NetworkServer, DrainsWhenStopped) {
  Running server;
  Client idle(server.port()), reading(server.port()), stuck(server.port());
  EXPECT_EQ(idle.hear(9), "hello 42\n");
  std::string input;
  for (int i = 0; i < 64; ++i) input += "big\n";
  lines_taken = 0;
  reading.say(input);
  stuck.say(input);
  // Nobody reads: the server takes lines until both connections' buffers are full, however slow it is.
  std::size_t answered = 0;
  for (int quiet = 0, waits = 0; quiet < 30 && waits < 1000; ++waits) {
    std::this_thread::sleep_for(10ms);
    const std::size_t now = lines_taken;
    quiet = now >= 2 && now == answered ? quiet + 1 : 0;
    answered = now;
  }
  const auto start = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_EQ(idle.hear_all().size() % 7, 0U);  // at once: closed, or reset
  const std::string heard = reading.hear_all();
  EXPECT_GE(heard.size(), 9 + big);  // whole answers, as far as they were given
  EXPECT_EQ((heard.size() - 9 - (heard.ends_with("<reset>") ? 7 : 0)) % big, 0U);
  EXPECT_LE(lines_taken, answered + 2);
  server.join();  // although `stuck` never reads
  EXPECT_LT(std::chrono::steady_clock::now() - start, 8s);
  EXPECT_EQ(sessions_alive, 0U);
}

TEST(NetworkServer, StopsOnASignal) {
  Server server({});
  ASSERT_EQ(server.listen(echo(), "127.0.0.1", 0).error, "");
  server.stop_on_signals();
  std::thread thread([&] { server.run(); });
  ::kill(::getpid(), SIGTERM);
  thread.join();
}

TEST(NetworkServer, RefusesConnectionsOverItsLimit) {
  const Running server({.max_connections = 2});
  Client a(server.port()), b(server.port());
  EXPECT_EQ(a.hear(9) + b.hear(9), "hello 42\nhello 42\n");
  Client c(server.port());
  EXPECT_EQ(c.hear_all(), "");
  a.say("bye\n");
  EXPECT_EQ(a.hear_all(), "bye\n");
  a.end_input();
  for (int i = 0; i < 100; ++i) {  // there is room again
    Client d(server.port());
    if (d.hear(9) == "hello 42\n") return;
    std::this_thread::sleep_for(20ms);
  }
  FAIL();
}

TEST(NetworkServer, ServesManyAtOnce) {
  const Running server;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 400; ++i) clients.push_back(std::make_unique<Client>(server.port()));
  for (auto& client : clients) client->say("wait\nbye\n");
  for (auto& client : clients) EXPECT_EQ(client->hear_all(), "hello 42\nnow\nthen\nbye\n");
}

TEST(NetworkServer, SurvivesADisconnectAtEveryOctet) {
  const Running server;
  const std::string dialogue = "one\nwait\nbig\nbye\n";
  for (std::size_t n = 0; n <= dialogue.size(); ++n) {
    Client client(server.port());
    client.say(dialogue.substr(0, n));
  }
  Client client(server.port());
  client.say("bye\n");
  EXPECT_EQ(client.hear_all(), "hello 42\nbye\n");
}

}  // namespace
}  // namespace heloscope::network
