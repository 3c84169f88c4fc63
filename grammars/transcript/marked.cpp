#include <algorithm>
#include <array>

#include <boost/fusion/include/adapt_struct.hpp>

#include "grammars/ascii.hpp"
#include "grammars/transcript/productions.ipp"
#include "grammars/transcript/transcript.hpp"

namespace heloscope::transcript {
namespace {
struct Marked {
  Mark mark = Mark::none;
  Slice text;
};
}  // namespace
}  // namespace heloscope::transcript
BOOST_FUSION_ADAPT_STRUCT(heloscope::transcript::Marked, mark, text)

namespace heloscope::transcript {
namespace {

using x3::attr, x3::char_, x3::eoi, x3::omit, x3::raw;

const x3::rule<struct mark_id, Mark> mark{"mark"};
const x3::rule<struct marked_id, Marked> marked{"marked line"};

const auto mark_def = omit[char_("Cc")] >> attr(Mark::client) | omit[char_("Ss")] >> attr(Mark::server) |
                      omit[char_("Rr")] >> attr(Mark::receiver);
const auto marked_def = mark >> omit[char_(":>")] >> omit[blank | eoi] >> raw[omit[*char_]];
BOOST_SPIRIT_DEFINE(mark, marked)

/// What stands in angle brackets and tells of the connection (RFC 1939, 2034, 3030, 3207: "<opens connection>").
struct Told {
  std::string_view word;
  Remark remark;
};
constexpr std::array told{
    Told{"wait", Remark::waits},
    Told{"open", Remark::opens},
    Told{"close", Remark::closes},
};

constexpr std::array<std::string_view, 7> note_marks{"#", "//", "<--", "-->", "=>", "==>", "---"};

}  // namespace

MarkedLine parse_marked_line(std::string_view line) {
  MarkedLine out;
  out.indent = std::min(line.find_first_not_of(" \t"), line.size());
  out.text = line.substr(out.indent);
  const char* at = out.text.data();
  if (Marked found; x3::parse(at, at + out.text.size(), marked, found)) {
    out.mark = found.mark;
    out.text = view(found.text);
  } else if (out.indent > 0 && !out.text.empty()) {
    out.mark = Mark::continuation;
  }
  return out;
}

Remark parse_remark(std::string_view text) {
  text = ascii::trim(text);
  if (text == "...") return Remark::elision;
  if (text.starts_with('(') && text.ends_with(')')) return Remark::note;
  if (std::ranges::any_of(note_marks, [=](std::string_view note) { return text.starts_with(note); }))
    return Remark::note;
  // RFC 3030 cuts one off: "<wait for connection on TCP port"
  if (!text.starts_with('<') || !(text.ends_with('>') || ascii::icontains(text, "connection"))) return Remark::none;
  if (ascii::icontains(text, "connection")) {
    const auto row =
        std::ranges::find_if(told, [=](const Told& t) { return ascii::istarts_with(text.substr(1), t.word); });
    if (row != told.end()) return row->remark;
  }
  return Remark::note;
}

std::string_view without_note(std::string_view text) {
  for (std::size_t at = text.find("<--"); at != text.npos; at = text.find("<--", at + 3)) {
    if (at == 0 || !ascii::is_blank(text[at - 1])) continue;
    text = text.substr(0, at);
    while (!text.empty() && ascii::is_blank(text.back())) text.remove_suffix(1);
    return text;
  }
  return text;
}

}  // namespace heloscope::transcript
