#include "grammars/pop3/listing.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heloscope::pop3 {
namespace {

TEST(Pop3ParseScanListing, ReadsTwoNumbers) {
  const struct {
    std::string_view line;
    std::uint64_t message, octets;
  } cases[] = {
      {"1 120", 1, 120},  // RFC 1939 5
      {"0 0", 0, 0},      // the drop listing of an empty maildrop
      {"1 439 more, as RFC 1939 5 allows", 1, 439},
      {"1 439 ", 1, 439},
      {"1 18446744073709551615", 1, 18446744073709551615u},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto listing = parse_scan_listing(c.line);
    ASSERT_TRUE(listing);
    EXPECT_EQ(listing->message, c.message);
    EXPECT_EQ(listing->octets, c.octets);
  }
  for (const std::string_view line : {"", "1", "1 ", "1  2", " 1 2", "a 2", "1 a", "1 2x", "-1 2", "1\t2", ".",
                                      "1 18446744073709551616", "2 messages (320 octets)"}) {
    EXPECT_FALSE(parse_scan_listing(line)) << line;
  }
}

TEST(Pop3ParseUniqueIdListing, HoldsTheUniqueIdToItsLength) {
  const auto listing = parse_unique_id_listing("2 QhdPYR:00WBw1Ph7x7");  // RFC 1939 7
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->message, 2u);
  EXPECT_EQ(listing->unique_id, "QhdPYR:00WBw1Ph7x7");
  for (const std::size_t length : {1u, 69u, 70u}) {
    EXPECT_TRUE(parse_unique_id_listing("1 " + std::string(length, '~'))) << length;
  }
  for (const std::size_t length : {0u, 71u, 100000u}) {
    EXPECT_FALSE(parse_unique_id_listing("1 " + std::string(length, '!'))) << length;
  }
  for (const std::string_view line : {"", "1", "0 a", "1 a b", "1 a ", "1  a", "1 \x7f", "1 \x80", "x a"}) {
    EXPECT_FALSE(parse_unique_id_listing(line)) << line;
  }
}

TEST(Pop3ParseCapability, SplitsTagAndArguments) {
  const struct {
    std::string_view line, tag, arguments;
  } cases[] = {
      {"TOP", "TOP", ""},
      {"SASL CRAM-MD5 KERBEROS_V4", "SASL", "CRAM-MD5 KERBEROS_V4"},  // RFC 2449 9
      {"EXPIRE NEVER", "EXPIRE", "NEVER"},
      {"SASL ", "SASL", ""},
      {"IMPLEMENTATION Shlemazle-Plotz-v302", "IMPLEMENTATION", "Shlemazle-Plotz-v302"},
      {"SASL  NTLM  ", "SASL", "NTLM"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.line);
    const auto capability = parse_capability(c.line);
    ASSERT_TRUE(capability);
    EXPECT_EQ(capability->tag, c.tag);
    EXPECT_EQ(capability->arguments, c.arguments);
  }
  for (const std::string_view line : {"", " TOP", "T\001P", "\xC3\xA4", "TOP\t1"}) {
    EXPECT_FALSE(parse_capability(line)) << line;
  }
}

}  // namespace
}  // namespace heloscope::pop3
