/// @file
/// The colours of heat maps.
#ifndef BINPOINT_REPORT_DETAIL_PALETTE_HPP
#define BINPOINT_REPORT_DETAIL_PALETTE_HPP

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "heat_axis.hpp"

namespace binpoint::detail {

struct rgb {
  int red = 0;
  int green = 0;
  int blue = 0;

  friend bool operator==(const rgb&, const rgb&) = default;
};

/// By level: 0 for no value, then from few to many.
using heat_ramp = std::array<rgb, heat_levels + 1>;

/// Blue, darker for more, the same on every ground.
inline constexpr heat_ramp window_ramp{{{238, 243, 250},
                                        {205, 222, 243},
                                        {172, 201, 233},
                                        {135, 177, 221},
                                        {97, 150, 206},
                                        {62, 121, 187},
                                        {34, 92, 160},
                                        {17, 63, 124},
                                        {6, 35, 80}}};

[[nodiscard]] constexpr int between(int first, int last, std::size_t level) {
  return first + (last - first) * static_cast<int>(level) / heat_levels;
}
[[nodiscard]] constexpr heat_ramp straight_ramp(rgb first, rgb last) {
  heat_ramp ramp{};
  for (std::size_t level = 0; level < ramp.size(); ++level) {
    ramp[level] = {between(first.red, last.red, level), between(first.green, last.green, level),
                   between(first.blue, last.blue, level)};
  }
  return ramp;
}

inline constexpr heat_ramp outside_ramp = straight_ramp({192, 195, 200}, {74, 77, 82});
inline constexpr heat_ramp dark_outside_ramp = straight_ramp({104, 109, 117}, {36, 38, 42});

/// For a bit that some channels have and others do not.
[[nodiscard]] constexpr rgb mixed(rgb a, rgb b) {
  return {(a.red + b.red) / 2, (a.green + b.green) / 2, (a.blue + b.blue) / 2};
}

[[nodiscard]] constexpr rgb color_of(const heat_cell& cell) {
  const auto level = static_cast<std::size_t>(cell.level);
  switch (cell.inside) {
    case coverage::all:
      return window_ramp[level];
    case coverage::none:
      return outside_ramp[level];
    case coverage::some:
      break;
  }
  return mixed(window_ramp[level], outside_ramp[level]);
}

/// #rrggbb
[[nodiscard]] inline std::string hex(rgb color) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "#";
  for (const int part : {color.red, color.green, color.blue}) {
    result += digits[static_cast<std::size_t>(part / 16)];
    result += digits[static_cast<std::size_t>(part % 16)];
  }
  return result;
}

}  // namespace binpoint::detail

#endif
