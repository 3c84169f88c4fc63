// gzip and zstd as ordinary streams: a FILE* that gives what another FILE* holds, decompressed.
#pragma once
#include <cstdio>
#include <string_view>

namespace heloscope::capture {

enum class Compression : unsigned char { none, gzip, zstd };
std::string_view name(Compression compression);
/// By the first octets of a file (RFC 1952 2.3.1, RFC 8878 3.1.1).
Compression find_compression(std::string_view head);

/// A stream of `file`'s decompressed octets, which closes `file` with itself; null if there is no memory. A damaged
/// or cut input is a read error (EIO) after its last good octet. `whole`, if given, becomes false then, and must live
/// as long.
std::FILE* decompress(std::FILE* file, Compression compression, bool* whole);

}  // namespace heloscope::capture
