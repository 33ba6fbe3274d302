/// @file
/// What the layers of the small network are: plain values, their parameters included.
#ifndef BINPOINT_EIGEN_LAYERS_HPP
#define BINPOINT_EIGEN_LAYERS_HPP

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "../layout.hpp"

namespace binpoint::eigen {

/// Channels, height and width of a tensor; the width runs fastest. A vector of n has n channels.
struct shape {
  std::size_t channels = 1;
  std::size_t height = 1;
  std::size_t width = 1;

  /// Number of values.
  [[nodiscard]] constexpr std::size_t size() const { return channels * height * width; }
  [[nodiscard]] constexpr channel_layout layout() const { return {channels, height * width}; }
  friend constexpr bool operator==(const shape&, const shape&) = default;
};

/// Cross-correlation with a kernel for each pair of output and input channel, plus a bias.
struct conv2d {
  std::size_t channels = 1;  ///< of the output
  std::size_t kernel_height = 3;
  std::size_t kernel_width = 3;
  std::size_t stride = 1;
  std::size_t padding = 0;     ///< zeros beyond each edge
  std::vector<float> weights;  ///< by output channel, input channel, row, column
  std::vector<float> bias;     ///< by output channel; or none
};

/// max(x, 0); NaN stays.
struct relu {};

/// The largest value of each square; squares that reach over the right or lower edge are left out.
struct max_pool {
  std::size_t size = 2;
  std::size_t stride = 2;
};

/// From channels, height and width to one vector, in that order.
struct flatten {};

/// Matrix times vector, plus a bias.
struct dense {
  std::size_t units = 1;
  std::vector<float> weights;  ///< by unit, input
  std::vector<float> bias;     ///< by unit; or none
};

using operation = std::variant<conv2d, relu, max_pool, flatten, dense>;

/// A named step of a network, and whose outputs it takes: earlier layers, or "input".
struct layer {
  std::string name;
  std::vector<std::string> inputs;
  operation work;
};

}  // namespace binpoint::eigen

#endif
