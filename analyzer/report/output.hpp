// Where reports are written: a buffer in front of a file or standard output, or a string.
#pragma once
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

namespace heloscope::report {

class Output {
 public:
  /// Writes to `file`, which stays the caller's; without one, text() holds everything.
  explicit Output(std::FILE* file = nullptr) : file_(file) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { flush(); }

  fmt::memory_buffer& buffer() { return buffer_; }
  void write(std::string_view text) { buffer_.append(text.data(), text.data() + text.size()); }
  void write(char c) { buffer_.push_back(c); }
  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
  }
  /// To be called between records: passes on what has gathered.
  void settle() {
    if (buffer_.size() >= 65536) flush();
  }
  void flush() {
    if (!file_ || buffer_.size() == 0) return;
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) failed_ = true;
    buffer_.clear();
  }
  /// Whether anything could not be written.
  bool failed() const { return failed_; }
  std::string_view text() const { return {buffer_.data(), buffer_.size()}; }

 private:
  std::FILE* file_;
  fmt::memory_buffer buffer_;
  bool failed_ = false;
};

}  // namespace heloscope::report
