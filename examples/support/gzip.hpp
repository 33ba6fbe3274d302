/// @file
/// Files that may be compressed by gzip, where zlib is at hand.
#ifndef BINPOINT_EXAMPLES_GZIP_HPP
#define BINPOINT_EXAMPLES_GZIP_HPP

#include <binpoint/io/file.hpp>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#if defined(BINPOINT_EXAMPLE_HAS_ZLIB)
#include <zlib.h>
#endif

namespace demo {

[[nodiscard]] inline bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

#if defined(BINPOINT_EXAMPLE_HAS_ZLIB)
/// @param limit  largest number of bytes that is accepted
/// @throws std::runtime_error  for damaged or truncated data
[[nodiscard]] inline std::vector<std::byte> gunzip(std::span<const std::byte> bytes,
                                                   const std::string& name, std::size_t limit) {
  z_stream stream{};
  constexpr int gzip_only = 16 + MAX_WBITS;
  if (inflateInit2(&stream, gzip_only) != Z_OK) binpoint::io::fail(name, "zlib cannot start");
  // zlib declares its input mutable, and does not change it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::vector<std::byte> result;
  std::vector<std::byte> chunk(std::size_t{1} << 20);
  int state = Z_OK;
  while (state == Z_OK && result.size() <= limit) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    const auto produced = static_cast<std::ptrdiff_t>(chunk.size() - stream.avail_out);
    result.insert(result.end(), chunk.begin(), chunk.begin() + produced);
  }
  const std::size_t used = bytes.size() - stream.avail_in;
  inflateEnd(&stream);
  if (result.size() > limit) {
    binpoint::io::fail(name,
                       "found more than " + std::to_string(limit) + " bytes, expected no more");
  }
  if (state != Z_STREAM_END || used != bytes.size()) {
    binpoint::io::fail(name, "offset " + std::to_string(used) + ": found " +
                                 (state == Z_BUF_ERROR ? "the end" : "damaged data") +
                                 ", expected one whole gzip stream");
  }
  return result;
}
#endif

/// The bytes of a plain file or of a gzip file.
/// @throws std::runtime_error  naming the file
[[nodiscard]] inline std::vector<std::byte> read_plain_or_gzip(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = binpoint::io::read_file(path);
  if (!is_gzip(bytes)) return bytes;
#if defined(BINPOINT_EXAMPLE_HAS_ZLIB)
  constexpr std::size_t limit = std::size_t{1} << 28;
  return gunzip(bytes, path.string(), limit);
#else
  binpoint::io::fail(path.string(),
                     "found a gzip file, expected a plain one: this was built without zlib "
                     "(Debian: zlib1g-dev)");
#endif
}

}  // namespace demo

#endif
