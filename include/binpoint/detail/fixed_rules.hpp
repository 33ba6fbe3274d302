/// @file
/// The formats of exact results, and which conversions lose nothing.
#ifndef BINPOINT_DETAIL_FIXED_RULES_HPP
#define BINPOINT_DETAIL_FIXED_RULES_HPP

#include <cstdint>

#include "../config.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "dyadic.hpp"
#include "encode.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Bits left of the binary point, with room for a sign if the result has one.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int integer_bits(format f, bool result_is_signed) {
  return f.word_length - f.fraction_length + (result_is_signed && !f.is_signed ? 1 : 0);
}

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr format sum_format(format a, format b) {
  const bool is_signed = a.is_signed || b.is_signed;
  const int fraction = max(a.fraction_length, b.fraction_length);
  const int integer = max(integer_bits(a, is_signed), integer_bits(b, is_signed)) + 1;
  return {integer + fraction, fraction, is_signed};
}

/// Between unsigned operands the extra bit of the sum is the sign.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr format difference_format(format a, format b) {
  const bool mixed = a.is_signed || b.is_signed;
  const int fraction = max(a.fraction_length, b.fraction_length);
  const int integer = max(integer_bits(a, mixed), integer_bits(b, mixed)) + 1;
  return {integer + fraction, fraction, true};
}

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr format product_format(format a, format b) {
  return {a.word_length + b.word_length, a.fraction_length + b.fraction_length,
          a.is_signed || b.is_signed};
}

/// Whether every value of one format is a value of the other, -highest being the lowest of a
/// symmetric one.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool all_values_fit(format from, policy from_rules, format to,
                                            policy to_rules) {
  if (from == to && from_rules.overflow == to_rules.overflow) return true;
  const bool sign_fits = to.is_signed || !from.is_signed;
  const bool symmetric = to.is_signed && to_rules.overflow == overflow_mode::saturate_symmetric;
  const bool top_fits = symmetric && from.is_signed ? from.msb() < to.msb() : from.msb() <= to.msb();
  return sign_fits && top_fits && from.fraction_length <= to.fraction_length;
}

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int three_way(std::uint64_t a,
                                                           std::uint64_t b) noexcept {
  return a < b ? -1 : a > b ? 1 : 0;
}

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int compare_magnitudes(dyadic a, dyadic b) noexcept {
  if (a.significand == 0 || b.significand == 0) return three_way(a.significand, b.significand);
  const int top_a = bit_width(a.significand) + a.exponent;
  const int top_b = bit_width(b.significand) + b.exponent;
  if (top_a != top_b) return top_a < top_b ? -1 : 1;
  // Equal tops: the one with the higher exponent is shorter by just that many bits.
  const int shift = a.exponent - b.exponent;
  return shift >= 0 ? three_way(a.significand << shift, b.significand)
                    : three_way(a.significand, b.significand << -shift);
}

/// Exact order of any two numbers: negative, 0 or positive.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int compare(dyadic a, dyadic b) noexcept {
  const bool negative_a = a.negative && a.significand != 0;
  const bool negative_b = b.negative && b.significand != 0;
  if (negative_a != negative_b) return negative_a ? -1 : 1;
  return negative_a ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

/// Constructs numbers from codes that are known to be of their format.
struct fixed_access;

}  // namespace binpoint::detail

#endif
