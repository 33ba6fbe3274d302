/// @file
/// What the colours and signs of a heat map mean, as SVG.
#ifndef BINPOINT_REPORT_DETAIL_SVG_LEGEND_HPP
#define BINPOINT_REPORT_DETAIL_SVG_LEGEND_HPP

#include <string>

#include "heat_axis.hpp"
#include "markup.hpp"
#include "svg_row.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string legend_ramp(const std::string& letter, int x, int y) {
  std::string result;
  for (int level = 0; level <= heat_levels; ++level) {
    result += rect("bp-" + letter + std::to_string(level), x + 14 * level, y - 12, 14, 14);
  }
  return result;
}

/// Lines of text from y on, which becomes the line below.
[[nodiscard]] inline std::string svg_legend(bool with_part, int left, int& y) {
  constexpr int pitch = 22;
  const int x = left + 136;
  std::string result =
      legend_ramp("i", left, y) + text("", x, y,
                                       "in the format: no value, few to many (each row by itself, "
                                       "logarithmic from 1/1000)");
  y += pitch;
  result += legend_ramp("o", left, y) + svg_marks(svg_point(left + 63, y - 3)) +
            text("", x, y, "not in the format: no value, few to many (marked)") +
            text("bp-sign", x + 390, y, svg_sign) + text("", x + 400, y, "sign bit");
  y += pitch;
  if (!with_part) return result;
  result +=
      legend_ramp("p", left, y) + text("", x, y, "partly: some channels' formats have the bit");
  y += pitch;
  return result;
}

}  // namespace binpoint::detail

#endif
