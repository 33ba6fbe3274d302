/// @file
/// AVX2 forms of the scan and of the search for special values, for types of 16 and 32 bits.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_SCAN_AVX2_HPP
#define BINPOINT_DETAIL_SCAN_AVX2_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "count_scan.hpp"
#include "float_layout.hpp"

namespace binpoint::detail {

BINPOINT_AVX2_INLINE static __m256i load_lanes(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

/// Operations on the lanes of a type of that size.
template <std::size_t Bytes>
struct lanes_of;
template <>
struct lanes_of<4> {
  BINPOINT_AVX2_INLINE static __m256i all(std::uint32_t x) {
    return _mm256_set1_epi32(static_cast<int>(x));
  }
  BINPOINT_AVX2_INLINE static __m256i greater(__m256i a, __m256i b) {
    return _mm256_cmpgt_epi32(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i equal(__m256i a, __m256i b) {
    return _mm256_cmpeq_epi32(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i add(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
  BINPOINT_AVX2_INLINE static __m256i signed_max(__m256i a, __m256i b) {
    return _mm256_max_epi32(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i unsigned_max(__m256i a, __m256i b) {
    return _mm256_max_epu32(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i unsigned_min(__m256i a, __m256i b) {
    return _mm256_min_epu32(a, b);
  }
};
template <>
struct lanes_of<2> {
  BINPOINT_AVX2_INLINE static __m256i all(std::uint16_t x) {
    return _mm256_set1_epi16(static_cast<short>(x));
  }
  BINPOINT_AVX2_INLINE static __m256i greater(__m256i a, __m256i b) {
    return _mm256_cmpgt_epi16(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i equal(__m256i a, __m256i b) {
    return _mm256_cmpeq_epi16(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i add(__m256i a, __m256i b) { return _mm256_add_epi16(a, b); }
  BINPOINT_AVX2_INLINE static __m256i signed_max(__m256i a, __m256i b) {
    return _mm256_max_epi16(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i unsigned_max(__m256i a, __m256i b) {
    return _mm256_max_epu16(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i unsigned_min(__m256i a, __m256i b) {
    return _mm256_min_epu16(a, b);
  }
};

/// scan_plain of whole vectors.
/// @tparam HasNonFinite  whether infinities and NaNs must be set aside
template <class T, bool HasNonFinite>
class lane_scan {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using lanes = lanes_of<sizeof(T)>;
  static constexpr std::size_t width = sizeof(__m256i) / sizeof(T);

 public:
  static constexpr std::size_t step = 2 * width;

  /// @pre  n is a multiple of `step`
  BINPOINT_TARGET_AVX2 static scan_result<T> run(const T* x, std::size_t n) {
    // Two of each, for the latency of one would limit the loop.
    lane_scan even;
    even.largest_ = _mm256_setzero_si256();
    even.negative_ = even.largest_;
    even.smallest_ = lanes::all(static_cast<bits_type>(~bits_type{0}));
    lane_scan odd = even;
    for (std::size_t i = 0; i < n; i += step) {
      even.look(load_lanes(x + i));
      odd.look(load_lanes(x + i + width));
    }
    even.merge(odd);
    return even.result();
  }

 private:
  BINPOINT_AVX2_INLINE void look(__m256i bits) {
    const __m256i ones = lanes::all(static_cast<bits_type>(~bits_type{0}));
    const __m256i magnitude = _mm256_and_si256(bits, lanes::all(layout::magnitude_mask));
    if constexpr (HasNonFinite) {
      bits = _mm256_and_si256(bits, lanes::greater(lanes::all(layout::infinity), magnitude));
    }
    largest_ = lanes::signed_max(largest_, bits);
    negative_ = lanes::unsigned_max(negative_, bits);
    smallest_ = lanes::unsigned_min(smallest_, lanes::add(magnitude, ones));
  }
  BINPOINT_AVX2_INLINE void merge(const lane_scan& other) {
    largest_ = lanes::signed_max(largest_, other.largest_);
    negative_ = lanes::unsigned_max(negative_, other.negative_);
    smallest_ = lanes::unsigned_min(smallest_, other.smallest_);
  }
  BINPOINT_TARGET_AVX2 scan_result<T> result() const {
    bits_type largest[width], negative[width], smallest[width];
    std::memcpy(largest, &largest_, sizeof(largest));
    std::memcpy(negative, &negative_, sizeof(negative));
    std::memcpy(smallest, &smallest_, sizeof(smallest));
    scan_result<T> seen;
    for (std::size_t k = 0; k < width; ++k) {
      seen.largest_positive = max(seen.largest_positive, largest[k]);
      seen.most_negative = max(seen.most_negative, negative[k]);
      seen.smallest_less_one = min(seen.smallest_less_one, smallest[k]);
    }
    const auto lowest = static_cast<bits_type>(seen.most_negative & layout::magnitude_mask);
    seen.all_finite = !HasNonFinite && max(seen.largest_positive, lowest) < layout::infinity;
    return seen;
  }

  __m256i largest_;
  __m256i negative_;
  __m256i smallest_;
};

/// scan_plain, a vector at a time; what is left over takes the plain way.
template <class T>
BINPOINT_TARGET_AVX2 static scan_result<T> scan_lanes(const T* x, std::size_t n) {
  const std::size_t whole = n - n % lane_scan<T, false>::step;
  scan_result<T> seen = lane_scan<T, false>::run(x, whole);
  if (!seen.all_finite) seen = lane_scan<T, true>::run(x, whole);
  seen.merge(scan_plain(x + whole, n - whole));
  return seen;
}

/// The lowest bit of each value's bytes where it is subnormal or infinite.
template <class T>
BINPOINT_AVX2_INLINE static unsigned special_lanes(const T* x) {
  using layout = float_layout<T>;
  using lanes = lanes_of<sizeof(T)>;
  constexpr unsigned lowest = sizeof(T) == 4 ? 0x11111111U : 0x55555555U;
  const __m256i magnitude = _mm256_and_si256(load_lanes(x), lanes::all(layout::magnitude_mask));
  const __m256i nonzero = lanes::greater(magnitude, _mm256_setzero_si256());
  const __m256i not_subnormal = lanes::greater(magnitude, lanes::all(layout::fraction_mask));
  const __m256i subnormal = _mm256_andnot_si256(not_subnormal, nonzero);
  const __m256i infinite = lanes::equal(magnitude, lanes::all(layout::infinity));
  const int bytes = _mm256_movemask_epi8(_mm256_or_si256(subnormal, infinite));
  return static_cast<unsigned>(bytes) & lowest;
}

/// Calls `visit` with each value of the whole vectors that is subnormal or infinite.
/// @return  how many values were looked at
template <class T, class Visit>
BINPOINT_TARGET_AVX2 static std::size_t for_each_special(const T* x, std::size_t n, Visit& visit) {
  constexpr std::size_t width = sizeof(__m256i) / sizeof(T);
  std::size_t i = 0;
  for (; i + width <= n; i += width) {
    for (unsigned lanes = special_lanes(x + i); lanes != 0; lanes &= lanes - 1) {
      visit(x[i + static_cast<std::size_t>(__builtin_ctz(lanes)) / sizeof(T)]);
    }
  }
  return i;
}

}  // namespace binpoint::detail

#endif

#endif
