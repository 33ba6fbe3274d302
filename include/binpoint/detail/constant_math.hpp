/// @file
/// The functions of <cmath> that choosing a format needs, at run time and in constant expressions.
#ifndef BINPOINT_DETAIL_CONSTANT_MATH_HPP
#define BINPOINT_DETAIL_CONSTANT_MATH_HPP

#include <cmath>
#include <cstdint>

#include "dyadic.hpp"
#include "float_layout.hpp"
#include "integer.hpp"

namespace binpoint::detail {

[[nodiscard]] constexpr double abs_of(double x) { return x < 0 ? -x : x; }

/// std::floor of a finite number.
[[nodiscard]] constexpr double floor_of(double x) {
  if (!__builtin_is_constant_evaluated()) return std::floor(x);
  if (abs_of(x) >= 0x1p52) return x;
  const auto toward_zero = static_cast<double>(static_cast<std::int64_t>(x));
  return toward_zero > x ? toward_zero - 1 : toward_zero;
}

/// std::ldexp of a finite number: x * 2^n, rounded once.
[[nodiscard]] constexpr double scaled_by(double x, int n) {
  if (!__builtin_is_constant_evaluated()) return std::ldexp(x, n);
  dyadic exact = to_dyadic(x);
  exact.exponent += n;
  return to_float<double>(exact);
}

/// The logarithm to the base 10 of a positive finite number; in constant expressions right to some
/// units in the last place.
/// @par Source  ln m = 2 artanh((m - 1) / (m + 1)), whose series converges fast for m near 1
[[nodiscard]] constexpr double log10_of(double x) {
  if (!__builtin_is_constant_evaluated()) return std::log10(x);
  dyadic parts = to_dyadic(x);
  const int exponent = parts.exponent + bit_width(parts.significand);
  parts.exponent -= exponent;
  const double m = to_float<double>(parts);  // in [1/2, 1)
  const bool is_small = m < 0.7071067811865476;
  const double near_one = is_small ? 2 * m : m;
  const double t = (near_one - 1) / (near_one + 1);
  double sum = 0;
  double power = t;
  // Until the terms vanish beside the first: nvcc takes no product that underflows for a constant.
  for (int k = 1; k < 30 && abs_of(power) > abs_of(t) * 0x1p-60; k += 2) {
    sum += power / k;
    power *= t * t;
  }
  constexpr double log10_of_2 = 0.30102999566398119521;
  constexpr double log10_of_e = 0.43429448190325182765;
  return (exponent - (is_small ? 1 : 0)) * log10_of_2 + 2 * sum * log10_of_e;
}

}  // namespace binpoint::detail

#endif
