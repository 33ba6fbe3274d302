/// @file
/// The exact rounding of any number into any format: the definition that all faster forms must equal.
#ifndef BINPOINT_DETAIL_ENCODE_HPP
#define BINPOINT_DETAIL_ENCODE_HPP

#include <cstdint>

#include "../config.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "dyadic.hpp"
#include "integer.hpp"

namespace binpoint {

/// A code, and what the value suffered on the way to it.
struct encoded {
  std::int64_t code = 0;     ///< an unsigned 64-bit code by its bit pattern
  bool overflowed = false;   ///< the rounded value lay outside lowest..highest
  bool underflowed = false;  ///< a value other than zero became zero
  bool rounded = false;      ///< precision loss: not exact, and neither of the above

  friend constexpr bool operator==(const encoded&, const encoded&) = default;
};

namespace detail {

/// A number in units of a format's step: +-(whole + fraction / 2^64 + a little), "a little" being more
/// than zero and less than 2^-64 where `more` says so.
struct scaled_number {
  bool negative = false;
  bool beyond = false;      ///< the whole part has more than 64 bits, of which `whole` is the lowest
  std::uint64_t whole = 0;
  std::uint64_t fraction = 0;
  bool more = false;

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_zero() const noexcept {
    return whole == 0 && !beyond && is_whole();
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_whole() const noexcept {
    return fraction == 0 && !more;
  }
  /// How the part behind the point compares with one half: negative, 0 or positive.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr int compare_with_half() const noexcept {
    constexpr std::uint64_t half = std::uint64_t{1} << 63;
    return fraction < half ? -1 : (fraction > half || more) ? 1 : 0;
  }
};

/// x * 2^fraction_length.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr scaled_number scale(dyadic x,
                                                                 int fraction_length) noexcept {
  const int shift = x.exponent + fraction_length;
  const std::uint64_t m = x.significand;
  scaled_number s;
  s.negative = x.negative;
  if (shift >= 0) {
    s.beyond = m != 0 && bit_width(m) + shift > 64;
    s.whole = shift >= 64 ? 0 : m << shift;
  } else if (shift > -64) {
    s.whole = m >> -shift;
    s.fraction = m << (64 + shift);
  } else {
    const int gap = -64 - shift;
    s.fraction = gap >= 64 ? 0 : m >> gap;
    s.more = (m & low_mask(min(gap, 64))) != 0;
  }
  return s;
}

/// Whether the magnitude, not a whole number, rounds away from zero.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool rounds_away(const scaled_number& s,
                                                              rounding_mode rounding,
                                                              std::uint32_t random) noexcept {
  switch (rounding) {
    case rounding_mode::half_away:
      return s.compare_with_half() >= 0;
    case rounding_mode::half_even:
      return s.compare_with_half() + ((s.whole & 1) != 0 ? 1 : 0) > 0;
    case rounding_mode::half_up:
      return s.compare_with_half() + (s.negative ? 0 : 1) > 0;
    case rounding_mode::floor:
      return s.negative;
    case rounding_mode::ceiling:
      return !s.negative;
    case rounding_mode::toward_zero:
      return false;
    case rounding_mode::stochastic: {
      // floor(s + random / 2^32) is further from zero than the truncated s:
      const std::uint64_t r = static_cast<std::uint64_t>(random) << 32;
      if (s.negative) return s.fraction > r || (s.fraction == r && s.more);
      return s.fraction >= std::uint64_t{0} - r && r != 0;
    }
  }
  return false;
}

/// The end of the range on one side, as a magnitude.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint64_t magnitude_limit(
    format target, overflow_mode overflow, bool negative) noexcept {
  const std::uint64_t highest = low_mask(target.magnitude_bits());
  if (!negative) return highest;
  if (!target.is_signed) return 0;
  return overflow == overflow_mode::saturate_symmetric ? highest : highest + 1;
}

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t signed_code(
    bool negative, std::uint64_t magnitude) noexcept {
  return static_cast<std::int64_t>(negative ? std::uint64_t{0} - magnitude : magnitude);
}

/// @pre  target is valid
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr encoded encode_scaled(
    const scaled_number& s, format target, policy how, std::uint32_t random = 0) noexcept {
  if (s.is_zero()) return {};
  const bool flushed = s.whole == 0 && !s.beyond && how.underflow == underflow_mode::flush;
  const bool away = !flushed && !s.is_whole() && rounds_away(s, how.rounding, random);
  const std::uint64_t n = s.whole + (away ? 1 : 0);
  const bool beyond = s.beyond || (away && n == 0);
  const std::uint64_t limit = magnitude_limit(target, how.overflow, s.negative);
  if (!beyond && n <= limit) {
    return {signed_code(s.negative, n), false, n == 0, n != 0 && !s.is_whole()};
  }
  if (how.overflow != overflow_mode::wrap) {
    return {signed_code(s.negative, limit), true, false, false};
  }
  const auto bits = static_cast<std::uint64_t>(signed_code(s.negative, n));
  return {wrap_to_word(bits, target.word_length, target.is_signed), true, false, false};
}

/// @pre  target is valid
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr encoded encode_dyadic(
    dyadic x, format target, policy how, std::uint32_t random = 0) noexcept {
  return encode_scaled(scale(x, target.fraction_length), target, how, random);
}

/// NaN becomes 0; an infinity saturates by its sign in every mode.
/// @pre  target is valid
template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr encoded encode_float(
    T x, format target, policy how, std::uint32_t random = 0) noexcept {
  const number_class kind = classify(x);
  if (kind == number_class::finite) return encode_dyadic(to_dyadic(x), target, how, random);
  if (kind == number_class::nan) return {};
  const bool negative = sign_bit(x);
  return {signed_code(negative, magnitude_limit(target, how.overflow, negative)), true, false, false};
}

/// Whether a small change of x changes what it becomes, in the straight-through sense: no overflow, and
/// no NaN. Of stochastic rounding neither result may overflow.
/// @pre  target is valid
template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool gradient_passes(T x, format target,
                                                                  policy how) noexcept {
  if (classify(x) == number_class::nan) return false;
  if (how.rounding != rounding_mode::stochastic) return !encode_float(x, target, how).overflowed;
  how.rounding = rounding_mode::floor;
  if (encode_float(x, target, how).overflowed) return false;
  how.rounding = rounding_mode::ceiling;
  return !encode_float(x, target, how).overflowed;
}

template <class Integer>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic integer_to_dyadic(Integer x,
                                                                      int exponent = 0) noexcept {
  return {is_negative(x), magnitude(x), exponent};
}

/// A code of a format as an exact number; unsigned codes by their bit pattern.
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic code_to_dyadic(std::int64_t code,
                                                                   format from) noexcept {
  if (from.is_signed) return integer_to_dyadic(code, -from.fraction_length);
  return {false, static_cast<std::uint64_t>(code), -from.fraction_length};
}

}  // namespace detail
}  // namespace binpoint

#endif
