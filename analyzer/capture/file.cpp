#include "analyzer/capture/file.hpp"

#include <pcap/pcap.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "analyzer/capture/decompress.hpp"

namespace heloscope::capture {
namespace {

// Few system calls, and yet it stays in the second-level cache. It begins on a page, because the kernel copies its
// pages to unaligned places at a third of the speed.
constexpr std::size_t buffer_size = std::size_t{1} << 18;
struct alignas(4096) Buffer {
  std::array<char, buffer_size> octets;
};

constexpr std::string_view pcap_magics[] = {
    "\xd4\xc3\xb2\xa1", "\xa1\xb2\xc3\xd4",  // microseconds, either byte order
    "\x4d\x3c\xb2\xa1", "\xa1\xb2\x3c\x4d",  // nanoseconds
    "\x34\xcd\xb2\xa1", "\xa1\xb2\xcd\x34",  // Kuznetzov's
};
constexpr std::string_view pcapng_magic = "\x0a\x0d\x0d\x0a";

Error failure(std::string text) {
  thread_local std::string kept;  // Error holds static text only
  kept = std::move(text);
  return {0, kept.c_str()};
}

// What libpcap says about a file, in words for its user.
std::string explain(const std::string& said) {
  if (said.find("different from the type of the first interface") != std::string::npos) {
    return "pcapng with interfaces of different link types, which libpcap does not read; write one interface to a "
           "file of "
           "its own (tshark -r FILE -Y 'frame.interface_id == 0' -w ONE.pcapng)";
  }
  if (said.find("unknown file format") != std::string::npos) {
    return "not a capture: expected pcap or pcapng, plain or packed by gzip or zstd";
  }
  if (said.find("truncated dump file") != std::string::npos) return "cut off inside the file's header (" + said + ")";
  return said;
}

// Octets in memory, then a stream, if there is one.
struct Joined {
  std::string kept;
  std::string_view head;
  std::FILE* rest = nullptr;
};
ssize_t read_joined(void* cookie, char* out, std::size_t size) {
  auto& stream = *static_cast<Joined*>(cookie);
  if (!stream.head.empty()) {
    const std::size_t n = stream.head.copy(out, size);
    stream.head.remove_prefix(n);
    return static_cast<ssize_t>(n);
  }
  if (stream.rest == nullptr) return 0;
  const std::size_t n = std::fread(out, 1, size, stream.rest);
  return n == 0 && std::ferror(stream.rest) != 0 ? -1 : static_cast<ssize_t>(n);
}
int close_joined(void* cookie) {
  const std::unique_ptr<Joined> stream(static_cast<Joined*>(cookie));
  return stream->rest != nullptr ? std::fclose(stream->rest) : 0;
}
std::FILE* join(std::unique_ptr<Joined> stream) {
  cookie_io_functions_t functions{};
  functions.read = read_joined, functions.close = close_joined;
  std::FILE* const joined = fopencookie(stream.get(), "rb", functions);
  if (joined != nullptr) {
    stream.release();
  } else if (stream->rest != nullptr) {
    std::fclose(stream->rest);
  }
  return joined;
}

// The stream's next octet, left in it; EOF if there is none. ISO C promises one octet of ungetc(), and one is enough
// to tell our formats apart.
int peek(std::FILE* stream) {
  const int first = std::getc(stream);
  if (first != EOF) std::ungetc(first, stream);
  return first;
}

// Times outside are clamped, so that sums of two do not overflow: hostile files hold any seconds.
std::int64_t nanoseconds(const timeval& time) {
  constexpr std::int64_t last_second = 4'000'000'000;  // the year 2096
  const std::int64_t seconds = std::clamp<std::int64_t>(time.tv_sec, 0, last_second);
  const std::int64_t fraction = std::clamp<std::int64_t>(time.tv_usec, 0, 999'999'999);
  return seconds * 1'000'000'000 + fraction;
}

}  // namespace

struct File::State {
  std::unique_ptr<Buffer> buffer, unpacked;  // before `pcap`, whose streams use them until it is closed
  std::FILE* input = nullptr;                // the outermost stream; pcap closes it
  pcap_t* pcap = nullptr;
  bpf_program filter{};
  Packet packet;
  std::string error;
  std::string_view format;
  Compression compression = Compression::none;
  bool whole = true;     // decompression met no damage
  bool refused = false;  // libpcap would not go on
  std::uint64_t packets = 0, octets = 0;

  State() : buffer(new Buffer) {}  // not zeroed, as make_unique() would
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    pcap_freecode(&filter);
    if (pcap != nullptr) pcap_close(pcap);
  }

  void stop(const char* said) {
    const std::string where = "packet " + std::to_string(packets + 1);
    if (!whole) {
      error = "the " + std::string(name(compression)) + " data is cut off or damaged at " + where;
    } else if (std::strstr(said, "truncated dump file") != nullptr) {
      error = "cut off in " + where;
    } else {
      refused = true;
      error = "damaged at " + where + ": " + explain(said);
    }
  }
};

File::File(std::unique_ptr<State> state) : state_(std::move(state)) {}
File::File(File&&) noexcept = default;
File& File::operator=(File&&) noexcept = default;
File::~File() = default;

Result<File> File::open(const std::string& path, const std::string& filter) {
  if (path == "-") return open(::fdopen(::dup(0), "rb"), {}, filter);
  return open(std::fopen(path.c_str(), "rb"), {}, filter);
}

Result<File> File::open(std::FILE* stream, std::string_view head, const std::string& filter) {
  if (stream == nullptr) return failure(std::strerror(errno));
  struct stat status {};
  if (::fstat(::fileno(stream), &status) == 0 && S_ISDIR(status.st_mode)) {
    std::fclose(stream);
    return failure("is a directory; give the capture files in it");
  }
  if (head.empty()) return read(stream, filter);
  auto joined = std::make_unique<Joined>(Joined{std::string(head), {}, stream});
  joined->head = joined->kept;
  return read(join(std::move(joined)), filter);
}

Result<File> File::open_memory(std::string_view octets, const std::string& filter) {
  return read(join(std::make_unique<Joined>(Joined{{}, octets, nullptr})), filter);
}

Result<File> File::read(std::FILE* stream, const std::string& filter) {
  if (stream == nullptr) return failure("out of memory");
  auto state = std::make_unique<State>();
  state->input = stream;
  std::setvbuf(stream, state->buffer->octets.data(), _IOFBF, buffer_size);
  int first = peek(stream);
  const char magic[] = {static_cast<char>(first), '\0'};
  if (first == 0x1f || first == 0x28) {
    state->compression = find_compression(magic[0] == 0x1f ? "\x1f\x8b" : "\x28\xb5\x2f\xfd");
    std::FILE* const plain = decompress(stream, state->compression, &state->whole);
    if (plain == nullptr) return failure("out of memory");  // decompress() closed the stream
    state->unpacked.reset(new Buffer);
    std::setvbuf(plain, state->unpacked->octets.data(), _IOFBF, buffer_size);
    stream = plain;
    first = peek(stream);
  }
  __fsetlocking(stream, FSETLOCKING_BYCALLER);  // one thread reads: two locks a packet saved
  if (first == EOF) {
    const bool failed = std::ferror(stream) != 0, packed = state->compression != Compression::none;
    const std::string why = std::strerror(errno);
    std::fclose(stream);
    if (!state->whole || (failed && packed)) {
      return failure("not " + std::string(name(state->compression)) + " data, or damaged at its beginning");
    }
    return failure(failed ? why : "is empty");
  }
  std::array<char, PCAP_ERRBUF_SIZE> said{};
  state->pcap = pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, said.data());
  if (state->pcap == nullptr) {
    std::fclose(stream);
    return failure(explain(said.data()));
  }
  state->format = first == 0x0a ? "pcapng" : "pcap";
  state->packet.link_type = pcap_datalink(state->pcap);
  if (!filter.empty()) {
    if (pcap_compile(state->pcap, &state->filter, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
      return failure("the filter is not one that libpcap takes (pcap-filter(7)): " +
                     std::string(pcap_geterr(state->pcap)));
    }
    // Not pcap_setfilter(): packets that are refused have numbers too.
  }
  return File(std::move(state));
}

bool File::is_capture(std::string_view head) {
  if (find_compression(head) != Compression::none || head.starts_with(pcapng_magic)) return true;
  return std::ranges::any_of(pcap_magics, [&](std::string_view magic) { return head.starts_with(magic); });
}

const Packet* File::next() {
  State& s = *state_;
  pcap_pkthdr* header = nullptr;
  const u_char* octets = nullptr;
  for (;;) {
    const int result = pcap_next_ex(s.pcap, &header, &octets);
    if (result != 1) {
      if (result == PCAP_ERROR) s.stop(pcap_geterr(s.pcap));
      return nullptr;
    }
    ++s.packets;
    s.octets += header->caplen;
    if (s.filter.bf_len != 0 && pcap_offline_filter(&s.filter, header, octets) == 0) continue;
    s.packet.octets = {reinterpret_cast<const char*>(octets), header->caplen};
    s.packet.cut = header->len > header->caplen ? header->len - header->caplen : 0;
    s.packet.time_ns = nanoseconds(header->ts);
    s.packet.number = s.packets;
    return &s.packet;
  }
}

const std::string& File::error() const { return state_->error; }
bool File::refused() const { return state_->refused; }
std::string_view File::format() const { return state_->format; }
std::string_view File::compression() const { return name(state_->compression); }
int File::link_type() const { return state_->packet.link_type; }
std::uint64_t File::packets() const { return state_->packets; }
std::uint64_t File::octets_read() const {
  const off_t at = ::ftello(state_->input);
  return at > 0 ? static_cast<std::uint64_t>(at) : state_->octets;
}

std::string filter_fault(const std::string& filter) {
  std::string fault;
  for (const int dlt : {DLT_EN10MB, DLT_RAW, DLT_LINUX_SLL, DLT_IEEE802_11_RADIO}) {
    pcap_t* const dead = pcap_open_dead(dlt, 65535);
    if (dead == nullptr) continue;
    bpf_program program{};
    const bool taken = pcap_compile(dead, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (taken)
      pcap_freecode(&program);
    else if (fault.empty())
      fault = pcap_geterr(dead);
    pcap_close(dead);
    if (taken) return {};
  }
  return fault;
}

std::string link_type_name(int dlt) {
  const char* const known = pcap_datalink_val_to_name(dlt);
  return known != nullptr ? known : "DLT " + std::to_string(dlt);
}

}  // namespace heloscope::capture
