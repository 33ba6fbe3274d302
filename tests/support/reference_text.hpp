/// @file
/// Texts of numbers encoded by their definition on rational numbers, apart from the library's own
/// way.
#ifndef BINPOINT_TESTS_SUPPORT_REFERENCE_TEXT_HPP
#define BINPOINT_TESTS_SUPPORT_REFERENCE_TEXT_HPP

#include <binpoint/convert.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "big_number.hpp"

namespace support {

/// +-digits * base^-places * exponent_base^exponent, as it is written.
struct written_number {
  bool negative = false;
  std::string digits;
  std::uint32_t base = 10;
  int places = 0;
  std::uint32_t exponent_base = 10;
  int exponent = 0;
};

inline bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

/// Nothing for a text that is no number.
inline std::optional<written_number> take_apart(std::string text) {
  written_number x;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    x.negative = text[0] == '-';
    text.erase(0, 1);
  }
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) {
    text.erase(0, 2);
    x.base = 16;
    x.exponent_base = 2;
  }
  const std::size_t mark = text.find_first_of(hexadecimal ? "pP" : "eE");
  if (mark != std::string::npos) {
    std::string exponent = text.substr(mark + 1);
    text.erase(mark);
    const std::string sign = exponent.starts_with("+") || exponent.starts_with("-")
                                 ? exponent.substr(0, 1)
                                 : std::string{};
    exponent.erase(0, sign.size());
    if (!consists_of(exponent, "0123456789")) return {};
    exponent.erase(0, exponent.find_first_not_of('0'));
    // Far beyond all that is asked here.
    x.exponent = exponent.empty() ? 0 : exponent.size() > 8 ? 100'000'000 : std::stoi(exponent);
    if (sign == "-") x.exponent = -x.exponent;
  }
  const std::size_t point = text.find('.');
  if (point != std::string::npos) {
    x.places = static_cast<int>(text.size() - point - 1);
    text.erase(point, 1);
  }
  if (!consists_of(text, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789")) return {};
  x.digits = text;
  return x;
}

inline big_number digits_to_number(const std::string& digits, std::uint32_t base) {
  big_number number;
  for (const char c : digits) {
    number.multiply_add(base, static_cast<std::uint32_t>(std::stoi(std::string{c}, nullptr, 16)));
  }
  return number;
}

/// |s| = whole + rest / denominator, rounded to a whole magnitude.
inline big_number round_magnitude(const big_number& whole, const big_number& rest,
                                  const big_number& denominator, bool negative,
                                  binpoint::rounding_mode rounding, std::uint32_t random) {
  using enum binpoint::rounding_mode;
  if (rest.is_zero()) return whole;
  const auto half = rest + rest <=> denominator;
  bool up = half > 0;
  switch (rounding) {
    case half_away:
      up = half >= 0;
      break;
    case half_even:
      up = half > 0 || (half == 0 && whole.bit(0));
      break;
    case half_up:
      up = half > 0 || (half == 0 && !negative);
      break;
    case floor:
      up = negative;
      break;
    case ceiling:
      up = !negative;
      break;
    case toward_zero:
      up = false;
      break;
    case stochastic: {
      // s + random / 2^32 reaches the next whole number, or a negative s stays below its upper one.
      const big_number fraction = multiply_by_power(rest, 2, 32);
      big_number bits = denominator;
      bits.multiply_add(random, 0);
      up = negative ? fraction > bits : fraction + bits >= multiply_by_power(denominator, 2, 32);
      break;
    }
  }
  return up ? whole + 1 : whole;
}

/// What reading a text promises; nothing for a text that is no number.
/// @pre  the exponent written is moderate
inline std::optional<binpoint::encoded> reference_read(const std::string& text, binpoint::format f,
                                                       binpoint::policy how,
                                                       std::uint32_t random = 0) {
  const auto x = take_apart(text);
  if (!x) return {};
  big_number numerator = digits_to_number(x->digits, x->base);
  if (numerator.is_zero()) return binpoint::encoded{};
  big_number denominator = multiply_by_power(1, x->base, x->places);
  numerator = multiply_by_power(numerator, x->exponent_base, x->exponent);
  denominator = multiply_by_power(denominator, x->exponent_base, -x->exponent);
  numerator = multiply_by_power(numerator, 2, f.fraction_length);
  denominator = multiply_by_power(denominator, 2, -f.fraction_length);

  const auto [whole, rest] = divide(numerator, denominator);
  const bool flushed = whole.is_zero() && how.underflow == binpoint::underflow_mode::flush;
  const big_number n =
      flushed ? big_number{}
              : round_magnitude(whole, rest, denominator, x->negative, how.rounding, random);
  const std::uint64_t highest = (std::uint64_t{1} << (f.magnitude_bits() - 1)) * 2 - 1;
  const bool symmetric = how.overflow == binpoint::overflow_mode::saturate_symmetric;
  const big_number lowest = !f.is_signed ? 0 : symmetric ? highest : big_number{highest} + 1;
  const big_number limit = x->negative ? lowest : highest;
  const bool overflowed = n > limit;
  const bool wraps = overflowed && how.overflow == binpoint::overflow_mode::wrap;
  std::uint64_t code = overflowed && !wraps ? limit.low_word() : n.low_word();
  if (x->negative) code = 0 - code;
  const int unused = 64 - f.word_length;
  if (f.is_signed) {
    code = static_cast<std::uint64_t>(static_cast<std::int64_t>(code << unused) >> unused);
  } else {
    code = code << unused >> unused;
  }
  return binpoint::encoded{static_cast<std::int64_t>(code), overflowed, !overflowed && n.is_zero(),
                           !overflowed && !n.is_zero() && !rest.is_zero()};
}

}  // namespace support

#endif
