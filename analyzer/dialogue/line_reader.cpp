#include "analyzer/dialogue/line_reader.hpp"

#include <algorithm>
#include <cstring>

namespace heloscope::dialogue {

void LineReader::feed(const Chunk& chunk) {
  if (begin_ == view_.size()) {  // nothing left over: look at the chunk where it is
    view_ = chunk.bytes;
    owned_ = false;
    begin_ = searched_ = 0;
    marks_.clear();
    mark_ = 0;
  } else {
    if (begin_ > 0 &&
        begin_ * 2 > buffer_.size()) {  // what was taken goes away, at a cost that its size has paid for
      pass_marks(begin_);
      buffer_.erase(0, begin_);
      marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(mark_));
      for (auto& m : marks_) m.end -= begin_;
      searched_ -= begin_;
      begin_ = mark_ = 0;
    }
    buffer_.append(chunk.bytes);
    view_ = buffer_;
  }
  if (!marks_.empty() && marks_.back().place == chunk.place && marks_.back().time_ns == chunk.time_ns)
    marks_.back().end = view_.size();
  else
    marks_.push_back({view_.size(), chunk.time_ns, chunk.place});
}

void LineReader::pass_marks(std::size_t from) {
  while (mark_ + 1 < marks_.size() && marks_[mark_].end <= from) ++mark_;
}

Origin LineReader::origin(std::size_t from, std::size_t to) {
  pass_marks(from);
  std::size_t last = mark_;
  while (last + 1 < marks_.size() && marks_[last].end < to) ++last;
  if (marks_.empty()) return {};
  return {marks_[mark_].time_ns, marks_[last].time_ns, marks_[mark_].place, marks_[last].place};
}

Origin LineReader::take(std::size_t n) {
  const Origin at = origin(begin_, begin_ + n);
  begin_ += n;
  searched_ = std::max(searched_, begin_);
  return at;
}

std::optional<Line> LineReader::next() {
  const std::size_t from = std::max(begin_, searched_);
  const void* lf = from < view_.size() ? std::memchr(view_.data() + from, '\n', view_.size() - from) : nullptr;
  const std::size_t end = lf ? static_cast<std::size_t>(static_cast<const char*>(lf) - view_.data()) : view_.size();

  if (in_long_line_ || end - begin_ > max_line) {  // the beginning is kept aside, the rest is read past
    if (begin_ == view_.size()) return std::nullopt;
    read_past(lf ? end + 1 : end);
    if (!lf) return std::nullopt;
    const bool crlf = last_cr_;
    Line line = end_long_line();
    line.crlf = crlf;
    line.cut = line.octets - (crlf ? 2 : 1) > max_line;
    return line;
  }
  if (!lf) {
    searched_ = view_.size();
    return std::nullopt;
  }
  std::string_view text = view_.substr(begin_, end - begin_);
  const bool crlf = !text.empty() && text.back() == '\r';
  const Line line{
      crlf ? text.substr(0, text.size() - 1) : text, text.size() + 1, crlf, false, true, origin(begin_, end + 1)};
  begin_ = searched_ = end + 1;
  return line;
}

void LineReader::read_past(std::size_t end) {
  const std::string_view piece = view_.substr(begin_, end - begin_);
  const std::string_view content = piece.back() == '\n' ? piece.substr(0, piece.size() - 1) : piece;
  if (!content.empty()) last_cr_ = content.back() == '\r';
  const Origin at = take(piece.size());
  if (!in_long_line_) long_origin_ = at, long_octets_ = 0, long_line_.clear();
  in_long_line_ = true;
  long_line_.append(content.substr(0, max_line - long_line_.size()));
  long_octets_ += piece.size();
  long_origin_.end_ns = at.end_ns, long_origin_.last_place = at.last_place;
}

Line LineReader::end_long_line() {
  in_long_line_ = false;
  return {long_line_, long_octets_, false, true, true, long_origin_};
}

std::optional<Line> LineReader::finish() {
  if (in_long_line_) {
    Line line = end_long_line();
    line.ended = false;
    return line;
  }
  if (rest().empty()) return std::nullopt;
  const std::string_view text = rest();
  return Line{text, text.size(), true, false, false, take(text.size())};
}

void LineReader::settle() {
  if (owned_ && begin_ < view_.size()) return;  // it is ours already
  if (begin_ == view_.size()) {
    buffer_.clear();
    if (buffer_.capacity() > 4 * max_line) buffer_.shrink_to_fit();  // a held burst is over
    view_ = {};
    begin_ = searched_ = 0;
    marks_.clear();
    mark_ = 0;
    owned_ = false;
    return;
  }
  const std::size_t taken = begin_;
  buffer_.assign(view_.substr(taken));
  view_ = buffer_;
  owned_ = true;
  for (auto& m : marks_) m.end = m.end > taken ? m.end - taken : 0;
  searched_ = searched_ > taken ? searched_ - taken : 0;
  begin_ = 0;
}

void LineReader::drop() {
  begin_ = searched_ = view_.size();
  in_long_line_ = false;
  settle();
}

}  // namespace heloscope::dialogue
