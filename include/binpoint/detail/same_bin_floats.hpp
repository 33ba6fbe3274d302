/// @file
/// Doubles as floats that are counted in the same bins, by AVX2.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_SAME_BIN_FLOATS_HPP
#define BINPOINT_DETAIL_SAME_BIN_FLOATS_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "block_loop.hpp"
#include "count_plain.hpp"
#include "count_scan.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "lanes_avx2.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// The upper half of a double: sign, exponent field and 20 bits of the fraction.
struct double_half {
  std::uint32_t bits;
};

}  // namespace binpoint::detail

namespace binpoint {
template <>
struct float_layout<detail::double_half> : ieee_layout<std::uint32_t, 11, 20> {};
}  // namespace binpoint

namespace binpoint::detail {

/// Eight doubles as floats: normal floats where there is one with the same sign, position and first
/// bits of the fraction, else zeros and NaNs. Their order is of no importance.
class eight_doubles {
  using half = float_layout<double_half>;
  using narrow = float_layout<float>;
  using words = histogram_words;
  using lanes = lanes_of<sizeof(std::uint32_t)>;
  static constexpr std::uint32_t zero_field = static_cast<std::uint32_t>(half::bias - narrow::bias)
                                              << half::fraction_bits;

 public:
  BINPOINT_AVX2_INLINE explicit eight_doubles(const double* x) {
    const __m256i a = load_lanes(x);
    const __m256i b = load_lanes(x + 4);
    upper_ = every_other<0xDD>(a, b);
    lower_ = every_other<0x88>(a, b);
    magnitude_ = magnitudes<double_half>(upper_);
    has_float_ = _mm256_andnot_si256(is_from(narrow::bias + 1), is_from(1 - narrow::bias));
  }

  BINPOINT_AVX2_INLINE __m256i upper_halves() const { return upper_; }
  BINPOINT_AVX2_INLINE bool all_have_floats() const { return mask_of(has_float_) == 0xFF; }
  /// @pre  all_have_floats()
  BINPOINT_AVX2_INLINE __m256i normal_floats() const {
    const __m256i moved = _mm256_slli_epi32(_mm256_sub_epi32(magnitude_, lanes::all(zero_field)),
                                            narrow::fraction_bits - half::fraction_bits);
    const __m256i sign = _mm256_andnot_si256(lanes::all(half::magnitude_mask), upper_);
    return _mm256_or_si256(sign, moved);
  }
  BINPOINT_AVX2_INLINE __m256i floats() const {
    const __m256i nan = _mm256_andnot_si256(finite(), lanes::all(narrow::magnitude_mask));
    return _mm256_or_si256(_mm256_and_si256(normal_floats(), has_float_), nan);
  }

  /// Whether a value is not a zero but became one, or is an infinity.
  BINPOINT_AVX2_INLINE bool has_special() const {
    return any_lane(_mm256_or_si256(is_infinity(), is_lost()));
  }
  /// Takes special values to their own words, but for those between the float's least position and
  /// its least normal number.
  /// @return  whether there are such
  BINPOINT_AVX2_INLINE bool recount(std::uint64_t* sums) const {
    const unsigned lost = mask_of(is_lost());
    const unsigned above = lost & mask_of(is_from(words::highest_position + 1));
    const unsigned below = lost & ~mask_of(is_from(words::lowest_position));
    const unsigned infinite = mask_of(is_infinity());
    move_words(words::zero, above, words::positive_above, words::negative_above, sums);
    move_words(words::zero, below, words::positive_below, words::negative_below, sums);
    move_words(words::nan, infinite, words::positive_infinity, words::negative_infinity, sums);
    return (lost & ~(above | below)) != 0;
  }

 private:
  template <int Which>
  BINPOINT_AVX2_INLINE static __m256i every_other(__m256i a, __m256i b) {
    return _mm256_castps_si256(
        _mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), Which));
  }
  BINPOINT_AVX2_INLINE __m256i finite() const {
    return lanes::greater(lanes::all(half::infinity), magnitude_);
  }
  BINPOINT_AVX2_INLINE __m256i is_infinity() const {
    return _mm256_and_si256(lanes::equal(magnitude_, lanes::all(half::infinity)),
                            lanes::equal(lower_, _mm256_setzero_si256()));
  }
  /// Whether a number's position is at least that.
  BINPOINT_AVX2_INLINE __m256i is_from(int position) const {
    const auto field = static_cast<std::uint32_t>(position + half::bias);
    return lanes::greater(magnitude_, lanes::all((field << half::fraction_bits) - 1));
  }
  /// Finite values but zeros that have no float.
  BINPOINT_AVX2_INLINE __m256i is_lost() const {
    const __m256i is_zero =
        lanes::equal(_mm256_or_si256(magnitude_, lower_), _mm256_setzero_si256());
    return _mm256_andnot_si256(_mm256_or_si256(has_float_, is_zero), finite());
  }

  BINPOINT_AVX2_INLINE static unsigned mask_of(__m256i which) {
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(which)));
  }
  BINPOINT_AVX2_INLINE void move_words(std::size_t from, unsigned which, std::size_t positive,
                                       std::size_t negative, std::uint64_t* sums) const {
    const int all = __builtin_popcount(which);
    const int below_zero = __builtin_popcount(which & mask_of(upper_));
    sums[from] -= static_cast<std::uint64_t>(all);
    sums[positive] += static_cast<std::uint64_t>(all - below_zero);
    sums[negative] += static_cast<std::uint64_t>(below_zero);
  }

  __m256i upper_;
  __m256i lower_;
  __m256i magnitude_;
  __m256i has_float_;
};

/// Those of eight between the float's least position and its least normal number.
template <int SubBits>
[[gnu::noinline]] static void recount_small_doubles(const double* x, std::uint64_t* sums) {
  using layout = float_layout<double>;
  for (std::size_t k = 0; k < 8; ++k) {
    const auto bits = bit_cast<std::uint64_t>(x[k]);
    const std::uint64_t magnitude = bits & layout::magnitude_mask;
    const int position = static_cast<int>(magnitude >> layout::fraction_bits) - layout::bias;
    if (position < histogram_words::lowest_position || position > -float_layout<float>::bias) {
      continue;
    }
    recount_special<SubBits, layout>(bits, sums);
  }
}

/// Whether values whose upper halves have that scan may go beyond what was seen before.
[[nodiscard]] inline bool may_extend(const scan_result<double>& seen,
                                     const scan_result<double_half>& halves) {
  const auto upper = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 32); };
  if (halves.has_positive() && halves.largest_positive >= upper(seen.largest_positive)) return true;
  if (halves.has_negative() && halves.most_negative >= upper(seen.most_negative)) return true;
  // Of a < b, half(a) - 1 < half(b - 1).
  return (halves.has_positive() || halves.has_negative()) &&
         halves.smallest_less_one < upper(seen.smallest_less_one);
}

/// @return  whether there are special values
template <int SubBits>
BINPOINT_AVX2_INLINE static bool convert_eight(const eight_doubles& eight, const double* x,
                                               float* to, lane_scan<double_half>& halves,
                                               std::uint64_t* sums) {
  halves.look(eight.upper_halves());
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), eight.floats());
  if (!eight.has_special()) return false;
  if (eight.recount(sums)) recount_small_doubles<SubBits>(x, sums);
  return true;
}

/// Doubles as floats of the same bin. Those that have none will be counted as zeros, and infinities
/// as NaNs: they are taken to their own words here.
/// @param n     a few thousand, a multiple of 8
/// @param seen  the scan of all before, to which this adds
template <int SubBits>
BINPOINT_TARGET_AVX2 static void same_bin_floats(const double* x, std::size_t n, float* to,
                                                 scan_result<double>& seen, std::uint64_t* sums) {
  lane_scan<double_half> halves;
  bool has_special = false;
  for (std::size_t i = 0; i < n; i += 8) {
    prefetch_ahead<8, 2048>(x + i);
    const eight_doubles eight(x + i);
    if (eight.all_have_floats()) {
      halves.look_at_numbers(eight.upper_halves());
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), eight.normal_floats());
    } else {
      has_special |= convert_eight<SubBits>(eight, x + i, to + i, halves, sums);
    }
  }
  // Extremes are rarely new, and lanes of 32 bits tell in half the time that none is.
  if (has_special || may_extend(seen, halves.result())) seen.merge(scan_finite(x, n).result());
}

}  // namespace binpoint::detail

#endif

#endif
