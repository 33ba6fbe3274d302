/// @file
/// Characters of texts from outside: which bytes make one, and which would steer what shows it.
#ifndef BINPOINT_DETAIL_UTF8_HPP
#define BINPOINT_DETAIL_UTF8_HPP

#include <cstddef>
#include <string_view>

namespace binpoint::detail {

/// The length of the well-formed UTF-8 sequence at the front of a text, 0 where there is none.
/// @par Source  Unicode 15, table 3-7
[[nodiscard]] inline std::size_t sequence_length(std::string_view text, char32_t& code_point) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0) return 0;
  code_point = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    code_point = code_point << 6 | (byte(i) & 0x3FU);
  }
  const bool too_long =
      (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  return too_long || surrogate || code_point > 0x10FFFF ? 0 : length;
}

/// Control characters would steer a terminal or break XML; marks of direction would reorder a line.
[[nodiscard]] constexpr bool is_harmful(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c < 0x2010) ||
         (c >= 0x2028 && c < 0x202F) || (c >= 0x2060 && c < 0x2070) || c == 0xFEFF ||
         (c & 0xFFFEU) == 0xFFFEU;
}

}  // namespace binpoint::detail

#endif
