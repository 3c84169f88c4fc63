// What is learnt from a message's content while it passes: octets, lines, digest, header. Nothing but the header is
// kept.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/dialogue/event.hpp"

namespace heloscope::dialogue {

/// SHA-256 of octets as they pass.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;
  void start();
  void add(std::string_view octets);
  std::array<std::uint8_t, 32> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;  // made at the first start(): most dialogues carry no message
};

class ContentScan {
 public:
  /// The header section is kept up to here; a longer one is cut. Ordinary ones have 1 to 10 KiB.
  static constexpr std::size_t max_header = 65536;

  void begin(std::string_view via, bool hash);
  /// Octets of the content, in order, cut anywhere.
  void add(std::string_view octets);
  /// Octets that belong here and are not in the input; `n` may be 0 if nobody knows how many.
  void missing(std::uint64_t n);
  bool active() const { return active_; }
  bool damaged() const { return damaged_; }
  std::uint64_t octets() const { return message_.octets; }
  /// Ends the message. Complete means: it ended as the protocol wants, and nothing is missing. Header text goes to
  /// `record`.
  Message end(bool ended, Record& record);
  /// Forgets it.
  void drop() { active_ = false; }

 private:
  void count_lines(std::string_view octets);
  void measure_lines(std::string_view octets);
  void keep_header(std::string_view octets);

  Message message_;
  Digest digest_;
  std::string header_;
  bool active_ = false, hash_ = false, damaged_ = false, in_header_ = false, last_cr_ = false;
  std::uint64_t line_so_far_ = 0;  // octets of the line that the last add() left unfinished
};

}  // namespace heloscope::dialogue
