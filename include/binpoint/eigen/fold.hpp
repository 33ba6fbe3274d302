/// @file
/// Batch norms taken into the layers before them.
#ifndef BINPOINT_EIGEN_FOLD_HPP
#define BINPOINT_EIGEN_FOLD_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "detail/batch_norm_line.hpp"
#include "detail/parameters.hpp"
#include "layers.hpp"
#include "network.hpp"

namespace binpoint::eigen {

/// A network without the batch norms that could be folded, and the names of both kinds.
struct folded_network {
  network net;
  std::vector<std::string> folded;
  std::vector<std::string> left;  ///< no convolution or dense layer feeds only it, or a parameter
                                  ///< would be beyond float
};

namespace detail {

/// Takes a batch norm into the weights and the bias; false, and nothing is changed, if a value
/// would not be finite.
[[nodiscard]] inline bool fold_into(parameters to, const batch_norm& norm) {
  std::vector<float> weights = *to.weights;
  std::vector<float> bias = to.bias->empty() ? std::vector<float>(to.outputs) : *to.bias;
  const std::size_t inner = weights.size() / to.outputs;
  for (std::size_t channel = 0; channel < to.outputs; ++channel) {
    const batch_norm_line line = line_of(norm, channel);
    for (std::size_t i = channel * inner; i < (channel + 1) * inner; ++i) {
      weights[i] = static_cast<float>(line.slope * static_cast<double>(weights[i]));
    }
    bias[channel] =
        static_cast<float>(line.slope * static_cast<double>(bias[channel]) + line.offset);
  }
  const auto is_finite = [](float x) { return std::isfinite(x); };
  if (!std::ranges::all_of(weights, is_finite) || !std::ranges::all_of(bias, is_finite)) {
    return false;
  }
  *to.weights = std::move(weights);
  *to.bias = std::move(bias);
  return true;
}

}  // namespace detail

/// Folds each batch norm into the convolution or dense layer before it, where nothing else takes
/// that layer's output; who took the batch norm's output takes that layer's then.
///
/// New parameters are computed in double and rounded once to float. An output of a folded layer
/// differs from what it was by at most 2^-21 times the sum of the magnitudes that it is made of: of
/// all products of an input and a new weight, of the batch norm's bias, and of slope times mean and
/// slope times old bias, where slope is gain / sqrt(variance + epsilon).
/// @par Complexity  O(parameters)
/// @par Source      Jacob et al., "Quantization and Training of Neural Networks for Efficient
///                  Integer-Arithmetic-Only Inference" (2018), 3.2
[[nodiscard]] inline folded_network fold_batch_norm(const network& net) {
  std::vector<layer> layers = net.layers();
  std::vector<std::string> folded;
  std::vector<std::string> left;
  // The layer whose output stands for that of layer i, and the layers that are left to build from.
  std::vector<std::size_t> stands_for(layers.size());
  std::vector<layer> kept;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    stands_for[i] = i;
    for (std::size_t k = 0; k < layers[i].inputs.size(); ++k) {
      const std::size_t source = net.source_of(i, k);
      if (source > 0) layers[i].inputs[k] = layers[stands_for[source - 1]].name;
    }
    const auto* const norm = std::get_if<batch_norm>(&layers[i].work);
    if (norm == nullptr) continue;
    const std::size_t source = net.source_of(i);
    const bool is_alone = source > 0 && net.users_of(source - 1).size() == 1;
    const detail::parameters target =
        is_alone ? detail::parameters_of(layers[stands_for[source - 1]].work)
                 : detail::parameters{};
    if (target.weights != nullptr && detail::fold_into(target, *norm)) {
      stands_for[i] = stands_for[source - 1];
      folded.push_back(layers[i].name);
    } else {
      left.push_back(layers[i].name);
    }
  }
  // The network's output stays that of the last layer, also where layers that nothing takes lie
  // between a folded batch norm and what it was folded into.
  const std::size_t output = stands_for.back();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (stands_for[i] == i && i != output) kept.push_back(std::move(layers[i]));
  }
  kept.push_back(std::move(layers[output]));
  return {network(net.input_shape(), std::move(kept)), std::move(folded), std::move(left)};
}

}  // namespace binpoint::eigen

#endif
