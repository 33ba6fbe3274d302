/// @file
/// Forward and backward pass in float over a slice of a mini-batch, for training.
#ifndef BINPOINT_EXAMPLES_BACKWARD_HPP
#define BINPOINT_EXAMPLES_BACKWARD_HPP

#include <Eigen/Core>
#include <binpoint/eigen/network.hpp>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

#include "batch_norm_backward.hpp"
#include "layer_backward.hpp"
#include "layer_place.hpp"

namespace demo {

/// Networks with branches are not trained here.
[[nodiscard]] inline matrix layer_output(const be::add&, const layer_place&, const matrix&) {
  throw std::invalid_argument("training: a sum of two branches is not supported");
}
[[nodiscard]] inline matrix input_gradient(const be::add&, const layer_place&, const matrix&,
                                           const matrix&, const matrix&, layer_gradient&) {
  throw std::invalid_argument("training: a sum of two branches is not supported");
}

/// The outputs of every layer for a batch, the batch itself first.
/// Batch norms go by the batch itself, not by the mean and variance that they hold.
/// @pre  each layer takes the one before it
[[nodiscard]] inline std::vector<matrix> forward_pass(const be::network& net, matrix batch) {
  std::vector<matrix> values;
  values.push_back(std::move(batch));
  be::shape in = net.input_shape();
  for (std::size_t i = 0; i < net.layers().size(); ++i) {
    const layer_place at{in, net.output_shape(i)};
    values.push_back(
        std::visit([&](const auto& work) { return layer_output(work, at, values.back()); },
                   net.layers()[i].work));
    in = at.out;
  }
  return values;
}

/// Adds to `sum` the gradient of every parameter.
/// @param values  what forward_pass returned
/// @param above   the gradient of the last layer's output
inline void backward_pass(const be::network& net, const std::vector<matrix>& values, matrix above,
                          std::vector<layer_gradient>& sum) {
  for (std::size_t i = net.layers().size(); i-- > 0;) {
    const layer_place at{i == 0 ? net.input_shape() : net.output_shape(i - 1), net.output_shape(i),
                         i == 0};
    above = std::visit(
        [&](const auto& work) {
          return input_gradient(work, at, values[i], values[i + 1], above, sum[i]);
        },
        net.layers()[i].work);
  }
}

/// The gradient of the summed cross-entropy of softmax(scores); adds the loss to `loss`.
[[nodiscard]] inline matrix cross_entropy_gradient(const matrix& scores,
                                                   std::span<const int> labels, double& loss) {
  matrix result = scores;
  for (Eigen::Index i = 0; i < scores.rows(); ++i) {
    auto row = result.row(i).array();
    row = (row - row.maxCoeff()).exp();
    row /= row.sum();
    float& wanted = result(i, labels[static_cast<std::size_t>(i)]);
    loss -= std::log(std::fmax(static_cast<double>(wanted), 1e-30));
    wanted -= 1.0F;
  }
  return result;
}

}  // namespace demo

#endif
