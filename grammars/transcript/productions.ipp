// Productions that the transcript grammars share. Included by .cpp files of this folder only.
#pragma once
#include <boost/spirit/home/x3.hpp>
#include <string_view>

namespace heloscope::transcript {
namespace {

namespace x3 = boost::spirit::x3;
using Slice = boost::iterator_range<const char*>;  // what x3::raw yields; no copy

inline std::string_view view(Slice s) { return {s.begin(), static_cast<std::size_t>(s.size())}; }

const auto blank = x3::char_(" \t");

}  // namespace
}  // namespace heloscope::transcript
