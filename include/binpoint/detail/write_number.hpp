/// @file
/// From an exact number to its digits, and to the ways of writing them.
#ifndef BINPOINT_DETAIL_WRITE_NUMBER_HPP
#define BINPOINT_DETAIL_WRITE_NUMBER_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dyadic.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// All decimal digits of a number, the first and the last of them not zero; none for zero.
struct decimal_number {
  std::string digits;
  std::ptrdiff_t point = 0;  ///< digits in front of the point; negative: zeros between it and them
};

/// A whole number in base 10^9, the lowest part first.
class long_decimal {
 public:
  explicit long_decimal(std::uint64_t x) {
    for (; x != 0; x /= base) parts_.push_back(static_cast<std::uint32_t>(x % base));
  }

  /// @pre  factor is below the base
  void multiply(std::uint32_t factor, int times) {
    for (; times > 0; --times) {
      std::uint64_t carry = 0;
      for (std::uint32_t& part : parts_) {
        carry += std::uint64_t{part} * factor;
        part = static_cast<std::uint32_t>(carry % base);
        carry /= base;
      }
      if (carry != 0) parts_.push_back(static_cast<std::uint32_t>(carry));
    }
  }

  /// Without leading zeros.
  [[nodiscard]] std::string digits() const {
    std::string text;
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
      const std::string some = std::to_string(*part);
      if (!text.empty()) text.append(9 - some.size(), '0');
      text += some;
    }
    return text;
  }

 private:
  static constexpr std::uint64_t base = 1'000'000'000;
  std::vector<std::uint32_t> parts_;
};

/// The magnitude of x.
[[nodiscard]] inline decimal_number to_decimal(dyadic x) {
  if (x.significand == 0) return {};
  const int zeros = bit_width(x.significand & (std::uint64_t{0} - x.significand)) - 1;
  const int exponent = x.exponent + zeros;
  long_decimal whole{x.significand >> zeros};
  // m / 2^n = m * 5^n / 10^n.
  constexpr std::uint32_t five_to_12 = 244'140'625;
  whole.multiply(std::uint32_t{1} << 29, exponent / 29);
  whole.multiply(2, exponent % 29);
  whole.multiply(five_to_12, -exponent / 12);
  whole.multiply(5, -exponent % 12);
  decimal_number result{whole.digits(), 0};
  result.point = static_cast<std::ptrdiff_t>(result.digits.size()) + min(exponent, 0);
  result.digits.resize(result.digits.find_last_not_of('0') + 1);
  return result;
}

/// Keeps the first digits, rounding to nearest and halves to even, as streams do for floating
/// point.
inline void round_digits(decimal_number& x, std::ptrdiff_t kept) {
  const auto size = static_cast<std::ptrdiff_t>(x.digits.size());
  if (kept >= size) return;
  bool up = false;
  if (kept >= 0) {
    const auto first = static_cast<std::size_t>(kept);
    const bool tie = x.digits[first] == '5' && kept + 1 == size;
    const bool odd = kept > 0 && (x.digits[first - 1] - '0') % 2 != 0;
    up = tie ? odd : x.digits[first] >= '5';
  }
  x.digits.resize(static_cast<std::size_t>(max(kept, std::ptrdiff_t{0})));
  while (up && !x.digits.empty() && x.digits.back() == '9') x.digits.pop_back();
  if (up && x.digits.empty()) {
    // Nines, or nothing, became a one in the place before them.
    x.digits = "1";
    ++x.point;
    return;
  }
  if (up) ++x.digits.back();
  x.digits.resize(x.digits.find_last_not_of('0') + 1);
}

enum class notation { exact, fixed_point, scientific, hexadecimal };

/// How a number is written.
struct number_style {
  notation form = notation::exact;
  std::ptrdiff_t precision = 6;  ///< digits behind the point, in fixed_point and scientific
  bool shows_plus = false;
  bool shows_space = false;  ///< in place of a plus
  bool shows_point = false;  ///< also where no digit follows; `exact` has a zero follow
  bool shows_prefix = true;  ///< the 0x of hexadecimal
  bool is_upper = false;
};

[[nodiscard]] inline std::string plain_text(const decimal_number& x, std::ptrdiff_t places,
                                            bool shows_point) {
  std::string text;
  for (std::ptrdiff_t weight = max(x.point - 1, std::ptrdiff_t{0}); weight >= -places; --weight) {
    if (weight == -1) text += '.';
    const std::ptrdiff_t i = x.point - 1 - weight;
    const bool outside = i < 0 || i >= static_cast<std::ptrdiff_t>(x.digits.size());
    text += outside ? '0' : x.digits[static_cast<std::size_t>(i)];
  }
  if (places == 0 && shows_point) text += '.';
  return text;
}

[[nodiscard]] inline std::string exact_text(const decimal_number& x, bool shows_point) {
  const auto size = static_cast<std::ptrdiff_t>(x.digits.size());
  return plain_text(x, max(size - x.point, std::ptrdiff_t{shows_point ? 1 : 0}), false);
}

[[nodiscard]] inline std::string fixed_point_text(decimal_number x, const number_style& style) {
  round_digits(x, x.point + style.precision);
  return plain_text(x, style.precision, style.shows_point);
}

[[nodiscard]] inline std::string scientific_text(decimal_number x, const number_style& style) {
  round_digits(x, style.precision + 1);
  const std::ptrdiff_t exponent = x.digits.empty() ? 0 : x.point - 1;
  x.point = 1;
  const std::string digits = std::to_string(exponent < 0 ? -exponent : exponent);
  return plain_text(x, style.precision, style.shows_point) + (exponent < 0 ? "e-" : "e+") +
         (digits.size() < 2 ? "0" : "") + digits;
}

/// Exact and normalised: 0x1.8p+3.
[[nodiscard]] inline std::string hexadecimal_text(dyadic x, const number_style& style) {
  std::string text = style.shows_prefix ? "0x" : "";
  const int width = bit_width(x.significand);
  text += width == 0 ? '0' : '1';
  // What follows the first bit.
  std::uint64_t rest = width <= 1 ? 0 : x.significand << (65 - width);
  if (rest != 0 || style.shows_point) text += '.';
  for (; rest != 0; rest <<= 4) text += "0123456789abcdef"[rest >> 60];
  const int exponent = width == 0 ? 0 : x.exponent + width - 1;
  return text + (exponent < 0 ? "p" : "p+") + std::to_string(exponent);
}

[[nodiscard]] inline std::string magnitude_text(dyadic x, const number_style& style) {
  switch (style.form) {
    case notation::exact:
      return exact_text(to_decimal(x), style.shows_point);
    case notation::fixed_point:
      return fixed_point_text(to_decimal(x), style);
    case notation::scientific:
      return scientific_text(to_decimal(x), style);
    case notation::hexadecimal:
      return hexadecimal_text(x, style);
  }
  return {};
}

[[nodiscard]] inline std::string number_text(dyadic x, const number_style& style = {}) {
  std::string text = magnitude_text(x, style);
  if (style.is_upper) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (x.negative) return '-' + text;
  return (style.shows_plus ? "+" : style.shows_space ? " " : "") + text;
}

/// Characters in front of those between which nothing is filled in: the sign or, without one, 0x.
/// @par Source  ISO/IEC 14882:2020, [facet.num.put.virtuals], stage 3
[[nodiscard]] inline std::size_t prefix_length(std::string_view text) {
  if (text.find_first_of("+- ") == 0) return 1;
  return text.size() > 1 && (text[1] == 'x' || text[1] == 'X') ? 2 : 0;
}

}  // namespace binpoint::detail

#endif
