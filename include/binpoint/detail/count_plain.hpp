/// @file
/// Counting one value after the other: what every faster way must equal, and the way at compile
/// time.
#ifndef BINPOINT_DETAIL_COUNT_PLAIN_HPP
#define BINPOINT_DETAIL_COUNT_PLAIN_HPP

#include <cstddef>
#include <cstdint>

#include "../bits.hpp"
#include "count_scan.hpp"
#include "extremes.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Adds each value to the word that counts it.
template <int SubBits, class T>
constexpr void count_words(const T* x, std::size_t n, std::uint64_t* sums) {
  using layout = float_layout<T>;
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = bit_cast<typename layout::bits_type>(x[i]);
    sums[word_of_bits<SubBits, layout>(bits)] += 1;
  }
}

/// Whether a value is a subnormal number or an infinity.
template <class Layout>
[[nodiscard]] constexpr bool is_special(typename Layout::bits_type bits) {
  const auto magnitude = static_cast<typename Layout::bits_type>(bits & Layout::magnitude_mask);
  return magnitude == Layout::infinity || (magnitude != 0 && magnitude <= Layout::fraction_mask);
}

/// Takes a special value to its own word: a subnormal number was counted as a zero, an infinity as
/// a NaN, for all that faster ways look at is the exponent field.
template <int SubBits, class Layout>
constexpr void recount_special(typename Layout::bits_type bits, std::uint64_t* sums) {
  const bool is_infinity = (bits & Layout::magnitude_mask) == Layout::infinity;
  sums[is_infinity ? histogram_words::nan : histogram_words::zero] -= 1;
  sums[word_of_bits<SubBits, Layout>(bits)] += 1;
}

/// Adds each value to the words, and finite ones to the extremes.
template <int SubBits, class T>
constexpr void count_plain(const T* x, std::size_t n, std::uint64_t* sums,
                           extreme_words& extremes) {
  const std::uint64_t zeros = sums[histogram_words::zero];
  count_words<SubBits>(x, n, sums);
  extremes.merge(scan_plain(x, n).extremes(sums[histogram_words::zero] != zeros));
}

}  // namespace binpoint::detail

#endif
