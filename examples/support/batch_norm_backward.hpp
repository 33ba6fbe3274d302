/// @file
/// Batch norm in training: each slice of a mini-batch is normalised by its own mean and variance.
#ifndef BINPOINT_EXAMPLES_BATCH_NORM_BACKWARD_HPP
#define BINPOINT_EXAMPLES_BATCH_NORM_BACKWARD_HPP

#include <Eigen/Core>
#include <binpoint/eigen/layers.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "layer_place.hpp"

namespace demo {

/// Mean and variance of a channel over all images and places.
struct channel_moments {
  double mean = 0;
  double variance = 0;
};

/// One channel of every image of a batch.
template <class Matrix>
[[nodiscard]] auto channel_block(Matrix& batch, const layer_place& at, std::size_t channel) {
  return batch.middleCols(to_index(channel) * at.pixels(), at.pixels()).array();
}

[[nodiscard]] inline channel_moments moments_of(const matrix& in, const layer_place& at,
                                                std::size_t channel) {
  const auto values = channel_block(in, at, channel).template cast<double>();
  const double mean = values.mean();
  return {mean, (values - mean).square().mean()};
}

[[nodiscard]] inline float deviation(const be::batch_norm& work, const channel_moments& found) {
  return static_cast<float>(std::sqrt(found.variance + static_cast<double>(work.epsilon)));
}

[[nodiscard]] inline matrix layer_output(const be::batch_norm& work, const layer_place& at,
                                         const matrix& in) {
  matrix result(in.rows(), in.cols());
  for (std::size_t c = 0; c < at.out.channels; ++c) {
    const channel_moments found = moments_of(in, at, c);
    channel_block(result, at, c) = (channel_block(in, at, c) - static_cast<float>(found.mean)) *
                                       (work.gain[c] / deviation(work, found)) +
                                   work.bias[c];
  }
  return result;
}

/// A gain's gradient stands where other layers have that of the weights. The mean and the variance
/// depend on every value of the slice, and the gradient passes through them too.
[[nodiscard]] inline matrix input_gradient(const be::batch_norm& work, const layer_place& at,
                                           const matrix& in, const matrix&, const matrix& above,
                                           layer_gradient& sum) {
  matrix result(in.rows(), in.cols());
  for (std::size_t c = 0; c < at.out.channels; ++c) {
    const channel_moments found = moments_of(in, at, c);
    const float scale = 1.0F / deviation(work, found);
    const auto slopes = channel_block(above, at, c);
    const Eigen::ArrayXXf normal =
        (channel_block(in, at, c) - static_cast<float>(found.mean)) * scale;
    const float along = (slopes * normal).sum();
    sum.weights[c] += along;
    sum.bias[c] += slopes.sum();
    const auto count = static_cast<float>(slopes.size());
    channel_block(result, at, c) =
        (slopes - slopes.sum() / count - normal * (along / count)) * (work.gain[c] * scale);
  }
  return result;
}

}  // namespace demo

#endif
