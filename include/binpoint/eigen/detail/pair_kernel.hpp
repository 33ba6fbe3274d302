/// @file
/// Sums of products of 16-bit codes by AVX2: two products and their sum in each lane at once.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_EIGEN_DETAIL_PAIR_KERNEL_HPP
#define BINPOINT_EIGEN_DETAIL_PAIR_KERNEL_HPP

#include "../../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "pair_panel.hpp"
#include "pair_weights.hpp"

namespace binpoint::eigen::detail {

BINPOINT_AVX2_INLINE static __m256i load_pairs(const std::int16_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

/// The pair at an address, in every lane.
BINPOINT_AVX2_INLINE static __m256i spread_pair(const std::int16_t* from) {
  std::int32_t pair = 0;
  std::memcpy(&pair, from, sizeof(pair));
  return _mm256_set1_epi32(pair);
}

BINPOINT_AVX2_INLINE static __m256i add_products(__m256i sums, __m256i codes, __m256i weights) {
  return _mm256_add_epi32(sums, _mm256_madd_epi16(codes, weights));
}

/// sums[c][x] = the products of tile channel c at the output x places right of `place`.
/// @pre  no sum of any of the products leaves 32 bits
[[maybe_unused]] BINPOINT_TARGET_AVX2 static void sum_tile(
    const std::int16_t* place, const std::int16_t* weights, const std::size_t* taps,
    std::size_t tap_count, std::int32_t (&sums)[tile_channels][tile_width]) {
  static_assert(tile_channels == 4 && tile_width == 16);
  __m256i left[tile_channels] = {};
  __m256i right[tile_channels] = {};
  for (std::size_t tap = 0; tap < tap_count; ++tap, weights += 2 * tile_channels) {
    const __m256i near = load_pairs(place + taps[tap]);
    const __m256i far = load_pairs(place + taps[tap] + 16);
    for (std::size_t c = 0; c < tile_channels; ++c) {
      const __m256i pair = spread_pair(weights + 2 * c);
      left[c] = add_products(left[c], near, pair);
      right[c] = add_products(right[c], far, pair);
    }
  }
  for (std::size_t c = 0; c < tile_channels; ++c) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums[c]), left[c]);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums[c] + 8), right[c]);
  }
}

/// sums[c] = the products of `count` codes and those of row c of the weights.
/// @pre  count is a multiple of dense_step, and no sum of any of the products leaves 32 bits
[[maybe_unused]] BINPOINT_TARGET_AVX2 static void sum_rows(const std::int16_t* codes,
                                                           const std::int16_t* weights,
                                                           std::size_t count, std::int32_t* sums) {
  static_assert(tile_channels == 4 && dense_step == 16);
  __m256i parts[tile_channels] = {};
  for (std::size_t i = 0; i < count; i += dense_step) {
    const __m256i x = load_pairs(codes + i);
    for (std::size_t c = 0; c < tile_channels; ++c) {
      parts[c] = add_products(parts[c], x, load_pairs(weights + c * count + i));
    }
  }
  const __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(parts[0], parts[1]),
                                          _mm256_hadd_epi32(parts[2], parts[3]));
  const __m128i both =
      _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sums), both);
}

}  // namespace binpoint::eigen::detail

#endif

#endif
