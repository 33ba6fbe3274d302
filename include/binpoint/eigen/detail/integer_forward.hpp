/// @file
/// One layer's codes from those that it takes.
#ifndef BINPOINT_EIGEN_DETAIL_INTEGER_FORWARD_HPP
#define BINPOINT_EIGEN_DETAIL_INTEGER_FORWARD_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "../../integer/conv2d.hpp"
#include "../../integer/dense.hpp"
#include "../../integer/elementwise.hpp"
#include "../../integer/pool.hpp"
#include "../integer_layer.hpp"

namespace binpoint::eigen::detail {

template <class Code>
using code_span = std::span<const Code>;

/// Weights as 16-bit integers, where they all fit.
[[nodiscard]] inline std::vector<std::int16_t> narrow_weights(
    const std::vector<std::int32_t>& wide) {
  using limits = std::numeric_limits<std::int16_t>;
  const bool fit = std::ranges::all_of(
      wide, [](std::int32_t w) { return w >= limits::min() && w <= limits::max(); });
  return fit ? std::vector<std::int16_t>(wide.begin(), wide.end()) : std::vector<std::int16_t>{};
}

/// Calls work(accumulator, weights), of types that hold the layer's sums and weights.
///
/// Codes of 16 bits meet weights of 16 bits where these fit; all others run in 64 bits.
template <class Code, class Work>
void with_accumulator(const integer_parameters& parameters, const std::vector<std::int16_t>& narrow,
                      const Work& work) {
  if constexpr (std::is_same_v<Code, std::int16_t>) {
    if (!narrow.empty() && parameters.sum_bits() <= 32) {
      return work(std::int32_t{}, narrow.data());
    }
    if (!narrow.empty()) return work(std::int64_t{}, narrow.data());
  }
  work(std::int64_t{}, parameters.weights.data());
}

template <class Code>
void forward(const integer_conv2d& work, const std::vector<std::int16_t>& narrow,
             code_span<Code> in, code_span<Code>, Code* out) {
  with_accumulator<Code>(work.parameters, narrow, [&](auto zero, const auto* weights) {
    integer::conv2d<decltype(zero)>(in.data(), weights, work.parameters.aligned_bias(),
                                    work.geometry, work.parameters.finish.view(), out);
  });
}

template <class Code>
void forward(const integer_dense& work, const std::vector<std::int16_t>& narrow, code_span<Code> in,
             code_span<Code>, Code* out) {
  with_accumulator<Code>(work.parameters, narrow, [&](auto zero, const auto* weights) {
    integer::dense<decltype(zero)>(in.data(), weights, work.parameters.aligned_bias(),
                                   work.geometry, work.parameters.finish.view(), out);
  });
}

template <class Code>
void forward(const integer_add& work, const std::vector<std::int16_t>&, code_span<Code> a,
             code_span<Code> b, Code* out) {
  const std::size_t channels = work.finish.shifts.size();
  integer::add<std::int64_t>(integer::branch<Code>{a.data(), work.left_shifts[0]},
                             integer::branch<Code>{b.data(), work.left_shifts[1]},
                             {channels, 1, a.size() / channels}, work.finish.view(), out);
}

template <class Code>
void forward(const integer_average_pool& work, const std::vector<std::int16_t>&, code_span<Code> in,
             code_span<Code>, Code* out) {
  integer::average_pool<std::int64_t>(in.data(), work.geometry, work.finish.view(), out);
}

template <class Code>
void forward(const integer_max_pool& work, const std::vector<std::int16_t>&, code_span<Code> in,
             code_span<Code>, Code* out) {
  integer::max_pool(in.data(), work.geometry, out);
}

template <class Code>
void forward(const integer_relu& work, const std::vector<std::int16_t>&, code_span<Code> in,
             code_span<Code>, Code* out) {
  std::ranges::copy(in, out);
  integer::limit(out, in.size(), work.limits);
}

}  // namespace binpoint::eigen::detail

#endif
