/// @file
/// Taking special values to their own words, by AVX2: faster ways look at the exponent field alone,
/// and count subnormal numbers as zeros, infinities as NaNs.
/// Functions are static, so that no other unit's copy takes their place: see block_loop.hpp.
#ifndef BINPOINT_DETAIL_RECOUNT_AVX2_HPP
#define BINPOINT_DETAIL_RECOUNT_AVX2_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "count_plain.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"
#include "lanes_avx2.hpp"
#include "marked_values.hpp"
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
  /// As a double, the significand is a normal number: its fields are the position and the part.
  [[nodiscard]] BINPOINT_ALWAYS_INLINE static std::size_t word_of(bits_type bits) {
    using wide = float_layout<double>;
    constexpr std::size_t one = std::size_t{wide::bias} << SubBits;
    constexpr std::size_t least = words::word<SubBits>(false, layout::lowest_position, 0);
    constexpr std::size_t side = std::size_t{words::octaves} << SubBits;
    constexpr int sign_shift = static_cast<int>(sizeof(bits)) * 8 - 1;
    const auto significand =
        static_cast<double>(static_cast<std::int32_t>(bits & layout::magnitude_mask));
    const std::size_t key = bit_cast<std::uint64_t>(significand) >> (wide::fraction_bits - SubBits);
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

}  // namespace binpoint::detail

#endif

#endif
