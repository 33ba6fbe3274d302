/// @file
/// One value into a format known at run time, and back.
#ifndef BINPOINT_CONVERT_HPP
#define BINPOINT_CONVERT_HPP

#include <concepts>
#include <cstdint>

#include "bits.hpp"
#include "config.hpp"
#include "detail/check.hpp"
#include "detail/encode.hpp"
#include "format.hpp"
#include "policy.hpp"

namespace binpoint {

/// The code of x in a format, and what x suffered: exact for every bit pattern.
///
/// NaN gives 0 and no flag; an infinity saturates by its sign.
/// @throws std::invalid_argument for an invalid format, and for stochastic rounding (see below)
template <floating T>
[[nodiscard]] constexpr encoded encode(T x, format target, policy how = {}) {
  detail::check_format("encode", target);
  detail::check_deterministic("encode", how);
  return detail::encode_float(x, target, how);
}

/// The same for an integer.
template <std::integral T>
[[nodiscard]] constexpr encoded encode(T x, format target, policy how = {}) {
  detail::check_format("encode", target);
  detail::check_deterministic("encode", how);
  return detail::encode_dyadic(detail::integer_to_dyadic(x), target, how);
}

/// Likewise with 32 random bits r: stochastic rounding gives floor(x * 2^F + r * 2^-32), exactly.
template <floating T>
[[nodiscard]] constexpr encoded encode(T x, format target, policy how, std::uint32_t random) {
  detail::check_format("encode", target);
  return detail::encode_float(x, target, how, random);
}

/// The value of a code: exact where double can hold it, else rounded once.
/// @throws std::invalid_argument for an invalid format
[[nodiscard]] constexpr double decode(std::int64_t code, format from) {
  detail::check_format("decode", from);
  return detail::to_float<double>(detail::code_to_dyadic(code, from));
}

/// An integer shifted right by a number of bits (left where negative), rounded once, and saturated
/// to the integer type Code: from an accumulator to a code with `shift` fraction bits less.
/// @throws std::invalid_argument for |shift| beyond 32767 and for stochastic rounding
template <std::integral Code, std::integral Accumulator>
[[nodiscard]] constexpr Code requantize(Accumulator accumulator, int shift, policy how = {}) {
  constexpr bool is_signed = Code(-1) < Code(0);
  detail::check_shift("requantize", shift);
  detail::check_deterministic("requantize", how);
  const format target{static_cast<int>(sizeof(Code) * 8), 0, is_signed};
  const detail::dyadic value = detail::integer_to_dyadic(accumulator, -shift);
  return static_cast<Code>(detail::encode_dyadic(value, target, how).code);
}

}  // namespace binpoint

#endif
