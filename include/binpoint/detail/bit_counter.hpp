/// @file
/// Counting the bits of bytes by carry-save adders, by AVX2.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_BIT_COUNTER_HPP
#define BINPOINT_DETAIL_BIT_COUNTER_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lanes_avx2.hpp"

namespace binpoint::detail {

/// Counts, for each of 8 bits, the bytes that have it: one plane of bits for each binary digit of
/// the counts, so that a carry-save adder counts 32 bytes of 8 bits at once.
class bit_counter {
 public:
  static constexpr int digits = 5;
  static constexpr std::size_t step = 32 << digits;  ///< bytes

  /// Adds the bits that `table` has for the low halves of bytes; for bytes from 0x80 on, none.
  BINPOINT_AVX2_INLINE void add(const std::uint8_t* keys, __m256i table) {
    __m256i planes[digits];
    std::memcpy(planes, planes_, sizeof(planes_));
    const __m256i carry = carry_of<digits>(keys, table, planes);
    std::memcpy(planes_, planes, sizeof(planes_));
    spread(carry, 1U << digits);
  }
  /// @return  the 8 counts
  BINPOINT_TARGET_AVX2 const std::uint32_t* counts() {
    for (int digit = 0; digit < digits; ++digit) {
      __m256i plane;
      std::memcpy(&plane, planes_ + 32 * digit, sizeof(plane));
      spread(plane, 1U << digit);
    }
    std::memset(planes_, 0, sizeof(planes_));
    return counts_;
  }

 private:
  /// The carry out of the planes when 2^Level vectors of keys are added.
  template <int Level>
  BINPOINT_AVX2_INLINE static __m256i carry_of(const std::uint8_t* keys, __m256i table,
                                               __m256i* planes) {
    __m256i a, b;
    if constexpr (Level == 1) {
      a = _mm256_shuffle_epi8(table, load_lanes(keys));
      b = _mm256_shuffle_epi8(table, load_lanes(keys + 32));
    } else {
      a = carry_of<Level - 1>(keys, table, planes);
      b = carry_of<Level - 1>(keys + (16 << Level), table, planes);
    }
    __m256i& sum = planes[Level - 1];
    const __m256i differ = _mm256_xor_si256(a, b);
    const __m256i carry = _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(differ, sum));
    sum = _mm256_xor_si256(differ, sum);
    return carry;
  }
  BINPOINT_AVX2_INLINE void spread(__m256i plane, std::uint32_t weight) {
    for (int bit = 7; bit >= 0; --bit) {
      const auto set = static_cast<unsigned>(_mm256_movemask_epi8(plane));
      counts_[bit] += weight * static_cast<std::uint32_t>(__builtin_popcount(set));
      plane = _mm256_add_epi8(plane, plane);
    }
  }

  alignas(32) std::uint8_t planes_[32 * digits] = {};
  std::uint32_t counts_[8] = {};
};

}  // namespace binpoint::detail

#endif

#endif
