// Where reports are written: a buffer in front of a file or standard output, or a string.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace heloscope::report {

class Output {
 public:
  using value_type = char;  // for std::back_inserter

  /// Writes to `file`, which stays the caller's; without one, text() holds everything.
  explicit Output(std::FILE* file = nullptr) : file_(file) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { flush(); }

  /// Inline, so that a literal's copy is a few moves: reports are made of very many short writes.
  void write(std::string_view text) {
    if (text.size() > capacity_ - size_) grow(text.size());
    if (!text.empty()) std::memcpy(octets_.get() + size_, text.data(), text.size());
    size_ += text.size();
  }
  void write(char c) {
    if (size_ == capacity_) grow(1);
    octets_[size_++] = c;
  }
  void push_back(char c) { write(c); }
  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(*this), format, std::forward<Args>(args)...);
  }
  /// To be called between records: passes on what has gathered.
  void settle() {
    if (size_ >= 65536) flush();
  }
  void flush() {
    if (!file_ || size_ == 0) return;
    if (std::fwrite(octets_.get(), 1, size_, file_) != size_) failed_ = true;
    size_ = 0;
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  /// Whether anything could not be written.
  bool failed() const { return failed_; }
  std::string_view text() const { return {octets_.get(), size_}; }

 private:
  void grow(std::size_t more) {
    const std::size_t capacity = std::max(2 * capacity_, std::max(size_ + more, std::size_t{512}));
    auto octets = std::make_unique<char[]>(capacity);
    if (size_) std::memcpy(octets.get(), octets_.get(), size_);
    octets_ = std::move(octets);
    capacity_ = capacity;
  }

  std::FILE* file_;
  std::unique_ptr<char[]> octets_;
  std::size_t size_ = 0, capacity_ = 0;
  bool failed_ = false;
};

}  // namespace heloscope::report
