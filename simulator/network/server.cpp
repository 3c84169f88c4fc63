#include "simulator/network/server.hpp"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <csignal>
#include <list>
#include <optional>
#include <vector>

namespace heloscope::network {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using exchange::Action;
using exchange::Actions;
using Clock = std::chrono::steady_clock;

// One read at most; shared by all connections, so that an idle one holds no buffer.
constexpr std::size_t read_size = std::size_t{64} << 10;

std::int64_t system_now_ns() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

// Every connection is a descriptor, and the usual soft limit is 1024. As many as are asked for, or fewer; no more, as
// a command that we start inherits the limit, and some close every descriptor they could have.
constexpr std::size_t spare_descriptors = 32;  // standard streams, listeners, the reactor's own, files
std::size_t allow_connections(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = std::min<rlim_t>(wanted + spare_descriptors, limit.rlim_max);
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = needed;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted + spare_descriptors) return wanted;
  const auto there = static_cast<std::size_t>(limit.rlim_cur);
  return there - std::min(there / 2, spare_descriptors);
}

std::string place_of(const std::string& address, std::uint16_t port) {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

std::string what_to_do(const error_code& error) {
  if (error == asio::error::address_in_use)
    return "the port is in use; end the program that has it, or choose another port (0 picks a free one)";
  if (error == asio::error::access_denied)
    return "the system refuses this port; below 1024 it wants root, so choose a higher one (0 picks a free one)";
  if (error.value() == EADDRNOTAVAIL) return "is no address of this machine";
  return error.message();
}

}  // namespace

struct Server::Implementation {
  class Connection;
  struct Listener {
    Listener(Implementation& owner, Service s) : service(std::move(s)), acceptor(owner.io), again(owner.io) {}
    Service service;
    tcp::acceptor acceptor;
    asio::steady_timer again;
  };
  using Connections = std::list<std::shared_ptr<Connection>>;

  explicit Implementation(Options o)
      : options(std::move(o)), signals(io), sweep_timer(io), grace_timer(io), buffer(read_size) {
    if (!options.now_ns) options.now_ns = system_now_ns;
    options.max_connections = allow_connections(options.max_connections);
  }

  void accept(Listener& listener);
  void sweep();
  void stop();
  void ended(Connections::iterator connection);

  Options options;
  asio::io_context io{1};  // one thread: no locks inside
  asio::signal_set signals;
  asio::steady_timer sweep_timer, grace_timer;
  std::vector<char> buffer;
  std::list<Listener> listeners;
  Connections connections;
  bool stopping = false, signalled = false;
};

// One client. Handlers keep it alive; it ends when it is dropped from the list of connections.
class Server::Implementation::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Implementation& owner, tcp::socket socket, const Service& service)
      : owner_(owner), socket_(std::move(socket)), by_line_(service.by_line) {
    error_code ignored;
    exchange::Peer peer;
    const auto remote = socket_.remote_endpoint(ignored);
    if (!ignored) peer.address = remote.address().to_string(), peer.port = remote.port();
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);  // answers leave in one piece, and at once
    session_ = service.make(peer);
  }

  void start(Connections::iterator self) {
    self_ = self;
    touch();
    carry_out(session_->greet(now()));
    go_on();
  }

  void check_time(Clock::time_point time) {
    if (gone_ || time < deadline_) return;
    if (state_ != State::open || unsent() > 0 || waiting_) return drop();
    carry_out(session_->timed_out(now()));
    state_ = State::closing;
    deadline_ = time + owner_.options.grace;
    go_on();
  }

  /// No more input; what is unsent may go out.
  void drain() {
    if (gone_) return;
    if (unsent() == 0 || state_ == State::lingering) return drop();
    state_ = State::closing;
    waiting_ = false;
    actions_.clear();
  }

  void drop() {
    if (gone_) return;
    gone_ = true;
    error_code ignored;
    socket_.close(ignored);
    if (timer_) timer_->cancel();
    const auto keep = shared_from_this();
    owner_.ended(self_);
  }

 private:
  enum class State : std::uint8_t { open, closing, lingering };

  std::int64_t now() const { return owner_.options.now_ns(); }
  std::size_t unsent() const { return out_.size() - sent_; }
  bool takes_input() const { return state_ == State::open && !waiting_ && unsent() <= owner_.options.max_unsent; }
  void touch() { deadline_ = Clock::now() + owner_.options.idle; }

  // Gives the session as much of `input` as may be answered now, and returns how much that was.
  std::size_t consume(std::string_view input) {
    std::size_t used = 0;
    while (used < input.size() && takes_input()) {
      std::string_view piece = input.substr(used);
      if (by_line_) piece = piece.substr(0, std::min(piece.find('\n'), piece.size() - 1) + 1);
      used += piece.size();
      carry_out(session_->receive(piece, now()));
    }
    return used;
  }

  void carry_out(Actions actions) {
    if (waiting_) {  // behind what waits
      std::move(actions.begin(), actions.end(), std::back_inserter(actions_));
      return;
    }
    for (std::size_t i = 0; i < actions.size() && state_ == State::open; ++i) {
      Action& action = actions[i];
      switch (action.what) {
        case Action::What::send:
          if (out_.empty())
            out_ = std::move(action.octets);
          else
            out_.append(action.octets);
          break;
        case Action::What::wait:
          actions_.assign(std::make_move_iterator(actions.begin() + static_cast<std::ptrdiff_t>(i + 1)),
                          std::make_move_iterator(actions.end()));
          wait(action.wait_ns);
          return;
        case Action::What::start_tls:  // nobody has offered it
        case Action::What::close: state_ = State::closing; break;
      }
    }
  }

  void wait(std::int64_t ns) {
    waiting_ = true;
    if (!timer_) timer_.emplace(owner_.io);
    timer_->expires_after(std::chrono::nanoseconds(ns));
    deadline_ = std::max(deadline_, timer_->expiry() + owner_.options.idle);
    timer_->async_wait([self = shared_from_this()](const error_code& error) {
      if (error || self->gone_ || !self->waiting_) return;
      self->waiting_ = false;
      self->carry_out(std::exchange(self->actions_, {}));
      self->resume();
    });
  }

  // Takes the input that was held back, then goes on.
  void resume() {
    if (gone_) return;
    if (!held_.empty()) held_.erase(0, consume(held_));
    if (held_.empty()) held_.shrink_to_fit();
    go_on();
  }

  // After every step: sends, then reads, waits or closes, as things stand.
  void go_on() {
    send();
    if (gone_ || resuming_ || waiting_) return;
    if (state_ == State::closing || (input_ended_ && held_.empty())) {
      if (!sending_) linger();
    } else if (held_.empty()) {
      if (takes_input()) read();
    } else if (!sending_) {  // another client's turn first
      resuming_ = true;
      asio::post(owner_.io, [self = shared_from_this()] {
        self->resuming_ = false;
        self->resume();
      });
    }
  }

  void send() {
    if (sending_ || unsent() == 0) return;
    // Mostly the system takes all of it at once.
    error_code error;
    const std::size_t n = socket_.write_some(asio::buffer(out_.data() + sent_, unsent()), error);
    if (error && error != asio::error::would_block) return drop();
    if (took(n)) return;
    sending_ = true;
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& failed) {
      self->sending_ = false;
      if (self->gone_) return;
      if (failed) return self->drop();
      self->send();
      if (!self->sending_) self->resume();
    });
  }

  // So many octets have left. Whether all have.
  bool took(std::size_t n) {
    if (n > 0) touch();
    sent_ += n;
    if (unsent() > 0) return false;
    sent_ = 0;
    out_.clear();
    if (out_.capacity() > 512) out_.shrink_to_fit();  // an idle connection holds no buffer
    return true;
  }

  void read() {
    if (reading_) return;
    reading_ = true;
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code& failed) {
      self->reading_ = false;
      if (self->gone_) return;
      if (failed) return self->drop();
      self->receive();
    });
  }

  void receive() {
    error_code error;
    const std::size_t n = socket_.read_some(asio::buffer(owner_.buffer), error);
    if (error == asio::error::would_block) return go_on();
    if (error && error != asio::error::eof) return drop();
    if (state_ == State::lingering) return error ? drop() : read();
    if (state_ == State::closing) return;
    touch();
    if (error)
      input_ended_ = true;  // what was asked is answered still
    else if (const std::string_view input(owner_.buffer.data(), n); held_.empty())
      held_ = input.substr(consume(input));
    else
      held_.append(input);
    go_on();
  }

  // All has been sent. Closing with input unread would make the system reset the connection, and the client lose
  // our last answers: so what still comes is read past, for a while.
  void linger() {
    if (state_ == State::lingering) return;
    state_ = State::lingering;
    if (input_ended_ || owner_.stopping) return drop();
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    if (error) return drop();
    held_.clear();
    deadline_ = Clock::now() + owner_.options.grace;
    read();
  }

  Implementation& owner_;
  tcp::socket socket_;
  std::unique_ptr<Session> session_;
  Connections::iterator self_;
  Clock::time_point deadline_;
  std::optional<asio::steady_timer> timer_;  // of a `wait`; few sessions ever have one
  std::string held_;                         // input that may not be answered yet: at most one read
  std::string out_;                          // answers; from sent_ on they are unsent
  std::size_t sent_ = 0;
  Actions actions_;  // behind a `wait`
  State state_ = State::open;
  bool by_line_, reading_ = false, sending_ = false, waiting_ = false, resuming_ = false, input_ended_ = false,
                 gone_ = false;
};

void Server::Implementation::accept(Listener& listener) {
  listener.acceptor.async_accept([this, &listener](const error_code& error, tcp::socket socket) {
    if (stopping) return;
    if (error) {  // out of descriptors or memory, or the client has left again
      listener.again.expires_after(std::chrono::milliseconds(50));
      listener.again.async_wait([this, &listener](const error_code& cancelled) {
        if (!cancelled && !stopping) accept(listener);
      });
      return;
    }
    if (connections.size() < options.max_connections) {
      const auto connection = connections.insert(
          connections.end(), std::make_shared<Connection>(*this, std::move(socket), listener.service));
      const auto keep = *connection;
      keep->start(connection);
    }
    accept(listener);
  });
}

// One timer for all deadlines: resetting one a connection at each octet would cost more than looking at all of them
// now and then.
void Server::Implementation::sweep() {
  using std::chrono::milliseconds;
  const auto period = std::min(options.idle, options.grace) / 4;
  sweep_timer.expires_after(std::clamp<milliseconds>(period, milliseconds(10), milliseconds(1000)));
  sweep_timer.async_wait([this](const error_code& cancelled) {
    if (cancelled || stopping) return;
    const auto now = Clock::now();
    for (auto i = connections.begin(); i != connections.end();) (*i++)->check_time(now);
    sweep();
  });
}

void Server::Implementation::ended(Connections::iterator connection) {
  connections.erase(connection);
  if (options.once) asio::post(io, [this] { stop(); });  // not now: somebody may be going through the list
  if (stopping && connections.empty()) grace_timer.cancel();
}

void Server::Implementation::stop() {
  if (std::exchange(stopping, true)) return;
  error_code ignored;
  for (auto& listener : listeners) listener.acceptor.close(ignored), listener.again.cancel();
  signals.cancel(ignored);
  signals.clear(ignored);  // a second one ends the program as usual
  sweep_timer.cancel();
  grace_timer.expires_after(options.grace);
  grace_timer.async_wait([this](const error_code& cancelled) {
    if (cancelled) return;
    for (auto i = connections.begin(); i != connections.end();) (*i++)->drop();
  });
  for (auto i = connections.begin(); i != connections.end();) (*i++)->drain();
  if (connections.empty()) grace_timer.cancel();
}

Server::Server(Options options) : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Server::~Server() = default;

Listening Server::listen(Service service, const std::string& address, std::uint16_t port) {
  error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return {address, port, "is no IP address; write one such as 127.0.0.1 or ::1"};
  Listening out{place_of(address, port), port, {}};
  const bool mapped = ip.is_v6() && ip.to_v6().is_v4_mapped();
  const bool loopback =
      mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, ip.to_v6()).is_loopback() : ip.is_loopback();
  if (!loopback && !implementation_->options.allow_public) {
    out.error = "others could connect there; say --public if they should";
    return out;
  }
  auto& listeners = implementation_->listeners;
  auto& listener = listeners.emplace_back(*implementation_, std::move(service));
  const tcp::endpoint endpoint(ip, port);
  const auto ok = [&](auto&& step) { return !error && (step(), !error); };
  auto& acceptor = listener.acceptor;
  ok([&] { acceptor.open(endpoint.protocol(), error); });
  ok([&] {
    fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
  });  // a command that we start does not hold the port
  ok([&] { acceptor.set_option(tcp::acceptor::reuse_address(true), error); });  // a restart need not wait
  ok([&] { acceptor.bind(endpoint, error); });
  ok([&] { acceptor.listen(asio::socket_base::max_listen_connections, error); });
  if (!error) out.port = acceptor.local_endpoint(error).port();
  out.place = place_of(address, out.port);
  if (error) {
    out.error = what_to_do(error);
    listeners.pop_back();
    return out;
  }
  implementation_->accept(listener);
  return out;
}

void Server::stop_on_signals() {
  auto& i = *implementation_;
  error_code ignored;
  i.signals.add(SIGINT, ignored);
  i.signals.add(SIGTERM, ignored);
  i.signals.async_wait([&i](const error_code& cancelled, int) {
    if (cancelled) return;
    i.signalled = true;
    i.stop();
  });
}

bool Server::ended_by_signal() const { return implementation_->signalled; }

void Server::run() {
  implementation_->sweep();
  implementation_->io.run();
}

void Server::stop() {
  asio::post(implementation_->io, [i = implementation_.get()] { i->stop(); });
}

}  // namespace heloscope::network
