#include "analyzer/dialogue/line_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heloscope::dialogue {
namespace {

struct Seen {
  std::string text;
  std::uint64_t octets;
  bool crlf, cut;
  std::uint64_t first, last;
  friend bool operator==(const Seen&, const Seen&) = default;
};

// Octet i comes in frame 1 + i / 10, cut further into pieces of `piece`.
std::vector<Seen> read(const std::string& stream, std::size_t piece) {
  LineReader reader;
  std::vector<Seen> out;
  const auto keep = [&](const Line& l) {
    out.push_back({std::string(l.text), l.octets, l.crlf, l.cut, l.origin.first_place, l.origin.last_place});
  };
  for (std::size_t frame = 0; frame * 10 < stream.size(); ++frame) {
    const std::string octets = stream.substr(frame * 10, 10);
    for (std::size_t at = 0; at < octets.size(); at += piece) {
      const std::string copy = octets.substr(at, piece);
      reader.feed({Side::client, copy, 0, 0, frame + 1});
      while (const auto line = reader.next()) keep(*line);
      reader.settle();
    }
  }
  if (const auto line = reader.finish()) keep(*line);
  return out;
}

TEST(LineReader, CutsLinesAndTellsHowTheyEnd) {
  EXPECT_EQ(read("HELO a\r\nQUIT\n\r\nleft", 10), (std::vector<Seen>{{"HELO a", 8, true, false, 1, 1},
                                                                     {"QUIT", 5, false, false, 1, 2},
                                                                     {"", 2, true, false, 2, 2},
                                                                     {"left", 4, true, false, 2, 2}}));
}

TEST(LineReader, GivesTheSameLinesHoweverCut) {
  const std::string stream =
      "MAIL FROM:<someone@example.org> SIZE=1000\r\nRCPT TO:<x@y>\n\r\r\n\n.\r\nQUIT\r\nunfinished";
  const auto whole = read(stream, 10);
  for (std::size_t piece = 1; piece < 10; ++piece) EXPECT_EQ(read(stream, piece), whole) << piece;
}

TEST(LineReader, KeepsTheBeginningOfALineOverTheLimit) {
  for (const int extra : {-1, 0, 1, 100000}) {
    SCOPED_TRACE(extra);
    const auto length = static_cast<std::size_t>(static_cast<long>(LineReader::max_line) + extra);
    const std::string stream = std::string(length, 'x') + "\r\nQUIT\r\n";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, stream.size()}) {
      SCOPED_TRACE(piece);
      LineReader reader;
      std::vector<std::pair<std::size_t, std::uint64_t>> lines;
      std::vector<bool> cut;
      for (std::size_t at = 0; at < stream.size(); at += piece) {
        const std::string copy = stream.substr(at, piece);
        reader.feed({Side::client, copy, 0, 0, 1});
        while (const auto line = reader.next())
          lines.emplace_back(line->text.size(), line->octets), cut.push_back(line->cut);
        reader.settle();
      }
      ASSERT_EQ(lines.size(), 2U);
      EXPECT_EQ(lines[0].first, std::min(length, LineReader::max_line));
      EXPECT_EQ(lines[0].second, length + 2);
      EXPECT_EQ(cut[0], extra > 0);
      EXPECT_EQ(lines[1], (std::pair<std::size_t, std::uint64_t>{4, 6}));
    }
  }
}

TEST(LineReader, TakesOctetsAsTheyAreBetweenLines) {
  LineReader reader;
  reader.feed({Side::client, "BDAT 3\r\nab", 0, 5, 1});
  EXPECT_EQ(reader.next()->text, "BDAT 3");
  EXPECT_EQ(reader.rest(), "ab");
  reader.take(2);
  reader.settle();
  reader.feed({Side::client, "cQUIT\r\n", 0, 6, 2});
  EXPECT_EQ(reader.take(1).first_place, 2U);
  EXPECT_EQ(reader.next()->text, "QUIT");
  reader.settle();
  EXPECT_FALSE(reader.finish());
}

}  // namespace
}  // namespace heloscope::dialogue
