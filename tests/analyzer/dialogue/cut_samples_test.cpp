// Every sample, cut: a stream's pieces must not matter, byte by byte included.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "analyzer/capture/connection.hpp"
#include "analyzer/capture/file.hpp"
#include "analyzer/capture/link_type.hpp"
#include "analyzer/capture/tcp.hpp"
#include "analyzer/transcript/reader.hpp"
#include "grammars/ascii.hpp"
#include "tests/analyzer/dialogue/script.hpp"

namespace heloscope::dialogue {
namespace {

// A step whose octets are its own.
struct Kept {
  Step step;
  std::string octets;
};
using Steps = std::vector<Kept>;

void keep(Steps& out, std::span<const Step> steps) {
  for (const Step& step : steps) out.push_back({step, std::string(step.chunk.bytes)});
}

Steps read_transcript(const std::string& text) {
  Steps out;
  const auto dialect = transcript::detect(text);
  if (!dialect) return out;
  transcript::Reader reader(*dialect);
  std::istringstream lines(text);
  std::uint64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    keep(out, reader.feed(line, ++number));
  }
  keep(out, reader.finish());
  return out;
}

Steps read_capture(const std::string& octets) {
  Steps out;
  auto file = capture::File::open_memory(octets);
  if (!file) return out;
  capture::Connections connections;
  while (const auto* packet = file->next()) {
    capture::Segment segment;
    if (capture::decode(capture::find_link_type(packet->link_type), *packet, segment) == capture::Skip::none)
      keep(out, connections.feed(segment));
  }
  keep(out, connections.finish());
  return out;
}

// The events of all connections, each chunk given in pieces by `pieces(octets)`.
template <class Pieces>
std::vector<std::string> events(const Steps& steps, Pieces&& pieces) {
  std::vector<std::string> out;
  std::unique_ptr<Conversation> open[16];
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i].step;
    auto& conversation = open[step.connection % 16];
    if (!conversation) conversation = std::make_unique<Conversation>(Options{}, std::uint16_t{25}, true);
    if (step.what == Step::What::open) {
      conversation->open(step.chunk);
    } else if (step.what == Step::What::chunk) {
      Chunk chunk = step.chunk;
      if (chunk.missing) {
        conversation->feed(chunk);
        continue;
      }
      for (const std::string& piece : pieces(i, steps[i].octets)) {
        chunk.bytes = piece;
        conversation->feed(chunk);
      }
    } else {
      conversation->close(step.ending, step.chunk);
      for (auto& line : whole(conversation->record())) out.push_back(std::move(line));
      conversation.reset();
    }
  }
  return out;
}

class CutSamples : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(CutSamples, GiveTheSameEvents) {
  std::ifstream file(GetParam(), std::ios::binary);
  const std::string octets{std::istreambuf_iterator<char>(file), {}};
  const Steps steps = GetParam().extension() == ".pcap" ? read_capture(octets) : read_transcript(octets);
  const auto want = events(steps, [](std::size_t, const std::string& all) { return std::vector{all}; });
  for (const std::size_t size : {1U, 2U, 3U, 5U, 7U, 11U}) {
    const auto got = events(steps, [&](std::size_t, const std::string& all) {
      std::vector<std::string> pieces;
      for (std::size_t at = 0; at < all.size(); at += size) pieces.push_back(all.substr(at, size));
      return pieces;
    });
    ASSERT_EQ(got, want) << "in pieces of " << size;
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (std::size_t at = 1; at < steps[i].octets.size(); ++at) {
      const auto got = events(steps, [&](std::size_t k, const std::string& all) {
        return k == i ? std::vector{all.substr(0, at), all.substr(at)} : std::vector{all};
      });
      ASSERT_EQ(got, want) << "chunk " << i << " cut at " << at;
    }
  }
}

std::vector<std::filesystem::path> samples() {
  std::vector<std::filesystem::path> out;
  for (const char* folder : {"samples/transcripts", "samples/captures"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".txt" || entry.path().extension() == ".pcap") out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

std::string name_of(const ::testing::TestParamInfo<std::filesystem::path>& sample) {
  std::string name = sample.param.stem().string() + '_' + sample.param.parent_path().filename().string();
  for (char& c : name)
    if (!ascii::is_alnum(c)) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, CutSamples, ::testing::ValuesIn(samples()), name_of);

}  // namespace
}  // namespace heloscope::dialogue
