#include "analyzer/transcript/dialect.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace heloscope::transcript {
namespace {

constexpr std::array rows{
    DialectInfo{Dialect::marked, "marked", "every line marked C: or S:, as RFC examples are"},
    DialectInfo{Dialect::sender_receiver, "sender-receiver",
                "every line marked S: for the sender or R: for the receiver, as in RFC 821"},
    DialectInfo{Dialect::telnet, "telnet", "a paste of a telnet, nc or openssl session, without marks"},
};
constexpr std::size_t index(Dialect d) { return static_cast<std::size_t>(d); }
static_assert(std::ranges::adjacent_find(rows, std::ranges::greater_equal{}, &DialectInfo::dialect) == rows.end());
static_assert(rows.size() == index(Dialect::telnet) + 1);  // strictly rising and complete: row i is dialect i

}  // namespace

std::span<const DialectInfo> dialects() { return rows; }
const DialectInfo& info(Dialect dialect) { return rows[index(dialect)]; }

}  // namespace heloscope::transcript
