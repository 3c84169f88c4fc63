// 8-bit octets in a header section: RFC 5322 2.2 allows none, RFC 6532 allows UTF-8 where both sides agreed on it
// (SMTPUTF8 by RFC 6531, UTF8 by RFC 6856).
#include <algorithm>

#include "analyzer/insight/detectors.hpp"
#include "analyzer/insight/tally.hpp"
#include "analyzer/insight/words.hpp"
#include "grammars/ascii.hpp"
#include "grammars/smtp/command.hpp"
#include "grammars/smtp/parameter.hpp"

namespace heloscope::insight {
namespace {

using dialogue::Event, dialogue::Kind, dialogue::Protocol, dialogue::Record;

bool is_8bit(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// RFC 3629 4, as far as telling it from Latin-1 and its like needs: lead octets with their continuations.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (length == 0) return false;
    if (length > text.size() - i) return true;  // a long header is cut where it happens to be
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    i += length;
  }
  return true;
}

// The names of the fields that hold such octets: "From, Subject". Empty if no field does: lines before the first
// colon are no header.
std::string fields_with_8bit(std::string_view header) {
  constexpr int most = 5;
  std::string names;
  std::string_view field;
  bool told = false;
  for (int listed = 0; !header.empty();) {
    const auto line = first_line(header);
    header.remove_prefix(std::min(header.size(), line.size() + 1));
    const bool folded = !line.empty() && ascii::is_blank(line.front());  // RFC 5322 2.2.3
    if (!folded) {
      const auto colon = line.find(':');
      field = line.substr(0, colon == std::string_view::npos ? 0 : colon);
      told = false;
      if (std::ranges::any_of(field, is_8bit)) field = {};
    }
    if (told || field.empty() || std::ranges::none_of(line, is_8bit)) continue;
    told = true;
    if (listed++ == most) return names += ", and more";
    names += concat({names.empty() ? "" : ", ", clip(ascii::trim(field), 40)});
  }
  return names;
}

// Whether UTF-8 was agreed on, as far as what would tell it was seen.
class Agreement {
 public:
  explicit Agreement(const Timeline& timeline) : timeline_(timeline) {
    if (timeline.protocol == Protocol::pop3 && timeline.opening_seen) agreed_ = Agreed::no;
  }
  void follow(const Event& event) {
    const Record& record = *timeline_.record;
    if (event.kind == Kind::gap && agreed_ == Agreed::no) agreed_ = Agreed::unknown;
    if (timeline_.protocol == Protocol::pop3) {
      if (event.kind == Kind::reply && event.pop3_verb == pop3::Verb::utf8 && event.status == pop3::Status::ok)
        agreed_ = Agreed::yes;
    } else if (event.kind == Kind::command && event.smtp_verb == smtp::Verb::mail) {
      const auto parameters = smtp::parse_command(record.view(event.text)).parameters;
      agreed_ = smtp::find_parameter(parameters, "SMTPUTF8") ? Agreed::yes : Agreed::no;
    }
  }
  bool denied() const { return agreed_ == Agreed::no; }

 private:
  const Timeline& timeline_;
  enum class Agreed : unsigned char { unknown, no, yes } agreed_ = Agreed::unknown;
};

}  // namespace

void detect_headers(const Timeline& timeline, std::vector<Finding>& found) {
  const Record& record = *timeline.record;
  if (record.messages.empty()) return;
  Tally tally(FindingId::eight_bit_header);
  Agreement agreement(timeline);
  for (std::uint32_t seq = 1; seq <= record.events.size(); ++seq) {
    const Event& event = record.at(seq);
    agreement.follow(event);
    if (event.kind != Kind::message) continue;
    const auto header = record.view(record.messages[event.detail].header);
    if (std::ranges::none_of(header, is_8bit)) continue;
    const bool utf8 = is_utf8(header);
    if (utf8 && !agreement.denied()) continue;
    const auto fields = fields_with_8bit(header);
    if (fields.empty()) continue;
    tally.add({seq},
              concat({"in ", fields, utf8 ? "; they are UTF-8, which was not agreed on" : "; they are not UTF-8"}));
  }
  tally.report(found, "8-bit octets ");
}

}  // namespace heloscope::insight
