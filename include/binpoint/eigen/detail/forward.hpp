/// @file
/// One layer's output from its input: sums of products in double, rounded once.
#ifndef BINPOINT_EIGEN_DETAIL_FORWARD_HPP
#define BINPOINT_EIGEN_DETAIL_FORWARD_HPP

#include <Eigen/Core>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "../im2col.hpp"
#include "../layers.hpp"
#include "../round_to_odd.hpp"
#include "batch_norm_line.hpp"

namespace binpoint::eigen::detail {

[[nodiscard]] inline Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

/// weights * columns + bias: every product and sum in double, then one rounding to float. Each
/// group of rows of the weights meets its own group of rows of the columns.
template <class Columns>
[[nodiscard]] std::vector<float> affine(const std::vector<float>& weights,
                                        const std::vector<float>& bias, std::size_t channels,
                                        std::size_t groups, const Columns& columns) {
  const Eigen::Index rows = columns.rows() / index(groups);
  const Eigen::Index outputs = index(channels / groups);
  const Eigen::Map<const matrix<float>> narrow(weights.data(), index(channels), rows);
  matrix<double> sums(index(channels), columns.cols());
  for (Eigen::Index group = 0; group < index(groups); ++group) {
    sums.middleRows(group * outputs, outputs).noalias() =
        narrow.middleRows(group * outputs, outputs).template cast<double>().eval() *
        columns.middleRows(group * rows, rows);
  }
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
  return affine(work.weights, work.bias, work.channels, work.groups,
                im2col<double>(values, work, in, out));
}

[[nodiscard]] inline std::vector<float> forward(const dense& work, const shape&, const shape&,
                                                std::vector<float> values) {
  const Eigen::Map<const Eigen::VectorXf> column(values.data(), index(values.size()));
  return affine(work.weights, work.bias, work.units, 1, column.cast<double>().eval());
}

[[nodiscard]] inline std::vector<float> forward(const batch_norm& work, const shape& in,
                                                const shape&, std::vector<float> values) {
  const channel_layout layout = in.layout();
  for (std::size_t channel = 0; channel < layout.channels; ++channel) {
    const batch_norm_line line = line_of(work, channel);
    for (std::size_t i = 0; i < layout.inner; ++i) {
      float& value = values[channel * layout.inner + i];
      value = round_to_odd(line.slope * static_cast<double>(value) + line.offset);
    }
  }
  return values;
}

[[nodiscard]] inline std::vector<float> forward(const relu& work, const shape&, const shape&,
                                                std::vector<float> values) {
  for (float& value : values) value = value < 0.0F ? 0.0F : value > work.limit ? work.limit : value;
  return values;
}

/// The sum of two floats is exact in double when their exponents are near, and rounded once here.
[[nodiscard]] inline std::vector<float> forward(const add&, std::vector<float> values,
                                                const std::vector<float>& others) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = round_to_odd(static_cast<double>(values[i]) + static_cast<double>(others[i]));
  }
  return values;
}

[[nodiscard]] inline std::vector<float> forward(const flatten&, const shape&, const shape&,
                                                std::vector<float> values) {
  return values;
}

/// What `reduce` makes of each square: called with a function from 0..size*size-1 to its values.
template <class Pool, class Reduce>
[[nodiscard]] std::vector<float> pooled(const Pool& work, const shape& in, const shape& out,
                                        const std::vector<float>& values, Reduce reduce) {
  std::vector<float> result;
  result.reserve(out.size());
  for (std::size_t channel = 0; channel < out.channels; ++channel) {
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t x = 0; x < out.width; ++x) {
        const float* corner =
            values.data() + (channel * in.height + y * work.stride) * in.width + x * work.stride;
        result.push_back(reduce(
            [&](std::size_t i) { return corner[i / work.size * in.width + i % work.size]; }));
      }
    }
  }
  return result;
}

[[nodiscard]] inline std::vector<float> forward(const max_pool& work, const shape& in,
                                                const shape& out, std::vector<float> values) {
  return pooled(work, in, out, values, [&](auto square) {
    float highest = square(0);
    for (std::size_t i = 0; i < work.size * work.size; ++i) {
      const float value = square(i);
      // A NaN stays: nothing that went wrong before may vanish here.
      if (value > highest || value != value) highest = value;
    }
    return highest;
  });
}

[[nodiscard]] inline std::vector<float> forward(const average_pool& work, const shape& in,
                                                const shape& out, std::vector<float> values) {
  return pooled(work, in, out, values, [&](auto square) {
    double sum = 0.0;
    for (std::size_t i = 0; i < work.size * work.size; ++i) sum += static_cast<double>(square(i));
    return round_to_odd(sum / static_cast<double>(work.size * work.size));
  });
}

/// The output of any layer from those of the layers that it takes.
template <class Work>
[[nodiscard]] std::vector<float> forward_from(const Work& work, const shape& in, const shape& out,
                                              std::vector<std::vector<float>> taken) {
  if constexpr (std::is_same_v<Work, add>) {
    return forward(work, std::move(taken[0]), taken[1]);
  } else {
    return forward(work, in, out, std::move(taken[0]));
  }
}

}  // namespace binpoint::eigen::detail

#endif
