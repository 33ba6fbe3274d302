/// @file
/// Arithmetic and comparison of fixed-point numbers: exact, or exact and then rounded once.
#ifndef BINPOINT_FIXED_ARITHMETIC_HPP
#define BINPOINT_FIXED_ARITHMETIC_HPP

#include <compare>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "config.hpp"
#include "detail/exact_code.hpp"
#include "detail/fixed_access.hpp"
#include "detail/fixed_rules.hpp"
#include "detail/fixed_type.hpp"
#include "format.hpp"
#include "policy.hpp"

namespace binpoint {

/// a + b as if with unlimited precision, rounded once into Result by Result's policy.
/// @pre  the operands' bit positions span at most 1,024 (checked when compiling)
template <fixed_point Result, fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Result add(A a, B b) noexcept {
  return detail::fixed_access::sum<Result>(detail::code_addend<A>{a}, detail::code_addend<B>{b});
}

/// a - b, likewise.
template <fixed_point Result, fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Result subtract(A a, B b) noexcept {
  return detail::fixed_access::sum<Result>(detail::code_addend<A>{a},
                                           detail::code_addend<B, true>{b});
}

/// a * b, likewise.
template <fixed_point Result, fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Result multiply(A a, B b) noexcept {
  return detail::fixed_access::product<Result>(a, b);
}

/// a * b + c, likewise: one rounding.
template <fixed_point Result, fixed_point A, fixed_point B, fixed_point C>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Result multiply_add(A a, B b, C c) noexcept {
  return detail::fixed_access::sum<Result>(detail::product_addend<A, B>{a, b},
                                           detail::code_addend<C>{c});
}

/// a / b, likewise. x / 0 saturates by the sign of x in every overflow mode; 0 / 0 is 0.
template <fixed_point Result, fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr Result divide(A a, B b) noexcept {
  return detail::fixed_access::quotient<Result>(a, b);
}

/// x * 2^Shift, exactly: the same code, the binary point moved.
template <int Shift, int W, int F, bool S, policy P>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr fixed<W, F - Shift, S, P> shift(
    fixed<W, F, S, P> x) noexcept {
  return fixed<W, F - Shift, S, P>::from_code(x.code());
}

/// A sum is exact: one integer bit more than the larger operand, the larger fraction length. With
/// growth_mode::closed, T + T rounds once into T; so do the other operators.
template <fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr auto operator+(A a, B b) noexcept {
  return add<detail::sum_result<A, B>>(a, b);
}

/// A difference is exact and always signed.
template <fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr auto operator-(A a, B b) noexcept {
  return subtract<detail::difference_result<A, B>>(a, b);
}

/// A product is exact: the word lengths add, and so do the fraction lengths.
template <fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr auto operator*(A a, B b) noexcept {
  return multiply<detail::product_result<A, B>>(a, b);
}

/// A quotient is rounded once into the left operand's format.
template <fixed_point A, fixed_point B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr A operator/(A a, B b) noexcept {
  return divide<A>(a, b);
}

template <fixed_point A>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr A operator+(A a) noexcept {
  return a;
}

/// Exact, signed, one bit longer: -lowest has a code.
template <fixed_point A>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr auto operator-(A a) noexcept {
  return subtract<detail::negation_result<A>>(A{}, a);
}

template <int W, int F, bool S, policy P>
template <int W2, int F2, bool S2, policy P2>
BINPOINT_HOST_DEVICE constexpr fixed<W, F, S, P>& fixed<W, F, S, P>::operator+=(
    fixed<W2, F2, S2, P2> b) noexcept {
  return *this = add<fixed>(*this, b);
}
template <int W, int F, bool S, policy P>
template <int W2, int F2, bool S2, policy P2>
BINPOINT_HOST_DEVICE constexpr fixed<W, F, S, P>& fixed<W, F, S, P>::operator-=(
    fixed<W2, F2, S2, P2> b) noexcept {
  return *this = subtract<fixed>(*this, b);
}
template <int W, int F, bool S, policy P>
template <int W2, int F2, bool S2, policy P2>
BINPOINT_HOST_DEVICE constexpr fixed<W, F, S, P>& fixed<W, F, S, P>::operator*=(
    fixed<W2, F2, S2, P2> b) noexcept {
  return *this = multiply<fixed>(*this, b);
}
template <int W, int F, bool S, policy P>
template <int W2, int F2, bool S2, policy P2>
BINPOINT_HOST_DEVICE constexpr fixed<W, F, S, P>& fixed<W, F, S, P>::operator/=(
    fixed<W2, F2, S2, P2> b) noexcept {
  return *this = divide<fixed>(*this, b);
}

// Comparison is exact, across formats and with integers. The relations are spelled out for device code,
// where the result of `<=>` has none.

template <fixed_point A, detail::comparable_with_fixed B>
[[nodiscard]] constexpr std::strong_ordering operator<=>(A a, B b) noexcept {
  return detail::compare_numbers(a, b) <=> 0;
}
template <fixed_point A, detail::comparable_with_fixed B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool operator==(A a, B b) noexcept {
  return detail::compare_numbers(a, b) == 0;
}
template <fixed_point A, detail::comparable_with_fixed B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool operator!=(A a, B b) noexcept {
  return detail::compare_numbers(a, b) != 0;
}
template <fixed_point A, detail::comparable_with_fixed B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool operator<(A a, B b) noexcept {
  return detail::compare_numbers(a, b) < 0;
}
template <fixed_point A, detail::comparable_with_fixed B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool operator>(A a, B b) noexcept {
  return detail::compare_numbers(a, b) > 0;
}
template <fixed_point A, detail::comparable_with_fixed B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool operator<=(A a, B b) noexcept {
  return detail::compare_numbers(a, b) <= 0;
}
template <fixed_point A, detail::comparable_with_fixed B>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool operator>=(A a, B b) noexcept {
  return detail::compare_numbers(a, b) >= 0;
}

}  // namespace binpoint

#endif
