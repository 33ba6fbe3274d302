/// @file
/// What the layers of the small network are: plain values, their parameters included.
#ifndef BINPOINT_EIGEN_LAYERS_HPP
#define BINPOINT_EIGEN_LAYERS_HPP

#include <cstddef>
#include <limits>
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
///
/// With groups, output channels are split evenly and so are input channels: each group of outputs
/// sees its own group of inputs only. As many groups as input channels is a depthwise convolution.
struct conv2d {
  std::size_t channels = 1;  ///< of the output
  std::size_t kernel_height = 3;
  std::size_t kernel_width = 3;
  std::size_t stride = 1;
  std::size_t padding = 0;       ///< zeros beyond each edge
  std::size_t groups = 1;        ///< divides the channels of both sides
  std::vector<float> weights{};  ///< by output channel, input channel of its group, row, column
  std::vector<float> bias{};     ///< by output channel; or none
};

/// min(max(x, 0), limit); NaN stays. A limit of 6 is known as ReLU6.
struct relu {
  float limit = std::numeric_limits<float>::infinity();  ///< above 0
};

/// The largest value of each square; squares that reach over the right or lower edge are left out.
struct max_pool {
  std::size_t size = 2;
  std::size_t stride = 2;
};

/// The mean of each square; squares that reach over the right or lower edge are left out.
struct average_pool {
  std::size_t size = 2;
  std::size_t stride = 2;
};

/// The sum of two inputs of equal shape, value by value.
struct add {};

/// gain * (x - mean) / sqrt(variance + epsilon) + bias, each by channel.
///
/// Before a network is quantized, fold_batch_norm (fold.hpp) takes it into the layer before it.
struct batch_norm {
  std::vector<float> gain{};
  std::vector<float> bias{};
  std::vector<float> mean{};      ///< as seen in training; no parameter that is visited
  std::vector<float> variance{};  ///< likewise
  float epsilon = 1e-5F;
};

/// From channels, height and width to one vector, in that order.
struct flatten {};

/// Matrix times vector, plus a bias.
struct dense {
  std::size_t units = 1;
  std::vector<float> weights{};  ///< by unit, input
  std::vector<float> bias{};     ///< by unit; or none
};

using operation =
    std::variant<conv2d, relu, max_pool, average_pool, add, batch_norm, flatten, dense>;

/// A named step of a network, and whose outputs it takes: earlier layers, or "input". An add takes
/// two, every other layer one.
struct layer {
  std::string name;
  std::vector<std::string> inputs;
  operation work;
};

}  // namespace binpoint::eigen

#endif
