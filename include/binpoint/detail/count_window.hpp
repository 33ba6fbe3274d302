/// @file
/// Counting 16 neighbouring exponents at the speed of memory, by AVX2, for types of 16 and 32 bits.
#ifndef BINPOINT_DETAIL_COUNT_WINDOW_HPP
#define BINPOINT_DETAIL_COUNT_WINDOW_HPP

#include "../config.hpp"

#if BINPOINT_HAS_AVX2_DISPATCH

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "bit_counter.hpp"
#include "block_loop.hpp"
#include "count_scan.hpp"
#include "float_layout.hpp"
#include "histogram_words.hpp"
#include "integer.hpp"
#include "lanes_avx2.hpp"
#include "recount_avx2.hpp"
#include "scan_avx2.hpp"

namespace binpoint::detail {

/// Exponent fields and signs of 32 values as bytes, in an order of no importance.
struct byte_fields {
  __m256i exponent;
  __m256i no_sign;  ///< 0 where there is a sign, else from 0x80 on if the exponent field is not 0
};

template <class T>
BINPOINT_AVX2_INLINE static byte_fields fields_of(const T* x) {
  constexpr int exponent_bits =
      static_cast<int>(sizeof(T) * 8) - 1 - float_layout<T>::fraction_bits;
  __m256i a, b;
  if constexpr (sizeof(T) == 4) {
    // The upper halves of two vectors in one.
    a = _mm256_blend_epi16(_mm256_srli_epi32(load_lanes(x), 16), load_lanes(x + 8), 0xAA);
    b = _mm256_blend_epi16(_mm256_srli_epi32(load_lanes(x + 16), 16), load_lanes(x + 24), 0xAA);
  } else {
    a = load_lanes(x);
    b = load_lanes(x + 16);
  }
  const __m256i low = _mm256_srli_epi16(_mm256_slli_epi16(a, 1), 16 - exponent_bits);
  const __m256i high = _mm256_srli_epi16(_mm256_slli_epi16(b, 1), 16 - exponent_bits);
  return {_mm256_packus_epi16(low, high), _mm256_packus_epi16(a, b)};
}

/// Counts exponent fields base..base + 15 by sign, one bit of a byte for each; other fields but 0
/// are rare and counted one by one.
/// @par Source  carry-save counting: Harley and Seal; bits by byte shuffle: Mula, Kurz, Lemire,
///              "Faster population counts using AVX2 instructions", 2018
template <class T>
class window_count {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using words = histogram_words;
  static constexpr int top_field = static_cast<int>(layout::infinity >> layout::fraction_bits);
  static constexpr std::size_t sample = 256;

 public:
  static constexpr std::size_t step = bit_counter::step;
  static constexpr int exponents = 16;
  static constexpr int none = 0;

  struct result {
    scan_result<T> seen;
    std::uint64_t outside;  ///< values other than zeros that the window does not hold
  };

  /// The first field of the window that holds most of the first values, `none` if it does not hold
  /// nearly all.
  /// @pre  there are at least `step` values
  [[nodiscard]] static int choose(const T* x) {
    std::uint16_t counts[std::size_t{top_field} + 1] = {};
    for (std::size_t i = 0; i < sample; ++i) counts[field_of(x[i * (step / sample)])] += 1;
    unsigned inside = 0;
    unsigned most = 0;
    int base = 1;
    for (int field = 1; field < top_field; ++field) {
      inside += counts[field];
      if (field > exponents) inside -= counts[field - exponents];
      if (inside > most) {
        most = inside;
        base = max(1, field - exponents + 1);
      }
    }
    return most + counts[0] < sample - sample / 20 ? none : base;
  }

  /// Counts special values apart from the window as well.
  /// @pre  n is a multiple of `step`, base from `choose`
  BINPOINT_TARGET_AVX2 static result run(const T* x, std::size_t n, int base, std::uint64_t* sums) {
    const __m256i low = _mm256_setr_epi64x(bits_1_to_128, 0, bits_1_to_128, 0);
    const __m256i high = _mm256_setr_epi64x(0, bits_1_to_128, 0, bits_1_to_128);
    alignas(32) std::uint8_t keys[step];
    alignas(32) std::uint8_t negative_keys[step];
    bit_counter all[2];
    bit_counter negative[2];
    lane_scan<T> seen_all;
    std::uint64_t outside = 0;
    for (std::size_t i = 0; i < n; i += step) {
      const lane_scan<T> seen = make_keys(x + i, base, keys, negative_keys);
      if (seen.reaches(first_of(base + exponents)) || seen.falls_below(first_of(base))) {
        outside += count_outside(x + i, base, sums);
      }
      seen_all.merge(seen.reaches(layout::infinity) ? scan_finite(x + i, step) : seen);
      all[0].add(keys, low);
      all[1].add(keys, high);
      if (!seen.has_sign()) continue;
      negative[0].add(negative_keys, low);
      negative[1].add(negative_keys, high);
    }
    const std::uint64_t inside = fold(all, negative, base, sums);
    sums[words::zero] += n - inside - outside;
    return {seen_all.result(), outside};
  }

 private:
  static constexpr long long bits_1_to_128 = static_cast<long long>(0x8040201008040201ULL);

  [[nodiscard]] static std::size_t field_of(T x) {
    const auto bits = bit_cast<bits_type>(x);
    return static_cast<std::size_t>((bits & layout::magnitude_mask) >> layout::fraction_bits);
  }
  [[nodiscard]] static constexpr bits_type first_of(int field) {
    return static_cast<bits_type>(field << layout::fraction_bits);
  }

  /// Bytes 0x70..0x7F for the fields of the window, bytes from 0x80 on for others.
  BINPOINT_AVX2_INLINE static __m256i keys_of(const byte_fields& f, int base) {
    const __m256i from_base =
        _mm256_sub_epi8(f.exponent, _mm256_set1_epi8(static_cast<char>(base)));
    return _mm256_adds_epu8(from_base, _mm256_set1_epi8(0x80 - exponents));
  }
  /// The keys of a step, and those of its negative values, others being from 0x80 on.
  /// @return  the scan, with infinities and NaNs taken for numbers
  BINPOINT_AVX2_INLINE static lane_scan<T> make_keys(const T* x, int base, std::uint8_t* keys,
                                                     std::uint8_t* negative_keys) {
    lane_scan<T> seen;
    for (std::size_t i = 0; i < step; i += 32) {
      prefetch_ahead<32, 8192>(x + i);
      for (std::size_t k = 0; k < 32; k += lane_scan<T>::width) {
        seen.look_at_numbers(load_lanes(x + i + k));
      }
      const byte_fields f = fields_of(x + i);
      const __m256i key = keys_of(f, base);
      _mm256_store_si256(reinterpret_cast<__m256i*>(keys + i), key);
      _mm256_store_si256(reinterpret_cast<__m256i*>(negative_keys + i),
                         _mm256_or_si256(key, f.no_sign));
    }
    return seen;
  }

  /// Counts the values of a step that are neither in the window nor zeros.
  /// @return  their number, subnormal ones aside
  [[gnu::noinline]] BINPOINT_TARGET_AVX2 static std::uint64_t count_outside(const T* x, int base,
                                                                            std::uint64_t* sums) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < step; i += 32) {
      const byte_fields f = fields_of(x + i);
      const __m256i is_zero = _mm256_cmpeq_epi8(f.exponent, _mm256_setzero_si256());
      const int mask = _mm256_movemask_epi8(_mm256_andnot_si256(is_zero, keys_of(f, base)));
      if (mask != 0) number += count_bytes_outside(f, static_cast<unsigned>(mask), sums);
      for (std::size_t k = 0; k < 32; k += lane_scan<T>::width) {
        const auto* values = reinterpret_cast<const unsigned char*>(x + i + k);
        const unsigned special = special_lanes<T>(load_lanes(values));
        if (special != 0) recount_lanes<0, T>(values, special, sums);
      }
    }
    return number;
  }
  [[gnu::noinline]] BINPOINT_TARGET_AVX2 static std::uint64_t count_bytes_outside(
      const byte_fields& f, unsigned mask, std::uint64_t* sums) {
    std::uint8_t exponent[32], no_sign[32];
    std::memcpy(exponent, &f.exponent, sizeof(exponent));
    std::memcpy(no_sign, &f.no_sign, sizeof(no_sign));
    const auto number = static_cast<std::uint64_t>(__builtin_popcount(mask));
    for (; mask != 0; mask &= mask - 1) {
      const int k = __builtin_ctz(mask);
      const bool is_number = exponent[k] != top_field;
      sums[is_number ? word_of_field(no_sign[k] < 0x80, exponent[k]) : std::size_t{words::nan}] +=
          1;
    }
    return number;
  }

  BINPOINT_TARGET_AVX2 static std::uint64_t fold(bit_counter (&all)[2], bit_counter (&negative)[2],
                                                 int base, std::uint64_t* sums) {
    std::uint64_t inside = 0;
    for (int half = 0; half < 2; ++half) {
      const std::uint32_t* both = all[half].counts();
      const std::uint32_t* below_zero = negative[half].counts();
      for (int bit = 0; bit < 8; ++bit) {
        const int field = base + 8 * half + bit;
        sums[word_of_field(false, field)] += both[bit] - below_zero[bit];
        sums[word_of_field(true, field)] += below_zero[bit];
        inside += both[bit];
      }
    }
    return inside;
  }

  [[nodiscard]] static std::size_t word_of_field(bool negative, int field) {
    return words::word<0>(negative, field - layout::bias, 0);
  }
};

}  // namespace binpoint::detail

#endif

#endif
