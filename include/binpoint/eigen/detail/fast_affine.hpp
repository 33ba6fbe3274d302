/// @file
/// Convolutions and dense layers of codes by the fast kernel, where processor and layer allow it.
#ifndef BINPOINT_EIGEN_DETAIL_FAST_AFFINE_HPP
#define BINPOINT_EIGEN_DETAIL_FAST_AFFINE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "../../config.hpp"
#include "../../integer/bounds.hpp"
#include "../../integer/finish_block.hpp"
#include "../integer_layer.hpp"
#include "pair_kernel.hpp"
#include "pair_panel.hpp"
#include "pair_weights.hpp"

namespace binpoint::eigen::detail {

/// How the fast kernel takes a layer's codes.
enum class code_halves {
  none,   ///< not at all
  whole,  ///< as they are: they and their sums are short
  split,  ///< in two halves, whose sums fit 32 bits each: 8 low bits, and those above
};

inline constexpr int low_bits = 8;
inline constexpr std::int32_t low_mask = (1 << low_bits) - 1;

/// Whether sums of all channels fit 32 bits, of inputs within limits that fit 16.
[[nodiscard]] inline bool are_short(const std::vector<std::int16_t>& weights, std::size_t channels,
                                    integer::code_limits input) {
  using limits = std::numeric_limits<std::int16_t>;
  if (input.lowest < limits::min() || input.highest > limits::max()) return false;
  const std::size_t inner = weights.size() / channels;
  for (std::size_t i = 0; i < weights.size(); i += inner) {
    if (integer::bounds_of(weights.data() + i, inner, input).word_length() > 32) return false;
  }
  return true;
}

/// @param weights  empty where they do not fit 16 bits
[[nodiscard]] inline code_halves halves_of(const integer_parameters& parameters,
                                           const std::vector<std::int16_t>& weights,
                                           integer::code_limits input) {
#if BINPOINT_HAS_AVX2_DISPATCH
  const std::size_t channels = parameters.finish.shifts.size();
  if (weights.empty() || !__builtin_cpu_supports("avx2")) return code_halves::none;
  if (parameters.sum_bits() <= 32 && are_short(weights, channels, input)) {
    return code_halves::whole;
  }
  if (are_short(weights, channels, {0, low_mask}) &&
      are_short(weights, channels, {input.lowest >> low_bits, input.highest >> low_bits})) {
    return code_halves::split;
  }
#endif
  (void)parameters, (void)weights, (void)input;
  return code_halves::none;
}

#if BINPOINT_HAS_AVX2_DISPATCH

/// Sums of one channel's block, in the layer's steps and with its bias, into codes.
template <class Code>
BINPOINT_AVX2_INLINE static void finish_whole(const std::int32_t* products, std::size_t channel,
                                              const integer_parameters& parameters,
                                              std::size_t count, Code* out) {
  const auto bias = parameters.aligned_bias().template aligned<std::int32_t>(channel);
  std::int32_t sums[integer::block_length];
  for (std::size_t i = 0; i < integer::block_length; ++i) sums[i] = products[i] + bias;
  integer::finish_block(sums, channel, parameters.finish.view(), count, out);
}

template <class Code>
BINPOINT_AVX2_INLINE static void finish_split(const std::int32_t* low, const std::int32_t* high,
                                              std::size_t channel,
                                              const integer_parameters& parameters,
                                              std::size_t count, Code* out) {
  const auto bias = parameters.aligned_bias().template aligned<std::int64_t>(channel);
  std::int64_t sums[integer::block_length];
  for (std::size_t i = 0; i < integer::block_length; ++i) {
    sums[i] = std::int64_t{high[i]} * (std::int64_t{1} << low_bits) + low[i] + bias;
  }
  integer::finish_block(sums, channel, parameters.finish.view(), count, out);
}

/// @param high  empty where codes are taken whole
template <class Code>
BINPOINT_TARGET_AVX2 static void sum_panels(const integer_conv2d& work, const pair_weights& weights,
                                            const pair_panel& panel,
                                            const std::vector<std::int16_t>& low,
                                            const std::vector<std::int16_t>& high, Code* out) {
  const integer::conv2d_geometry& g = work.geometry;
  const integer::shape output = g.output();
  const std::size_t group_outputs = g.channels / g.groups;
  const std::size_t tap_count = weights.taps.size();
  std::int32_t sums[tile_channels][tile_width];
  std::int32_t above[tile_channels][tile_width];
  for (std::size_t tile = 0; tile < g.groups * tiles_of_group(g); ++tile) {
    const std::size_t group = tile / tiles_of_group(g);
    const std::size_t inside = tile % tiles_of_group(g) * tile_channels;
    const std::size_t channels = std::min(tile_channels, group_outputs - inside);
    const std::int16_t* const codes = weights.codes.data() + tile * tap_count * 2 * tile_channels;
    for (std::size_t y = 0; y < output.height; ++y) {
      for (std::size_t x = 0; x < output.width; x += tile_width) {
        const std::size_t place = panel.place(group, y, x);
        const std::size_t count = std::min(tile_width, output.width - x);
        sum_tile(low.data() + place, codes, weights.taps.data(), tap_count, sums);
        if (!high.empty()) {
          sum_tile(high.data() + place, codes, weights.taps.data(), tap_count, above);
        }
        for (std::size_t c = 0; c < channels; ++c) {
          const std::size_t channel = group * group_outputs + inside + c;
          Code* const to = out + (channel * output.height + y) * output.width + x;
          if (high.empty()) {
            finish_whole(sums[c], channel, work.parameters, count, to);
          } else {
            finish_split(sums[c], above[c], channel, work.parameters, count, to);
          }
        }
      }
    }
  }
}

/// @pre  halves_of did not say none
template <class Code>
void fast_forward(const integer_conv2d& work, const pair_weights& weights, code_halves halves,
                  const Code* in, Code* out) {
  const pair_panel panel(work.geometry);
  if (halves == code_halves::whole) {
    return sum_panels(work, weights, panel, panel.fill(in, 0, -1), {}, out);
  }
  sum_panels(work, weights, panel, panel.fill(in, 0, low_mask), panel.fill(in, low_bits, -1), out);
}

/// The codes, shifted right and masked, and zeros up to a size.
template <class Code>
[[nodiscard]] std::vector<std::int16_t> padded_codes(const Code* in, std::size_t count,
                                                     std::size_t size, int shift,
                                                     std::int32_t mask) {
  std::vector<std::int16_t> result(size);
  for (std::size_t i = 0; i < count; ++i) {
    result[i] = static_cast<std::int16_t>((std::int32_t{in[i]} >> shift) & mask);
  }
  return result;
}

template <class Code>
void fast_forward(const integer_dense& work, const pair_weights& weights, code_halves halves,
                  const Code* in, Code* out) {
  const std::size_t padded = padded_inputs(work.geometry);
  const std::size_t inputs = work.geometry.inputs;
  const bool is_whole = halves == code_halves::whole;
  const auto low = padded_codes(in, inputs, padded, 0, is_whole ? -1 : low_mask);
  const auto high =
      is_whole ? std::vector<std::int16_t>(padded) : padded_codes(in, inputs, padded, low_bits, -1);
  const integer::requantization finish = work.parameters.finish.view();
  for (std::size_t first = 0; first < work.geometry.units; first += tile_channels) {
    std::int32_t sums[tile_channels];
    std::int32_t above[tile_channels] = {};
    const std::int16_t* const rows = weights.codes.data() + first * padded;
    sum_rows(low.data(), rows, padded, sums);
    if (!is_whole) sum_rows(high.data(), rows, padded, above);
    const std::size_t count = std::min(tile_channels, work.geometry.units - first);
    for (std::size_t c = 0; c < count; ++c) {
      const auto bias = work.parameters.aligned_bias().template aligned<std::int64_t>(first + c);
      const std::int64_t sum =
          std::int64_t{above[c]} * (std::int64_t{1} << low_bits) + sums[c] + bias;
      out[first + c] = static_cast<Code>(finish(sum, first + c));
    }
  }
}

#else

/// halves_of says none.
template <class Work, class Code>
void fast_forward(const Work&, const pair_weights&, code_halves, const Code*, Code*) {}

#endif

}  // namespace binpoint::eigen::detail

#endif
