/// @file
/// Weights of 16 bits in the order in which the fast products read them.
#ifndef BINPOINT_EIGEN_DETAIL_PAIR_WEIGHTS_HPP
#define BINPOINT_EIGEN_DETAIL_PAIR_WEIGHTS_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../../integer/conv2d.hpp"
#include "../../integer/dense.hpp"
#include "pair_panel.hpp"

namespace binpoint::eigen::detail {

/// A tile's weights: for each tap two of each of its channels; zeros where there are fewer.
struct pair_weights {
  std::vector<std::int16_t> codes;
  std::vector<std::size_t> taps;  ///< see pair_panel::tap
};

/// Tiles of a group of output channels.
[[nodiscard]] inline std::size_t tiles_of_group(const integer::conv2d_geometry& geometry) {
  return (geometry.channels / geometry.groups + tile_channels - 1) / tile_channels;
}

[[nodiscard]] inline pair_weights pair_weights_of(const integer::conv2d_geometry& geometry,
                                                  const std::vector<std::int16_t>& weights) {
  const pair_panel panel(geometry);
  const std::size_t group_outputs = geometry.channels / geometry.groups;
  const std::size_t kernel_size = geometry.kernel_height * geometry.kernel_width;
  pair_weights result;
  for (std::size_t pair = 0; pair < panel.pairs(); ++pair) {
    for (std::size_t k = 0; k < kernel_size; ++k) {
      result.taps.push_back(panel.tap(pair, k / geometry.kernel_width, k % geometry.kernel_width));
    }
  }
  const auto weight = [&](std::size_t group, std::size_t output, std::size_t input,
                          std::size_t k) -> std::int16_t {
    if (output >= group_outputs || input >= geometry.group_inputs()) return 0;
    return weights[((group * group_outputs + output) * geometry.group_inputs() + input) *
                       kernel_size +
                   k];
  };
  for (std::size_t tile = 0; tile < geometry.groups * tiles_of_group(geometry); ++tile) {
    const std::size_t group = tile / tiles_of_group(geometry);
    const std::size_t first = tile % tiles_of_group(geometry) * tile_channels;
    for (std::size_t tap = 0; tap < result.taps.size(); ++tap) {
      for (std::size_t i = 0; i < 2 * tile_channels; ++i) {
        result.codes.push_back(
            weight(group, first + i / 2, tap / kernel_size * 2 + i % 2, tap % kernel_size));
      }
    }
  }
  return result;
}

/// Rows of a dense layer, each filled up with zeros to a multiple of this, and rows of zeros up to
/// a multiple of tile_channels.
inline constexpr std::size_t dense_step = 16;

[[nodiscard]] inline std::size_t padded_inputs(const integer::dense_geometry& geometry) {
  return (geometry.inputs + dense_step - 1) / dense_step * dense_step;
}

[[nodiscard]] inline pair_weights pair_weights_of(const integer::dense_geometry& geometry,
                                                  const std::vector<std::int16_t>& weights) {
  const std::size_t padded = padded_inputs(geometry);
  const std::size_t rows = (geometry.units + tile_channels - 1) / tile_channels * tile_channels;
  pair_weights result;
  result.codes.resize(rows * padded);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    result.codes[i / geometry.inputs * padded + i % geometry.inputs] = weights[i];
  }
  return result;
}

}  // namespace binpoint::eigen::detail

#endif
