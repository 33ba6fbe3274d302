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
#include <variant>
#include <vector>

#include "../../integer/conv2d.hpp"
#include "../../integer/dense.hpp"
#include "../../integer/elementwise.hpp"
#include "../../integer/pool.hpp"
#include "../integer_layer.hpp"
#include "fast_affine.hpp"
#include "pair_weights.hpp"

namespace binpoint::eigen::detail {

/// Weights as 16-bit integers, where they all fit.
[[nodiscard]] inline std::vector<std::int16_t> narrow_weights(
    const std::vector<std::int32_t>& wide) {
  using limits = std::numeric_limits<std::int16_t>;
  const bool fit = std::ranges::all_of(
      wide, [](std::int32_t w) { return w >= limits::min() && w <= limits::max(); });
  return fit ? std::vector<std::int16_t>(wide.begin(), wide.end()) : std::vector<std::int16_t>{};
}

/// The weights of a layer in the forms that it runs with; nothing for a layer without.
struct prepared_weights {
  std::vector<std::int16_t> narrow{};  ///< empty where they do not fit 16 bits
  code_halves halves = code_halves::none;
  pair_weights pairs{};  ///< for the fast kernel
};

/// @param input  the codes that the layer takes
[[nodiscard]] inline prepared_weights prepare(const integer_operation& work,
                                              integer::code_limits input) {
  return std::visit(
      [&](const auto& each) {
        prepared_weights result;
        if constexpr (requires { each.parameters; }) {
          result.narrow = narrow_weights(each.parameters.weights);
          result.halves = halves_of(each.parameters, result.narrow, input);
          if (result.halves != code_halves::none) {
            result.pairs = pair_weights_of(each.geometry, result.narrow);
          }
        }
        return result;
      },
      work);
}

/// Calls work(accumulator), of the type that the layer says; see integer_layer.
template <class Work>
void with_accumulator(int sum_bits, const Work& work) {
  if (accumulator_bits(sum_bits) == 32) return work(std::int32_t{});
  work(std::int64_t{});
}

/// Calls work(accumulator, weights): codes of 16 bits meet weights of 16 bits where these fit.
template <class Code, class Work>
void with_weights(const integer_parameters& parameters, const prepared_weights& prepared,
                  const Work& work) {
  const auto run = [&](const auto* weights) {
    with_accumulator(parameters.sum_bits(), [&](auto zero) { work(zero, weights); });
  };
  if constexpr (std::is_same_v<Code, std::int16_t>) {
    if (!prepared.narrow.empty()) return run(prepared.narrow.data());
  }
  run(parameters.weights.data());
}

/// The operators of integer/, which the fast kernel equals.
template <class Code>
void plain_forward(const integer_conv2d& work, const prepared_weights& prepared, const Code* in,
                   Code* out) {
  with_weights<Code>(work.parameters, prepared, [&](auto zero, const auto* weights) {
    integer::conv2d<decltype(zero)>(in, weights, work.parameters.aligned_bias(), work.geometry,
                                    work.parameters.finish.view(), out);
  });
}

template <class Code>
void plain_forward(const integer_dense& work, const prepared_weights& prepared, const Code* in,
                   Code* out) {
  with_weights<Code>(work.parameters, prepared, [&](auto zero, const auto* weights) {
    integer::dense<decltype(zero)>(in, weights, work.parameters.aligned_bias(), work.geometry,
                                   work.parameters.finish.view(), out);
  });
}

/// A convolution or dense layer.
template <class Work, class Code>
requires requires(const Work& work) { work.parameters; }
void forward(const Work& work, const prepared_weights& prepared, std::span<const Code> in,
             std::span<const Code>, Code* out) {
  if (prepared.halves == code_halves::none) return plain_forward(work, prepared, in.data(), out);
  fast_forward(work, prepared.pairs, prepared.halves, in.data(), out);
}

template <class Code>
void forward(const integer_add& work, const prepared_weights&, std::span<const Code> a,
             std::span<const Code> b, Code* out) {
  const std::size_t channels = work.finish.shifts.size();
  with_accumulator(work.bounds.word_length(), [&](auto zero) {
    integer::add<decltype(zero)>(integer::branch<Code>{a.data(), work.left_shifts[0]},
                                 integer::branch<Code>{b.data(), work.left_shifts[1]},
                                 {channels, 1, a.size() / channels}, work.finish.view(), out);
  });
}

template <class Code>
void forward(const integer_average_pool& work, const prepared_weights&, std::span<const Code> in,
             std::span<const Code>, Code* out) {
  with_accumulator(work.bounds.word_length(), [&](auto zero) {
    integer::average_pool<decltype(zero)>(in.data(), work.geometry, work.finish.view(), out);
  });
}

template <class Code>
void forward(const integer_max_pool& work, const prepared_weights&, std::span<const Code> in,
             std::span<const Code>, Code* out) {
  integer::max_pool(in.data(), work.geometry, out);
}

template <class Code>
void forward(const integer_relu& work, const prepared_weights&, std::span<const Code> in,
             std::span<const Code>, Code* out) {
  std::ranges::copy(in, out);
  integer::limit(out, in.size(), work.limits);
}

}  // namespace binpoint::eigen::detail

#endif
