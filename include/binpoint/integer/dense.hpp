/// @file
/// Matrix times vector, over codes.
#ifndef BINPOINT_INTEGER_DENSE_HPP
#define BINPOINT_INTEGER_DENSE_HPP

#include <concepts>
#include <cstddef>

#include "../config.hpp"
#include "bias.hpp"
#include "requantization.hpp"

namespace binpoint::integer {

struct dense_geometry {
  std::size_t inputs = 1;
  std::size_t units = 1;  ///< outputs

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t weights() const {
    return inputs * units;
  }
};

/// The sum of the products of two vectors.
///
/// In blocks of constant length, for which compilers use vector instructions at -O2 already.
/// @pre  Accumulator holds every partial sum; see bounds.hpp
template <std::signed_integral Accumulator, std::integral Code, std::integral Weight>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Accumulator dot(const Code* input,
                                                             const Weight* weights,
                                                             std::size_t count) {
  constexpr std::size_t block = 32;
  const std::size_t in_blocks = count - count % block;
  Accumulator sum = 0;
  for (std::size_t i = 0; i < in_blocks; i += block) {
    Accumulator part = 0;
    for (std::size_t k = 0; k < block; ++k) {
      part += static_cast<Accumulator>(input[i + k]) * static_cast<Accumulator>(weights[i + k]);
    }
    sum += part;
  }
  for (std::size_t i = in_blocks; i < count; ++i) {
    sum += static_cast<Accumulator>(input[i]) * static_cast<Accumulator>(weights[i]);
  }
  return sum;
}

/// output[u] = the code of bias[u] + the sum over i of weights[u][i] * input[i].
///
/// @tparam Accumulator  std::int32_t or std::int64_t, wide enough for every sum; see bounds.hpp
/// @param input    geometry.inputs codes
/// @param weights  geometry.weights() codes, by unit, input
/// @param bias     aligned with the products
/// @param output   geometry.units codes, apart from all others
/// @pre  the limits of `finish` fit Output
/// @par Complexity  inputs * units multiplications, no memory
template <std::signed_integral Accumulator, std::integral Code, std::integral Weight,
          std::integral Bias, std::integral Output>
BINPOINT_HOST_DEVICE constexpr void dense(const Code* input, const Weight* weights,
                                          const aligned_bias<Bias>& bias, dense_geometry geometry,
                                          const requantization& finish, Output* output) {
  for (std::size_t unit = 0; unit < geometry.units; ++unit) {
    const auto products =
        dot<Accumulator>(input, weights + unit * geometry.inputs, geometry.inputs);
    const auto sum = products + bias.template aligned<Accumulator>(unit);
    output[unit] = static_cast<Output>(finish(static_cast<Accumulator>(sum), unit));
  }
}

}  // namespace binpoint::integer

#endif
