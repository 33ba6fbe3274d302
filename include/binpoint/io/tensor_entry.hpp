/// @file
/// Where a tensor lies in a file, and what it is.
#ifndef BINPOINT_IO_TENSOR_ENTRY_HPP
#define BINPOINT_IO_TENSOR_ENTRY_HPP

#include <bit>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "../layout.hpp"
#include "cursor.hpp"
#include "element_type.hpp"
#include "shape.hpp"

namespace binpoint::io {

/// One tensor of a file; the readers of the formats have checked that it lies within it.
struct tensor_entry {
  std::string name{};
  element_type type = element_type::float32;
  std::vector<std::size_t> shape{};
  std::size_t offset = 0;  ///< of its first byte in the file
  std::size_t bytes = 0;   ///< the product of the shape times the size of an element
  std::endian order = std::endian::little;
  bool first_index_fastest = false;  ///< Fortran's order; else the last one runs fastest
  /// The values where the file holds them in another form than `type`, as a protocol buffer's
  /// integers of variable length; empty where the file has them at `offset`.
  std::vector<std::byte> decoded{};

  [[nodiscard]] std::size_t elements() const { return bytes / size_of(type); }

  /// Whether the file holds the values one after the other, so that they can be replaced there.
  [[nodiscard]] bool is_in_place() const { return decoded.empty(); }

  /// The bytes of the values.
  /// @param file  all bytes of the file that the entry is of
  [[nodiscard]] std::span<const std::byte> values_in(std::span<const std::byte> file) const {
    return is_in_place() ? file.subspan(offset, bytes) : std::span(decoded);
  }

  /// The layout in which each index of an axis is a channel.
  /// @pre  axis < shape.size()
  [[nodiscard]] channel_layout channels(std::size_t axis = 0) const {
    channel_layout result{shape[axis], 1};
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (first_index_fastest ? i < axis : i > axis) result.inner *= shape[i];
    }
    return result;
  }
};

namespace detail {

/// `found`, the number of bytes that a file has for a tensor.
/// @throws std::runtime_error at the cursor's offset `at`, when the shape takes more or fewer
[[nodiscard]] inline std::size_t checked_bytes(const cursor& in, std::size_t at, element_type type,
                                               std::span<const std::size_t> shape,
                                               std::size_t found) {
  const std::size_t size = size_of(type);
  if (found % size != 0 || !has_product(shape, found / size)) {
    in.fail_at(at, std::to_string(found) + " bytes of values",
               std::to_string(size) + " for each element of shape " + shape_text(shape));
  }
  return found;
}

}  // namespace detail
}  // namespace binpoint::io

#endif
