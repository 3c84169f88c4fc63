// Productions that the POP3 grammars share. Included by .cpp files of this folder only.
#pragma once
#include <boost/spirit/home/x3.hpp>
#include <cstdint>
#include <string_view>

namespace heloscope::pop3 {
namespace {

namespace x3 = boost::spirit::x3;
using Slice = boost::iterator_range<const char*>;  // what x3::raw yields; no copy

inline std::string_view view(Slice s) { return {s.begin(), static_cast<std::size_t>(s.size())}; }

const x3::uint_parser<std::uint64_t> number{};  // fails when the value does not fit
const auto graph = x3::char_('!', '~');         // RFC 2449 3: VCHAR

}  // namespace
}  // namespace heloscope::pop3
