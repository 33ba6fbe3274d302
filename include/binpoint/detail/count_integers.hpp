/// @file
/// Counting integers x as the numbers x * 2^-fraction_length.
#ifndef BINPOINT_DETAIL_COUNT_INTEGERS_HPP
#define BINPOINT_DETAIL_COUNT_INTEGERS_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "count_plain.hpp"
#include "count_values.hpp"
#include "dyadic.hpp"
#include "extremes.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Minimum, maximum and smallest magnitude of integers, and whether double holds them all.
template <class T>
class integer_scan {
 public:
  constexpr void add(const T* x, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      min_ = detail::min(min_, x[i]);
      max_ = detail::max(max_, x[i]);
      const std::uint64_t size = magnitude(x[i]);
      smallest_less_one_ = detail::min(smallest_less_one_, size - 1);
      if constexpr (sizeof(T) == 8) exact_ = exact_ && fits_double(size);
    }
  }
  /// @pre  something was added, and 2^-fraction_length is a normal number with room for the
  /// integers
  [[nodiscard]] constexpr extreme_words extremes(int fraction_length) const {
    const bool has_nonzero = smallest_less_one_ != none;
    return make_extremes(scaled(min_, fraction_length, false), scaled(max_, fraction_length, true),
                         has_nonzero ? down(smallest_less_one_ + 1, fraction_length) : 0.0, exact_);
  }

 private:
  static constexpr std::uint64_t none = ~std::uint64_t{0};
  static constexpr int digits = float_layout<double>::fraction_bits + 1;

  [[nodiscard]] static constexpr bool fits_double(std::uint64_t size) {
    const int excess = bit_width(size) - digits;
    return excess <= 0 || (size & low_mask(excess)) == 0;
  }
  [[nodiscard]] static constexpr double down(std::uint64_t size, int fraction_length) {
    const int excess = max(bit_width(size) - digits, 0);
    return to_float<double>({false, size >> excess, excess - fraction_length});
  }
  [[nodiscard]] static constexpr double up(std::uint64_t size, int fraction_length) {
    const int excess = max(bit_width(size) - digits, 0);
    const std::uint64_t rest = (size & low_mask(excess)) != 0 ? 1 : 0;
    return to_float<double>({false, (size >> excess) + rest, excess - fraction_length});
  }
  /// The double next to the value, in that direction.
  [[nodiscard]] static constexpr double scaled(T x, int fraction_length, bool upward) {
    const std::uint64_t size = magnitude(x);
    if (size == 0) return 0.0;
    const bool outward = upward != is_negative(x);
    const double result = outward ? up(size, fraction_length) : down(size, fraction_length);
    return is_negative(x) ? -result : result;
  }

  T min_ = highest_integer<T>;
  T max_ = lowest_integer<T>;
  std::uint64_t smallest_less_one_ = none;
  bool exact_ = true;
};

/// One word after the other.
template <int SubBits, class T>
constexpr void count_integer_words(const T* x, std::size_t n, int fraction_length,
                                   std::uint64_t* sums) {
  using words = histogram_words;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t size = magnitude(x[i]);
    const int position = bit_width(size) - 1 - fraction_length;
    const std::size_t word = size == 0 ? std::size_t{words::zero}
                                       : words::word<SubBits>(is_negative(x[i]), position,
                                                              part_of_integer<SubBits>(size));
    sums[word] += 1;
  }
}

/// Integers of up to 32 bits whose values are normal floats, as floats: of a longer one only bits
/// that no bin looks at are cut off.
template <int SubBits, class T>
void count_integers_as_floats(const T* x, std::size_t n, int fraction_length, std::uint64_t* sums) {
  constexpr std::size_t chunk = 4096;
  const float step = to_float<float>({false, 1, -fraction_length});
  float values[chunk];
  extreme_words unused;
  for (std::size_t i = 0; i < n; i += chunk) {
    const std::size_t size = min(chunk, n - i);
    for (std::size_t k = 0; k < size; ++k) {
      std::int64_t value = x[i + k];
      if constexpr (sizeof(T) == 4) {
        const std::int64_t longest = std::int64_t{1} << 24;
        const bool is_long = value <= -longest || value >= longest;
        // Toward zero, so that no carry reaches the next bin.
        value = is_long ? value / 256 * 256 : value;
      }
      values[k] = static_cast<float>(value) * step;
    }
    count_values<SubBits>(values, size, sums, unused);
  }
}

/// @pre  |fraction_length| <= 900, so that every value is a normal double
template <int SubBits, class T>
constexpr void count_integers(const T* x, std::size_t n, int fraction_length, std::uint64_t* sums,
                              extreme_words& extremes) {
  if (n == 0) return;
  constexpr int reach = float_layout<float>::bias - 34;
  const bool as_floats = sizeof(T) <= 4 && -reach < fraction_length && fraction_length < reach;
  if (!__builtin_is_constant_evaluated() && as_floats) {
    if constexpr (sizeof(T) <= 4) count_integers_as_floats<SubBits>(x, n, fraction_length, sums);
  } else {
    count_integer_words<SubBits>(x, n, fraction_length, sums);
  }
  integer_scan<T> seen;
  seen.add(x, n);
  extremes.merge(seen.extremes(fraction_length));
}

}  // namespace binpoint::detail

#endif
