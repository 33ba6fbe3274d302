/// @file
/// Names that come from files, made fit for a terminal, for XML and for a column of given width.
#ifndef BINPOINT_REPORT_DETAIL_NAME_TEXT_HPP
#define BINPOINT_REPORT_DETAIL_NAME_TEXT_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../../detail/utf8.hpp"

namespace binpoint::detail {

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// One character of a text: its bytes, and how many columns of a terminal it takes.
struct glyph {
  std::string_view bytes;
  int width = 1;
};

/// Columns of a terminal, near enough for names.
[[nodiscard]] constexpr int width_of(char32_t c) {
  if (c >= 0x300 && c < 0x370) return 0;
  const bool wide = (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) ||
                    (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xF900 && c < 0xFB00) ||
                    (c >= 0xFE30 && c < 0xFE70) || (c >= 0xFF00 && c < 0xFF61) ||
                    (c >= 0x1F300 && c < 0x1FB00) || (c >= 0x20000 && c < 0x3FFFE);
  return wide ? 2 : 1;
}

[[nodiscard]] inline std::vector<glyph> glyphs_of(std::string_view text) {
  std::vector<glyph> result;
  while (!text.empty()) {
    char32_t code_point = 0;
    const std::size_t length = sequence_length(text, code_point);
    if (length == 0 || is_harmful(code_point)) {
      result.push_back({replacement_character, 1});
    } else {
      result.push_back({text.substr(0, length), width_of(code_point)});
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

[[nodiscard]] inline int display_width(std::string_view text) {
  int width = 0;
  for (const glyph& each : glyphs_of(text)) width += each.width;
  return width;
}

/// Well-formed UTF-8 without control characters, at most `width` columns: of a longer name the
/// middle is left out, for names differ at their ends.
[[nodiscard]] inline std::string shortened(std::string_view name, int width = 1 << 20) {
  const std::vector<glyph> glyphs = glyphs_of(name);
  std::string result;
  if (display_width(name) <= width) {
    for (const glyph& each : glyphs) result += each.bytes;
    return result;
  }
  int left = (width - 2) / 2;
  int right = width - 2 - left;
  for (auto each = glyphs.begin(); (left -= each->width) >= 0; ++each) result += each->bytes;
  auto tail = glyphs.end();
  while (tail != glyphs.begin() && (right -= std::prev(tail)->width) >= 0) --tail;
  result += "..";
  for (; tail != glyphs.end(); ++tail) result += tail->bytes;
  return result;
}

}  // namespace binpoint::detail

#endif
