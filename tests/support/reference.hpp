/// @file
/// Encoding written down from its definition on 128-bit integers, apart from the library's own way.
#ifndef BINPOINT_TESTS_SUPPORT_REFERENCE_HPP
#define BINPOINT_TESTS_SUPPORT_REFERENCE_HPP

#include <binpoint/convert.hpp>
#include <cmath>
#include <cstdint>

namespace support {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

/// s = floor + fraction / 2^64 + a little more, where `more` says so, but less than 1 / 2^64.
struct scaled_number {
  int128 floor = 0;
  std::uint64_t fraction = 0;
  bool more = false;

  [[nodiscard]] bool is_integer() const { return fraction == 0 && !more; }
};

/// magnitude * 2^shift with its sign, modulo 2^126.
inline scaled_number scale(bool negative, std::uint64_t magnitude, int shift) {
  constexpr uint128 one = 1;
  if (shift >= 0) {
    const uint128 n = shift >= 126 ? 0 : (uint128{magnitude} << shift) & ((one << 126) - 1);
    return {negative ? -static_cast<int128>(n) : static_cast<int128>(n)};
  }
  // In units of 2^-64.
  const uint128 wide = uint128{magnitude} << 64;
  const uint128 units = shift <= -128 ? 0 : wide >> -shift;
  const bool more = shift <= -128 ? magnitude != 0 : (units << -shift) != wide;
  auto result =
      scaled_number{static_cast<int128>(units >> 64), static_cast<std::uint64_t>(units), more};
  if (negative && !result.is_integer()) {
    // -(n + f) = -(n + 1) + (1 - f), and what is beyond the last unit turns with it.
    result.floor = -result.floor - 1;
    result.fraction = ~result.fraction + (more ? 0U : 1U);
  } else if (negative) {
    result.floor = -result.floor;
  }
  return result;
}

/// Negative, 0, positive: the part above the floor is less than a half, a half, more.
inline int compare_with_half(const scaled_number& s) {
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  if (s.fraction != half) return s.fraction < half ? -1 : 1;
  return s.more ? 1 : 0;
}

inline int128 round(const scaled_number& s, binpoint::rounding_mode rounding,
                    std::uint32_t random) {
  using enum binpoint::rounding_mode;
  if (s.is_integer()) return s.floor;
  const int128 up = s.floor + 1;
  const int half = compare_with_half(s);
  const int128 nearest = half < 0 ? s.floor : up;
  switch (rounding) {
    case half_away:
      return half == 0 && s.floor < 0 ? s.floor : nearest;
    case half_even:
      return half == 0 && s.floor % 2 == 0 ? s.floor : nearest;
    case half_up:
      return nearest;
    case floor:
      return s.floor;
    case ceiling:
      return up;
    case toward_zero:
      return s.floor < 0 ? up : s.floor;
    case stochastic:
      return s.floor + static_cast<int128>((uint128{s.fraction} + (uint128{random} << 32)) >> 64);
  }
  return 0;
}

/// -1, 0, 1 for a negative, no, a positive `beyond`: a magnitude too large for scaled_number.
inline binpoint::encoded fit(int128 n, int beyond, bool is_zero, bool is_integer,
                             binpoint::format f, binpoint::overflow_mode overflow) {
  const int128 top = (int128{1} << (f.is_signed ? f.word_length - 1 : f.word_length)) - 1;
  const int128 left_out = overflow == binpoint::overflow_mode::saturate_symmetric ? 1 : 0;
  const int128 bottom = f.is_signed ? -top - 1 + left_out : 0;
  if (beyond == 0 && bottom <= n && n <= top) {
    const bool underflowed = n == 0 && !is_zero;
    return {static_cast<std::int64_t>(n), false, underflowed, !underflowed && !is_integer};
  }
  const bool high = beyond > 0 || (beyond == 0 && n > top);
  int128 code = high ? top : bottom;
  if (overflow == binpoint::overflow_mode::wrap) {
    const int128 period = int128{1} << f.word_length;
    code = (n % period + period) % period;
    if (code > top) code -= period;
  }
  return {static_cast<std::int64_t>(code), true, false, false};
}

/// What encode() promises, for any double.
inline binpoint::encoded reference_encode(double x, binpoint::format f, binpoint::policy how,
                                          std::uint32_t random = 0) {
  if (std::isnan(x)) return {};
  const bool negative = std::signbit(x);
  if (std::isinf(x)) {
    const bool wraps = how.overflow == binpoint::overflow_mode::wrap;
    return fit(0, negative ? -1 : 1, false, true, f,
               wraps ? binpoint::overflow_mode::saturate : how.overflow);
  }
  int exponent = 0;
  const double significand = std::frexp(std::abs(x), &exponent);
  const auto magnitude = static_cast<std::uint64_t>(std::ldexp(significand, 53));
  const int shift = exponent - 53 + f.fraction_length;
  const scaled_number s = scale(negative, magnitude, shift);
  const bool below_one = magnitude == 0 || exponent + f.fraction_length <= 0;
  const bool flushed = below_one && how.underflow == binpoint::underflow_mode::flush;
  const int128 n = flushed ? 0 : round(s, how.rounding, random);
  const bool beyond = magnitude != 0 && exponent + f.fraction_length > 65;
  return fit(n, beyond ? (negative ? -1 : 1) : 0, magnitude == 0, s.is_integer(), f, how.overflow);
}

}  // namespace support

#endif
