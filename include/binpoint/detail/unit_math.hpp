/// @file
/// Elementary functions of fractions held in 64-bit integers: polynomials, no tables, no floating
/// point.
///
/// Qn: an unsigned integer in units of 2^-n. Results are within 2^-60 of the true value.
#ifndef BINPOINT_DETAIL_UNIT_MATH_HPP
#define BINPOINT_DETAIL_UNIT_MATH_HPP

#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "wide.hpp"

namespace binpoint::detail {

/// 1 in Q63.
inline constexpr std::uint64_t one_q63 = std::uint64_t{1} << 63;

/// Qm times Qn, in Q(m + n - 64), truncated.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t multiply_high(std::uint64_t a,
                                                                         std::uint64_t b) noexcept {
#if BINPOINT_HAS_INT128
  return static_cast<std::uint64_t>((uint128{a} * b) >> 64);
#else
  return multiply_magnitudes(a, b).high;
#endif
}

/// c[0] + c[1] x + c[2] x^2 + ... in the coefficients' units, x in Q64.
template <std::size_t N>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t polynomial(const std::uint64_t (&c)[N],
                                                                      std::uint64_t x) noexcept {
  std::uint64_t sum = c[N - 1];
  for (std::size_t i = N - 1; i > 0; --i) sum = c[i - 1] + multiply_high(sum, x);
  return sum;
}

/// c[0] - c[1] x + c[2] x^2 - ...
template <std::size_t N>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t alternating(const std::uint64_t (&c)[N],
                                                                       std::uint64_t x) noexcept {
  std::uint64_t sum = c[N - 1];
  for (std::size_t i = N - 1; i > 0; --i) sum = c[i - 1] - multiply_high(sum, x);
  return sum;
}

/// 2^x - 1 for x in [0, 1): Q64 to Q64.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t exp2_minus_1(std::uint64_t x) noexcept {
  // ln(2)^k / k! for k = 1..18.
  constexpr std::uint64_t taylor[] = {0xb17217f7d1cf79ac, 0x3d7f7bff058b1d51, 0x0e35846b82505fc6,
                                      0x0276556df749cee5, 0x005761ff9e299cc4, 0x000a184897c363c4,
                                      0x0000ffe5fe2c4586, 0x0000162c0223a5c8, 0x000001b5253d395e,
                                      0x0000001e4cf5158c, 0x00000001e8cac735, 0x000000001c3bd651,
                                      0x0000000001816193, 0x0000000000131496, 0x000000000000e1b7,
                                      0x00000000000009c7, 0x0000000000000066, 0x0000000000000004};
  return multiply_high(polynomial(taylor, x), x);
}

/// 1 / x for x in [1, 2): Q63 to Q64, from below.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t reciprocal(std::uint64_t x) noexcept {
  // (24 - 8 x) / 17 is within 1/17 of it, and each of Newton's steps squares that.
  std::uint64_t y = (0xb4b4b4b4b4b4b4b4 - multiply_high(x, 0x7878787878787878)) << 1;
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t two_minus_xy = std::uint64_t{0} - multiply_high(x, y);
    y = multiply_high(y, two_minus_xy) << 1;
  }
  return y;
}

/// log2(x) for x in [1, 2): Q63 to Q63.
///
/// With u = 2 (x - 1) / (x + 1), log2(x) = sum of u^(2k + 1) / (ln(2) 4^k (2k + 1)).
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t log2_unit(std::uint64_t x) noexcept {
  constexpr std::uint64_t series[] = {
      0xb8aa3b295c17f0bc, 0x0f6384ee1d01feba, 0x024eed8a1df37fcf, 0x006985d8a9eb7b65,
      0x001484b13d7c02a9, 0x0004326a1265008b, 0x0000e347ab4698bb, 0x0000313e762d29a0,
      0x00000adcd64dba20, 0x0000026e0783e9a2, 0x0000008cb27637e5, 0x000000201d9afc10,
      0x0000000762f82060, 0x00000001b5b96fca, 0x0000000065e2559b, 0x0000000017d3e69a,
      0x0000000005988d6e, 0x000000000151ac4f, 0x00000000004fdae9, 0x000000000012f0a4};
  const std::uint64_t half_of_x_plus_1 = (x >> 1) + (one_q63 >> 1);
  const std::uint64_t u = multiply_high(x << 1, reciprocal(half_of_x_plus_1));
  return multiply_high(polynomial(series, multiply_high(u, u)), u);
}

/// 2^-x, x in units of 2^-bits, bits in 1..63: to Q63.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t exp2_of_negative(std::uint64_t x,
                                                                            int bits) noexcept {
  const std::uint64_t fraction = x << (64 - bits);
  const std::uint64_t whole = (x >> bits) + (fraction != 0 ? 1 : 0);
  if (whole >= 64) return 0;
  return (one_q63 + (exp2_minus_1(std::uint64_t{0} - fraction) >> 1)) >> whole;
}

/// The sine, or the cosine, of x quarter turns, x in [0, 1): Q64 to Q63.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t sine_of_quarter(std::uint64_t x,
                                                                           bool cosine) noexcept {
  // 1 / 3!, 1 / 5!, ... and 1 / 2!, 1 / 4!, ...
  constexpr std::uint64_t odd[] = {0x2aaaaaaaaaaaaaab, 0x0222222222222222, 0x000d00d00d00d00d,
                                   0x00002e3bc74aad8e, 0x0000006b99159fd5, 0x00000000b092309d,
                                   0x0000000000d73f9f, 0x000000000000ca96, 0x0000000000000098};
  constexpr std::uint64_t even[] = {0x8000000000000000, 0x0aaaaaaaaaaaaaab, 0x005b05b05b05b05b,
                                    0x0001a01a01a01a02, 0x0000049f93edde28, 0x00000008f76c77fc,
                                    0x000000000c9cba54, 0x00000000000d73fa, 0x0000000000000b41,
                                    0x0000000000000008};
  constexpr std::uint64_t quarter_of_pi = 0xc90fdaa22168c235;
  // Beyond an eighth of a turn the complement is nearer, and the functions change places.
  const bool complement = x > one_q63;
  const std::uint64_t eighth = complement ? std::uint64_t{0} - x : x;
  const std::uint64_t angle =
      multiply_high(eighth == one_q63 ? ~std::uint64_t{0} : eighth << 1, quarter_of_pi);
  const std::uint64_t square = multiply_high(angle, angle);
  if (cosine != complement)
    return one_q63 - (multiply_high(alternating(even, square), square) >> 1);
  const std::uint64_t cube = multiply_high(angle, square);
  return (angle - multiply_high(alternating(odd, square), cube)) >> 1;
}

}  // namespace binpoint::detail

#endif
