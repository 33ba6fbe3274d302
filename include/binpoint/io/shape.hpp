/// @file
/// Shapes that come from files: their product without overflow, and their text.
#ifndef BINPOINT_IO_SHAPE_HPP
#define BINPOINT_IO_SHAPE_HPP

#include <cstddef>
#include <span>
#include <string>

namespace binpoint::io {

/// Whether the dimensions multiply to exactly count; no product overflows.
[[nodiscard]] inline bool has_product(std::span<const std::size_t> shape, std::size_t count) {
  for (const std::size_t dimension : shape) {
    if (dimension == 0) return count == 0;
  }
  std::size_t product = 1;
  for (const std::size_t dimension : shape) {
    if (dimension > count / product) return false;
    product *= dimension;
  }
  return product == count;
}

/// As Python writes a tuple: "()", "(3,)", "(3, 4)".
[[nodiscard]] inline std::string shape_text(std::span<const std::size_t> shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace binpoint::io

#endif
