// A text transcript to its timeline. A greeting goes before the input in one of four forms, so that it counts as a
// transcript whatever follows.
#include <string>

#include "tests/fuzz/timeline.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr const char* beginnings[] = {"220 mail.example.org ESMTP\r\nEHLO x\r\n250 ok\r\n",
                                        "+OK POP3 ready\r\nUSER x\r\n+OK\r\n",
                                        "S: 220 mail.example.org ESMTP\nC: EHLO x\nS: 250 ok\n", ""};
  std::string text = beginnings[data[0] % 4];
  text.append(reinterpret_cast<const char*>(data) + 1, size - 1);
  return heloscope::fuzz_timeline(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}
