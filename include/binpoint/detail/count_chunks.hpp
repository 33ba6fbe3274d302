/// @file
/// Counting by tables, by AVX2, for types of 16 and 32 bits: while increments wait for the memory
/// of their counters, the scan costs nothing, nor does a mark for each subnormal number. Functions
/// are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_COUNT_CHUNKS_HPP
#define BINPOINT_DETAIL_COUNT_CHUNKS_HPP

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
#include "count_tables.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// Marks of a block's values. Those of a chunk are a vector: each lane has a bit for each vector of
/// the chunk, the highest one for the first.
template <class T>
class marked_values {
  using lanes = lanes_of<sizeof(T)>;
  static constexpr std::size_t width = lane_scan<T>::width;
  static constexpr std::size_t words_of_chunk = sizeof(__m256i) / 8;

 public:
  static constexpr std::size_t vectors = sizeof(T) * 8;  ///< of a chunk
  static constexpr std::size_t chunk = vectors * width;  ///< values
  static constexpr std::size_t most = 8192;              ///< values

  BINPOINT_AVX2_INLINE void set(std::size_t index, __m256i marks) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(words_ + index * words_of_chunk), marks);
  }
  /// Calls use(index) for each marked value of that many chunks.
  template <class Use>
  BINPOINT_AVX2_INLINE void for_each(std::size_t chunks, Use& use) const {
    // Of 16 chunks first the words with marks: a branch for each word could not be predicted.
    for (std::size_t first = 0; first < chunks; first += 16) {
      std::uint64_t not_empty = 0;
      for (std::size_t i = first; i < min(first + 16, chunks); ++i) {
        not_empty |= words_with_marks(i) << (i - first) * words_of_chunk;
      }
      for (; not_empty != 0; not_empty &= not_empty - 1) {
        const auto word =
            first * words_of_chunk + static_cast<std::size_t>(__builtin_ctzll(not_empty));
        for (std::uint64_t marks = words_[word]; marks != 0; marks &= marks - 1) {
          use(index_of(word, static_cast<std::size_t>(__builtin_ctzll(marks))));
        }
      }
    }
  }

 private:
  BINPOINT_AVX2_INLINE std::uint64_t words_with_marks(std::size_t index) const {
    const __m256i marks = load_lanes(words_ + index * words_of_chunk);
    const __m256i empty = _mm256_cmpeq_epi64(marks, _mm256_setzero_si256());
    const int mask = _mm256_movemask_pd(_mm256_castsi256_pd(empty));
    return static_cast<std::uint64_t>(mask) ^ ((1U << words_of_chunk) - 1);
  }
  [[nodiscard]] static std::size_t index_of(std::size_t word, std::size_t bit) {
    const std::size_t lane = word % words_of_chunk * (64 / vectors) + bit / vectors;
    const std::size_t vector = vectors - 1 - bit % vectors;
    return word / words_of_chunk * chunk + vector * width + lane;
  }

  alignas(sizeof(__m256i)) std::uint64_t words_[most / 64];
};

/// Adds vectors to tables.
/// @param vectors  at most those of a chunk
/// @return  marks of the subnormal numbers
template <int SubBits, class T>
BINPOINT_AVX2_INLINE static __m256i count_chunk(const T* x, std::size_t vectors,
                                                count_tables<SubBits, T>& tables,
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
    tables.add_words(values, std::make_index_sequence<vector / 8>{});
  }
  return marks;
}

/// Takes subnormal numbers to their own words: they were counted as zeros.
template <int SubBits, class T>
class subnormal_recount {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using words = histogram_words;

 public:
  subnormal_recount(const T* x, std::uint64_t* sums) : x_(x), sums_(sums) {}

  BINPOINT_ALWAYS_INLINE void operator()(std::size_t index) {
    sums_[word_of(bit_cast<bits_type>(x_[index]))] += 1;
    number_ += 1;
  }
  void finish() { sums_[words::zero] -= number_; }

 private:
  /// As a float, the significand is a normal number whose position is the number of bits after its
  /// highest one.
  [[nodiscard]] BINPOINT_ALWAYS_INLINE static std::size_t word_of(bits_type bits) {
    using wide = float_layout<float>;
    static_assert(layout::fraction_bits <= wide::fraction_bits);
    constexpr std::size_t one = std::size_t{wide::bias} << SubBits;
    constexpr std::size_t least = words::word<SubBits>(false, layout::lowest_position, 0);
    constexpr std::size_t side = std::size_t{words::octaves} << SubBits;
    constexpr int sign_shift = static_cast<int>(sizeof(bits)) * 8 - 1;
    const auto significand =
        static_cast<float>(static_cast<std::int32_t>(bits & layout::magnitude_mask));
    const std::size_t key = bit_cast<std::uint32_t>(significand) >> (wide::fraction_bits - SubBits);
    return least + (key - one) + (std::size_t{bits} >> sign_shift) * side;
  }

  const T* x_;
  std::uint64_t* sums_;
  std::uint64_t number_ = 0;
};
template <int SubBits, class T>
[[gnu::noinline]] BINPOINT_TARGET_AVX2 static void recount_subnormals(
    const T* x, const marked_values<T>& marked, std::size_t chunks, std::uint64_t* sums) {
  subnormal_recount<SubBits, T> recount(x, sums);
  marked.for_each(chunks, recount);
  recount.finish();
}

template <class T>
BINPOINT_AVX2_INLINE static std::uint64_t sum_of_lanes(__m256i counts) {
  typename float_layout<T>::bits_type of_lane[lane_scan<T>::width];
  std::memcpy(of_lane, &counts, sizeof(of_lane));
  std::uint64_t sum = 0;
  for (const auto count : of_lane) sum += count;
  return sum;
}

/// Takes infinities to their own words: they were counted as NaNs.
/// @param n  of whole vectors, at most marked_values<T>::most
template <class T>
[[gnu::noinline]] BINPOINT_TARGET_AVX2 static void recount_infinities(const T* x, std::size_t n,
                                                                      std::uint64_t* sums) {
  using layout = float_layout<T>;
  using lanes = lanes_of<sizeof(T)>;
  using words = histogram_words;
  const __m256i infinity = lanes::all(layout::infinity);
  const __m256i negative_infinity = lanes::all(layout::infinity | layout::sign_mask);
  __m256i positive = _mm256_setzero_si256();
  __m256i negative = positive;
  for (std::size_t i = 0; i < n; i += lane_scan<T>::width) {
    const __m256i bits = load_lanes(x + i);
    positive = lanes::subtract(positive, lanes::equal(bits, infinity));
    negative = lanes::subtract(negative, lanes::equal(bits, negative_infinity));
  }
  sums[words::positive_infinity] += sum_of_lanes<T>(positive);
  sums[words::negative_infinity] += sum_of_lanes<T>(negative);
  sums[words::nan] -= sum_of_lanes<T>(positive) + sum_of_lanes<T>(negative);
}

/// Adds whole vectors to tables, special values to their words.
/// @param n  at most marked_values<T>::most
template <int SubBits, class T>
BINPOINT_TARGET_AVX2 static scan_result<T> count_chunks(const T* x, std::size_t n,
                                                        count_tables<SubBits, T>& tables,
                                                        std::uint64_t* sums) {
  using layout = float_layout<T>;
  using marks = marked_values<T>;
  constexpr std::size_t width = lane_scan<T>::width;
  marks subnormal;
  lane_scan<T> seen;
  std::size_t chunks = 0;
  for (; (chunks + 1) * marks::chunk <= n; ++chunks) {
    subnormal.set(chunks, count_chunk(x + chunks * marks::chunk, marks::vectors, tables, seen));
  }
  if (const std::size_t rest = n % marks::chunk / width; rest > 0) {
    // Shifted to where the marks of a whole chunk would be.
    const __m256i marked = count_chunk(x + chunks * marks::chunk, rest, tables, seen);
    subnormal.set(chunks++, lanes_of<sizeof(T)>::shifted_left(
                                marked, static_cast<int>(marks::vectors - rest)));
  }
  if (seen.reaches(layout::infinity)) {
    recount_infinities(x, n, sums);
    seen = scan_finite(x, n);
  }
  if (seen.falls_below(layout::fraction_mask + 1)) {
    recount_subnormals<SubBits>(x, subnormal, chunks, sums);
  }
  return seen.result();
}

/// Adds values to tables, special ones to their words.
/// @param n  at most marked_values<T>::most
template <int SubBits, class T>
BINPOINT_TARGET_AVX2 static scan_result<T> count_by_tables_avx2(const T* x, std::size_t n,
                                                                count_tables<SubBits, T>& tables,
                                                                std::uint64_t* sums) {
  constexpr std::size_t width = lane_scan<T>::width;
  const std::size_t rest = n % width;
  scan_result<T> seen = count_chunks<SubBits>(x, n - rest, tables, sums);
  if (rest > 0) {  // filled up with zeros
    T last[width] = {};
    std::memcpy(last, x + n - rest, rest * sizeof(T));
    seen.merge(count_chunks<SubBits>(last, width, tables, sums));
    sums[histogram_words::zero] -= width - rest;
  }
  return seen;
}

}  // namespace binpoint::detail

#endif

#endif
