/// @file
/// The scan, for types of 16, 32 and 64 bits, and the search for special values, by AVX2.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_SCAN_AVX2_HPP
#define BINPOINT_DETAIL_SCAN_AVX2_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "count_scan.hpp"
#include "float_layout.hpp"
#include "lanes_avx2.hpp"

namespace binpoint::detail {

template <class T>
BINPOINT_AVX2_INLINE static __m256i magnitudes(__m256i bits) {
  return _mm256_and_si256(bits, lanes_of<sizeof(T)>::all(float_layout<T>::magnitude_mask));
}

/// All ones where a magnitude is greater. g++ makes two instructions of the reverse, less than a
/// positive constant.
template <class T>
BINPOINT_AVX2_INLINE static __m256i lanes_beyond(typename float_layout<T>::bits_type limit,
                                                 __m256i bits) {
  using lanes = lanes_of<sizeof(T)>;
  return lanes::greater(magnitudes<T>(bits), lanes::all(limit));
}

/// All ones for infinities and NaNs.
template <class T>
BINPOINT_AVX2_INLINE static __m256i not_finite_lanes(__m256i bits) {
  using layout = float_layout<T>;
  return lanes_beyond<T>(static_cast<typename layout::bits_type>(layout::infinity - 1), bits);
}

/// Magnitudes as signed integers of the same order, but that zeros are the largest.
template <class T>
BINPOINT_AVX2_INLINE static __m256i zeros_last(__m256i bits) {
  using lanes = lanes_of<sizeof(T)>;
  return lanes::add(magnitudes<T>(bits), lanes::all(float_layout<T>::magnitude_mask));
}
template <class T>
[[nodiscard]] constexpr typename float_layout<T>::bits_type zeros_last_bits(
    typename float_layout<T>::bits_type magnitude) {
  return static_cast<typename float_layout<T>::bits_type>(magnitude +
                                                          float_layout<T>::magnitude_mask);
}

/// All ones for subnormal numbers.
template <class T>
BINPOINT_AVX2_INLINE static __m256i subnormal_lanes(__m256i bits) {
  using layout = float_layout<T>;
  using lanes = lanes_of<sizeof(T)>;
  constexpr auto least_normal = static_cast<typename layout::bits_type>(layout::fraction_mask + 1);
  return lanes::greater(lanes::all(zeros_last_bits<T>(least_normal)), zeros_last<T>(bits));
}

/// The lowest bit of each value's bytes where it is subnormal or infinite.
template <class T>
BINPOINT_AVX2_INLINE static unsigned special_lanes(__m256i bits) {
  using layout = float_layout<T>;
  using lanes = lanes_of<sizeof(T)>;
  constexpr unsigned lowest = sizeof(T) == 4 ? 0x11111111U : 0x55555555U;
  const __m256i infinite = lanes::equal(magnitudes<T>(bits), lanes::all(layout::infinity));
  const int bytes = _mm256_movemask_epi8(_mm256_or_si256(subnormal_lanes<T>(bits), infinite));
  return static_cast<unsigned>(bytes) & lowest;
}

/// scan_plain a vector at a time.
template <class T>
class lane_scan {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using lanes = lanes_of<sizeof(T)>;

 public:
  static constexpr std::size_t width = sizeof(__m256i) / sizeof(T);

  BINPOINT_AVX2_INLINE lane_scan()
      : largest_(_mm256_setzero_si256()),
        negative_(largest_),
        smallest_(lanes::all(layout::magnitude_mask)) {}

  BINPOINT_AVX2_INLINE void look(__m256i bits) { look_but_at(not_finite_lanes<T>(bits), bits); }
  /// Takes infinities for numbers.
  BINPOINT_AVX2_INLINE void look_but_at_nans(__m256i bits) {
    look_but_at(lanes_beyond<T>(layout::infinity, bits), bits);
  }
  /// Takes infinities and NaNs for numbers.
  BINPOINT_AVX2_INLINE void look_at_numbers(__m256i bits) {
    merge(bits, bits, zeros_last<T>(bits));
  }
  BINPOINT_AVX2_INLINE void merge(const lane_scan& other) {
    merge(other.largest_, other.negative_, other.smallest_);
  }

  /// Whether there is a magnitude from there on, be it that of an infinity or a NaN.
  BINPOINT_AVX2_INLINE bool reaches(bits_type least) const {
    const __m256i most = lanes::unsigned_max(largest_, magnitudes<T>(negative_));
    return any_lane(lanes::greater(most, lanes::all(static_cast<bits_type>(least - 1))));
  }
  /// Whether there is a magnitude below, other than 0.
  BINPOINT_AVX2_INLINE bool falls_below(bits_type limit) const {
    return any_lane(lanes::greater(lanes::all(zeros_last_bits<T>(limit)), smallest_));
  }
  BINPOINT_AVX2_INLINE bool has_sign() const {
    return any_lane(_mm256_and_si256(negative_, lanes::all(layout::sign_mask)));
  }

  BINPOINT_AVX2_INLINE scan_result<T> result() const {
    lane_scan all = *this;
    all.merge(all.template turned<0>());
    all.merge(all.template turned<1>());
    if constexpr (sizeof(T) <= 4) all.merge(all.template turned<2>());
    if constexpr (sizeof(T) == 2) all.merge(all.template turned<3>());
    scan_result<T> seen;
    seen.largest_positive = first(all.largest_);
    seen.most_negative = max(seen.most_negative, first(all.negative_));
    seen.smallest_less_one = static_cast<bits_type>(first(all.smallest_) ^ layout::sign_mask);
    return seen;
  }

 private:
  /// What is left out is larger than all numbers: it cannot become the smallest of them.
  BINPOINT_AVX2_INLINE void look_but_at(__m256i left_out, __m256i bits) {
    const __m256i numbers = _mm256_andnot_si256(left_out, bits);
    merge(numbers, numbers, zeros_last<T>(bits));
  }
  BINPOINT_AVX2_INLINE void merge(__m256i largest, __m256i negative, __m256i smallest) {
    largest_ = lanes::signed_max(largest_, largest);
    negative_ = lanes::unsigned_max(negative_, negative);
    smallest_ = lanes::signed_min(smallest_, smallest);
  }
  /// Every half, quarter, ... of the vector in the place of its neighbour.
  template <int Level>
  BINPOINT_AVX2_INLINE static __m256i turn(__m256i x) {
    if constexpr (Level == 0) return _mm256_permute4x64_epi64(x, 0x4E);
    if constexpr (Level == 1) return _mm256_shuffle_epi32(x, 0x4E);
    if constexpr (Level == 2) return _mm256_shuffle_epi32(x, 0xB1);
    return _mm256_or_si256(_mm256_slli_epi32(x, 16), _mm256_srli_epi32(x, 16));
  }
  template <int Level>
  BINPOINT_AVX2_INLINE lane_scan turned() const {
    lane_scan result;
    result.largest_ = turn<Level>(largest_);
    result.negative_ = turn<Level>(negative_);
    result.smallest_ = turn<Level>(smallest_);
    return result;
  }
  BINPOINT_AVX2_INLINE static bits_type first(__m256i x) {
    return static_cast<bits_type>(_mm_cvtsi128_si64(_mm256_castsi256_si128(x)));
  }

  __m256i largest_;
  __m256i negative_;
  __m256i smallest_;  ///< as by zeros_last
};

/// The scan of whole vectors.
template <class T>
[[gnu::noinline]] BINPOINT_TARGET_AVX2 static lane_scan<T> scan_finite(const T* x, std::size_t n) {
  lane_scan<T> seen;
  for (std::size_t i = 0; i < n; i += lane_scan<T>::width) seen.look(load_lanes(x + i));
  return seen;
}

}  // namespace binpoint::detail

#endif

#endif
