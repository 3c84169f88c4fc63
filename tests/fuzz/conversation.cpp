// A conversation of hostile ends: the input is a script of turns (a control octet, then text up to the next turn).
// However the turns are cut, the events must be the same.
#include "analyzer/dialogue/conversation.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/analyzer/dialogue/script.hpp"

using namespace heloscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const bool opening_seen = (data[0] & 1) != 0;
  const std::uint16_t port = (data[0] & 2) != 0 ? 110 : 25;
  std::vector<dialogue::Say> script;
  Side side = (data[0] & 4) != 0 ? Side::client : Side::server;
  std::string octets;
  for (std::size_t i = 1; i < size; ++i) {  // 0xFF: the other side goes on; 0xFE: a gap of this side
    if (data[i] < 0xfe) {
      octets += static_cast<char>(data[i]);
      continue;
    }
    if (!octets.empty()) script.push_back({side, std::move(octets)});
    octets.clear();
    if (data[i] == 0xff)
      side = other(side);
    else
      script.push_back({side, "", i % 7 + 1});
  }
  if (!octets.empty()) script.push_back({side, octets});
  const auto events = [&](std::size_t piece) {
    dialogue::Conversation conversation({}, port, opening_seen);
    dialogue::play(conversation, script, piece);
    return dialogue::whole(conversation.record());
  };
  const auto want = events(0);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}})
    if (events(piece) != want) std::abort();
  return 0;
}
