/// @file
/// Integers beyond 64 bits: the compiler's 128-bit type where there is one, and exact sums of any
/// width.
#ifndef BINPOINT_DETAIL_WIDE_HPP
#define BINPOINT_DETAIL_WIDE_HPP

#include <cstdint>

#include "../config.hpp"
#include "encode.hpp"
#include "integer.hpp"

namespace binpoint::detail {

#if defined(__SIZEOF_INT128__)
#define BINPOINT_HAS_INT128 1
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;
#else
#define BINPOINT_HAS_INT128 0
#endif

/// A product of two magnitudes: high * 2^64 + low.
struct double_word {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr double_word multiply_magnitudes(
    std::uint64_t a, std::uint64_t b) noexcept {
  const std::uint64_t a0 = a & 0xffffffffU;
  const std::uint64_t a1 = a >> 32;
  const std::uint64_t b0 = b & 0xffffffffU;
  const std::uint64_t b1 = b >> 32;
  const std::uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
  const std::uint64_t cross = a0 * b1 + (middle & 0xffffffffU);
  return {a1 * b1 + (middle >> 32) + (cross >> 32), a * b};
}

/// A sum of numbers whose bits lie between 2^-FractionBits and 2^(64 * Words - 1 - FractionBits),
/// in two's complement: exact, for the rare operands that no builtin integer holds.
template <int Words, int FractionBits>
class exact_sum {
 public:
  /// Adds +-value * 2^exponent.
  BINPOINT_HOST_DEVICE constexpr void add(bool negative, double_word value, int exponent) noexcept {
    add_word(negative, value.low, exponent + FractionBits);
    add_word(negative, value.high, exponent + FractionBits + 64);
  }

  /// The sum in units of 2^-target_fraction_length.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr scaled_number scaled(
      int target_fraction_length) const noexcept {
    exact_sum magnitude = *this;
    scaled_number s;
    s.negative = (words_[Words - 1] >> 63) != 0;
    if (s.negative) magnitude.negate();
    const int point = FractionBits - target_fraction_length;  // the bit of weight 1
    s.whole = magnitude.word_at(point);
    s.fraction = magnitude.word_at(point - 64);
    for (int i = 0; i < 64 * Words; ++i) {
      const bool bit = ((magnitude.words_[i / 64] >> (i % 64)) & 1) != 0;
      if (bit && i < point - 64) s.more = true;
      if (bit && i >= point + 64) s.beyond = true;
    }
    return s;
  }

 private:
  BINPOINT_HOST_DEVICE constexpr void add_word(bool negative, std::uint64_t value,
                                               int position) noexcept {
    if (value == 0) return;
    const int offset = position % 64;
    const std::uint64_t low = value << offset;
    const std::uint64_t high = offset == 0 ? 0 : value >> (64 - offset);
    bool carry = false;
    for (int i = position / 64; i < Words; ++i) {
      const std::uint64_t part = i == position / 64 ? low : i == position / 64 + 1 ? high : 0;
      const std::uint64_t old = words_[i];
      const std::uint64_t step = part + (carry ? 1U : 0U);
      const bool step_carry = carry && step == 0;
      words_[i] = negative ? old - step : old + step;
      carry = step_carry || (negative ? old < step : words_[i] < step);
    }
  }

  BINPOINT_HOST_DEVICE constexpr void negate() noexcept {
    bool carry = true;
    for (int i = 0; i < Words; ++i) {
      words_[i] = ~words_[i] + (carry ? 1U : 0U);
      carry = carry && words_[i] == 0;
    }
  }

  /// The 64 bits from a position up; zeros outside.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t word_at(int position) const noexcept {
    std::uint64_t result = 0;
    for (int i = 0; i < Words; ++i) {
      const int shift = 64 * i - position;
      if (shift > -64 && shift <= 0) result |= words_[i] >> -shift;
      if (shift > 0 && shift < 64) result |= words_[i] << shift;
    }
    return result;
  }

  std::uint64_t words_[static_cast<unsigned>(Words)] = {};
};

/// n / d * 2^shift, bit by bit. @pre  d != 0
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr scaled_number long_quotient(bool negative,
                                                                         std::uint64_t n,
                                                                         std::uint64_t d,
                                                                         int shift) noexcept {
  scaled_number q;
  q.negative = negative;
  double_word whole_and_fraction{n / d, 0};  // of n / d * 2^shift, while shift goes up to its value
  std::uint64_t rest = n % d;
  const auto next_bit = [&]() -> std::uint64_t {
    const bool carry = (rest >> 63) != 0;
    rest <<= 1;
    if (!carry && rest < d) return 0;
    rest -= d;
    return 1;
  };
  for (int i = 0; i < shift; ++i) {
    q.beyond = q.beyond || (whole_and_fraction.high >> 63) != 0;
    whole_and_fraction.high = whole_and_fraction.high << 1 | next_bit();
  }
  for (int i = 0; i < 64; ++i) whole_and_fraction.low = whole_and_fraction.low << 1 | next_bit();
  q.more = rest != 0;
  for (int i = 0; i > shift && i > -129; --i) {
    q.more = q.more || (whole_and_fraction.low & 1) != 0;
    whole_and_fraction.low = whole_and_fraction.low >> 1 | whole_and_fraction.high << 63;
    whole_and_fraction.high >>= 1;
  }
  q.whole = whole_and_fraction.high;
  q.fraction = whole_and_fraction.low;
  return q;
}

}  // namespace binpoint::detail

#endif
