#include "analyzer/dialogue/content_scan.hpp"

#include <openssl/evp.h>

#include <cstring>

namespace heloscope::dialogue {

struct Digest::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
  // Fetched once: looking an algorithm up costs more than hashing a short mail.
  static const EVP_MD* algorithm() {
    static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return md;
  }
};

Digest::Digest() = default;
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::start() {
  if (!state_) state_ = std::make_unique<State>();
  EVP_DigestInit_ex2(state_->context, State::algorithm(), nullptr);
}
void Digest::add(std::string_view octets) { EVP_DigestUpdate(state_->context, octets.data(), octets.size()); }
std::array<std::uint8_t, 32> Digest::finish() {
  std::array<std::uint8_t, 32> out{};
  EVP_DigestFinal_ex(state_->context, out.data(), nullptr);
  return out;
}

void ContentScan::begin(std::string_view via, bool hash) {
  message_ = {};
  message_.via = via;
  hash_ = hash;
  if (hash_) digest_.start();
  header_.clear();
  active_ = in_header_ = true;
  damaged_ = last_cr_ = false;
  line_so_far_ = 0;
}

void ContentScan::add(std::string_view octets) {
  if (octets.empty()) return;
  message_.octets += octets.size();
  if (hash_) digest_.add(octets);
  if (in_header_) keep_header(octets);
  count_lines(octets);
  measure_lines(octets);
  last_cr_ = octets.back() == '\r';
}

void ContentScan::missing(std::uint64_t n) {
  message_.missing += n;
  damaged_ = true;
  in_header_ = false;
  line_so_far_ = 0;
  last_cr_ = true;  // the CR of an LF that comes next may be missing: nothing is said of it
}

// Branch-free and in blocks, so that the compiler makes vector code of it.
void ContentScan::count_lines(std::string_view octets) {
  const char* p = octets.data();
  std::uint64_t lines = p[0] == '\n', lone = p[0] == '\n' && !last_cr_;
  std::size_t i = 1;
  for (; i + 128 <= octets.size(); i += 128) {
    std::uint8_t some = 0, bare = 0;  // at most 128 each
    for (std::size_t k = i; k < i + 128; ++k) {
      const auto lf = static_cast<std::uint8_t>(p[k] == '\n');
      some = static_cast<std::uint8_t>(some + lf);
      bare = static_cast<std::uint8_t>(bare + (lf & static_cast<std::uint8_t>(p[k - 1] != '\r')));
    }
    lines += some, lone += bare;
  }
  for (; i < octets.size(); ++i) {
    lines += p[i] == '\n';
    lone += p[i] == '\n' && p[i - 1] != '\r';
  }
  message_.lines += lines;
  message_.lone_line_feeds += lone;
}

// Looks for a line over the limit by asking, from each line's start, for the last line end within the limit: most
// lines are never looked at.
void ContentScan::measure_lines(std::string_view octets) {
  if (message_.overlong_line) return;
  constexpr std::uint64_t limit = max_text_line + 2;  // with CRLF
  std::size_t start = 0;
  std::uint64_t before = line_so_far_;
  while (before + (octets.size() - start) > limit) {
    const std::size_t window = before < limit ? static_cast<std::size_t>(limit - before) : 0;
    if (const void* lf = window ? memrchr(octets.data() + start, '\n', window) : nullptr) {
      start = static_cast<std::size_t>(static_cast<const char*>(lf) - octets.data()) + 1;
      before = 0;
      continue;
    }
    const void* end = std::memchr(octets.data() + start, '\n', octets.size() - start);
    if (!end) break;  // its length is known when it ends
    const auto at = static_cast<std::size_t>(static_cast<const char*>(end) - octets.data());
    const bool cr = at > 0 ? octets[at - 1] == '\r' : last_cr_;
    message_.overlong_line = before + (at - start) - (cr ? 1 : 0);
    return;
  }
  const std::size_t last = octets.rfind('\n');
  line_so_far_ = last == std::string_view::npos ? line_so_far_ + octets.size() : octets.size() - last - 1;
}

void ContentScan::keep_header(std::string_view octets) {
  const std::size_t had = header_.size();
  header_.append(octets.substr(0, std::min(octets.size(), max_header - had)));
  // An empty line ends it; one that begins the content means that there is none.
  for (std::size_t lf = header_.find('\n', had > 2 ? had - 2 : 0); lf != std::string::npos;
       lf = header_.find('\n', lf + 1)) {
    std::size_t next = lf + 1;
    if (next < header_.size() && header_[next] == '\r') ++next;
    if (next < header_.size() && header_[next] == '\n') {
      header_.resize(lf + 1);
      in_header_ = false;
      return;
    }
  }
  if (header_.size() >= max_header) in_header_ = false;
}

Message ContentScan::end(bool ended, Record& record) {
  active_ = false;
  message_.complete = ended && !damaged_;
  message_.hashed = hash_;
  if (hash_) message_.sha256 = digest_.finish();
  if (!message_.overlong_line && line_so_far_ > max_text_line) message_.overlong_line = line_so_far_;
  if (header_.starts_with("\r\n") || header_.starts_with('\n')) header_.clear();
  message_.header = record.keep(header_, max_header);
  return message_;
}

}  // namespace heloscope::dialogue
