/// @file
/// Elementary functions of exact numbers, in integers only.
#ifndef BINPOINT_DETAIL_ELEMENTARY_HPP
#define BINPOINT_DETAIL_ELEMENTARY_HPP

#include <cstdint>

#include "../config.hpp"
#include "dyadic.hpp"
#include "encode.hpp"
#include "integer.hpp"
#include "unit_math.hpp"
#include "wide.hpp"

namespace binpoint::detail {

/// 2^x, within 2^-60 of it relatively; exact for a whole x.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic exp2_of(dyadic x) noexcept {
  const scaled_number s = scale(x, 0);
  // Far beyond every format, at either end.
  constexpr std::uint64_t far = std::uint64_t{1} << 20;
  const int whole = static_cast<int>(s.beyond ? far : min(s.whole, far));
  const int below = s.negative && s.fraction != 0 ? 1 : 0;
  const int exponent = s.negative ? -whole - below : whole;
  const std::uint64_t fraction = s.negative ? std::uint64_t{0} - s.fraction : s.fraction;
  return {false, one_q63 + (exp2_minus_1(fraction) >> 1), exponent - 63};
}

/// log2(x), within 2^-55 while x lies between 2^-64 and 2^64; exact for a power of two.
/// @pre  x is positive
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic log2_of(dyadic x) noexcept {
  const int width = bit_width(x.significand);
  const int whole = x.exponent + width - 1;
  const std::uint64_t fraction = log2_unit(x.significand << (64 - width));
  // The whole part is left as many bits as it needs, and one in reserve.
  const std::uint64_t magnitude_of_whole = magnitude(whole);
  const int bits = 62 - bit_width(magnitude_of_whole);
  const std::uint64_t upper = magnitude_of_whole << bits;
  const std::uint64_t lower = fraction >> (63 - bits);
  return {whole < 0, whole < 0 ? upper - lower : upper + lower, -bits};
}

/// x modulo one turn, x in radians and not negative: in units of 2^-128 turns.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr double_word turns_of(dyadic x) noexcept {
  // 1 / (2 pi) in units of 2^-128: below 2^64 steps the error is less than 2^-64 turns.
  const double_word low = multiply_magnitudes(x.significand, 0x7f09d5f47d4d3770);
  double_word high = multiply_magnitudes(x.significand, 0x28be60db9391054a);
  high.low += low.high;
  high.high += high.low < low.high ? 1 : 0;
  const std::uint64_t words[] = {low.low, high.low, high.high, 0, 0};
  // Now 2^x.exponent shifts the point, which stands between words 1 and 2, upwards.
  const int shift = -x.exponent;
  if (shift >= 128) return {};
  const int first = shift / 64;
  const int offset = shift % 64;
  const auto word = [&](int i) {
    return offset == 0 ? words[i] : words[i] >> offset | words[i + 1] << (64 - offset);
  };
  return {word(first + 1), word(first)};
}

/// The sine of x radians plus a number of quarter turns, within 2^-61.
/// @pre  x.exponent is not positive
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic sine_of(dyadic x, unsigned quarters) noexcept {
  const double_word turns = turns_of(x);
  const unsigned quadrant = static_cast<unsigned>(turns.high >> 62) + quarters;
  const std::uint64_t rest = turns.high << 2 | turns.low >> 62;
  const bool negative = (quadrant & 2) != 0;
  return {negative, sine_of_quarter(rest, (quadrant & 1) != 0), -63};
}

/// e^(-|x| * factor) in Q63, within 2^-60; log2_e is factor / ln(2) in Q62.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t exp_of_negative(
    dyadic x, std::uint64_t log2_e) noexcept {
  const int whole_bits = max(bit_width(x.significand) + x.exponent, 0);
  if (whole_bits > 6) return 0;
  const int bits = 63 - whole_bits;
  const int shift = bits + x.exponent;
  const std::uint64_t scaled = shift >= 0    ? x.significand << shift
                               : shift > -64 ? x.significand >> -shift
                                             : 0;
  return exp2_of_negative(multiply_high(scaled, log2_e), bits - 2);
}

/// 1 / (1 + x) for x in [0, 1]: Q63 to Q64.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t reciprocal_of_1_plus(
    std::uint64_t x) noexcept {
  return reciprocal(min(x, one_q63 - 1) + one_q63);
}

/// tanh(x) = (1 - e^(-2x)) / (1 + e^(-2x)), within 2^-60.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic tanh_of(dyadic x) noexcept {
  if (x.significand == 0) return {};
  const std::uint64_t e = exp_of_negative(x, 0xb8aa3b295c17f0bc);
  return {x.negative, multiply_high(one_q63 - e, reciprocal_of_1_plus(e)), -63};
}

/// 1 / (1 + e^-x), within 2^-60; exact at zero.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic sigmoid_of(dyadic x) noexcept {
  if (x.significand == 0) return {false, 1, -1};
  const std::uint64_t e = exp_of_negative(x, 0x5c551d94ae0bf85e);
  const std::uint64_t r = reciprocal_of_1_plus(e);
  return x.negative ? dyadic{false, multiply_high(e, r), -63} : dyadic{false, r, -64};
}

/// sqrt(x) in units of a step, exactly: its first bit behind the point, and whether there are more.
///
/// Bit by bit, two bits of x for one of the root.
/// @tparam Remainder  an unsigned integer of at least word_length + 5 bits
/// @param  word_length  longer roots are only said to be `beyond`
/// @pre    x is not negative
template <class Remainder>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr scaled_number sqrt_of(dyadic x, int fraction_length,
                                                                   int word_length) noexcept {
  // The root of n = significand * 2^shift counts half steps.
  const int shift = x.exponent + 2 * fraction_length + 2;
  const int pairs = (max(bit_width(x.significand) + shift, 0) + 1) / 2;
  scaled_number s;
  if (x.significand == 0) return s;
  s.beyond = pairs > word_length + 1;
  if (s.beyond) return s;
  Remainder root = 0;
  Remainder rest = 0;
  for (int i = pairs - 1; i >= 0; --i) {
    const int drop = 2 * i - shift;
    const std::uint64_t pair = (drop >= 0    ? x.significand >> drop
                                : drop == -1 ? x.significand << 1
                                             : 0) &
                               3;
    rest = static_cast<Remainder>(rest << 2 | pair);
    const auto trial = static_cast<Remainder>(root << 2 | 1);
    const bool bit = rest >= trial;
    rest = static_cast<Remainder>(rest - (bit ? trial : 0));
    root = static_cast<Remainder>(root << 1 | (bit ? 1U : 0U));
  }
  s.whole = static_cast<std::uint64_t>(root >> 1);
  s.fraction = static_cast<std::uint64_t>(root & 1) << 63;
  s.more = rest != 0 || (shift < 0 && (x.significand & low_mask(min(-shift, 64))) != 0);
  return s;
}

}  // namespace binpoint::detail

#endif
