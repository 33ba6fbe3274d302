/// @file
/// Shapes of the tensors of codes, and how windows lie in them.
#ifndef BINPOINT_INTEGER_SHAPE_HPP
#define BINPOINT_INTEGER_SHAPE_HPP

#include <cstddef>

#include "../config.hpp"

namespace binpoint::integer {

/// Channels, height and width of a tensor; the width runs fastest. A vector of n has n channels.
///
/// Flattening changes the shape to {size(), 1, 1} and no code: the same memory is the vector.
struct shape {
  std::size_t channels = 1;
  std::size_t height = 1;
  std::size_t width = 1;

  /// Number of codes.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t size() const {
    return channels * height * width;
  }
  /// Codes of one channel.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t plane() const { return height * width; }
  friend constexpr bool operator==(const shape&, const shape&) = default;
};

/// How many windows fit along an axis, with `padding` places beyond each end; 0 where none does.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t window_count(std::size_t length,
                                                                      std::size_t window,
                                                                      std::size_t stride,
                                                                      std::size_t padding = 0) {
  const std::size_t padded = length + 2 * padding;
  if (window == 0 || stride == 0 || window > padded) return 0;
  return (padded - window) / stride + 1;
}

}  // namespace binpoint::integer

#endif
