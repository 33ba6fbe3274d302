/// @file
/// Blocks of accumulators into codes, in a form that compilers vectorise.
#ifndef BINPOINT_INTEGER_FINISH_BLOCK_HPP
#define BINPOINT_INTEGER_FINISH_BLOCK_HPP

#include <concepts>
#include <cstddef>

#include "../config.hpp"
#include "../policy.hpp"
#include "requantization.hpp"

namespace binpoint::integer {

/// Sums that are made into codes together: a constant number, for which compilers use vector
/// instructions at -O2 already.
inline constexpr std::size_t block_length = 16;

namespace detail {

/// half_away without a branch: all sums of a block at once.
template <class Accumulator, class Output>
BINPOINT_ALWAYS_INLINE BINPOINT_HOST_DEVICE constexpr void finish_half_away(const Accumulator* sums,
                                                                            int shift,
                                                                            code_limits limits,
                                                                            Output* codes) {
  constexpr int sign = static_cast<int>(sizeof(Accumulator)) * 8 - 1;
  const auto lowest = static_cast<Accumulator>(limits.lowest);
  const auto highest = static_cast<Accumulator>(limits.highest);
  const Accumulator mask = (Accumulator{1} << shift) - 1;
  const Accumulator below_half = mask >> 1;
  for (std::size_t i = 0; i < block_length; ++i) {
    const Accumulator x = sums[i];
    // A tie rounds up unless x is negative.
    const Accumulator rest = (x & mask) + (x >> sign);
    const Accumulator code = (x >> shift) + (rest > below_half ? 1 : 0);
    const Accumulator raised = code < lowest ? lowest : code;
    codes[i] = static_cast<Output>(raised > highest ? highest : raised);
  }
}

}  // namespace detail

/// codes[i] = finish(sums[i], channel) for i < count.
/// @param sums   block_length of them
/// @param count  at most block_length
template <std::signed_integral Accumulator, std::integral Output>
BINPOINT_ALWAYS_INLINE BINPOINT_HOST_DEVICE constexpr void finish_block(
    const Accumulator* sums, std::size_t channel, const requantization& finish, std::size_t count,
    Output* codes) {
  constexpr int longest = static_cast<int>(sizeof(Accumulator)) * 8 - 2;
  const int shift = finish.shift_of(channel);
  const bool is_fast = finish.rounding == rounding_mode::half_away &&
                       finish.underflow == underflow_mode::gradual && shift >= 1 &&
                       shift <= longest;
  if (!is_fast) {
    for (std::size_t i = 0; i < count; ++i) {
      codes[i] = static_cast<Output>(finish(sums[i], channel));
    }
    return;
  }
  Output made[block_length] = {};
  detail::finish_half_away(sums, shift, finish.limits, made);
  for (std::size_t i = 0; i < count; ++i) codes[i] = made[i];
}

}  // namespace binpoint::integer

#endif
