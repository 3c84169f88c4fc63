// Conversations for tests: s.client(0, 0, "EHLO x") sends a segment whose numbers count from each side's first octet;
// s.log then holds the steps as text: "+1" opens connection 1, "C:..." and "S:..." are octets, "C-5" is a gap, "x1
// fin" closes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/capture/connection.hpp"

namespace heloscope::capture {

struct Script {
  Connections connections;
  std::string log;
  std::uint32_t client_start = 1000, server_start = 5000;
  std::uint16_t client_port = 1044, server_port = 25;
  std::int64_t time_ns = 0;
  std::int64_t step_ns = 1'000'000;
  std::uint64_t frame = 0;
  std::vector<std::uint64_t> frames;  // the places of the steps
  std::uint32_t last_connection = 0;

  explicit Script(const Limits& limits = {}) : connections(limits) {}

  void take(std::span<const Step> steps) {
    constexpr const char* endings[] = {"end", "fin", "reset", "timeout"};
    for (const Step& step : steps) {
      if (!log.empty()) log += ' ';
      const std::string side = step.chunk.from == Side::client ? "C" : "S";
      switch (step.what) {
        case Step::What::open: log += "+" + std::to_string(connections.number(step.connection)); break;
        case Step::What::close:
          log += "x" + std::to_string(connections.number(step.connection)) + " " +
                 endings[static_cast<std::size_t>(step.ending)];
          break;
        case Step::What::chunk:
          log += step.chunk.missing > 0 ? side + "-" + std::to_string(step.chunk.missing)
                                        : side + ":" + std::string(step.chunk.bytes);
          break;
      }
      frames.push_back(step.chunk.place);
      last_connection = step.connection;
    }
  }
  void send(Side from, std::uint32_t seq, std::uint32_t ack, std::string_view octets, std::uint8_t flags,
            std::uint32_t missing = 0) {
    const bool client = from == Side::client;
    Segment s;
    s.source = v4(client ? 0xc0000201 : 0xc0000219), s.destination = v4(client ? 0xc0000219 : 0xc0000201);
    s.source_port = client ? client_port : server_port, s.destination_port = client ? server_port : client_port;
    s.seq = seq + (client ? client_start : server_start);
    s.ack = (flags & flag::ack) != 0 ? ack + (client ? server_start : client_start) : 0;
    s.flags = flags, s.payload = octets, s.missing = missing;
    s.time_ns = time_ns += step_ns;
    s.frame = ++frame;
    take(connections.feed(s));
  }
  void client(std::uint32_t seq, std::uint32_t ack, std::string_view octets = {}, std::uint8_t flags = 0) {
    send(Side::client, seq, ack, octets, flags | flag::ack);
  }
  void server(std::uint32_t seq, std::uint32_t ack, std::string_view octets = {}, std::uint8_t flags = 0) {
    send(Side::server, seq, ack, octets, flags | flag::ack);
  }
  void syn() { send(Side::client, static_cast<std::uint32_t>(-1), 0, {}, flag::syn); }
  void syn_ack() { server(static_cast<std::uint32_t>(-1), 0, {}, flag::syn); }
  void handshake() { syn(), syn_ack(), client(0, 0); }
  void finish() { take(connections.finish()); }
};

}  // namespace heloscope::capture
