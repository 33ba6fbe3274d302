/// @file
/// Counting whole vectors by AVX2, for types of 16 and 32 bits: by tables, and without any.
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
#include "count_scan.hpp"
#include "count_tables.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"
#include "lanes_avx2.hpp"
#include "marked_values.hpp"
#include "recount_avx2.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// Adds vectors to tables: while increments wait for the memory of their counters, the scan costs
/// nothing.
template <int SubBits, class T>
struct lanes_to_tables {
  count_tables<SubBits, T>& tables;

  BINPOINT_AVX2_INLINE void add(const unsigned char* values, __m256i) {
    tables.add_words(values, std::make_index_sequence<sizeof(__m256i) / 8>{});
  }
};

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

/// Counts vectors, subnormal numbers as zeros and infinities as NaNs.
/// @param vectors  at most those of a chunk
/// @return  marks of the subnormal numbers
template <class T, class Target>
BINPOINT_AVX2_INLINE static __m256i count_chunk(const T* x, std::size_t vectors, Target& target,
                                                lane_scan<T>& seen) {
  using lanes = lanes_of<sizeof(T)>;
  constexpr std::size_t vector = sizeof(__m256i);
  const auto* values = reinterpret_cast<const unsigned char*>(x);
  __m256i marks = _mm256_setzero_si256();
  for (const auto* end = values + vectors * vector; values != end; values += vector) {
    prefetch_ahead<vector, 2048>(values);
    const __m256i bits = load_lanes(values);
    seen.look_but_at_nans(bits);
    marks = lanes::subtract(lanes::add(marks, marks), subnormal_lanes<T>(bits));
    target.add(values, bits);
  }
  // To where the marks of a whole chunk are.
  return lanes::shifted_left(marks, static_cast<int>(marked_values<T>::vectors - vectors));
}

/// Counts whole vectors.
/// @param n  at most marked_values<T>::most
template <int SubBits, class T, class Target>
BINPOINT_AVX2_INLINE static void count_vectors(const T* x, std::size_t n, Target& target,
                                               lane_scan<T>& all, std::uint64_t* sums) {
  using layout = float_layout<T>;
  using marks = marked_values<T>;
  marks subnormal;
  lane_scan<T> seen;
  std::size_t chunks = 0;
  for (std::size_t i = 0; i < n; i += marks::chunk) {
    const std::size_t vectors = min(marks::chunk, n - i) / lane_scan<T>::width;
    subnormal.set(chunks++, count_chunk(x + i, vectors, target, seen));
  }
  if (seen.reaches(layout::infinity)) {
    recount_infinities(x, n, sums);
    seen = scan_finite(x, n);
  }
  if (seen.falls_below(layout::fraction_mask + 1)) {
    recount_subnormals<SubBits>(x, subnormal, chunks, sums);
  }
  all.merge(seen);
}

/// Adds values to the counts of `target`, special ones to their words.
/// @return  the scan of the values
template <int SubBits, class T, class Target>
BINPOINT_TARGET_AVX2 static scan_result<T> count_by_lanes(const T* x, std::size_t n, Target target,
                                                          std::uint64_t* sums) {
  constexpr std::size_t width = lane_scan<T>::width;
  const std::size_t rest = n % width;
  const T* const end = x + (n - rest);
  lane_scan<T> seen;
  while (x != end) {
    const std::size_t size = min(marked_values<T>::most, static_cast<std::size_t>(end - x));
    count_vectors<SubBits>(x, size, target, seen, sums);
    x += size;
  }
  if (rest > 0) {  // filled up with zeros
    T last[width] = {};
    std::memcpy(last, x, rest * sizeof(T));
    count_vectors<SubBits>(last, width, target, seen, sums);
    sums[histogram_words::zero] -= width - rest;
  }
  return seen.result();
}

}  // namespace binpoint::detail

#endif

#endif
