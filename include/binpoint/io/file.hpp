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
#include <random>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "cursor.hpp"

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

/// Writes a file: beside its place first, then renamed, so that no half-written file is ever seen.
/// @throws std::runtime_error  naming the file; what stood there before stays
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::filesystem::path partial = path;
  partial += '.';
  partial += std::to_string(std::random_device{}());
  partial += ".partial";
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  const bool opened = out.is_open();
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code failure;
  if (out) std::filesystem::rename(partial, path, failure);
  if (out && !failure) return;
  std::error_code ignored;
  if (opened) std::filesystem::remove(partial, ignored);
  fail(path.string(), "cannot be written" + (failure ? ": " + failure.message() : std::string()));
}

}  // namespace binpoint::io

#endif
