/// @file
/// The parameters of a layer that sums products, whichever kind it is.
#ifndef BINPOINT_EIGEN_DETAIL_PARAMETERS_HPP
#define BINPOINT_EIGEN_DETAIL_PARAMETERS_HPP

#include <cstddef>
#include <variant>
#include <vector>

#include "../layers.hpp"

namespace binpoint::eigen::detail {

/// Weights by output, input of its group, place in the kernel. All null for other layers.
struct parameters {
  std::vector<float>* weights = nullptr;
  std::vector<float>* bias = nullptr;
  std::size_t outputs = 0;
  std::size_t groups = 1;
  std::size_t kernel = 1;  ///< places in the kernel

  [[nodiscard]] std::size_t inputs_per_group() const { return weights->size() / outputs / kernel; }
};

[[nodiscard]] inline parameters parameters_of(operation& work) {
  if (auto* const conv = std::get_if<conv2d>(&work)) {
    return {&conv->weights, &conv->bias, conv->channels, conv->groups,
            conv->kernel_height * conv->kernel_width};
  }
  if (auto* const full = std::get_if<dense>(&work)) {
    return {&full->weights, &full->bias, full->units, 1, 1};
  }
  return {};
}

}  // namespace binpoint::eigen::detail

#endif
