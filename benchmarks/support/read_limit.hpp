/// @file
/// The limit of every pass that only reads: plain sums of the same bytes.
#ifndef BINPOINT_BENCHMARKS_READ_LIMIT_HPP
#define BINPOINT_BENCHMARKS_READ_LIMIT_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace bench {

/// Sums of 64-bit words, what is left over aside: by instructions that every machine has, ...
[[gnu::noinline]] inline std::uint64_t sum_words(const void* data, std::size_t bytes) {
  constexpr std::size_t step = 64;
  const char* p = static_cast<const char*>(data);
#if defined(__x86_64__)
  __m128i sums[4] = {};
  for (std::size_t i = 0; i + step <= bytes; i += step) {
    for (std::size_t k = 0; k < 4; ++k) {
      const void* at = p + i + 16 * k;
      sums[k] = _mm_add_epi64(sums[k], _mm_loadu_si128(static_cast<const __m128i*>(at)));
    }
  }
  sums[0] = _mm_add_epi64(_mm_add_epi64(sums[0], sums[1]), _mm_add_epi64(sums[2], sums[3]));
  return static_cast<std::uint64_t>(
      _mm_cvtsi128_si64(_mm_add_epi64(sums[0], _mm_unpackhi_epi64(sums[0], sums[0]))));
#else
  std::uint64_t sums[8] = {};
  for (std::size_t i = 0; i + step <= bytes; i += step) {
    std::uint64_t words[8];
    std::memcpy(words, p + i, step);
    for (std::size_t k = 0; k < 8; ++k) sums[k] += words[k];
  }
  return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
#endif
}

#if defined(__x86_64__)
/// ... and by wider ones.
[[gnu::noinline]] __attribute__((target("avx2"))) inline std::uint64_t sum_words_avx2(
    const void* data, std::size_t bytes) {
  constexpr std::size_t step = 256;
  const char* p = static_cast<const char*>(data);
  __m256i sums[8] = {};
  std::size_t i = 0;
  for (; i + step <= bytes; i += step) {
    for (std::size_t k = 0; k < 8; ++k) {
      const void* at = p + i + 32 * k;
      sums[k] = _mm256_add_epi64(sums[k], _mm256_loadu_si256(static_cast<const __m256i*>(at)));
    }
  }
  for (std::size_t k = 1; k < 8; ++k) sums[0] = _mm256_add_epi64(sums[0], sums[k]);
  std::uint64_t words[4];
  std::memcpy(words, sums, sizeof(words));
  return words[0] + words[1] + words[2] + words[3] + sum_words(p + i, bytes - i);
}
#endif

using word_sum = std::uint64_t (*)(const void*, std::size_t);

/// Those that this processor can run: the best of them is the limit.
[[nodiscard]] inline std::vector<word_sum> word_sums() {
  std::vector<word_sum> sums{sum_words};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) sums.push_back(sum_words_avx2);
#endif
  return sums;
}

}  // namespace bench

#endif
