/// @file
/// The arithmetic of fixed-point numbers by long arithmetic as on paper: slow, and apart from the
/// library's own way.
#ifndef BINPOINT_TESTS_SUPPORT_EXACT_MODEL_HPP
#define BINPOINT_TESTS_SUPPORT_EXACT_MODEL_HPP

#include <algorithm>
#include <binpoint/format.hpp>
#include <binpoint/policy.hpp>
#include <cstdint>

#include "natural.hpp"

namespace support {

/// +-numerator / denominator * 2^exponent.
struct exact_number {
  bool negative = false;
  natural numerator;
  std::uint64_t denominator = 1;
  int exponent = 0;
};

template <class Integer>
exact_number exact_integer(Integer code, int fraction_length = 0) {
  const auto bits = static_cast<std::uint64_t>(code);
  const bool negative = code < 0;
  return {negative, natural(negative ? 0 - bits : bits), 1, -fraction_length};
}

template <class Fixed>
exact_number exact_number_of(Fixed x) {
  return exact_integer(x.code(), Fixed::fraction_length);
}

inline exact_number negated(exact_number x) {
  x.negative = !x.negative;
  return x;
}

/// @pre  whole numbers of a power of two, as are codes and their products
inline exact_number sum(exact_number a, exact_number b) {
  if (a.exponent < b.exponent) std::swap(a, b);
  a.numerator.shift_left(a.exponent - b.exponent);
  if (a.negative == b.negative) {
    b.numerator.add(a.numerator);
  } else if (compare(a.numerator, b.numerator) <= 0) {
    b.numerator.subtract(a.numerator);
  } else {
    a.numerator.subtract(b.numerator);
    b.numerator = a.numerator;
    b.negative = a.negative;
  }
  return b;
}

/// @pre  codes
inline exact_number product(const exact_number& a, const exact_number& b) {
  return {a.negative != b.negative, natural(a.numerator.low(), b.numerator.low()), 1,
          a.exponent + b.exponent};
}

/// @pre  codes, b not zero
inline exact_number quotient(const exact_number& a, const exact_number& b) {
  return {a.negative != b.negative, a.numerator, b.numerator.low(), a.exponent - b.exponent};
}

/// A magnitude in steps: the whole ones, and what is left.
struct steps {
  natural whole;
  bool exact = true;
  int against_half = -1;  ///< sign of (what is left - half a step)
};

inline steps count_steps(const exact_number& x, int fraction_length) {
  // Beyond that shift nothing is left in the low 64 bits, and every format is exceeded.
  const int shift = std::min(x.exponent + fraction_length, 1300);
  steps s{x.numerator};
  if (shift > 0) s.whole.shift_left(shift);
  const std::uint64_t rest = s.whole.divide(x.denominator);
  if (shift >= 0) {
    s.exact = rest == 0;
    const std::uint64_t other = x.denominator - rest;
    s.against_half = rest < other ? -1 : rest > other ? 1 : 0;
    return s;
  }
  const bool half = s.whole.bit(-shift - 1);
  const bool more = rest != 0 || s.whole.any_bit_below(-shift - 1);
  s.exact = !half && !more;
  s.against_half = !half ? -1 : more ? 1 : 0;
  s.whole.shift_right(-shift);
  return s;
}

inline bool goes_away_from_zero(const steps& s, bool negative, binpoint::rounding_mode rounding) {
  using enum binpoint::rounding_mode;
  if (s.exact) return false;
  if (rounding == half_away) return s.against_half >= 0;
  if (rounding == half_even) return s.against_half > 0 || (s.against_half == 0 && s.whole.bit(0));
  if (rounding == half_up) return s.against_half > 0 || (s.against_half == 0 && !negative);
  if (rounding == floor) return negative;
  if (rounding == ceiling) return !negative;
  return false;
}

inline std::uint64_t largest_magnitude(bool negative, binpoint::format f,
                                       binpoint::overflow_mode overflow) {
  const int bits = f.is_signed ? f.word_length - 1 : f.word_length;
  const std::uint64_t highest = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  if (!negative) return highest;
  if (!f.is_signed) return 0;
  return overflow == binpoint::overflow_mode::saturate_symmetric ? highest : highest + 1;
}

/// +-magnitude modulo 2^W, as a code's 64-bit pattern.
inline std::int64_t word_of(bool negative, std::uint64_t magnitude, binpoint::format f) {
  const int unused = 64 - f.word_length;
  const std::uint64_t top = (negative ? 0 - magnitude : magnitude) << unused;
  if (f.is_signed) return static_cast<std::int64_t>(top) >> unused;
  return static_cast<std::int64_t>(top >> unused);
}

/// The code for a number: rounded once, then saturated or wrapped.
inline std::int64_t code_of(const exact_number& x, binpoint::format f, binpoint::policy how) {
  steps s = count_steps(x, f.fraction_length);
  if (s.whole.is_zero() && how.underflow == binpoint::underflow_mode::flush) return 0;
  if (goes_away_from_zero(s, x.negative, how.rounding)) s.whole.add(natural(1));
  const bool wraps = how.overflow == binpoint::overflow_mode::wrap;
  const std::uint64_t limit = largest_magnitude(x.negative, f, how.overflow);
  const bool fits = compare(s.whole, natural(limit)) <= 0;
  return word_of(x.negative, fits || wraps ? s.whole.low() : limit, f);
}

/// a / b, where x / 0 saturates by sign in every mode and 0 / 0 is 0.
inline std::int64_t code_of_quotient(const exact_number& a, const exact_number& b,
                                     binpoint::format f, binpoint::policy how) {
  if (!b.numerator.is_zero()) return code_of(quotient(a, b), f, how);
  if (a.numerator.is_zero()) return 0;
  return word_of(a.negative, largest_magnitude(a.negative, f, how.overflow), f);
}

}  // namespace support

#endif
