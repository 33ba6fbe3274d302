/// @file
/// Vectors of AVX2 as lanes of 16, 32 and 64 bits.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_LANES_AVX2_HPP
#define BINPOINT_DETAIL_LANES_AVX2_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

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
  BINPOINT_AVX2_INLINE static __m256i subtract(__m256i a, __m256i b) {
    return _mm256_sub_epi32(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i shifted_right(__m256i a, int n) {
    return _mm256_srli_epi32(a, n);
  }
  BINPOINT_AVX2_INLINE static __m256i shifted_left(__m256i a, int n) {
    return _mm256_slli_epi32(a, n);
  }
  BINPOINT_AVX2_INLINE static __m256i signed_max(__m256i a, __m256i b) {
    return _mm256_max_epi32(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i signed_min(__m256i a, __m256i b) {
    return _mm256_min_epi32(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i unsigned_max(__m256i a, __m256i b) {
    return _mm256_max_epu32(a, b);
  }
};
template <>
struct lanes_of<8> {
  BINPOINT_AVX2_INLINE static __m256i all(std::uint64_t x) {
    return _mm256_set1_epi64x(static_cast<long long>(x));
  }
  BINPOINT_AVX2_INLINE static __m256i greater(__m256i a, __m256i b) {
    return _mm256_cmpgt_epi64(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i add(__m256i a, __m256i b) { return _mm256_add_epi64(a, b); }
  BINPOINT_AVX2_INLINE static __m256i signed_max(__m256i a, __m256i b) {
    return _mm256_blendv_epi8(b, a, greater(a, b));
  }
  BINPOINT_AVX2_INLINE static __m256i signed_min(__m256i a, __m256i b) {
    return _mm256_blendv_epi8(a, b, greater(a, b));
  }
  BINPOINT_AVX2_INLINE static __m256i unsigned_max(__m256i a, __m256i b) {
    return _mm256_blendv_epi8(b, a, unsigned_greater(a, b));
  }

 private:
  BINPOINT_AVX2_INLINE static __m256i unsigned_greater(__m256i a, __m256i b) {
    const __m256i top = _mm256_set1_epi64x(static_cast<long long>(std::uint64_t{1} << 63));
    return greater(_mm256_xor_si256(a, top), _mm256_xor_si256(b, top));
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
  BINPOINT_AVX2_INLINE static __m256i subtract(__m256i a, __m256i b) {
    return _mm256_sub_epi16(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i shifted_right(__m256i a, int n) {
    return _mm256_srli_epi16(a, n);
  }
  BINPOINT_AVX2_INLINE static __m256i shifted_left(__m256i a, int n) {
    return _mm256_slli_epi16(a, n);
  }
  BINPOINT_AVX2_INLINE static __m256i signed_max(__m256i a, __m256i b) {
    return _mm256_max_epi16(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i signed_min(__m256i a, __m256i b) {
    return _mm256_min_epi16(a, b);
  }
  BINPOINT_AVX2_INLINE static __m256i unsigned_max(__m256i a, __m256i b) {
    return _mm256_max_epu16(a, b);
  }
};

BINPOINT_AVX2_INLINE static bool any_lane(__m256i lanes) {
  return _mm256_testz_si256(lanes, lanes) == 0;
}

}  // namespace binpoint::detail

#endif

#endif
