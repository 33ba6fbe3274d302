/// @file
/// Counting whole vectors by AVX2 without any table, for types of 16 and 32 bits.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_COUNT_LANES_HPP
#define BINPOINT_DETAIL_COUNT_LANES_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "block_loop.hpp"
#include "count_plain.hpp"
#include "count_scan.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// The special values of a vector, by their lanes.
template <int SubBits, class T>
[[gnu::noinline]] static void recount_lanes(const unsigned char* values, unsigned lanes,
                                            std::uint64_t* sums) {
  for (; lanes != 0; lanes &= lanes - 1) {
    typename float_layout<T>::bits_type bits;
    std::memcpy(&bits, values + __builtin_ctz(lanes), sizeof(bits));
    recount_special<SubBits, float_layout<T>>(bits, sums);
  }
}

/// Adds vectors to the words themselves: nothing has to be cleared before, or added up after.
template <int SubBits, class T>
struct lanes_to_words {
  using layout = float_layout<T>;
  using words = histogram_words;
  using lanes = lanes_of<sizeof(T)>;
  static_assert(words::zero == 0 && words::nan == 1);

  std::uint64_t* sums;

  BINPOINT_AVX2_INLINE void add(const unsigned char*, __m256i bits) {
    typename layout::bits_type word[lane_scan<T>::width];
    const __m256i of_all = words_of(bits);
    std::memcpy(word, &of_all, sizeof(word));
    add_words(word, std::make_index_sequence<lane_scan<T>::width>{});
  }

 private:
  /// Of subnormal numbers that of zeros, of infinities that of NaNs.
  BINPOINT_AVX2_INLINE static __m256i words_of(__m256i bits) {
    constexpr int shift = layout::fraction_bits - SubBits;
    constexpr std::size_t one = std::size_t{1} << SubBits;
    constexpr std::size_t base = words::word<SubBits>(false, 1 - layout::bias, 0) - one;
    constexpr std::size_t side = std::size_t{words::octaves} << SubBits;
    const __m256i magnitude = magnitudes<T>(bits);
    const __m256i not_finite = not_finite_lanes<T>(bits);
    const __m256i is_negative = lanes::greater(_mm256_setzero_si256(), bits);
    const __m256i is_normal =
        _mm256_andnot_si256(not_finite, lanes_beyond<T>(layout::fraction_mask, bits));
    const __m256i moved = lanes::add(lanes::shifted_right(magnitude, shift), lanes::all(base));
    const __m256i word = lanes::add(moved, _mm256_and_si256(is_negative, lanes::all(side)));
    const __m256i special = _mm256_and_si256(not_finite, lanes::all(words::nan));
    return _mm256_or_si256(_mm256_and_si256(word, is_normal), special);
  }
  template <std::size_t... Index>
  BINPOINT_ALWAYS_INLINE void add_words(const typename layout::bits_type* word,
                                        std::index_sequence<Index...>) {
    ((sums[word[Index]] += 1), ...);
  }
};

/// Adds a vector to the counts of `target`, special values to their words.
template <int SubBits, class T, class Target>
BINPOINT_AVX2_INLINE static void count_vector(const unsigned char* values, Target& target,
                                              lane_scan<T>& seen, std::uint64_t* sums) {
  const __m256i bits = load_lanes(values);
  seen.look(bits);
  target.add(values, bits);
  const unsigned special = special_lanes<T>(bits);
  if (special != 0) recount_lanes<SubBits, T>(values, special, sums);
}

/// @return  the scan of the values
template <int SubBits, class T, class Target>
BINPOINT_TARGET_AVX2 static scan_result<T> count_by_lanes(const T* x, std::size_t n, Target target,
                                                          std::uint64_t* sums) {
  constexpr std::size_t vector = sizeof(__m256i);
  const auto* values = reinterpret_cast<const unsigned char*>(x);
  const std::size_t bytes = n * sizeof(T);
  lane_scan<T> seen;
  std::size_t i = 0;
  for (; i + vector <= bytes; i += vector) {
    prefetch_ahead<vector, 2048>(values + i);
    count_vector<SubBits>(values + i, target, seen, sums);
  }
  if (i < bytes) {  // filled up with zeros
    unsigned char rest[vector] = {};
    std::memcpy(rest, values + i, bytes - i);
    count_vector<SubBits>(rest, target, seen, sums);
    sums[histogram_words::zero] -= (vector - (bytes - i)) / sizeof(T);
  }
  return seen.result();
}

}  // namespace binpoint::detail

#endif

#endif
