// One side's octets, taken as lines or as they are, however TCP cut them:
//   reader.feed(chunk); while (auto line = reader.next()) use(*line); reader.settle();
// Lines inside one chunk are views of it; only what is left over at settle() is copied.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/chunk.hpp"

namespace heloscope::dialogue {

/// Where octets came from: time and place of the first and the last of them.
struct Origin {
  std::int64_t time_ns = no_time, end_ns = no_time;
  std::uint64_t first_place = 0, last_place = 0;
};

struct Line {
  std::string_view text;     ///< without its ending; valid until the next feed() or settle()
  std::uint64_t octets = 0;  ///< as sent, ending included, also those over the limit
  bool crlf = true;          ///< false: bare LF, which RFC 5321 2.3.8 forbids and traces contain
  bool cut = false;          ///< longer than max_line: only the beginning is in `text`
  bool ended = true;         ///< false: the input ends inside the line
  Origin origin;
};

class LineReader {
 public:
  /// A line is kept up to here, so that one without an end cannot grow us; 128 times RFC 5321 4.5.3.1.4's limit.
  static constexpr std::size_t max_line = 65536;

  /// Borrows the chunk's octets until settle().
  void feed(const Chunk& chunk);
  /// The next line, or none until more octets come.
  std::optional<Line> next();
  /// What is left when nothing more will come: the unfinished line, if there is one.
  std::optional<Line> finish();
  /// Octets not yet taken.
  std::string_view rest() const { return view_.substr(begin_); }
  /// Takes `n` octets of rest() as they are.
  Origin take(std::size_t n);
  /// Keeps what was not taken; after it the chunk's octets are not looked at any more.
  void settle();
  /// Forgets an unfinished line (after a gap).
  void drop();

 private:
  struct Mark {
    std::size_t end;
    std::int64_t time_ns;
    std::uint64_t place;
  };  // octets up to `end` came then and there
  void pass_marks(std::size_t from);
  Origin origin(std::size_t from, std::size_t to);
  std::string buffer_;
  std::string_view view_;                 // of the chunk, or of buffer_
  bool owned_ = false;                    // view_ is of buffer_
  std::size_t begin_ = 0, searched_ = 0;  // no LF in [begin_, searched_): no octet is searched twice
  std::vector<Mark> marks_;
  std::size_t mark_ = 0;  // the first mark whose end is beyond begin_
  // A line over max_line, while its end is awaited.
  void read_past(std::size_t end);
  Line end_long_line();
  std::string long_line_;  // its kept beginning
  std::uint64_t long_octets_ = 0;
  Origin long_origin_;
  bool in_long_line_ = false, last_cr_ = false;
};

}  // namespace heloscope::dialogue
