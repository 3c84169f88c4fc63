#include "analyzer/dialogue/dot_block.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heloscope::dialogue {
namespace {

struct Result {
  std::string content, rest;
  bool done;
  friend bool operator==(const Result&, const Result&) = default;
};

Result read(const std::string& stream, std::size_t piece, bool lenient = false) {
  DotBlock block;
  block.start(lenient);
  Result out{"", "", false};
  for (std::size_t at = 0; at < stream.size();) {
    const std::string copy = stream.substr(at, piece);
    const std::size_t used = block.feed(copy, [&](std::string_view c) { out.content += c; });
    if (block.done()) {
      out.rest = stream.substr(at + used);
      break;
    }
    EXPECT_EQ(used, copy.size());
    at += used;
  }
  out.done = block.done();
  return out;
}

TEST(DotBlock, CutsContentOutExactly) {
  const struct {
    const char* name;
    std::string stream;
    Result strict, lenient;
  } cases[] = {
      {"ordinary", "a\r\nb\r\n.\r\nQUIT", {"a\r\nb\r\n", "QUIT", true}, {"a\r\nb\r\n", "QUIT", true}},
      {"empty", ".\r\n", {"", "", true}, {"", "", true}},
      {"stuffed", "..\r\n...x\r\n.y\r\n.\r\n", {".\r\n..x\r\ny\r\n", "", true}, {".\r\n..x\r\ny\r\n", "", true}},
      {"dots inside", "a.b\r\n a.\r\n.\r\n", {"a.b\r\n a.\r\n", "", true}, {"a.b\r\n a.\r\n", "", true}},
      {"LF.LF is no end", "a\n.\nb\r\n.\r\n", {"a\n.\nb\r\n", "", true}, {"a\n", "b\r\n.\r\n", true}},
      {"LF.CRLF is no end", "a\n.\r\nb\r\n.\r\n", {"a\n.\r\nb\r\n", "", true}, {"a\n", "b\r\n.\r\n", true}},
      {"CRLF.LF is no end", "a\r\n.\nb\r\n.\r\n", {"a\r\n\nb\r\n", "", true}, {"a\r\n", "b\r\n.\r\n", true}},
      {"CR.CR is no end", "a\r.\rb\r\n.\r\n", {"a\r.\rb\r\n", "", true}, {"a\r.\rb\r\n", "", true}},
      {"dot CR x", "\r\n.\rx\r\n.\r\n", {"\r\n\rx\r\n", "", true}, {"\r\n\rx\r\n", "", true}},
      {"dot CR CR LF", ".\r\r\n.\r\n", {"\r\r\n", "", true}, {"\r\r\n", "", true}},
      {"no end", "a\r\n.", {"a\r\n", "", false}, {"a\r\n", "", false}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    for (std::size_t piece = 1; piece <= c.stream.size(); ++piece) {
      SCOPED_TRACE(piece);
      EXPECT_EQ(read(c.stream, piece), c.strict);
      EXPECT_EQ(read(c.stream, piece, true), c.lenient);
    }
  }
}

TEST(DotBlock, BegunInsideALineTakesNoDotBeforeTheFirstLineEnd) {
  DotBlock block;
  block.start_inside(false);
  std::string content;
  block.feed(".\r\nx\r\n.\r\n", [&](std::string_view c) { content += c; });
  EXPECT_TRUE(block.done());
  EXPECT_EQ(content, ".\r\nx\r\n");
}

}  // namespace
}  // namespace heloscope::dialogue
