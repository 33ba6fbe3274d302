/// @file
/// The parameters of a convolution or dense layer in codes, and what their sums can reach.
#ifndef BINPOINT_EIGEN_DETAIL_INTEGER_AFFINE_HPP
#define BINPOINT_EIGEN_DETAIL_INTEGER_AFFINE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "../../format.hpp"
#include "../../integer/bounds.hpp"
#include "../../integer/requantization.hpp"
#include "../../network.hpp"
#include "../../site.hpp"
#include "integer_sites.hpp"

namespace binpoint::eigen::detail {

/// Codes of one tensor of activations: their format, and which of its codes can occur.
struct code_source {
  format codes{};
  integer::code_limits limits{};
};

/// What a convolution or dense layer computes with.
struct affine_view {
  std::string name;
  std::span<const float> weights;
  std::span<const float> bias;
  std::size_t channels = 1;  ///< of the output
};

/// Its parameters in codes.
struct affine_codes {
  std::vector<std::int32_t> weights;
  std::vector<std::int32_t> bias;
  std::vector<int> fraction_lengths;  ///< of the sums of each output channel
  std::vector<int> bias_shifts;       ///< by which a bias moves left to these; negative: it cannot
  std::vector<integer::sum_bounds> bounds;

  [[nodiscard]] int sum_bits() const {
    int most = 1;
    for (const auto& each : bounds) most = std::max(most, each.word_length());
    return most;
  }
};

/// @throws std::invalid_argument  for formats that parameters in integers cannot have
[[nodiscard]] inline affine_codes affine_codes_of(const char* function, const affine_view& work,
                                                  const code_source& input, const plan& formats) {
  const site weight{work.name, role::weight};
  const site bias{work.name, role::bias};
  const tensor_format& weight_format = formats.at(weight);
  affine_codes result;
  result.weights =
      parameter_codes(function, weight, work.weights, work.channels, weight_format, formats.rules);
  if (!work.bias.empty()) {
    result.bias =
        parameter_codes(function, bias, work.bias, work.channels, formats.at(bias), formats.rules);
  }
  const std::size_t inner = work.weights.size() / work.channels;
  for (std::size_t channel = 0; channel < work.channels; ++channel) {
    const int sum_length =
        input.codes.fraction_length + weight_format.of_channel(channel).fraction_length;
    result.fraction_lengths.push_back(sum_length);
    result.bounds.push_back(
        integer::bounds_of(result.weights.data() + channel * inner, inner, input.limits));
    if (work.bias.empty()) continue;
    const int shift = sum_length - formats.at(bias).of_channel(channel).fraction_length;
    result.bias_shifts.push_back(shift);
    result.bounds.back().add_shifted(result.bias[channel], std::max(shift, 0));
  }
  return result;
}

}  // namespace binpoint::eigen::detail

#endif
