// Capture files: the one place that knows libpcap. open() finds pcap, pcapng, gzip and zstd by content, whatever the
// name; then `while (const Packet* packet = file.next()) use(*packet);` and error() tells whether the end was the
// end.
#pragma once
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/capture/frame.hpp"
#include "grammars/result.hpp"

namespace heloscope::capture {

class File {
 public:
  /// Opens a file, or standard input if `path` is "-". The error's text says what to do, and is kept until the
  /// thread's next open(). `filter` is a libpcap filter ("tcp port 25"; pcap-filter(7)); packets it refuses are
  /// passed over.
  static Result<File> open(const std::string& path, const std::string& filter = {});
  /// The same over a stream, which is closed with the File. `head`: octets that were already read from it.
  static Result<File> open(std::FILE* stream, std::string_view head, const std::string& filter = {});
  /// The same over octets, which are borrowed.
  static Result<File> open_memory(std::string_view octets, const std::string& filter = {});

  /// Whether a file that begins with these octets (4 are enough) is one for open(): pcap in all its variants, pcapng,
  /// or gzip or zstd, which may hold one.
  static bool is_capture(std::string_view head);

  File(File&&) noexcept;
  File& operator=(File&&) noexcept;
  ~File();

  /// The next packet, or null at the end. It and its octets are valid until the next call.
  const Packet* next();
  /// Why reading stopped before the end: the file is cut, or damaged. Empty if it did not.
  const std::string& error() const;

  /// Whether it is libpcap that would not go on, although the file does.
  bool refused() const;

  std::string_view format() const;       ///< "pcap" or "pcapng"
  std::string_view compression() const;  ///< "gzip", "zstd" or ""
  int link_type() const;                 ///< DLT_...
  std::uint64_t packets() const;         ///< read so far, those that the filter refused included
  std::uint64_t octets_read() const;     ///< of the file, compressed if it is; of packets where it is a pipe

 private:
  struct State;
  explicit File(std::unique_ptr<State> state);
  static Result<File> read(std::FILE* stream, const std::string& filter);
  std::unique_ptr<State> state_;
};

/// Why libpcap takes a filter for no usual link type, in its words; empty if it takes it.
std::string filter_fault(const std::string& filter);

/// libpcap's name for a DLT_ value ("EN10MB"), or "DLT 147".
std::string link_type_name(int dlt);

}  // namespace heloscope::capture
