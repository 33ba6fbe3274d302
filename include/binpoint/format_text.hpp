/// @file
/// The names of formats: sfix8_En3.
#ifndef BINPOINT_FORMAT_TEXT_HPP
#define BINPOINT_FORMAT_TEXT_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "format.hpp"

namespace binpoint {

/// The name of a format: sfix8_En3 for format{8, 3}, ufix8 for F = 0, sfix8_E2 for F = -2.
[[nodiscard]] inline std::string to_string(format f) {
  std::string name = (f.is_signed ? "sfix" : "ufix") + std::to_string(f.word_length);
  if (f.fraction_length > 0) name += "_En" + std::to_string(f.fraction_length);
  if (f.fraction_length < 0) name += "_E" + std::to_string(-f.fraction_length);
  return name;
}

namespace detail {

[[nodiscard]] constexpr bool skip_word(std::string_view& text, std::string_view word) noexcept {
  if (text.substr(0, word.size()) != word) return false;
  text.remove_prefix(word.size());
  return true;
}

/// Reads a number of 1..highest without leading zeros; 0 where there is none.
[[nodiscard]] constexpr int read_count(std::string_view& text, int highest) noexcept {
  int value = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    const int digit = text.front() - '0';
    if (value == 0 && digit == 0) return 0;
    value = value * 10 + digit;
    if (value > highest) return 0;
    text.remove_prefix(1);
  }
  return value;
}

}  // namespace detail

/// The format of that name. Only what to_string writes of a valid format is a name: no blanks, no
/// leading zeros, no _E0.
[[nodiscard]] constexpr std::optional<format> parse_format(std::string_view name) noexcept {
  format result;
  result.is_signed = detail::skip_word(name, "sfix");
  if (!result.is_signed && !detail::skip_word(name, "ufix")) return {};
  result.word_length = detail::read_count(name, max_word_length);
  if (result.word_length == 0) return {};
  if (name.empty()) return result;
  if (!detail::skip_word(name, "_E")) return {};
  const bool right = detail::skip_word(name, "n");
  const int length = detail::read_count(name, max_fraction_length);
  if (length == 0 || !name.empty()) return {};
  result.fraction_length = right ? length : -length;
  return result;
}

}  // namespace binpoint

#endif
