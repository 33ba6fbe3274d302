/// @file
/// Functions of fixed-point numbers: magnitude, whole numbers, square root, elementary functions.
///
/// Found by argument-dependent lookup, so that `using std::sqrt; sqrt(x)` in generic code works.
/// All of them return the type of their argument, are constexpr, compute in integers only, are
/// defined for every code, and run on devices.
#ifndef BINPOINT_FIXED_MATH_HPP
#define BINPOINT_FIXED_MATH_HPP

#include <cstdint>
#include <type_traits>

#include "config.hpp"
#include "detail/elementary.hpp"
#include "detail/encode.hpp"
#include "detail/fixed_function.hpp"
#include "detail/integer.hpp"
#include "detail/wide.hpp"
#include "fixed.hpp"
#include "policy.hpp"

namespace binpoint {

/// The magnitude, by T's overflow mode where T has no such number: abs(lowest) is highest where T
/// saturates.
///
/// Returns T, as std::abs does, for templates written for builtin numbers need one type; in a type
/// one bit longer, to which x converts implicitly, every magnitude is exact.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T abs(T x) noexcept {
  if (!detail::is_negative(x.code())) return x;
  const detail::dyadic magnitude{false, detail::magnitude(x.code()), -T::fraction_length};
  return detail::from_encoded<T>(
      detail::encode_dyadic(magnitude, detail::own_format<T>(), detail::overflowing<T>()));
}

/// The greatest whole number not above x, by T's overflow mode where T has no such number.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T floor(T x) noexcept {
  return detail::whole<rounding_mode::floor>(x);
}

/// The least whole number not below x; likewise.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T ceil(T x) noexcept {
  return detail::whole<rounding_mode::ceiling>(x);
}

/// The nearest whole number, halves away from zero whatever T's policy; likewise.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T round(T x) noexcept {
  return detail::whole<rounding_mode::half_away>(x);
}

/// The whole part of x; likewise.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T trunc(T x) noexcept {
  return detail::whole<rounding_mode::toward_zero>(x);
}

/// The square root, exact to the last bit: rounded once by T's policy.
///
/// 0 for a negative x. Saturates in every overflow mode; only a root of a number below 1 can
/// overflow.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T sqrt(T x) noexcept {
  static_assert(T::rules.rounding != rounding_mode::stochastic,
                "binpoint: stochastic rounding needs random bits: no root of this type");
#if BINPOINT_HAS_INT128
  using remainder = std::conditional_t<(T::word_length <= 56), std::uint64_t, detail::uint128>;
#else
  using remainder = std::uint64_t;
  static_assert(T::word_length <= 56, "binpoint: this root needs an integer of 128 bits");
#endif
  if (!detail::is_positive(x)) return T{};
  const detail::scaled_number root =
      detail::sqrt_of<remainder>(detail::exact_value(x), T::fraction_length, T::word_length);
  return detail::from_encoded<T>(
      detail::encode_scaled(root, detail::own_format<T>(), detail::saturating<T>(T::rules)));
}

// The functions below round to nearest whatever T's policy, and saturate in every overflow mode.
// What their polynomials add to half a step is less than 2^-60 (log2: 2^-55; exp2: of the result):
// not to be seen in words of up to 32 bits, where results are within 0.501 steps.

/// 2^x; exact for a whole x.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T exp2(T x) noexcept {
  return detail::nearest<T>(detail::exp2_of(detail::exact_value(x)));
}

/// The logarithm to base 2; exact for powers of two; the lowest number for x <= 0.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T log2(T x) noexcept {
  if (!detail::is_positive(x)) return detail::nearest<T>({true, 1, 2 * max_fraction_length});
  return detail::nearest<T>(detail::log2_of(detail::exact_value(x)));
}

/// The sine of x radians, for every x.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T sin(T x) noexcept {
  if constexpr (T::fraction_length < 0) {
    return T{};  // Steps of 2 and more: no other result is near.
  } else if constexpr (2 * T::fraction_length >= 3 * T::word_length) {
    return x;  // x^3 / 6 is less than a fifth of a step.
  } else {
    return detail::sine(x, detail::is_negative(x.code()), 0);
  }
}

/// The cosine of x radians, for every x.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T cos(T x) noexcept {
  if constexpr (T::fraction_length < 0) {
    return T{};
  } else {
    return detail::sine(x, false, 1);
  }
}

/// The hyperbolic tangent.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T tanh(T x) noexcept {
  if constexpr (T::fraction_length < 0) {
    return T{};
  } else if constexpr (2 * T::fraction_length >= 3 * T::word_length) {
    return x;  // x^3 / 3 is less than two fifths of a step.
  } else {
    return detail::nearest<T>(detail::tanh_of(detail::exact_value(x)));
  }
}

/// The logistic function 1 / (1 + e^-x).
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T sigmoid(T x) noexcept {
  if constexpr (T::fraction_length < 0) {
    return T{};
  } else {
    return detail::nearest<T>(detail::sigmoid_of(detail::exact_value(x)));
  }
}

}  // namespace binpoint

#endif
