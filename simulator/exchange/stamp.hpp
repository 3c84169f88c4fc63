// What the SMTP service writes on a mail: the Received line above it, and below its header what the client left out.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace heloscope::exchange {

/// Upper or lower case hexadecimal digits, padded with zeros.
std::string hex(std::uint64_t value, std::size_t digits, bool upper);
/// "Tue, 8 Jun 2004 10:15:42 +0200": the day is not padded.
std::string format_date(std::int64_t time_ns, std::int32_t zone_minutes);
/// The same without the day of the week, as the service makes up a missing Date.
std::string format_short_date(std::int64_t time_ns, std::int32_t zone_minutes);
/// 100 ns units since 1601, with the millisecond as its finest step.
std::uint64_t filetime(std::int64_t time_ns);
/// "08 Jun 2004 08:15:55.0218 (UTC) FILETIME=[D21E3320:01C44D30]": padded day, UTC, milliseconds padded to four
/// digits, low word first.
std::string format_arrival(std::int64_t time_ns);

/// What the service knows of a mail besides its content.
struct Envelope {
  std::string_view reverse_path;   ///< empty: "<>"
  std::string_view helo, address;  ///< the client's name as it said it, and its address
  std::string_view fqdn, version;  ///< the server's
  bool tls = false;
  std::int64_t start_ns = 0;    ///< when the content began to come: the time in Received
  std::int64_t arrival_ns = 0;  ///< when it was complete
  std::int32_t zone_minutes = 0;
};

/// What the header of a content tells, each from one pass over it.
struct Header {
  std::size_t size = 0;         ///< octets of its fields, each with its line end
  std::size_t body = 0;         ///< where the body begins, behind the empty line if there is one
  std::string_view message_id;  ///< what follows the colon of Message-ID, blank included; borrows from the content
  bool from = false, destination = false, return_path = false, arrival = false, date = false;
};
/// `content` has CRLF line ends. A first line that is no header field makes all of it the body.
Header read_header(std::string_view content);

/// The mail as it is delivered. `new_id`, with brackets, is for a mail without a Message-ID.
std::string stamp(std::string_view content, const Header& header, const Envelope& envelope, std::string_view new_id);

/// Appends `octets` with LF alone made CRLF; `last` is the octet before them.
void append_with_crlf(std::string& content, std::string_view octets, char last);

}  // namespace heloscope::exchange
