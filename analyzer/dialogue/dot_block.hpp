// The text between DATA (or +OK) and the line with a single dot, cut out exactly: RFC 5321 4.5.2, RFC 1939 3.
//   block.start(); used = block.feed(octets, [&](std::string_view content) { hash(content); }); if (block.done()) ...
#pragma once
#include <cstddef>
#include <cstring>
#include <string_view>

namespace heloscope::dialogue {

class DotBlock {
 public:
  /// The next octet begins the first line. `lenient`: LF alone ends a line too, as it does for a server whose client
  /// ends its commands that way; otherwise only CRLF does (RFC 5321 2.3.8).
  void start(bool lenient) { at_ = At::line_start, lenient_ = lenient; }
  /// The block's beginning is not in the input: the next octet may be anywhere in a line.
  void start_inside(bool lenient) { at_ = At::inside, lenient_ = lenient; }
  bool done() const { return at_ == At::done; }

  /// Reads octets as far as the block goes and returns how many were its own. Content comes in slices of `octets`,
  /// with the doubled dots single and without the final dot line, to `sink(std::string_view)`.
  template <class Sink>
  std::size_t feed(std::string_view octets, Sink&& sink) {
    std::size_t i = 0, content = 0;  // [content, i) is read and not yet given to the sink
    const auto flush = [&](std::size_t end) {
      if (end > content) sink(octets.substr(content, end - content));
    };
    while (i < octets.size()) {
      switch (at_) {
        case At::line_start:
          if (octets[i] != '.') {
            at_ = At::inside;
            break;
          }
          flush(i);
          content = ++i;
          at_ = At::dot;
          break;
        case At::dot:  // withheld: an end, or the first of two
          if (octets[i] == '\r') {
            content = ++i;
            at_ = At::dot_cr;
          } else if (lenient_ && octets[i] == '\n') {
            at_ = At::done;
            return i + 1;
          } else {
            at_ = At::inside;
          }
          break;
        case At::dot_cr:
          if (octets[i] == '\n') {
            at_ = At::done;
            return i + 1;
          }
          sink(std::string_view("\r"));  // it was withheld with the dot, and is content
          at_ = At::cr;
          break;
        case At::cr:
          if (octets[i] == '\n') {
            ++i;
            at_ = At::line_start;
          } else {
            at_ = At::inside;
          }
          break;
        case At::inside: i = find_line_with_dot(octets, i); break;
        case At::done: return i;
      }
    }
    flush(octets.size());
    return octets.size();
  }

 private:
  enum class At : unsigned char { inside, cr, line_start, dot, dot_cr, done };

  // From `i`, inside a line, to the first dot that begins a line, or to the end. Dots are rarer than line ends, and
  // base64 has none: looking for them lets memchr run over whole messages.
  std::size_t find_line_with_dot(std::string_view octets, std::size_t i) {
    const std::size_t from = i;
    while (const void* hit = std::memchr(octets.data() + i, '.', octets.size() - i)) {
      const auto dot = static_cast<std::size_t>(static_cast<const char*>(hit) - octets.data());
      if (dot > from && line_ends_before(octets, dot, from)) {
        at_ = At::line_start;
        return dot;
      }
      i = dot + 1;
    }
    if (line_ends_before(octets, octets.size(), from))
      at_ = At::line_start;
    else if (octets.back() == '\r')
      at_ = At::cr;
    return octets.size();
  }
  bool line_ends_before(std::string_view octets, std::size_t end, std::size_t from) const {
    if (end - from >= 1 && octets[end - 1] == '\n') return lenient_ || (end - from >= 2 && octets[end - 2] == '\r');
    return false;
  }

  At at_ = At::line_start;
  bool lenient_ = false;
};

}  // namespace heloscope::dialogue
