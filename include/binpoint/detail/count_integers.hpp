/// @file
/// Counting integers x as the numbers x * 2^-fraction_length.
#ifndef BINPOINT_DETAIL_COUNT_INTEGERS_HPP
#define BINPOINT_DETAIL_COUNT_INTEGERS_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../config.hpp"
#include "block_loop.hpp"
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
      add(x[i]);
      if constexpr (sizeof(T) == 8) exact_ = exact_ && fits_double(magnitude(x[i]));
    }
  }
  /// Of integers that double holds.
  template <std::size_t Size>
  BINPOINT_ALWAYS_INLINE void add_block(const T* x) {
    integer_scan seen;  // in registers
    for (std::size_t i = 0; i < Size; ++i) seen.add(x[i]);
    min_ = detail::min(min_, seen.min_);
    max_ = detail::max(max_, seen.max_);
    smallest_less_one_ = detail::min(smallest_less_one_, seen.smallest_less_one_);
  }
  /// @pre  something was added, and 2^-fraction_length is a normal number with room for the
  /// integers
  [[nodiscard]] constexpr extreme_words extremes(int fraction_length) const {
    const bool has_nonzero = smallest_less_one_ != none;
    return make_extremes(
        scaled(min_, fraction_length, false), scaled(max_, fraction_length, true),
        has_nonzero ? down(std::uint64_t{smallest_less_one_} + 1, fraction_length) : 0.0, exact_);
  }

 private:
  using unsigned_type = std::make_unsigned_t<T>;
  static constexpr unsigned_type none = highest_integer<unsigned_type>;
  static constexpr int digits = float_layout<double>::fraction_bits + 1;

  constexpr void add(T x) {
    min_ = detail::min(min_, x);
    max_ = detail::max(max_, x);
    const auto bits = static_cast<unsigned_type>(x);
    const auto size = static_cast<unsigned_type>(is_negative(x) ? 0U - bits : bits);
    smallest_less_one_ = detail::min(smallest_less_one_, static_cast<unsigned_type>(size - 1));
  }

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
  unsigned_type smallest_less_one_ = none;
  bool exact_ = true;
};

/// The word that counts x * 2^-fraction_length.
template <int SubBits, class T>
[[nodiscard]] constexpr std::size_t word_of_integer(T x, int fraction_length) {
  const std::uint64_t size = magnitude(x);
  if (size == 0) return histogram_words::zero;
  return histogram_words::word<SubBits>(is_negative(x), bit_width(size) - 1 - fraction_length,
                                        part_of_integer<SubBits>(size));
}

/// Bytes, by a table of all of them.
template <int SubBits, class T>
void count_bytes(const T* x, std::size_t n, int fraction_length, std::uint64_t* sums,
                 extreme_words& extremes) {
  constexpr std::size_t tables = 4;  // else equal neighbours would wait for each other
  std::uint64_t counts[256][tables] = {};
  for (std::size_t i = 0; i < n; ++i) counts[static_cast<std::uint8_t>(x[i])][i % tables] += 1;
  integer_scan<T> seen;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const std::uint64_t times =
        counts[byte][0] + counts[byte][1] + counts[byte][2] + counts[byte][3];
    if (times == 0) continue;
    const auto value = static_cast<T>(byte);
    seen.add(&value, 1);
    sums[word_of_integer<SubBits>(value, fraction_length)] += times;
  }
  extremes.merge(seen.extremes(fraction_length));
}

/// Of a longer integer only bits that no bin looks at are cut off, toward zero: no carry reaches
/// the next bin.
template <class T>
[[nodiscard]] BINPOINT_ALWAYS_INLINE float float_of_same_bin(T x) {
  if constexpr (sizeof(T) < 4) {
    return static_cast<float>(x);
  } else {
    constexpr T longest = T{1} << 24;
    // Without a branch, so that compilers vectorise it.
    const auto rest = static_cast<T>(x % 256);
    const bool is_long = (x >= longest) | (std::is_signed_v<T> & (x <= static_cast<T>(-longest)));
    return static_cast<float>(x - (is_long ? rest : T{0}));
  }
}

/// Converts a block and looks at it, as compiled for the processor.
template <class T>
struct float_block_work {
  static constexpr std::size_t size = 256;  // constant, so that every compiler vectorises

  const T* x;
  std::size_t n;
  float step;
  float* to;
  integer_scan<T>& seen;

  BINPOINT_ALWAYS_INLINE void run() {
    const float scale = step;  // which no store to `to` can change
    std::size_t i = 0;
    for (; i + size <= n; i += size) {
      const T* const from = x + i;
      float* const floats = to + i;
      for (std::size_t k = 0; k < size; ++k) floats[k] = float_of_same_bin(from[k]) * scale;
      seen.template add_block<size>(x + i);
    }
    for (std::size_t k = i; k < n; ++k) to[k] = float_of_same_bin(x[k]) * scale;
    seen.add(x + i, n - i);
  }
};

/// As floats.
/// @pre  those are normal ones
template <int SubBits, class T>
void count_as_floats(const T* x, std::size_t n, int fraction_length, std::uint64_t* sums,
                     extreme_words& extremes) {
  const float step = to_float<float>({false, 1, -fraction_length});
  integer_scan<T> seen;
  const auto convert = [&](std::size_t first, std::size_t size, float* to) {
    float_block_work<T> work{x + first, size, step, to, seen};
    run_dispatched(work);
  };
  count_converted<SubBits>(n, convert, sums);
  extremes.merge(seen.extremes(fraction_length));
}

/// One after the other.
template <int SubBits, class T>
constexpr void count_integers_plain(const T* x, std::size_t n, int fraction_length,
                                    std::uint64_t* sums, extreme_words& extremes) {
  for (std::size_t i = 0; i < n; ++i) sums[word_of_integer<SubBits>(x[i], fraction_length)] += 1;
  integer_scan<T> seen;
  seen.add(x, n);
  extremes.merge(seen.extremes(fraction_length));
}

/// @pre  |fraction_length| <= 900, so that every value is a normal double
template <int SubBits, class T>
constexpr void count_integers(const T* x, std::size_t n, int fraction_length, std::uint64_t* sums,
                              extreme_words& extremes) {
  if (n == 0) return;
  if (!__builtin_is_constant_evaluated()) {
    constexpr int reach = float_layout<float>::bias - 34;
    if constexpr (sizeof(T) == 1) {
      if (n >= 256) return count_bytes<SubBits>(x, n, fraction_length, sums, extremes);
    } else if constexpr (sizeof(T) <= 4) {
      if (-reach < fraction_length && fraction_length < reach) {
        return count_as_floats<SubBits>(x, n, fraction_length, sums, extremes);
      }
    }
  }
  count_integers_plain<SubBits>(x, n, fraction_length, sums, extremes);
}

}  // namespace binpoint::detail

#endif
