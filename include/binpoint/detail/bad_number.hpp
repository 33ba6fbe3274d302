/// @file
/// The error of a text that is no number: what was found, and where.
#ifndef BINPOINT_DETAIL_BAD_NUMBER_HPP
#define BINPOINT_DETAIL_BAD_NUMBER_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include "error.hpp"
#include "number_scanner.hpp"

namespace binpoint::detail {

/// Printable characters as they are, others as \x0a.
[[nodiscard]] inline std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c >= ' ' && c <= '~') {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += {'\\', 'x', "0123456789abcdef"[byte / 16], "0123456789abcdef"[byte % 16]};
    }
  }
  return result;
}

/// The text around a position, shortened to some forty characters.
[[nodiscard]] inline std::string excerpt(std::string_view text, std::size_t position) {
  constexpr std::size_t reach = 20;
  const std::size_t first = position > reach ? position - reach : 0;
  const bool cut = text.size() > position + reach;
  return (first > 0 ? "..." : "") + printable(text.substr(first, position + reach - first)) +
         (cut ? "..." : "");
}

/// @pre  the text is no number
[[noreturn]] inline void bad_number(const char* function, std::string_view text) {
  const number_scanner scanner = scan_number(text);
  const std::size_t position = scanner.length();
  const std::string expected = scanner.is_number() ? "the end" : "a digit";
  const std::string found =
      position == text.size() ? "the end" : "'" + printable(text.substr(position, 1)) + "'";
  invalid_argument(function, "expected " + expected + ", found " + found + ", at position " +
                                 std::to_string(position) + " of '" + excerpt(text, position) +
                                 "'");
}

}  // namespace binpoint::detail

#endif
