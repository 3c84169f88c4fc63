// Turns the lines of a text transcript into steps: Reader reader(Dialect::telnet); for each line: for (const Step&
// step : reader.feed(line, number)) ...; then the steps of finish(). One line is kept at a time, whatever the text's
// length.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/chunk.hpp"
#include "analyzer/transcript/dialect.hpp"
#include "analyzer/transcript/talk.hpp"
#include "grammars/transcript/transcript.hpp"

namespace heloscope::transcript {

class Reader {
 public:
  explicit Reader(Dialect dialect) : dialect_(dialect) {}

  /// One line without its ending, and its number from 1. Each line of the dialogue becomes a chunk with CRLF, which a
  /// transcript does not show; its place is the number of its first line. Octets that a BDAT or XEXCH50 announced and
  /// the text does not show are a gap. The steps are valid until the next call.
  std::span<const Step> feed(std::string_view line, std::uint64_t line_number);
  std::span<const Step> finish();

  /// What is known of a connection, by the number in its steps; until its close has been handled.
  ConnectionInfo describe(std::uint32_t connection) const { return infos_[connection % infos_.size()]; }

  std::uint64_t dialogue() const { return dialogue_; }  ///< lines delivered in chunks
  std::uint64_t not_dialogue() const {
    return not_dialogue_;
  }  ///< lines that are remarks, prompts, prose or telnet's own

 private:
  /// Why a line waits for the next one.
  enum class Waits : std::uint8_t { no, folded, base64, unknown };
  struct Held {
    Waits waits = Waits::no;
    std::string text;
    std::uint64_t number = 0, lines = 0;
    Side from = Side::client;
    std::size_t indent = 0;
  };
  static constexpr std::size_t max_folded =
      std::size_t{64} * 1024;  // octets joined from folded lines; a limit on memory

  void read_marked(std::string_view line, std::uint64_t number);
  void read_telnet(std::string_view line, std::uint64_t number);
  void read_dialogue(std::string_view line, std::uint64_t number);
  bool continues(const MarkedLine& line) const;
  bool skip_blank();
  void skip_counted(std::uint64_t number);
  void take_notice(const TelnetLine& notice, std::uint64_t number);
  bool take_remark(std::string_view text, std::uint64_t number, std::uint64_t lines);
  void settle();
  void settle_marked(std::string_view text, Side from, std::uint64_t number, std::uint64_t lines);
  bool is_foreign(Side from, std::string_view text);

  void hold(Waits waits, Side from, std::string_view text, std::uint64_t number, std::size_t indent = 0);
  void drop(std::uint64_t lines) { not_dialogue_ += lines; }
  void settle_unknown(bool answered);
  void say(Side from, std::string_view text, std::uint64_t number, std::uint64_t lines = 1);
  void open(std::uint64_t number);
  void close(Ending ending, std::uint64_t number);
  void push(Step step);

  Dialect dialect_;
  Talk talk_;
  Held held_;
  bool open_ = false;
  bool closed_ = false;     ///< the text says that the connection ended: what follows needs a new greeting
  bool spaced_ = false;     ///< a blank line followed the last reply: this paste has them everywhere
  bool replied_ = false;    ///< the line before was the last of a reply
  bool foreign_ = false;    ///< inside an example of another protocol
  std::size_t column_ = 0;  ///< blanks between mark and text, beyond the one, in this connection
  std::uint32_t connection_ = 1;
  std::uint64_t connections_ = 0, dialogue_ = 0, not_dialogue_ = 0;
  std::uint64_t last_number_ = 0;

  std::array<ConnectionInfo, 2> infos_;  // closing one and opening the next can fall on one line
  ConnectionInfo next_;                  // what was told of the connection that is about to begin
  Notice named_by_ = Notice::none;       // where its server's name is from

  static constexpr std::size_t max_steps = 8;
  std::array<Step, max_steps> steps_;
  std::size_t step_count_ = 0;
  std::array<std::string, 3> texts_;  // what this call's chunks borrow from
  std::size_t text_count_ = 0;
};

}  // namespace heloscope::transcript
