/// @file
/// Convolution in two dimensions, over codes: stride, padding, groups, depthwise.
#ifndef BINPOINT_INTEGER_CONV2D_HPP
#define BINPOINT_INTEGER_CONV2D_HPP

#include <concepts>
#include <cstddef>

#include "../config.hpp"
#include "../detail/integer.hpp"
#include "bias.hpp"
#include "finish_block.hpp"
#include "requantization.hpp"
#include "shape.hpp"

namespace binpoint::integer {

/// A kernel for each output channel over the input channels of its group.
///
/// One group takes all channels; as many groups as input channels make it depthwise.
struct conv2d_geometry {
  shape input{};
  std::size_t channels = 1;  ///< of the output
  std::size_t kernel_height = 3;
  std::size_t kernel_width = 3;
  std::size_t stride = 1;
  std::size_t padding = 0;  ///< zeros beyond each edge
  std::size_t groups = 1;   ///< divides both numbers of channels

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr shape output() const {
    return {channels, window_count(input.height, kernel_height, stride, padding),
            window_count(input.width, kernel_width, stride, padding)};
  }
  /// Input channels that an output channel takes.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t group_inputs() const {
    return input.channels / groups;
  }
  /// Weights of one output channel.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t kernel() const {
    return group_inputs() * kernel_height * kernel_width;
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t weights() const {
    return channels * kernel();
  }
  /// Whether there is an output, and the groups divide the channels.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_valid() const {
    return groups > 0 && input.channels % groups == 0 && channels % groups == 0 &&
           input.size() > 0 && output().size() > 0;
  }
};

namespace detail {

/// The outputs of a row that are summed together, and the tap of the kernel that they meet.
struct row_tap {
  std::size_t first;  ///< output column
  std::size_t count;  ///< of outputs, at most block_length
  std::size_t stride;
  std::size_t kernel_x;
  std::size_t padding;
  std::size_t width;  ///< of the input

  /// Divided by the stride, upwards: most strides are 1, and a division is slow.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t in_strides(std::size_t columns) const {
    return stride == 1 ? columns : (columns + stride - 1) / stride;
  }
  /// The first of the outputs whose input lies right of the row's left end.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t begin() const {
    const std::size_t reach = first * stride + kernel_x;
    return reach >= padding ? 0 : in_strides(padding - reach);
  }
  /// The first one behind begin() whose input lies beyond the right end.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t end() const {
    const std::size_t reach = first * stride + kernel_x;
    if (reach >= width + padding) return 0;
    return binpoint::detail::min(count, in_strides(width + padding - reach));
  }
};

/// sums[k] += weight * from[k] for k < count.
///
/// In steps of a constant number, for which compilers use vector instructions at -O2 already.
template <class Accumulator, class Code, class Weight>
BINPOINT_HOST_DEVICE constexpr void add_scaled(const Code* from, Weight weight, std::size_t count,
                                               Accumulator* sums) {
  constexpr std::size_t step = 4;
  const auto add = [&](std::size_t k) {
    sums[k] += static_cast<Accumulator>(weight) * static_cast<Accumulator>(from[k]);
  };
  if (count == block_length) {
    for (std::size_t k = 0; k < block_length; ++k) add(k);
    return;
  }
  std::size_t k = 0;
  for (; k + step <= count; k += step) {
    for (std::size_t i = 0; i < step; ++i) add(k + i);
  }
  for (; k < count; ++k) add(k);
}

/// sums[k] += weight * the input under output first + k, which is zero beyond the row's ends.
template <class Accumulator, class Code, class Weight>
BINPOINT_HOST_DEVICE constexpr void add_tap(const Code* row, Weight weight, const row_tap& at,
                                            Accumulator* sums) {
  const std::size_t begin = at.begin();
  const std::size_t end = at.end();
  if (begin >= end) return;
  const Code* const from = row + ((at.first + begin) * at.stride + at.kernel_x - at.padding);
  if (at.stride == 1) return add_scaled(from, weight, end - begin, sums + begin);
  for (std::size_t k = begin; k < end; ++k) {
    sums[k] +=
        static_cast<Accumulator>(weight) * static_cast<Accumulator>(from[(k - begin) * at.stride]);
  }
}

/// The sums of one output channel for `count` outputs of row y.
/// @param input  the first channel of the group
template <class Accumulator, class Code, class Weight>
BINPOINT_HOST_DEVICE constexpr void add_kernel(const Code* input, const Weight* kernel,
                                               const conv2d_geometry& g, std::size_t y,
                                               std::size_t first, std::size_t count,
                                               Accumulator* sums) {
  row_tap at{first, count, g.stride, 0, g.padding, g.input.width};
  for (std::size_t channel = 0; channel < g.group_inputs(); ++channel) {
    for (std::size_t ky = 0; ky < g.kernel_height; ++ky) {
      const std::size_t in_y = y * g.stride + ky - g.padding;
      if (in_y >= g.input.height) continue;
      const Code* const row = input + (channel * g.input.height + in_y) * g.input.width;
      const Weight* const weights = kernel + (channel * g.kernel_height + ky) * g.kernel_width;
      for (at.kernel_x = 0; at.kernel_x < g.kernel_width; ++at.kernel_x) {
        add_tap(row, weights[at.kernel_x], at, sums);
      }
    }
  }
}

}  // namespace detail

/// Cross-correlation plus bias, as codes.
///
/// @tparam Accumulator  std::int32_t or std::int64_t, wide enough for every sum; see bounds.hpp
/// @param input    geometry.input.size() codes, by channel, row, column
/// @param weights  geometry.weights() codes, by output channel, input channel of the group, row,
///                 column
/// @param bias     by output channel, aligned with the products
/// @param output   geometry.output().size() codes, apart from all others
/// @pre  geometry.is_valid(), and the limits of `finish` fit Output
/// @par Complexity  kernel() multiplications an output, O(1) memory on the stack
template <std::signed_integral Accumulator, std::integral Code, std::integral Weight,
          std::integral Bias, std::integral Output>
BINPOINT_HOST_DEVICE constexpr void conv2d(const Code* input, const Weight* weights,
                                           const aligned_bias<Bias>& bias,
                                           const conv2d_geometry& geometry,
                                           const requantization& finish, Output* output) {
  const shape out = geometry.output();
  const std::size_t group_outputs = geometry.channels / geometry.groups;
  for (std::size_t channel = 0; channel < out.channels; ++channel) {
    const Code* const group =
        input + channel / group_outputs * geometry.group_inputs() * geometry.input.plane();
    const Weight* const kernel = weights + channel * geometry.kernel();
    const auto start = bias.template aligned<Accumulator>(channel);
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t x = 0; x < out.width; x += block_length) {
        const std::size_t count = binpoint::detail::min(block_length, out.width - x);
        Accumulator sums[block_length] = {};
        for (Accumulator& sum : sums) sum = start;
        detail::add_kernel(group, kernel, geometry, y, x, count, sums);
        Output* const codes = output + (channel * out.height + y) * out.width + x;
        finish_block(sums, channel, finish, count, codes);
      }
    }
  }
}

}  // namespace binpoint::integer

#endif
