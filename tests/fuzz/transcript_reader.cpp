// A text as a transcript in every dialect: connections open before they speak and close once, every line is either
// delivered or counted as no dialogue, and a telnet paste's lines arrive octet by octet.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/transcript/reader.hpp"

namespace {
using namespace heloscope;
using namespace heloscope::transcript;

void require(bool holds) {
  if (!holds) std::abort();
}

class Checker {
 public:
  Checker(Dialect dialect, const std::vector<std::string_view>& lines) : dialect_(dialect), lines_(lines) {}

  void take(std::span<const Step> steps, const Reader& reader) {
    for (const Step& step : steps) {
      require(step.connection < 2);
      require(step.chunk.place >= place_ && step.chunk.place <= lines_.size());
      place_ = step.what == Step::What::chunk ? step.chunk.place : place_;
      switch (step.what) {
        case Step::What::open:
          require(!open_);
          open_ = true;
          connection_ = step.connection;
          require(reader.describe(step.connection).number == ++opened_);
          break;
        case Step::What::close:
          require(open_ && step.connection == connection_);
          open_ = false;
          break;
        case Step::What::chunk:
          require(open_ && step.connection == connection_);
          step.chunk.missing > 0 ? require(step.chunk.bytes.empty()) : take(step.chunk);
      }
    }
  }
  void end(const Reader& reader) const {
    require(!open_);
    require(reader.dialogue() + reader.not_dialogue() == lines_.size());
    require(chunks_ <= reader.dialogue());
  }

 private:
  void take(const Chunk& chunk) {
    ++chunks_;
    require(chunk.bytes.ends_with("\r\n"));
    std::string_view text = chunk.bytes.substr(0, chunk.bytes.size() - 2);
    if (dialect_ != Dialect::telnet) return;
    // The line, without a note at its end; or several lines of base64.
    std::size_t at = static_cast<std::size_t>(chunk.place) - 1;
    std::string_view line = lines_[at];
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (text.size() <= line.size()) {
      require(line.starts_with(text));
      const std::string_view rest = line.substr(text.size());
      require(rest.empty() || rest.find("<--") != rest.npos);
      return;
    }
    while (!text.empty()) {
      line = lines_.at(at++);
      if (line.ends_with('\r')) line.remove_suffix(1);
      require(text.starts_with(line) && !line.empty());
      text.remove_prefix(line.size());
    }
  }

  Dialect dialect_;
  const std::vector<std::string_view>& lines_;
  bool open_ = false;
  std::uint32_t connection_ = 0;
  std::uint64_t place_ = 0, opened_ = 0, chunks_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  detect(text);
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  for (const DialectInfo& dialect : dialects()) {
    Reader reader(dialect.dialect);
    Checker checker(dialect.dialect, lines);
    std::uint64_t number = 0;
    for (const std::string_view line : lines) checker.take(reader.feed(line, ++number), reader);
    checker.take(reader.finish(), reader);
    checker.end(reader);
  }
  return 0;
}
