// One grammar, two passes. `expected(NAME)[p]` parses as `p` does. Under `explaining(furthest)[grammar]` it also
// notes where `p` was wanted in vain, and the furthest such place is the fault: the octet up to which the line could
// be read. Unlike X3's own `>` it throws nothing, allocates nothing, and lets an alternative go on; and since both
// passes run the very same rules, a line is refused exactly when a fault can be named.
#pragma once
#include <boost/spirit/home/x3.hpp>
#include <string_view>
#include <type_traits>

namespace heloscope::smtp {
namespace {
namespace x3 = boost::spirit::x3;

/// The furthest place where something was wanted, and what; of two at one place the first stays.
struct Furthest {
  const char* at = nullptr;
  std::string_view expected;  ///< empty: nothing noted yet
  void note(const char* place, std::string_view name) {
    if (expected.empty() || place > at) at = place, expected = name;
  }
  void rename_from(const char* place, std::string_view name) {
    if (!expected.empty() && at >= place) expected = name;
  }
};
struct furthest_tag;

template <class Context>
constexpr bool explains =
    !std::is_same_v<std::decay_t<decltype(x3::get<furthest_tag>(std::declval<const Context&>()))>, x3::unused_type>;

template <class Subject, bool whole>
struct Expected : x3::unary_parser<Subject, Expected<Subject, whole>> {
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;

  constexpr Expected(const Subject& p, std::string_view production)
      : x3::unary_parser<Subject, Expected>(p), name(production) {}

  template <class Context, class RuleContext, class Attribute>
  bool parse(const char*& first, const char* const& last, const Context& context, RuleContext& rule_context,
             Attribute& attribute) const {
    const bool read = this->subject.parse(first, last, context, rule_context, attribute);
    if constexpr (explains<Context>) {
      Furthest& furthest = x3::get<furthest_tag>(context);
      // On success `first` has moved on; whatever `whole` covers was noted at or behind where it began.
      if (!read) furthest.note(first, name);
      if (whole) furthest.rename_from(first, name);
    }
    return read;
  }

  std::string_view name;
};

template <bool whole>
struct ExpectedGen {
  std::string_view name;
  template <class Subject>
  constexpr auto operator[](const Subject& subject) const {
    return Expected<typename x3::extension::as_parser<Subject>::value_type, whole>{x3::as_parser(subject), name};
  }
};

/// `name` is static text: the production's name in its RFC, or the literal in quotes.
constexpr ExpectedGen<false> expected(std::string_view name) { return {name}; }
/// The same, and names what its inner productions wanted, too: for a production that is better told whole.
constexpr ExpectedGen<true> expected_whole(std::string_view name) { return {name}; }

inline auto explaining(Furthest& furthest) { return x3::with<furthest_tag>(furthest); }

}  // namespace
}  // namespace heloscope::smtp
