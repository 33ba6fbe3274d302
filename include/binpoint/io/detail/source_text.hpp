/// @file
/// Constants as C++ source text.
#ifndef BINPOINT_IO_DETAIL_SOURCE_TEXT_HPP
#define BINPOINT_IO_DETAIL_SOURCE_TEXT_HPP

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ranges>
#include <string>
#include <string_view>

#include "../../detail/policy_words.hpp"
#include "../../format.hpp"
#include "../../policy.hpp"

namespace binpoint::io::detail {

/// A literal that has the value and draws no warning in braces of a type that holds it.
template <std::integral T>
[[nodiscard]] std::string literal(T x) {
  // There are no negative literals: minus would meet a number one too large.
  if constexpr (std::signed_integral<T> && sizeof(T) == 8) {
    if (x == std::numeric_limits<T>::min()) return std::to_string(x + 1) + " - 1";
  }
  const bool is_huge = x > 0 && static_cast<std::uint64_t>(x) >> 63 != 0;
  return std::to_string(x) + (is_huge ? "U" : "");
}

/// Exactly, as a hexadecimal literal.
/// @pre  x is finite
[[nodiscard]] inline std::string literal(float x) {
  std::array<char, 40> digits{};
  char* const begin = digits.data();
  const auto written =
      std::to_chars(begin, begin + digits.size(), std::abs(x), std::chars_format::hex);
  return std::string(std::signbit(x) ? "-0x" : "0x") + std::string(begin, written.ptr) + 'F';
}

/// "inline constexpr TYPE NAME[3] = {1, 2, 3};", in lines of at most 100 columns.
template <std::ranges::sized_range Values>
[[nodiscard]] std::string array_text(std::string_view type, const std::string& name,
                                     const Values& values) {
  constexpr std::size_t columns = 100;
  std::string result = "inline constexpr ";
  result += type;
  result += ' ' + name + '[' + std::to_string(std::ranges::size(values)) + "] = {";
  std::string line = "\n   ";
  for (const auto& each : values) {
    const std::string text = ' ' + literal(each) + ',';
    if (line.size() + text.size() > columns) {
      result += line;
      line = "\n   ";
    }
    line += text;
  }
  line.pop_back();
  return result + line + "};\n";
}

/// "binpoint::policy{binpoint::rounding_mode::floor, ...}".
[[nodiscard]] inline std::string policy_source(const policy& rules) {
  using binpoint::detail::word_of;
  std::string result = "binpoint::policy{binpoint::rounding_mode::";
  result += word_of(rules.rounding);
  result += ", binpoint::overflow_mode::";
  result += word_of(rules.overflow);
  result += ",\n    binpoint::underflow_mode::";
  result += word_of(rules.underflow);
  result += ", binpoint::growth_mode::";
  result += word_of(rules.growth);
  return result + '}';
}

/// "binpoint::fixed<8, 7>"; what is not the default is said, the policy by its name in the header.
[[nodiscard]] inline std::string type_source(format f, bool has_rules) {
  std::string result =
      "binpoint::fixed<" + std::to_string(f.word_length) + ", " + std::to_string(f.fraction_length);
  if (has_rules || !f.is_signed) result += f.is_signed ? ", true" : ", false";
  return result + (has_rules ? ", rules>" : ">");
}

}  // namespace binpoint::io::detail

#endif
