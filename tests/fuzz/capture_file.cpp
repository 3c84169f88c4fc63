// Any octets as a capture file: opened, decoded, reassembled, to the end.
#include <cstdlib>

#include "analyzer/capture/connection.hpp"
#include "analyzer/capture/file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace heloscope::capture;
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  auto file = File::open_memory(octets);
  if (!file) return file.error().what[0] == '\0' ? std::abort(), 1 : 0;  // never without a word
  Connections connections;
  std::uint64_t sum = 0;
  int packets = 0;
  // A few octets of gzip are gigabytes of packets.
  while (const Packet* packet = packets++ < 10000 ? file->next() : nullptr) {
    Segment segment;
    if (decode(find_link_type(packet->link_type), *packet, segment) != Skip::none) continue;
    for (const auto& step : connections.feed(segment)) {
      for (const char c : step.chunk.bytes) sum += static_cast<unsigned char>(c);  // the octets are there
      if (step.what == heloscope::Step::What::close)
        sum += connections.describe(step.connection).client.address.size();
    }
  }
  for (const auto& step : connections.finish()) sum += step.chunk.bytes.size();
  return sum == ~std::uint64_t{0} ? 1 : 0;
}
