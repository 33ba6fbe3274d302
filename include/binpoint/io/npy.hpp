/// @file
/// NumPy's .npy files, versions 1.0 and 2.0: where the array lies, for every element type, byte
/// order and order of indices; and arrays of float in C order as values.
#ifndef BINPOINT_IO_NPY_HPP
#define BINPOINT_IO_NPY_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../detail/error.hpp"
#include "cursor.hpp"
#include "detail/npy_header.hpp"
#include "file.hpp"
#include "shape.hpp"
#include "tensor_entry.hpp"

namespace binpoint::io {

/// An array of float; the last index of the shape runs fastest.
struct npy_array {
  std::vector<std::size_t> shape;
  std::vector<float> values;
};

namespace detail {

/// The array whose file begins at the cursor and ends where the cursor does.
[[nodiscard]] inline tensor_entry read_npy_entry(cursor& in, std::string tensor_name) {
  npy_header header = read_npy_header(in);
  tensor_entry result{.name = std::move(tensor_name),
                      .type = header.type,
                      .shape = std::move(header.shape),
                      .offset = in.offset(),
                      .order = header.order,
                      .first_index_fastest = header.first_index_fastest};
  result.bytes = checked_bytes(in, in.offset(), result.type, result.shape, in.remaining());
  return result;
}

}  // namespace detail

/// Where the array of an .npy file lies.
/// @param name         the source in error messages
/// @param tensor_name  the name of the entry: the file has none
/// @throws std::runtime_error  for anything but one whole array of numbers
/// @par Source  NEP 1 (the .npy format)
[[nodiscard]] inline tensor_entry parse_npy_entry(std::span<const std::byte> bytes,
                                                  std::string name = "npy data",
                                                  std::string tensor_name = "array") {
  cursor in(bytes, std::move(name));
  return detail::read_npy_entry(in, std::move(tensor_name));
}

/// Reads the bytes of an .npy file.
/// @param name  the source in error messages
/// @throws std::runtime_error  for anything but one whole array of little-endian float in C order
/// @par Source  NEP 1 (the .npy format)
[[nodiscard]] inline npy_array parse_npy(std::span<const std::byte> bytes,
                                         std::string name = "npy data") {
  cursor in(bytes, std::move(name));
  const detail::npy_header header = detail::read_npy_header(in);
  if (header.descr != "<f4") {
    in.fail_at(header.type_offset, "type " + in_quotes(header.descr),
               "'<f4' (little-endian float)");
  }
  if (header.first_index_fastest) {
    in.fail_at(header.order_offset, "fortran_order 'True'", "False (C order)");
  }
  npy_array result{header.shape, {}};
  const std::size_t start = in.offset();
  const std::size_t count = in.remaining() / sizeof(float);
  if (!has_product(result.shape, count) || in.remaining() % sizeof(float) != 0) {
    in.fail_at(start, std::to_string(in.remaining()) + " bytes of values",
               "4 for each element of shape " + shape_text(result.shape));
  }
  result.values.reserve(count);
  while (in.remaining() > 0) {
    result.values.push_back(std::bit_cast<float>(in.little_endian<std::uint32_t>("value")));
  }
  return result;
}

/// Reads an .npy file; errors name it.
[[nodiscard]] inline npy_array read_npy(const std::filesystem::path& path) {
  return parse_npy(read_file(path), path.string());
}

/// The bytes of an .npy file.
/// @throws std::invalid_argument  when the shape does not hold that many values, or .npy not the
/// shape
[[nodiscard]] inline std::vector<std::byte> format_npy(std::span<const std::size_t> shape,
                                                       std::span<const float> values) {
  if (shape.size() > detail::npy_highest_rank || !has_product(shape, values.size())) {
    binpoint::detail::invalid_argument(
        "format_npy", std::to_string(values.size()) + " values do not fill shape " +
                          shape_text(shape) + " of at most 64 dimensions");
  }
  std::vector<std::byte> bytes = detail::format_npy_header(shape);
  bytes.reserve(bytes.size() + values.size() * sizeof(float));
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<std::byte>(bits >> shift));
  }
  return bytes;
}

/// Writes an .npy file, whole or not at all.
inline void write_npy(const std::filesystem::path& path, std::span<const std::size_t> shape,
                      std::span<const float> values) {
  write_file(path, format_npy(shape, values));
}

}  // namespace binpoint::io

#endif
