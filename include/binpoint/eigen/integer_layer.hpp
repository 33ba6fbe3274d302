/// @file
/// What a layer of a network in integers is: plain values, the codes of its parameters included.
#ifndef BINPOINT_EIGEN_INTEGER_LAYER_HPP
#define BINPOINT_EIGEN_INTEGER_LAYER_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "../format.hpp"
#include "../integer/bias.hpp"
#include "../integer/bounds.hpp"
#include "../integer/conv2d.hpp"
#include "../integer/dense.hpp"
#include "../integer/pool.hpp"
#include "../integer/requantization.hpp"
#include "../policy.hpp"
#include "layers.hpp"

namespace binpoint::eigen {

/// Bits of the accumulator that sums run in: those of the shorter of two that holds them.
[[nodiscard]] constexpr int accumulator_bits(int sum_bits) { return sum_bits <= 32 ? 32 : 64; }

/// How sums become codes; see integer::requantization, which this makes. A fused ReLU is in the
/// limits.
struct code_finish {
  std::vector<int> shifts{};  ///< to the right, one for each output channel
  integer::code_limits limits{};
  policy rules{};

  /// Valid while this is there.
  [[nodiscard]] integer::requantization view() const {
    return {.shift = 0,
            .shifts = shifts.data(),
            .limits = limits,
            .rounding = rules.rounding,
            .underflow = rules.underflow};
  }
};

/// The parameters of a convolution or dense layer, and what its sums can reach.
struct integer_parameters {
  std::vector<std::int32_t> weights{};  ///< as in the float layer
  std::vector<std::int32_t> bias{};     ///< or none
  std::vector<int> bias_shifts{};       ///< to the left, one for each bias
  code_finish finish{};
  std::vector<integer::sum_bounds>
      bounds{};  ///< by output channel: every partial sum, bias included

  [[nodiscard]] integer::aligned_bias<std::int32_t> aligned_bias() const {
    return {bias.empty() ? nullptr : bias.data(), 0, bias_shifts.data()};
  }
  /// Bits of the smallest signed word that holds every sum of every channel.
  [[nodiscard]] int sum_bits() const {
    int most = 1;
    for (const integer::sum_bounds& each : bounds) most = std::max(most, each.word_length());
    return most;
  }
};

struct integer_conv2d {
  integer::conv2d_geometry geometry{};
  integer_parameters parameters{};
};

struct integer_dense {
  integer::dense_geometry geometry{};
  integer_parameters parameters{};
};

/// The sum of two branches, each shifted left until both have the same fraction length.
struct integer_add {
  std::array<int, 2> left_shifts{};
  code_finish finish{};
  integer::sum_bounds bounds{};
};

struct integer_average_pool {
  integer::pool_geometry geometry{};
  code_finish finish{};
  integer::sum_bounds bounds{};  ///< of a square, with the bits that its division adds
};

struct integer_max_pool {
  integer::pool_geometry geometry{};
};

/// A ReLU that is no part of the layer before it.
struct integer_relu {
  integer::code_limits limits{};
};

using integer_operation = std::variant<integer_conv2d, integer_dense, integer_add,
                                       integer_average_pool, integer_max_pool, integer_relu>;

/// A step of a network in integers. Flattening and fused ReLUs are none.
struct integer_layer {
  std::string name;  ///< of the float network's layer whose output its codes are: a fused ReLU's
  std::vector<std::size_t>
      sources;  ///< whose codes it takes: 0 the input's, i + 1 those of layer i
  shape output;
  format codes;
  integer_operation work;

  /// Bits of the smallest signed word that holds every sum; 0 where nothing is summed.
  [[nodiscard]] int sum_bits() const {
    return std::visit(
        [](const auto& each) {
          if constexpr (requires { each.parameters; }) return each.parameters.sum_bits();
          if constexpr (requires { each.bounds; }) return each.bounds.word_length();
          return 0;
        },
        work);
  }
  /// Bits of the accumulator: 32 or 64; 0 where nothing is summed. Only sums of codes that do not
  /// fit 16 bits may run as two halves of 32 bits each, which 64 bits join.
  [[nodiscard]] int accumulator_bits() const {
    return sum_bits() == 0 ? 0 : eigen::accumulator_bits(sum_bits());
  }
  /// Those of the accumulator that no sum reaches.
  [[nodiscard]] int guard_bits() const { return accumulator_bits() - sum_bits(); }
};

}  // namespace binpoint::eigen

#endif
