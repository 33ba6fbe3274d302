/// @file
/// Counting one value after the other: what every faster way must equal, and the way at compile
/// time.
#ifndef BINPOINT_DETAIL_COUNT_PLAIN_HPP
#define BINPOINT_DETAIL_COUNT_PLAIN_HPP

#include <cstddef>
#include <cstdint>

#include "../bits.hpp"
#include "extremes.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Adds each value to the word that counts it, and finite ones to the extremes.
template <int SubBits, class T>
constexpr void count_plain(const T* x, std::size_t n, std::uint64_t* sums,
                           extreme_words& extremes) {
  using layout = float_layout<T>;
  extreme_tracker<T> seen;
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = bit_cast<typename layout::bits_type>(x[i]);
    const auto magnitude = static_cast<typename layout::bits_type>(bits & layout::magnitude_mask);
    sums[word_of_bits<SubBits, layout>(bits)] += 1;
    if (magnitude == 0) {
      seen.add_zero();
    } else if (magnitude < layout::infinity) {
      seen.add(bits);
    }
  }
  extremes.merge(seen.result());
}

}  // namespace binpoint::detail

#endif
