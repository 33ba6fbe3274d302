/// @file
/// Arrays of bytes in IDX files, the format of the MNIST family of data sets.
#ifndef BINPOINT_IO_IDX_HPP
#define BINPOINT_IO_IDX_HPP

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../detail/error.hpp"
#include "cursor.hpp"
#include "file.hpp"
#include "shape.hpp"

namespace binpoint::io {

/// An array of bytes: (count, height, width) for images, (count) for labels.
struct idx_array {
  std::vector<std::size_t> shape;
  std::vector<std::uint8_t> values;
};

/// Reads the bytes of an IDX file of unsigned bytes.
/// @param name  the source in error messages
/// @throws std::runtime_error  for anything but one whole array of unsigned bytes
/// @par Source  the description of IDX beside the MNIST data set: two zero bytes, the type (8:
///              unsigned byte), the rank, one big-endian 32-bit integer a dimension, the values
[[nodiscard]] inline idx_array parse_idx(std::span<const std::byte> bytes,
                                         std::string name = "idx data") {
  cursor in(bytes, std::move(name));
  const auto magic = in.big_endian<std::uint32_t>("magic");
  const std::size_t rank = magic & 0xff;
  if (magic >> 8 != 8 || rank == 0) {
    in.fail_at(0, "magic number " + std::to_string(magic),
               "2049 (labels), 2051 (images) or another array of unsigned bytes");
  }
  idx_array result;
  for (std::size_t i = 0; i < rank; ++i) {
    result.shape.push_back(in.big_endian<std::uint32_t>("dimension"));
  }
  if (!has_product(result.shape, in.remaining())) {
    in.fail_here(std::to_string(in.remaining()) + " bytes of values",
                 "1 for each element of shape " + shape_text(result.shape));
  }
  result.values.reserve(in.remaining());
  for (const std::byte value : in.take(in.remaining(), "values")) {
    result.values.push_back(std::to_integer<std::uint8_t>(value));
  }
  return result;
}

/// Reads an IDX file; errors name it.
[[nodiscard]] inline idx_array read_idx(const std::filesystem::path& path) {
  return parse_idx(read_file(path), path.string());
}

/// The bytes of an IDX file.
/// @throws std::invalid_argument  when the shape does not hold that many values, or IDX not the
/// shape
[[nodiscard]] inline std::vector<std::byte> format_idx(std::span<const std::size_t> shape,
                                                       std::span<const std::uint8_t> values) {
  bool fits = !shape.empty() && shape.size() <= 255 && has_product(shape, values.size());
  for (const std::size_t dimension : shape) {
    fits = fits && dimension <= std::numeric_limits<std::uint32_t>::max();
  }
  if (!fits) {
    binpoint::detail::invalid_argument(
        "format_idx", std::to_string(values.size()) + " values do not fill shape " +
                          shape_text(shape) + " of 1 to 255 32-bit dimensions");
  }
  std::vector<std::byte> bytes{std::byte{0}, std::byte{0}, std::byte{8},
                               static_cast<std::byte>(shape.size())};
  for (const std::size_t dimension : shape) {
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<std::byte>(dimension >> shift));
  }
  for (const std::uint8_t value : values) bytes.push_back(std::byte{value});
  return bytes;
}

/// Writes an IDX file, whole or not at all.
inline void write_idx(const std::filesystem::path& path, std::span<const std::size_t> shape,
                      std::span<const std::uint8_t> values) {
  write_file(path, format_idx(shape, values));
}

}  // namespace binpoint::io

#endif
