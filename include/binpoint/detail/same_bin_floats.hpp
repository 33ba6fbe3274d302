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
#include <cstring>

#include "count_plain.hpp"
#include "count_scan.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "lanes_avx2.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// Eight doubles as floats: normal floats where there is one with the same sign, position and first
/// bits of the fraction, else zeros and NaNs.
class eight_doubles {
  using wide = float_layout<double>;
  using narrow = float_layout<float>;
  using lanes = lanes_of<4>;
  static constexpr int field_shift = wide::fraction_bits - 32;  ///< in a double's upper half
  static constexpr std::uint32_t least = static_cast<std::uint32_t>(wide::bias - narrow::bias)
                                         << field_shift;
  static constexpr std::uint32_t infinity = static_cast<std::uint32_t>(wide::infinity >> 32);

 public:
  BINPOINT_AVX2_INLINE eight_doubles(__m256i a, __m256i b)
      : upper_(halves<0xDD>(a, b)),
        lower_(halves<0x88>(a, b)),
        magnitude_(_mm256_and_si256(upper_, lanes::all(narrow::magnitude_mask))) {}

  BINPOINT_AVX2_INLINE __m256i floats() const {
    const __m256i moved = _mm256_slli_epi32(_mm256_sub_epi32(magnitude_, lanes::all(least)),
                                            narrow::fraction_bits - field_shift);
    const __m256i sign = _mm256_andnot_si256(lanes::all(narrow::magnitude_mask), upper_);
    const __m256i number = _mm256_and_si256(_mm256_or_si256(sign, moved), has_float());
    const __m256i nan = _mm256_andnot_si256(finite(), lanes::all(narrow::magnitude_mask));
    return _mm256_permute4x64_epi64(_mm256_or_si256(number, nan), 0xD8);  // in their order
  }
  /// All ones where the value is not a zero but became one, or is an infinity.
  BINPOINT_AVX2_INLINE __m256i special() const {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i is_zero = lanes::equal(_mm256_or_si256(magnitude_, lower_), zero);
    const __m256i is_infinity = _mm256_and_si256(lanes::equal(magnitude_, lanes::all(infinity)),
                                                 lanes::equal(lower_, zero));
    const __m256i is_counted = _mm256_or_si256(has_float(), is_zero);
    return _mm256_or_si256(is_infinity, _mm256_andnot_si256(is_counted, finite()));
  }

 private:
  template <int Which>
  BINPOINT_AVX2_INLINE static __m256i halves(__m256i a, __m256i b) {
    return _mm256_castps_si256(
        _mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), Which));
  }
  BINPOINT_AVX2_INLINE __m256i finite() const {
    return lanes::greater(lanes::all(infinity), magnitude_);
  }
  BINPOINT_AVX2_INLINE __m256i has_float() const {
    constexpr std::uint32_t one = std::uint32_t{1} << field_shift;
    constexpr std::uint32_t fields =
        static_cast<std::uint32_t>(narrow::infinity >> narrow::fraction_bits);
    return _mm256_and_si256(lanes::greater(magnitude_, lanes::all(least + one - 1)),
                            lanes::greater(lanes::all(least + fields * one), magnitude_));
  }

  __m256i upper_;
  __m256i lower_;
  __m256i magnitude_;
};

/// The special ones of eight.
template <int SubBits>
[[gnu::noinline]] static void recount_doubles(const double* x, std::uint64_t* sums) {
  using layout = float_layout<double>;
  constexpr int lowest = 1 - float_layout<float>::bias;
  constexpr int highest = float_layout<float>::bias;
  for (std::size_t k = 0; k < 8; ++k) {
    const auto bits = bit_cast<std::uint64_t>(x[k]);
    const std::uint64_t magnitude = bits & layout::magnitude_mask;
    const int position = static_cast<int>(magnitude >> layout::fraction_bits) - layout::bias;
    const bool is_float = lowest <= position && position <= highest;
    if (is_float || magnitude == 0 || magnitude > layout::infinity) continue;
    recount_special<SubBits, layout>(bits, sums);
  }
}

template <int SubBits>
BINPOINT_AVX2_INLINE static void convert_eight(const double* x, float* to, lane_scan<double>& seen,
                                               std::uint64_t* sums) {
  const __m256i first = load_lanes(x);
  const __m256i second = load_lanes(x + 4);
  seen.look(first);
  seen.look(second);
  const eight_doubles eight(first, second);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), eight.floats());
  if (any_lane(eight.special())) recount_doubles<SubBits>(x, sums);
}

/// Doubles as floats of the same bin. Those that have none will be counted as zeros, and infinities
/// as NaNs: they are taken to their own words here.
/// @return  the scan of the doubles
template <int SubBits>
BINPOINT_TARGET_AVX2 static scan_result<double> same_bin_floats(const double* x, std::size_t n,
                                                                float* to, std::uint64_t* sums) {
  lane_scan<double> seen;
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) convert_eight<SubBits>(x + i, to + i, seen, sums);
  if (i < n) {
    double rest[8] = {};
    float floats[8];
    std::memcpy(rest, x + i, (n - i) * sizeof(double));
    convert_eight<SubBits>(rest, floats, seen, sums);
    std::memcpy(to + i, floats, (n - i) * sizeof(float));
  }
  return seen.result();
}

}  // namespace binpoint::detail

#endif

#endif
