#include "grammars/smtp/path.hpp"

#include <gtest/gtest.h>

namespace heloscope::smtp {
namespace {

TEST(ParsePath, TakesPathsApart) {
  const struct {
    std::string_view text, source_route, local_part, domain;
  } cases[] = {
      {"<Smith@bar.com>", "", "Smith", "bar.com"},
      {"Smith@bar.com", "", "Smith", "bar.com"},
      {"<@hosta.int,@jkl.org:userc@d.bar.org>", "@hosta.int,@jkl.org", "userc", "d.bar.org"},
      {"@a:b@c", "@a", "b", "c"},
      {"<>", "", "", ""},
      {"", "", "", ""},
      {"Postmaster", "", "Postmaster", ""},
      {"<user>", "", "user", ""},
      {"\"a@b\"@c", "", "\"a@b\"", "c"},
      {"<\">\"@c>", "", "\">\"", "c"},
      {"a@[192.0.2.1]", "", "a", "[192.0.2.1]"},
      {"\xc3\xa9@\xc3\xbc", "", "\xc3\xa9", "\xc3\xbc"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto path = parse_path(c.text);
    ASSERT_TRUE(path) << path.error().offset << path.error().what;
    EXPECT_EQ(path->source_route, c.source_route);
    EXPECT_EQ(path->local_part, c.local_part);
    EXPECT_EQ(path->domain, c.domain);
  }
}

TEST(ParsePath, TellsWhereItFails) {
  const struct {
    std::string_view text;
    std::uint64_t offset;
    std::string_view what;
  } cases[] = {
      {"<a@b", 4, "\">\""},
      {"<", 1, "\">\""},
      {"a@", 2, "Domain or address-literal"},
      {"@b", 2, "\":\""},
      {"a b@c", 1, "end of path"},
      {"a@b@c", 3, "end of path"},
      {"a@b>", 3, "end of path"},
      {"<a@b..c>", 5, "sub-domain"},
      {"@a:", 3, "Local-part"},
      {" a@b", 0, "Local-part"},
      {"a@b ", 3, "end of path"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const auto path = parse_path(c.text);
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().offset, c.offset);
    EXPECT_EQ(path.error().what, c.what);
  }
}

TEST(ClassifyHost, KnowsTheKinds) {
  const struct {
    std::string_view text;
    HostKind kind;
  } cases[] = {
      {"mail.example.org", HostKind::domain},
      {"a-b.c", HostKind::domain},
      {"1.2.3", HostKind::domain},
      {"MYPC", HostKind::single_label},
      {"[192.0.2.1]", HostKind::ipv4_literal},
      {"[255.255.255.255]", HostKind::ipv4_literal},
      {"[IPv6:2001:db8::1]", HostKind::ipv6_literal},
      {"[ipv6:::]", HostKind::ipv6_literal},
      {"[IPv6:1:2:3:4:5:6:7:8]", HostKind::ipv6_literal},
      {"[tag:x]", HostKind::general_literal},
      {"192.0.2.1", HostKind::bare_address},
      {"2001:db8::1", HostKind::bare_address},
      {"256.0.2.1", HostKind::domain},
      {"", HostKind::malformed},
      {"client.", HostKind::malformed},
      {".client", HostKind::malformed},
      {"my_pc", HostKind::malformed},
      {"-a", HostKind::malformed},
      {"a-", HostKind::malformed},
      {"a b", HostKind::malformed},
      {"[192.0.2.256]", HostKind::malformed},
      {"[192.0.2]", HostKind::malformed},
      {"[192.0.2.1", HostKind::malformed},
      {"[2001:db8::1]", HostKind::general_literal},  // without "IPv6:" its first group reads as a tag
      {"[IPv6:1:2:3:4:5:6:7:8:9]", HostKind::malformed},
      {"[IPv6:]", HostKind::malformed},
      {"[]", HostKind::malformed},
      {"***************", HostKind::malformed},
  };
  for (const auto& c : cases) EXPECT_EQ(classify_host(c.text), c.kind) << c.text;
}

}  // namespace
}  // namespace heloscope::smtp
