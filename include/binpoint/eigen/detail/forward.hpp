/// @file
/// One layer's output from its input: sums of products in double, rounded once.
#ifndef BINPOINT_EIGEN_DETAIL_FORWARD_HPP
#define BINPOINT_EIGEN_DETAIL_FORWARD_HPP

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "../im2col.hpp"
#include "../layers.hpp"
#include "../round_to_odd.hpp"

namespace binpoint::eigen::detail {

[[nodiscard]] inline Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

/// weights * columns + bias: every product and sum in double, then one rounding to float.
template <class Columns>
[[nodiscard]] std::vector<float> affine(const std::vector<float>& weights,
                                        const std::vector<float>& bias, std::size_t channels,
                                        const Columns& columns) {
  const Eigen::Map<const matrix<float>> narrow(weights.data(), index(channels), columns.rows());
  matrix<double> sums(narrow.rows(), columns.cols());
  sums.noalias() = narrow.template cast<double>().eval() * columns;
  if (!bias.empty()) {
    const Eigen::Map<const Eigen::VectorXf> narrow_bias(bias.data(), index(channels));
    sums.colwise() += narrow_bias.cast<double>();
  }
  std::vector<float> result(static_cast<std::size_t>(sums.size()));
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = round_to_odd(sums.data()[i]);
  return result;
}

/// Each takes its input as a value: what changes nothing or works in place costs no copy.
[[nodiscard]] inline std::vector<float> forward(const conv2d& work, const shape& in,
                                                const shape& out, std::vector<float> values) {
  return affine(work.weights, work.bias, work.channels, im2col<double>(values, work, in, out));
}

[[nodiscard]] inline std::vector<float> forward(const dense& work, const shape&, const shape&,
                                                std::vector<float> values) {
  const Eigen::Map<const Eigen::VectorXf> column(values.data(), index(values.size()));
  return affine(work.weights, work.bias, work.units, column.cast<double>().eval());
}

[[nodiscard]] inline std::vector<float> forward(const relu&, const shape&, const shape&,
                                                std::vector<float> values) {
  for (float& value : values) value = value < 0.0F ? 0.0F : value;
  return values;
}

[[nodiscard]] inline std::vector<float> forward(const flatten&, const shape&, const shape&,
                                                std::vector<float> values) {
  return values;
}

[[nodiscard]] inline std::vector<float> forward(const max_pool& work, const shape& in,
                                                const shape& out, std::vector<float> values) {
  std::vector<float> result;
  result.reserve(out.size());
  for (std::size_t channel = 0; channel < out.channels; ++channel) {
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t x = 0; x < out.width; ++x) {
        const float* corner =
            values.data() + (channel * in.height + y * work.stride) * in.width + x * work.stride;
        float highest = *corner;
        for (std::size_t i = 0; i < work.size * work.size; ++i) {
          const float value = corner[i / work.size * in.width + i % work.size];
          // A NaN stays: nothing that went wrong before may vanish here.
          if (value > highest || value != value) highest = value;
        }
        result.push_back(highest);
      }
    }
  }
  return result;
}

}  // namespace binpoint::eigen::detail

#endif
