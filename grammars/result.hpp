// How functions say that octets could not be read: Result<T> is a T or an Error; a Fault is the place in a line where
// the grammar stopped, with what it wanted there.
#pragma once
#include <cassert>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace heloscope {

/// Why octets could not be read. `offset` counts octets from the start of the failing call's input.
struct Error {
  std::uint64_t offset = 0;
  const char* what = "";
};

/// A `T`, or the reason there is none: std::expected in miniature, until all our compilers have it.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(error) {}
  explicit operator bool() const { return value_.has_value(); }
  const T& operator*() const {
    assert(value_);
    return *value_;
  }
  T& operator*() {
    assert(value_);
    return *value_;
  }
  const T* operator->() const {
    assert(value_);
    return &*value_;
  }
  T* operator->() {
    assert(value_);
    return &*value_;
  }
  const Error& error() const {
    assert(!value_);
    return error_;
  }

 private:
  std::optional<T> value_;
  Error error_;
};

/// Where a line stops being what its grammar says. `offset` counts octets from the line's start (0 is the first);
/// `expected` names the production wanted there in the RFC's words ("Domain", "\"FROM:\"") and is static text.
struct Fault {
  std::uint32_t offset = 0;
  std::string_view expected;
  friend bool operator==(const Fault&, const Fault&) = default;
};

}  // namespace heloscope
