/// @file
/// The cells of a heat map as characters, with and without colours.
#ifndef BINPOINT_REPORT_DETAIL_TEXT_CELLS_HPP
#define BINPOINT_REPORT_DETAIL_TEXT_CELLS_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include "heat_axis.hpp"
#include "palette.hpp"

namespace binpoint::detail {

/// What a cell says without colours. Outside the window: blank, or x where values are lost.
[[nodiscard]] constexpr char letter_of(const heat_cell& cell) {
  constexpr std::string_view ramp = ".:-=+*#%@";
  if (cell.inside == coverage::all) return ramp[static_cast<std::size_t>(cell.level)];
  if (cell.inside == coverage::some) return cell.level == 0 ? ',' : 'o';
  return cell.level == 0 ? ' ' : cell.is_many ? 'X' : 'x';
}

/// A cell of one or two characters.
[[nodiscard]] inline std::string plain_cell(const heat_cell& cell, int width) {
  const char letter = letter_of(cell);
  if (!cell.is_sign) return std::string(static_cast<std::size_t>(width), letter);
  if (width == 1) return cell.level == 0 ? "s" : "S";
  return {'s', letter};
}

/// With colours the ramp is in the background, and letters stand only for what is lost and for the
/// sign.
[[nodiscard]] inline std::string colored_cell(const heat_cell& cell, int width) {
  const rgb back = color_of(cell);
  const bool lost = cell.inside != coverage::all && cell.level > 0;
  const rgb front = cell.is_many ? rgb{255, 210, 90} : rgb{90, 0, 0};
  const auto code = [](const char* kind, rgb c) {
    return std::string("\x1b[") + kind + ";2;" + std::to_string(c.red) + ';' +
           std::to_string(c.green) + ';' + std::to_string(c.blue) + 'm';
  };
  std::string result = code("48", back);
  if (!lost && !cell.is_sign) return result + std::string(static_cast<std::size_t>(width), ' ');
  const rgb ink = lost ? front : rgb{20, 20, 20};
  return result + code("38", ink) + plain_cell(cell, width);
}

inline constexpr std::string_view color_end = "\x1b[0m";

}  // namespace binpoint::detail

#endif
