/// @file
/// A histogram's state as device memory: which word counts what, and words that merge by maximum.
#ifndef BINPOINT_DEVICE_DETAIL_STATE_WORDS_HPP
#define BINPOINT_DEVICE_DETAIL_STATE_WORDS_HPP

#include <cstddef>
#include <cstdint>

#include "../../config.hpp"
#include "../../detail/dyadic.hpp"
#include "../../detail/extremes.hpp"
#include "../../detail/histogram_words.hpp"
#include "../../histogram.hpp"

namespace binpoint::detail {

/// Indices into the words of octave_histogram: its sums(), and right after them its extremes().
template <int SubBits>
struct state_words {
  using histogram = octave_histogram<SubBits>;
  static constexpr int zero = histogram_words::zero;
  static constexpr int nan = histogram_words::nan;
  /// And the negative ones next, here and below.
  static constexpr int infinity = histogram_words::positive_infinity;
  static constexpr int below = histogram_words::positive_below;
  static constexpr int above = histogram_words::positive_above;
  static constexpr int bins = histogram_words::special_count;
  static constexpr int sums = bins + 2 * histogram::bins;
  static constexpr int count = sums + static_cast<int>(extreme_words::count);

  /// @param part  the SubBits bits after the most significant one
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr int of_position(bool negative, int position,
                                                                      int part) noexcept {
    return static_cast<int>(
        histogram_words::word<SubBits>(negative, position, static_cast<std::size_t>(part)));
  }
};

/// The first three words of extremes(): the fourth stays 0, as every value here is exact in double.
struct extreme_keys {
  static constexpr int count = 3;
  static_assert(extreme_words::min_key_complement == 0 && extreme_words::max_key == 1 &&
                extreme_words::smallest_bits_complement == 2);

  std::uint64_t min_complement = 0;
  std::uint64_t max = 0;
  std::uint64_t smallest_complement = 0;

  /// Unsigned order of the keys is the order of the numbers.
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr std::uint64_t key(double x) noexcept {
    return order_key(detail::bit_cast<std::uint64_t>(x), float_layout<double>::sign_mask);
  }
  /// @param x  finite; a zero has no sign
  BINPOINT_HOST_DEVICE constexpr void add(double x) noexcept {
    const auto magnitude =
        detail::bit_cast<std::uint64_t>(x) & float_layout<double>::magnitude_mask;
    const std::uint64_t own = key(magnitude == 0 ? 0.0 : x);
    min_complement = detail::max(min_complement, ~own);
    max = detail::max(max, own);
    if (magnitude != 0) smallest_complement = detail::max(smallest_complement, ~magnitude);
  }
};

/// Of every floating-point type up to double, exactly, whatever a compiler does with subnormals.
template <floating T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr double exact_double(
    typename float_layout<T>::bits_type bits) noexcept {
  return to_float<double>(to_dyadic(detail::bit_cast<T>(bits)));
}

/// x * 2^-fraction_length.
/// @pre  |fraction_length| <= 900, so that the result is a normal number
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr double scaled_double(std::int64_t x,
                                                                  int fraction_length) noexcept {
  return to_float<double>({x < 0, magnitude(x), -fraction_length});
}

}  // namespace binpoint::detail

#endif
