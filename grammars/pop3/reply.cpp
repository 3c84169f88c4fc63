#include "grammars/pop3/reply.hpp"

#include <algorithm>
#include <array>

#include "grammars/ascii.hpp"
#include "grammars/pop3/productions.ipp"

namespace heloscope::pop3 {
namespace {

using x3::attr, x3::eoi, x3::no_case, x3::omit, x3::raw;

const x3::rule<struct status_id, Status> status{"status"};
const x3::rule<struct response_code_id, Slice> response_code{"resp-code"};

// RFC 1939 3, RFC 5034 4
const auto status_def = no_case["+ok"] >> attr(Status::ok) | no_case["-err"] >> attr(Status::err) |
                        '+' >> attr(Status::continuation);
// RFC 2449 8 (ABNF in 3)
const auto rchar = graph - '/' - ']';
const auto response_code_def = '[' >> raw[omit[+rchar % '/']] >> ']';
BOOST_SPIRIT_DEFINE(status, response_code)

// RFC 2449, 3206, 6856
constexpr std::array response_code_rows{
    ResponseCodeInfo{"IN-USE", "Another client has the mailbox open.",
                     "Close the other program, or wait until the server lets go of its session.", "RFC 2449 8.1.2"},
    ResponseCodeInfo{"LOGIN-DELAY", "The client logged on again too soon.",
                     "Wait as many seconds as the LOGIN-DELAY capability says.", "RFC 2449 8.1.1"},
    ResponseCodeInfo{"SYS/TEMP", "The server has a problem that will probably pass.", "Try again later.",
                     "RFC 3206 4"},
    ResponseCodeInfo{"SYS/PERM", "The server has a problem that somebody must repair.", "Tell the administrator.",
                     "RFC 3206 4"},
    ResponseCodeInfo{"AUTH", "The name or the password is wrong.", "Check both, and the domain before the name.",
                     "RFC 3206 5"},
    ResponseCodeInfo{"UTF8", "The mailbox holds what only a client in UTF-8 mode can read.",
                     "Send UTF8 before logging on, or use a client that does.", "RFC 6856 5"},
};

constexpr std::array capability_rows{
    CapabilityInfo{"TOP", "The TOP command is there.", "RFC 2449 6.1", true},
    CapabilityInfo{"USER", "The USER and PASS commands are there.", "RFC 2449 6.2", true},
    CapabilityInfo{"SASL", "AUTH is there, with the mechanisms named.", "RFC 2449 6.3", true},
    CapabilityInfo{"RESP-CODES", "Replies may begin with a code in brackets.", "RFC 2449 6.4", false},
    CapabilityInfo{"LOGIN-DELAY", "So many seconds must pass between two logons.", "RFC 2449 6.5", false},
    CapabilityInfo{"PIPELINING", "The client may send several commands without waiting for each answer.",
                   "RFC 2449 6.6", true},
    CapabilityInfo{"EXPIRE", "Messages are kept for so many days, or for ever.", "RFC 2449 6.7", true},
    CapabilityInfo{"UIDL", "The UIDL command is there.", "RFC 2449 6.8", true},
    CapabilityInfo{"IMPLEMENTATION", "The name of the server program.", "RFC 2449 6.9", false},
    CapabilityInfo{"STLS", "The connection can be put under TLS.", "RFC 2595 4", false},
    CapabilityInfo{"AUTH-RESP-CODE", "Failed logons tell wrong credentials and server trouble apart.", "RFC 3206 6",
                   false},
    CapabilityInfo{"UTF8", "UTF-8 in headers and answers can be switched on.", "RFC 6856 2", false},
    CapabilityInfo{"LANG", "The language of the answers can be chosen.", "RFC 6856 3", false},
};

template <class Rows>
auto find(const Rows& rows, std::string_view name) {
  const auto row = std::ranges::find_if(rows, [=](const auto& r) { return ascii::iequals(r.name, name); });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

Result<ReplyLine> parse_reply_line(std::string_view line) {
  ReplyLine reply;
  const char* at = line.data();
  const char* const end = at + line.size();
  if (!x3::parse(at, end, status, reply.status)) return Error{0, "not a status: +OK, -ERR or +"};
  if (at == end) return reply;
  if (!ascii::is_blank(*at)) {
    return Error{static_cast<std::uint64_t>(at - line.data()), "neither a blank nor the end after the status"};
  }
  ++at;
  reply.text = {at, static_cast<std::size_t>(end - at)};
  Slice code;
  if (reply.status != Status::continuation && x3::parse(at, end, response_code, code))
    reply.response_code = view(code);
  return reply;
}

std::span<const ResponseCodeInfo> response_codes() { return response_code_rows; }
const ResponseCodeInfo* find_response_code(std::string_view name) { return find(response_code_rows, name); }

std::span<const CapabilityInfo> capabilities() { return capability_rows; }
const CapabilityInfo* find_capability(std::string_view name) { return find(capability_rows, name); }

}  // namespace heloscope::pop3
