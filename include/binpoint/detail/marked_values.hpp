/// @file
/// Marks of some of an array's values, which AVX2 makes without a branch.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_MARKED_VALUES_HPP
#define BINPOINT_DETAIL_MARKED_VALUES_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "integer.hpp"
#include "lanes_avx2.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// A bit for each value of a block. Those of a chunk are a vector: each lane has a bit for each
/// vector of values, the highest one for the first.
template <class T>
class marked_values {
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
    // First the words with marks, of 16 chunks: a branch for each word would be mispredicted.
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

}  // namespace binpoint::detail

#endif

#endif
