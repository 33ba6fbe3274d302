/// @file
/// Fixed-point numbers as text: strings, streams, std::format where it is there, and the hash.
///
/// Every fixed-point number has finitely many decimal digits. All of them are written, and any text
/// of digits is read with one rounding: to_string and from_string lose nothing.
#ifndef BINPOINT_FIXED_TEXT_HPP
#define BINPOINT_FIXED_TEXT_HPP

#include <cstddef>
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>

#include "detail/bad_number.hpp"
#include "detail/encode.hpp"
#include "detail/fixed_formatter.hpp"
#include "detail/fixed_stream.hpp"
#include "detail/integer.hpp"
#include "detail/number_scanner.hpp"
#include "detail/read_number.hpp"
#include "detail/write_number.hpp"
#include "fixed.hpp"
#include "format_text.hpp"
#include "policy.hpp"

namespace binpoint {

/// All decimal digits of the value, without an exponent: -0.0625, 2, 15.875.
///
/// As long as it must be: F digits behind the point at most, or 0.3 * (W - F) in front of it.
template <fixed_point T>
[[nodiscard]] std::string to_string(T x) {
  return detail::number_text(detail::integer_to_dyadic(x.code(), -T::fraction_length));
}

/// The bits of the code with the binary point: 00010.001 for 2.125 in fixed<8, 3>.
///
/// Where the point lies outside the word, what lies between is filled in: zeros to the right of a
/// word with a negative fraction length, copies of the sign to the left of one whose fraction
/// length exceeds its word length. So the text is the value in two's complement, its first bit
/// being the sign.
template <fixed_point T>
[[nodiscard]] std::string bits(T x) {
  constexpr int gap_left = detail::max(T::fraction_length - T::word_length, 0);
  constexpr int gap_right = detail::max(-T::fraction_length, 0);
  std::string text(std::size_t{gap_left}, detail::is_negative(x.code()) ? '1' : '0');
  for (int i = T::word_length - 1; i >= 0; --i) {
    text += ((static_cast<std::uint64_t>(x.code()) >> i) & 1) != 0 ? '1' : '0';
  }
  text.append(std::size_t{gap_right}, '0');
  if constexpr (T::fraction_length > 0) {
    text.insert(text.size() - std::size_t{T::fraction_length}, 1, '.');
  }
  return text;
}

/// What a text was read as.
template <fixed_point T>
struct parsed_fixed {
  T value{};                 ///< zero where the text is no number
  bool is_number = false;    ///< all of the text is one number
  std::size_t position = 0;  ///< how many characters can begin a number: all, or up to the bad one
  bool overflowed = false;   ///< these three as in `encoded`
  bool underflowed = false;
  bool rounded = false;

  [[nodiscard]] explicit constexpr operator bool() const noexcept { return is_number; }
};

namespace detail {

template <fixed_point T>
[[nodiscard]] constexpr parsed_fixed<T> parse(std::string_view text,
                                              std::uint32_t random) noexcept {
  const number_scanner scanner = scan_number(text);
  parsed_fixed<T> result;
  result.position = scanner.length();
  result.is_number = scanner.is_number() && scanner.length() == text.size();
  if (!result.is_number) return result;
  const encoded e =
      encode_scaled(read_number<T::fraction_length>(scanner, text),
                    {T::word_length, T::fraction_length, T::is_signed}, T::rules, random);
  result.value = T::from_code(static_cast<typename T::storage_type>(e.code));
  result.overflowed = e.overflowed;
  result.underflowed = e.underflowed;
  result.rounded = e.rounded;
  return result;
}

template <fixed_point T>
[[nodiscard]] constexpr T parse_or_throw(std::string_view text, std::uint32_t random) {
  const parsed_fixed<T> result = parse<T>(text, random);
  if (!result) bad_number("from_string", text);
  return result.value;
}

template <fixed_point T>
constexpr void check_reads_without_bits() noexcept {
  static_assert(T::rules.rounding != rounding_mode::stochastic,
                "binpoint: stochastic rounding needs random bits: pass them after the text");
}

}  // namespace detail

/// Reads a number, rounded once by T's policy from all its digits, and tells what it suffered.
///
/// A number is an optional sign, decimal digits with or without a point, and optionally e and a
/// decimal exponent: -2.5, .5, 1e-3; or 0x, hexadecimal digits, and optionally p and an exponent of
/// two: 0x1.8p-3. Nothing may stand before or after it, neither blanks nor digit separators; there
/// is no NaN and no infinity. The decimal point is a point in every locale. Takes no memory from
/// the heap.
template <fixed_point T>
[[nodiscard]] constexpr parsed_fixed<T> parse_fixed(std::string_view text) noexcept {
  detail::check_reads_without_bits<T>();
  return detail::parse<T>(text, 0);
}

/// Likewise with 32 random bits, for a T that rounds stochastically.
template <fixed_point T>
[[nodiscard]] constexpr parsed_fixed<T> parse_fixed(std::string_view text,
                                                    std::uint32_t random) noexcept {
  return detail::parse<T>(text, random);
}

/// The same where bad text is an error: the number alone, saturated (or wrapped) where T has no
/// such.
/// @throws std::invalid_argument for a text that is no number
template <fixed_point T>
[[nodiscard]] constexpr T from_string(std::string_view text) {
  detail::check_reads_without_bits<T>();
  return detail::parse_or_throw<T>(text, 0);
}
template <fixed_point T>
[[nodiscard]] constexpr T from_string(std::string_view text, std::uint32_t random) {
  return detail::parse_or_throw<T>(text, random);
}

/// Writes all digits; under std::fixed and std::scientific as many behind the point as the stream's
/// precision says, rounded to nearest, halves to even, as for floating point; under std::hexfloat
/// 0x1.8p+3.
///
/// Honours width, fill, left, right, internal, showpos, showpoint, uppercase and the locale's
/// decimal point. The precision counts under std::fixed and std::scientific alone.
template <class Char, class Traits, fixed_point T>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& os, T x) {
  return detail::write_number(os, detail::integer_to_dyadic(x.code(), -T::fraction_length));
}

/// Reads the longest beginning that can begin a number, with the locale's decimal point.
///
/// As for builtin numbers: failbit and zero where it is no number; failbit and the saturated (or
/// wrapped) number where it overflows.
template <class Char, class Traits, fixed_point T>
std::basic_istream<Char, Traits>& operator>>(std::basic_istream<Char, Traits>& is, T& x) {
  const typename std::basic_istream<Char, Traits>::sentry sentry(is);
  if (!sentry) return is;
  const parsed_fixed<T> read = parse_fixed<T>(detail::read_number_text(is));
  x = read.value;
  if (!read || read.overflowed) is.setstate(std::ios_base::failbit);
  return is;
}

}  // namespace binpoint

/// Numbers of one type that are equal have one code.
template <int W, int F, bool S, binpoint::policy P>
struct std::hash<binpoint::fixed<W, F, S, P>> {
  [[nodiscard]] std::size_t operator()(binpoint::fixed<W, F, S, P> x) const noexcept {
    return std::hash<typename binpoint::fixed<W, F, S, P>::storage_type>{}(x.code());
  }
};

#endif
