// Octets as a script of segments between few ends: whatever comes, connections open before they speak, close once,
// and nothing is kept beyond the limits. Octets tell their own positions, so order and gaps are checked too.
#include <cstdlib>
#include <cstring>
#include <map>
#include <vector>

#include "analyzer/capture/connection.hpp"

namespace {

using namespace heloscope;
using namespace heloscope::capture;

void check(bool right) {
  if (!right) std::abort();
}

struct Reader {
  const unsigned char* at;
  const unsigned char* end;
  std::uint32_t get() { return at == end ? 0u : *at++; }
};

// What a stream holds at a sequence number, so that delivered octets show where they belong.
char octet_at(std::uint32_t seq) { return static_cast<char>(seq * 7 + (seq >> 8)); }

struct Live {
  bool known[2] = {false, false};
  std::uint32_t next[2] = {0, 0};
};

class Checker {
 public:
  explicit Checker(bool lying) : lying_(lying) {}  // lying: octets do not tell their positions
  void operator()(const Connections& connections, std::span<const Step> steps) {
    for (const Step& step : steps) {
      if (step.what == Step::What::open) {
        check(!live_.contains(step.connection));
        live_[step.connection] = {};
        check(connections.number(step.connection) == ++opened_);
        continue;
      }
      check(live_.contains(step.connection));
      if (step.what == Step::What::close) {
        check(connections.describe(step.connection).number <= opened_);
        live_.erase(step.connection);
        continue;
      }
      check(step.chunk.bytes.empty() != (step.chunk.missing == 0));
      if (!lying_) follow(live_[step.connection], step.chunk);
    }
  }
  void forget(std::uint32_t connection) { live_.erase(connection); }
  bool is_live(std::uint32_t connection) const { return live_.contains(connection); }
  bool empty() const { return live_.empty(); }

 private:
  // Two octets side by side must be neighbours in the stream; across a chunk's edge as well.
  static void follow(Live& live, const Chunk& chunk) {
    const std::size_t side = index(chunk.from);
    if (chunk.missing > 0) {
      live.next[side] += static_cast<std::uint32_t>(chunk.missing);
      return;
    }
    if (!live.known[side]) {
      // Find the position by its octets, near zero, where the script's streams are.
      for (std::uint32_t seq = 0; seq < 70000 && !live.known[side]; ++seq) {
        bool all = true;
        for (std::size_t i = 0; i < chunk.bytes.size() && all; ++i) {
          all = chunk.bytes[i] == octet_at(seq + static_cast<std::uint32_t>(i));
        }
        if (all) live.known[side] = chunk.bytes.size() > 300, live.next[side] = seq;
        if (all) break;
      }
      if (!live.known[side]) return;  // too short to be sure
    }
    for (const char c : chunk.bytes) check(c == octet_at(live.next[side]++));
  }

  bool lying_;
  std::map<std::uint32_t, Live> live_;
  std::uint64_t opened_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  Reader in{data, data + size};
  Limits limits;
  limits.held = 4096, limits.held_in_all = 8192, limits.connections = 6, limits.closed = 3;
  Connections connections(limits);
  const bool lying = (in.get() & 1) != 0;
  Checker checker(lying);
  std::int64_t time_ns = 0;
  std::uint64_t frame = 0;
  std::vector<char> octets;
  while (in.at != in.end) {
    const std::uint32_t who = in.get(), what = in.get();
    Segment s;
    s.source = v4(who & 1), s.destination = v4((who >> 1) & 1);
    s.source_port = (who & 4) != 0 ? 25 : 1044;
    s.destination_port = (who & 8) != 0 ? 25 : static_cast<std::uint16_t>(1044 + ((who >> 4) & 7));
    s.flags = static_cast<std::uint8_t>(what & 0x17);
    s.seq = in.get() | in.get() << 8 | ((what & 0x20) != 0 ? in.get() << 24 : 0u);
    s.ack = in.get() | in.get() << 8 | ((what & 0x40) != 0 ? in.get() << 24 : 0u);
    octets.resize((what & 0x08) != 0 ? in.get() * 6 : in.get() & 7);
    const std::uint32_t first = s.seq + ((s.flags & flag::syn) != 0 ? 1 : 0);
    for (std::size_t i = 0; i < octets.size(); ++i) {
      octets[i] = lying ? static_cast<char>(in.get()) : octet_at(first + static_cast<std::uint32_t>(i));
    }
    s.payload = {octets.data(), octets.size()};
    if ((what & 0x80) != 0) {
      const std::uint32_t more = in.get();
      s.missing = (more & 3) == 1 ? more : 0;
      time_ns += std::int64_t{more} * more * 1'000'000'000;
    }
    s.time_ns = time_ns, s.frame = ++frame;
    const auto steps = connections.feed(s);
    checker(connections, steps);
    check(connections.held() <= limits.held_in_all);
    check(connections.remembered() <= limits.connections + 4);
    if ((who & 0xf0) == 0xf0 && !steps.empty() && checker.is_live(steps.back().connection)) {
      connections.ignore(steps.back().connection);
      checker.forget(steps.back().connection);
    }
  }
  checker(connections, connections.finish());
  check(checker.empty());
  check(connections.held() == 0);
  return 0;
}
