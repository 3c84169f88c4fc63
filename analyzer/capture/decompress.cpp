#include "analyzer/capture/decompress.hpp"

#include <sys/types.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <memory>
#include <vector>

namespace heloscope::capture {
namespace {

// Both libraries ask for 128 KiB or less at a time.
constexpr std::size_t input_size = std::size_t{1} << 17;

// What both formats share: the compressed octets read from the file below.
class Source {
 public:
  Source(std::FILE* file, bool* whole) : file_(file), whole_(whole), input_(input_size) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() { std::fclose(file_); }

  /// Up to `size` octets, 0 at the end, -1 on damage.
  virtual ssize_t read(char* out, std::size_t size) = 0;

 protected:
  std::size_t refill() { return std::fread(input_.data(), 1, input_.size(), file_); }
  ssize_t damaged() {
    if (whole_ != nullptr) *whole_ = false;
    errno = EIO;
    return -1;
  }
  char* input() { return input_.data(); }

 private:
  std::FILE* file_;
  bool* whole_;
  std::vector<char> input_;
};

class Gzip final : public Source {
 public:
  Gzip(std::FILE* file, bool* whole) : Source(file, whole) {
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;  // the largest window; gzip's header, not zlib's
  }
  ~Gzip() override { inflateEnd(&stream_); }

  ssize_t read(char* out, std::size_t size) override {
    if (!ready_) return damaged();
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size && !done_) {
      if (stream_.avail_in == 0) {
        stream_.next_in = reinterpret_cast<Bytef*>(input());
        stream_.avail_in = static_cast<uInt>(refill());
        if (stream_.avail_in == 0) {
          done_ = true;
          if (!between_members_) return damaged();
          break;
        }
      }
      if (between_members_ && !first_ && *stream_.next_in == 0) {  // zeros may pad the end, as tapes do
        ++stream_.next_in, --stream_.avail_in;
        continue;
      }
      const int result = inflate(&stream_, Z_NO_FLUSH);
      between_members_ = result == Z_STREAM_END;
      first_ = false;
      if (result == Z_STREAM_END) {
        inflateReset(&stream_);  // another member may follow (RFC 1952 2.2)
      } else if (result != Z_OK) {
        done_ = true;
        if (stream_.avail_out == size) return damaged();
        failed_ = true;
      }
    }
    if (failed_ && stream_.avail_out == size) return damaged();
    return static_cast<ssize_t>(size - stream_.avail_out);
  }

 private:
  z_stream stream_{};
  bool ready_ = false, done_ = false, failed_ = false, between_members_ = true, first_ = true;
};

class Zstd final : public Source {
 public:
  Zstd(std::FILE* file, bool* whole) : Source(file, whole), context_(ZSTD_createDCtx()) {}
  ~Zstd() override { ZSTD_freeDCtx(context_); }

  ssize_t read(char* out, std::size_t size) override {
    if (context_ == nullptr || failed_) return damaged();
    ZSTD_outBuffer output{out, size, 0};
    while (output.pos == 0) {
      if (in_.pos == in_.size && !full_) {
        in_ = {input(), refill(), 0};
        if (in_.size == 0) return between_frames_ ? 0 : damaged();
      }
      const std::size_t result = ZSTD_decompressStream(context_, &output, &in_);
      if (ZSTD_isError(result) != 0) {
        failed_ = true;
        return output.pos > 0 ? static_cast<ssize_t>(output.pos) : damaged();
      }
      between_frames_ = result == 0;
      full_ = output.pos == output.size && !between_frames_;  // more may be waiting inside, without more input
    }
    return static_cast<ssize_t>(output.pos);
  }

 private:
  ZSTD_DCtx* context_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool failed_ = false, full_ = false, between_frames_ = true;
};

ssize_t read_cookie(void* source, char* out, std::size_t size) {
  return static_cast<Source*>(source)->read(out, size);
}
int close_cookie(void* source) {
  delete static_cast<Source*>(source);
  return 0;
}

}  // namespace

std::string_view name(Compression compression) {
  switch (compression) {
    case Compression::gzip: return "gzip";
    case Compression::zstd: return "zstd";
    case Compression::none: break;
  }
  return "";
}

Compression find_compression(std::string_view head) {
  if (head.starts_with("\x1f\x8b")) return Compression::gzip;
  if (head.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  return Compression::none;
}

std::FILE* decompress(std::FILE* file, Compression compression, bool* whole) {
  std::unique_ptr<Source> source;
  if (compression == Compression::zstd) {
    source = std::make_unique<Zstd>(file, whole);
  } else {
    source = std::make_unique<Gzip>(file, whole);
  }
  cookie_io_functions_t functions{};
  functions.read = read_cookie, functions.close = close_cookie;
  std::FILE* const stream = fopencookie(source.get(), "rb", functions);
  if (stream != nullptr) source.release();
  return stream;
}

}  // namespace heloscope::capture
