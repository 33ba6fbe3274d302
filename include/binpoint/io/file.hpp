/// @file
/// Files as a whole: read into memory, written at once or not at all.
#ifndef BINPOINT_IO_FILE_HPP
#define BINPOINT_IO_FILE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "cursor.hpp"
#include "partial_file.hpp"

namespace binpoint::io {

/// Largest file that is read when the caller names no other limit.
inline constexpr std::size_t default_file_limit = std::size_t{1} << 30;

/// Reads a file, a pipe included.
/// @param limit  largest number of bytes that is accepted
/// @throws std::runtime_error  naming the file, when it cannot be read or is longer than the limit
[[nodiscard]] inline std::vector<std::byte> read_file(const std::filesystem::path& path,
                                                      std::size_t limit = default_file_limit) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status)) fail(path.string(), "found no such file, expected one");
  if (std::filesystem::is_directory(status))
    fail(path.string(), "found a directory, expected a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(path.string(), "cannot be opened, expected a readable file");
  std::vector<std::byte> bytes;
  std::array<char, 65536> chunk;
  while (in) {
    in.read(chunk.data(), chunk.size());
    const auto count = static_cast<std::size_t>(in.gcount());
    if (count > limit - bytes.size()) {
      fail(path.string(), "found more than " + std::to_string(limit) + " bytes, expected no more");
    }
    const auto* first = reinterpret_cast<const std::byte*>(chunk.data());
    bytes.insert(bytes.end(), first, first + count);
  }
  if (in.bad()) fail(path.string(), "offset " + std::to_string(bytes.size()) + ": reading failed");
  return bytes;
}

/// Writes a file: beside its place first, then renamed, so that no half-written file is ever seen;
/// see partial_file.hpp for links, devices and pipes.
/// @throws std::runtime_error  naming the file; what stood there before stays
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  partial_file out(path);
  out.write(bytes);
  out.commit();
}

}  // namespace binpoint::io

#endif
