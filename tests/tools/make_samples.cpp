// Writes samples/captures from the marked transcripts in samples/transcripts/marked:
//   make_samples samples/transcripts/marked samples/captures
// The transcripts are the one source of what is said; this file tells who said it when, and what went wrong on the
// way. The same transcripts give the same octets: tests/samples/captures_test.py holds the committed files to that.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/capture/octets.hpp"
#include "analyzer/capture/synthetic.hpp"
#include "analyzer/capture/tcp.hpp"
#include "analyzer/transcript/reader.hpp"
#include "grammars/ascii.hpp"

namespace {

using namespace heloscope;
using capture::Conversation, capture::SyntheticPacket;
using Packets = std::vector<SyntheticPacket>;

constexpr std::int64_t ms = 1'000'000, second = 1000 * ms;
constexpr std::int64_t start_ns = 1'086'682'542 * second;  // 2004-06-08T08:15:42Z, as the greetings say
constexpr std::int64_t pop3_start = 258 * second;          // when the mail of 08:15:55 has arrived
constexpr std::int64_t next_session = 925 * second;        // a client that was told to come back later

/// Who types at the client's end.
enum class Pace : std::uint8_t { person, program };
enum class End : std::uint8_t { orderly, reset_by_server };

/// One transcript and where it was captured.
struct Dialogue {
  std::string_view name;
  Endpoint client, server;
  Pace pace = Pace::person;
  std::int64_t after_ns = 0;
  End end = End::orderly;
};

Endpoint client(std::uint16_t port) { return {"192.168.0.20", port}; }
Endpoint outside(std::uint16_t port) { return {"203.0.113.25", port}; }  // RFC 5737
Endpoint london(std::uint16_t port) { return {"192.168.0.10", port}; }

Dialogue smtp(std::string_view name, std::uint16_t port, Pace pace = Pace::person) {
  return {name, client(port), london(25), pace, 0, End::orderly};
}
Dialogue pop3(std::string_view name, std::uint16_t port, Pace pace = Pace::person) {
  return {name, client(port), london(110), pace, pop3_start, End::orderly};
}

const std::vector<Dialogue> dialogues{
    smtp("smtp-send", 1044),
    smtp("smtp-capabilities", 1045),
    pop3("pop3-retrieve", 1046),
    smtp("smtp-relay-denied", 1047),
    pop3("pop3-wrong-password", 1048),
    smtp("smtp-auth-wrong-password", 1049, Pace::program),
    smtp("smtp-auth-login-relay", 1050, Pace::program),
    {"smtp-unknown-recipient", outside(1051), london(25), Pace::program, 0, End::orderly},
    smtp("smtp-data-without-rcpt", 1052),
    smtp("smtp-single-label-ehlo", 1053),
    {"smtp-greylisting", outside(1054), london(25), Pace::program, 0, End::orderly},
    smtp("smtp-starttls-refused", 1055, Pace::program),
    smtp("smtp-pipelined", 1056, Pace::program),
    smtp("smtp-bdat", 1057, Pace::program),
    pop3("pop3-dele-without-quit", 1058),
    smtp("smtp-mistakes", 1059),
    pop3("pop3-mistakes", 1060),
    smtp("smtp-leading-dots", 1061),
    pop3("pop3-uidl-top", 1062, Pace::program),
    pop3("pop3-auth-ntlm", 1063, Pace::program),
    {"smtp-latin1", outside(1064), london(25), Pace::person, 0, End::orderly},
    smtp("smtp-verbs", 1065),
    smtp("smtp-too-large", 1066, Pace::program),
    {"smtp-delivery-report", {"192.168.0.10", 3187}, {"203.0.113.25", 25}, Pace::program, 269 * second, End::orderly},
    smtp("smtp-long-message", 1067, Pace::program),
    {"smtp-reset-in-message", client(1068), london(25), Pace::person, 0, End::reset_by_server},
};

std::string transcripts;  // the folder they are in

const Dialogue& find(std::string_view name) { return *std::ranges::find(dialogues, name, &Dialogue::name); }

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "make_samples: %s\n", what.c_str());
  std::exit(1);
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

/// How long it takes until `octets` come: eleven characters a second from a person, as the message that smtp-send
/// sends at 08:15:42 is stamped 08:15:55; a server thinks longer about more.
std::int64_t wait_ns(Side from, std::string_view octets, Pace pace) {
  const auto n = static_cast<std::int64_t>(octets.size());
  if (from == Side::client && pace == Pace::person) return n * 90 * ms;
  return 2 * ms + n * 7'000;
}

/// The connections of a transcript, held again. A program says in one go what it says without waiting for an answer,
/// a person line by line.
class Speaker {
 public:
  explicit Speaker(const Dialogue& dialogue) : dialogue_(dialogue) {}

  void take(const Step& step) {
    if (step.what == Step::What::close) return close();
    if (step.what != Step::What::chunk) return;
    if (step.chunk.missing > 0) fail(std::string(dialogue_.name) + ": octets are missing");
    if (from_ != step.chunk.from || (from_ == Side::client && dialogue_.pace == Pace::person)) say();
    from_ = step.chunk.from;
    turn_ += step.chunk.bytes;
    if (from_ == Side::client) last_command_ = step.chunk.bytes;
  }
  Packets packets() && { return std::move(packets_); }

 private:
  void say() {
    talk_.say(from_, turn_, wait_ns(from_, turn_, dialogue_.pace));
    turn_.clear();
  }
  // The server hangs up after QUIT; else it is the client who has had enough.
  void close() {
    say();
    if (dialogue_.end == End::reset_by_server) {
      talk_.reset(Side::server, 30 * second);
    } else {
      talk_.close(ascii::iequals(last_command_, "QUIT\r\n") ? Side::server : Side::client);
    }
    packets_.insert(packets_.end(), talk_.packets().begin(), talk_.packets().end());
    start_ns_ += next_session;
    client_.port = static_cast<std::uint16_t>(client_.port + 1000);
    talk_ = Conversation(client_, dialogue_.server, start_ns_);
  }

  const Dialogue& dialogue_;
  std::int64_t start_ns_ = start_ns + dialogue_.after_ns;
  Endpoint client_ = dialogue_.client;
  Conversation talk_{client_, dialogue_.server, start_ns_};
  Side from_ = Side::server;
  std::string turn_, last_command_;
  Packets packets_;
};

Packets perform(const Dialogue& dialogue) {
  const std::string text = read(transcripts + "/" + std::string(dialogue.name) + ".txt");
  transcript::Reader reader(transcript::Dialect::marked);
  Speaker speaker(dialogue);
  std::uint64_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    for (const Step& step : reader.feed(rest.substr(0, end), ++number)) speaker.take(step);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  for (const Step& step : reader.finish()) speaker.take(step);
  return std::move(speaker).packets();
}

// --- what goes wrong on the way

constexpr std::size_t ethernet_header = 14;

bool from_client(const SyntheticPacket& packet) { return packet.octets[5] == 2; }  // to the MAC of side 1
std::size_t payload_size(const SyntheticPacket& packet) {                          // of IPv4
  const std::string& o = packet.octets;
  return o.size() - ethernet_header - 20 -
         static_cast<std::size_t>(capture::be8(o.data() + ethernet_header + 32) >> 4) * 4;
}
/// The number-th packet, from 0, that carries a whole segment of the client's.
std::size_t full_segment(const Packets& packets, std::size_t number) {
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (payload_size(packets[i]) == 1460 && number-- == 0) return i;
  }
  fail("too few segments");
}

Packets lost_segment(Packets packets) {
  packets.erase(packets.begin() + static_cast<std::ptrdiff_t>(full_segment(packets, 1)));
  return packets;
}

/// The second segment overtakes the first, which is sent again because its acknowledgement was late.
Packets disorder(Packets packets) {
  const std::size_t first = full_segment(packets, 0), next = full_segment(packets, 1);
  std::swap(packets[first].octets, packets[next].octets);
  SyntheticPacket again = packets[next];
  again.time_ns += 10'000;
  packets.push_back(std::move(again));
  return packets;
}

Packets only(Packets packets, Side side) {
  std::erase_if(packets, [&](const SyntheticPacket& p) { return from_client(p) != (side == Side::client); });
  return packets;
}

/// The capture began late: `count` packets earlier are not in it.
Packets without_first(Packets packets, std::ptrdiff_t count) {
  packets.erase(packets.begin(), packets.begin() + count);
  return packets;
}

/// Nobody listens: each SYN is answered by a reset, three times as Windows tries (RFC 9293 3.5.2).
Packets refused() {
  Packets out;
  for (std::int64_t attempt = 0; attempt < 3; ++attempt) {
    Conversation talk(client(1069), london(110), start_ns + pop3_start + attempt * 500 * ms);
    talk.reset(Side::server, 0);
    SyntheticPacket syn = talk.packets().front(), rst = talk.packets().back();
    rst.time_ns = syn.time_ns + 50'000;
    out.push_back(syn), out.push_back(rst);
  }
  return out;
}

/// A web page fetched meanwhile.
Packets web() {
  Conversation talk(client(1070), {"192.168.0.10", 80}, start_ns + 2 * second);
  talk.say(Side::client, "GET /exchange/ HTTP/1.1\r\nHost: london.nwtraders.msft\r\n\r\n");
  talk.say(Side::server,
           "HTTP/1.1 401 Access Denied\r\nServer: Microsoft-IIS/6.0\r\nWWW-Authenticate: NTLM\r\n"
           "Content-Length: 0\r\n\r\n");
  talk.close();
  return talk.packets();
}

Packets operator+(Packets a, const Packets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// --- other wrappings

/// Every packet's Ethernet header replaced by what `wrap` makes of it.
template <class Wrap>
Packets rewrap(Packets packets, Wrap wrap) {
  for (SyntheticPacket& p : packets) p.octets = wrap(p) + p.octets.substr(ethernet_header);
  return packets;
}
std::string vlan_42(const SyntheticPacket& p) {  // IEEE 802.1Q
  return p.octets.substr(0, 12) + std::string("\x81\x00\x00\x2a", 4) + p.octets.substr(12, 2);
}
std::string linux_cooked(const SyntheticPacket& p) {  // LINKTYPE_LINUX_SLL: sent to us or by us, Ethernet, its MAC
  return std::string(from_client(p) ? "\0\0" : "\0\4", 2) + std::string("\0\1\0\6", 4) + p.octets.substr(6, 6) +
         std::string(2, '\0') + p.octets.substr(12, 2);
}
std::string nothing(const SyntheticPacket&) { return {}; }

Packets over_ipv6() {
  Dialogue d = find("smtp-relay-denied");
  d.client.address = "2001:db8::20", d.server.address = "2001:db8::10";
  return perform(d);
}

enum class Link : char { ethernet = 1, raw = 101, linux_cooked = 113 };  // LINKTYPE_ numbers of pcap files

std::string pcap(Packets packets, Link link = Link::ethernet) {
  std::string out = capture::write_pcap(std::move(packets));
  out[20] = static_cast<char>(link);
  return out;
}

std::string cut(std::string file, std::size_t octets) {
  file.resize(file.size() - octets);
  return file;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) fail("usage: make_samples TRANSCRIPTS CAPTURES");
  transcripts = argv[1];
  const auto write = [&](std::string_view name, const std::string& octets) {
    const std::string path = std::string(argv[2]) + "/" + std::string(name) + ".pcap";
    std::ofstream out(path, std::ios::binary);
    if (!(out << octets).flush()) fail(path + ": cannot be written");
  };
  for (const Dialogue& dialogue : dialogues) write(dialogue.name, pcap(perform(dialogue)));

  const Packets send = perform(find("smtp-send")), retrieve = perform(find("pop3-retrieve"));
  const Packets long_message = perform(find("smtp-long-message"));
  write("tcp-lost-segment", pcap(lost_segment(long_message)));
  write("tcp-disorder", pcap(disorder(long_message)));
  write("tcp-refused", pcap(refused()));
  write("tcp-midstream", pcap(without_first(perform(find("smtp-relay-denied")), 7)));
  write("tcp-server-only", pcap(only(send, Side::server)));
  write("tcp-client-only", pcap(only(retrieve, Side::client)));
  write("link-vlan", pcap(rewrap(send, vlan_42)));
  write("link-ipv6", pcap(over_ipv6()));
  write("link-linux-cooked", pcap(rewrap(retrieve, linux_cooked), Link::linux_cooked));
  write("link-raw-ip", pcap(rewrap(send, nothing), Link::raw));
  write("file-cut", cut(pcap(send), 20));
  write("file-no-mail", pcap(web()));
  write("file-mixed", pcap(send + web() + retrieve + perform(find("smtp-relay-denied"))));
}
