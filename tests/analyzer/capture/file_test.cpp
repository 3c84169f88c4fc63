#include "analyzer/capture/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>

#include "analyzer/capture/synthetic.hpp"
#include "tests/analyzer/capture/octets.hpp"

namespace heloscope::capture {
namespace {

using testing::HasSubstr;

std::string sample(std::size_t size = 100) {
  Conversation talk({"192.0.2.7", 1044}, {"192.0.2.25", 25}, 1'100'000'000'123'456'000);
  talk.say(Side::server, std::string(size, 'x'));
  talk.close();
  return write_pcap(talk.packets());
}

std::string gzip(const std::string& octets) {
  std::string out(octets.size() + 100, '\0');
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(octets.data()));
  z.avail_in = static_cast<uInt>(octets.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string zstd(const std::string& octets) {
  std::string out(ZSTD_compressBound(octets.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), octets.data(), octets.size(), 3));
  return out;
}

struct Seen {
  std::uint64_t packets = 0, octets = 0;
  std::string error;
};
Seen read_all(File& file) {
  Seen seen;
  while (const Packet* packet = file.next()) {
    ++seen.packets;
    EXPECT_EQ(packet->number, seen.packets);
    seen.octets += packet->octets.size();
  }
  seen.error = file.error();
  return seen;
}

TEST(File, ReadsEveryPacking) {
  const std::string plain = sample(1'000'000);
  const std::string half = plain.substr(0, 400'000), rest = plain.substr(400'000);
  const struct {
    const char* name;
    std::string octets;
    const char* compression;
  } cases[] = {
      {"plain", plain, ""},
      {"gzip", gzip(plain), "gzip"},
      {"gzip, two members", gzip(half) + gzip(rest), "gzip"},
      {"gzip, padded", gzip(plain) + std::string(1000, '\0'), "gzip"},
      {"zstd", zstd(plain), "zstd"},
      {"zstd, two frames", zstd(half) + zstd(rest), "zstd"},
  };
  std::uint64_t packets = 0;
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_TRUE(File::is_capture(c.octets.substr(0, 4)));
    auto file = File::open_memory(c.octets);
    ASSERT_TRUE(file) << file.error().what;
    EXPECT_EQ(file->format(), "pcap");
    EXPECT_EQ(file->compression(), c.compression);
    EXPECT_EQ(link_type_name(file->link_type()), "EN10MB");
    const Seen seen = read_all(*file);
    EXPECT_EQ(seen.error, "");
    if (packets == 0) packets = seen.packets;
    EXPECT_EQ(seen.packets, packets);
    EXPECT_EQ(seen.octets + 24 + 16 * packets, plain.size());
  }
  EXPECT_GT(packets, 684u);
}

TEST(File, TellsCapturesByTheirFirstOctets) {
  for (const char* magic :
       {"d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "34cdb2a1", "a1b2cd34", "0a0d0d0a", "1f8b0800", "28b52ffd"}) {
    EXPECT_TRUE(File::is_capture(hex(magic))) << magic;
  }
  for (const char* text : {"", "2", "220 ", "\n\n\n\n", "EHLO", "\xd4\xc3\xb2", "\x1f"}) {
    EXPECT_FALSE(File::is_capture(text)) << text;
  }
}

TEST(File, SaysWhatIsWrong) {
  const std::string plain = sample(), packed = gzip(plain), with_zstd = zstd(plain);
  const struct {
    const char* name;
    std::string octets;
    const char* error;
  } refused[] = {
      {"nothing", "", "is empty"},
      {"text", "220 mail.example.org ESMTP\r\n", "not a capture"},
      {"one octet", "\xd4", "cut off inside the file's header"},
      {"half a header", plain.substr(0, 20), "cut off inside the file's header"},
      {"gzip of text", gzip("220 mail.example.org ESMTP\r\n"), "not a capture"},
      {"gzip of nothing", gzip(""), "is empty"},
      {"starts like gzip", "\x1f\x8b what?", "not gzip data"},
      {"starts like zstd", "\x28\xb5\x2f\xfd what?", "not zstd data"},
      {"gzip cut at once", packed.substr(0, 5), "not gzip data"},
  };
  for (const auto& c : refused) {
    SCOPED_TRACE(c.name);
    const auto file = File::open_memory(c.octets);
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().what, HasSubstr(c.error));
  }
  const struct {
    const char* name;
    std::string octets;
    const char* error;
  } damaged[] = {
      {"cut in a packet", plain.substr(0, plain.size() - 1), "cut off in packet 8"},
      {"cut in a packet's header", plain.substr(0, 24 + 16 + 58 + 5), "cut off in packet 2"},
      {"cut gzip", packed.substr(0, packed.size() - 20), "the gzip data is cut off or damaged at packet"},
      {"cut zstd", with_zstd.substr(0, with_zstd.size() - 5), "the zstd data is cut off or damaged at packet"},
  };
  for (const auto& c : damaged) {
    SCOPED_TRACE(c.name);
    auto file = File::open_memory(c.octets);
    if (!file) {  // small packed files may fail before their first packet
      EXPECT_THAT(file.error().what, HasSubstr("data, or damaged"));
      continue;
    }
    EXPECT_THAT(read_all(*file).error, HasSubstr(c.error));
    EXPECT_EQ(file->next(), nullptr);
  }
}

TEST(File, OpensPathsAndStreams) {
  EXPECT_STREQ(File::open("/nonexistent/x.pcap").error().what, "No such file or directory");
  EXPECT_THAT(File::open("/").error().what, HasSubstr("is a directory"));
  const auto path = std::filesystem::temp_directory_path() / ("heloscope_file_test." + std::to_string(::getpid()));
  const std::string plain = sample();
  std::ofstream(path, std::ios::binary) << plain;
  auto file = File::open(path.string());
  ASSERT_TRUE(file);
  EXPECT_EQ(read_all(*file).packets, 8u);
  EXPECT_EQ(file->octets_read(), plain.size());
  std::FILE* const stream = std::fopen(path.c_str(), "rb");
  char head[10];
  ASSERT_EQ(std::fread(head, 1, sizeof head, stream), sizeof head);
  auto rest = File::open(stream, {head, sizeof head});
  ASSERT_TRUE(rest) << rest.error().what;
  EXPECT_EQ(read_all(*rest).packets, 8u);
  std::filesystem::remove(path);
}

TEST(File, FiltersAndKeepsNumbers) {
  const std::string plain = sample();
  auto file = File::open_memory(plain, "tcp src port 25");
  ASSERT_TRUE(file) << file.error().what;
  std::vector<std::uint64_t> numbers;
  while (const Packet* packet = file->next()) numbers.push_back(packet->number);
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{2, 4, 7}));
  EXPECT_EQ(file->packets(), 8u);
  EXPECT_THAT(File::open_memory(plain, "tcp port port").error().what, HasSubstr("pcap-filter(7)"));
}

TEST(File, GivesTimesInNanosecondsAndWhatWasCut) {
  // Big endian, nanoseconds; 2 octets of 60; then a time before 1970 and fraction beyond a second.
  const std::string octets = hex("a1b23c4d 0002 0004 00000000 00000000 00040000 00000001") +
                             hex("40000000 00000005 00000002 0000003c ffff") +
                             hex("ffffffff ffffffff 00000000 00000000");
  auto file = File::open_memory(octets);
  ASSERT_TRUE(file) << file.error().what;
  const Packet* packet = file->next();
  ASSERT_NE(packet, nullptr);
  EXPECT_EQ(packet->time_ns, 0x40000000 * std::int64_t{1'000'000'000} + 5);
  EXPECT_EQ(packet->cut, 58u);
  packet = file->next();
  ASSERT_NE(packet, nullptr);
  EXPECT_GE(packet->time_ns, 0);
}

}  // namespace
}  // namespace heloscope::capture
