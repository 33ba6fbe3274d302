/// @file
/// From a fixed-point number to exact ones, and back into its type: what its functions share.
#ifndef BINPOINT_DETAIL_FIXED_FUNCTION_HPP
#define BINPOINT_DETAIL_FIXED_FUNCTION_HPP

#include <cstdint>

#include "../config.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "elementary.hpp"
#include "encode.hpp"
#include "exact_code.hpp"
#include "fixed_type.hpp"
#include "integer.hpp"

namespace binpoint::detail {

template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic exact_value(T x) noexcept {
  return integer_to_dyadic(x.code(), -T::fraction_length);
}

template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_positive(T x) noexcept {
  return x.code() != 0 && !is_negative(x.code());
}

template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T from_encoded(encoded e) noexcept {
  return T::from_code(static_cast<typename T::storage_type>(e.code));
}

template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr format own_format() noexcept {
  return {T::word_length, T::fraction_length, T::is_signed};
}

/// The default policy with T's overflow mode.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr policy overflowing() noexcept {
  policy how;
  how.overflow = T::rules.overflow;
  return how;
}

/// A policy that saturates as T does: a wrapped root or logarithm would tell nothing.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr policy saturating(policy how) noexcept {
  how.overflow = T::rules.overflow == overflow_mode::saturate_symmetric
                     ? overflow_mode::saturate_symmetric
                     : overflow_mode::saturate;
  return how;
}

/// The nearest number of type T.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T nearest(dyadic x) noexcept {
  return from_encoded<T>(encode_dyadic(x, own_format<T>(), saturating<T>({})));
}

/// x rounded to a whole number, which enters T by T's overflow mode.
template <rounding_mode Rounding, fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T whole(T x) noexcept {
  if constexpr (T::fraction_length <= 0) {
    return x;
  } else if constexpr (T::word_length <= 32 && T::fraction_length <= 61) {
    constexpr std::int64_t unit = std::int64_t{1} << T::fraction_length;
    const auto code = static_cast<std::int64_t>(x.code());
    const std::int64_t rounded = shift_rounded<Rounding, T::fraction_length>(code) * unit;
    return from_encoded<T>(encode_dyadic(integer_to_dyadic(rounded, -T::fraction_length),
                                         own_format<T>(), overflowing<T>()));
  } else {
    const format integer{64, 0, T::is_signed};
    policy how;
    how.rounding = Rounding;
    const encoded n = encode_dyadic(exact_value(x), integer, how);
    return from_encoded<T>(
        encode_dyadic(code_to_dyadic(n.code, integer), own_format<T>(), overflowing<T>()));
  }
}

/// A shift by quarter turns makes the cosine of the sine.
template <fixed_point T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T sine(T x, bool negative,
                                                    unsigned quarters) noexcept {
  dyadic angle = exact_value(x);
  angle.negative = false;
  dyadic result = sine_of(angle, quarters);
  result.negative = result.negative != negative;
  return nearest<T>(result);
}

}  // namespace binpoint::detail

#endif
