#include "grammars/pop3/verb.hpp"

#include "grammars/ascii.hpp"

namespace heloscope::pop3 {
namespace {

constexpr std::size_t max_keyword = 8;  // "greeting"; RFC 1939 3 has keywords of three or four octets

/// A keyword in upper case as one number, so that a table of them is searched without comparing octets.
constexpr std::uint64_t pack(std::string_view keyword) {
  std::uint64_t packed = 0;
  for (const char c : keyword) packed = packed << 8 | static_cast<unsigned char>(ascii::to_upper(c));
  return packed;
}

constexpr auto packed_names = [] {
  std::array<std::uint64_t, verbs.size()> names{};
  std::ranges::transform(verbs, names.begin(), pack, &VerbInfo::name);
  names.front() = 0;  // the greeting names nothing that a client can send
  return names;
}();
static_assert(std::ranges::all_of(verbs, [](const VerbInfo& v) { return v.name.size() <= max_keyword; }));

}  // namespace

Verb find_verb(std::string_view keyword) {
  if (keyword.empty() || keyword.size() > max_keyword || keyword.front() == '\0') return Verb::unknown;
  const auto* const row = std::ranges::find(packed_names, pack(keyword));
  return row == packed_names.end() ? Verb::unknown : verbs[static_cast<std::size_t>(row - packed_names.begin())].verb;
}

}  // namespace heloscope::pop3
