/// @file
/// The colours of the heat map as SVG, for light and dark surroundings.
#ifndef BINPOINT_REPORT_DETAIL_SVG_STYLE_HPP
#define BINPOINT_REPORT_DETAIL_SVG_STYLE_HPP

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "palette.hpp"

namespace binpoint::detail {

/// Classes bp-i0..bp-i8 in the window, bp-o0..bp-o8 outside it, bp-p0..bp-p8 where channels differ.
[[nodiscard]] inline std::string ramp_style(std::string_view letter, const heat_ramp& ramp) {
  std::string result;
  for (std::size_t level = 0; level < ramp.size(); ++level) {
    result +=
        ".bp-" + std::string(letter) + std::to_string(level) + "{fill:" + hex(ramp[level]) + "}";
  }
  return result;
}

[[nodiscard]] inline std::string svg_ramps(const heat_ramp& outside) {
  heat_ramp part{};
  for (std::size_t level = 0; level < part.size(); ++level) {
    part[level] = mixed(window_ramp[level], outside[level]);
  }
  return ramp_style("o", outside) + ramp_style("p", part);
}

/// Names carry a prefix, for a style within SVG holds for the whole page around it. No variables:
/// librsvg does not know them.
[[nodiscard]] inline std::string svg_style() {
  return "<style>"
         ".bp-map text{font:12px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;"
         "fill:#1d2126;white-space:pre}"
         ".bp-map .bp-dim{fill:#565d66}"
         ".bp-map .bp-end{text-anchor:end}.bp-map .bp-mid{text-anchor:middle}"
         ".bp-map .bp-up{font-size:9px}"
         ".bp-map .bp-sign{text-anchor:middle;font-size:11px;font-weight:bold;fill:#101418;"
         "pointer-events:none}"
         ".bp-row rect{shape-rendering:crispEdges}"
         ".bp-ground{fill:#fff}.bp-tick{stroke:#8a9099;fill:none}.bp-zero{stroke:#8a9099}"
         ".bp-word{fill:none;stroke:#101418;stroke-width:1.5;pointer-events:none}"
         ".bp-halo{fill:none;stroke:#fff;stroke-width:6;stroke-linecap:round;pointer-events:none}"
         ".bp-mark{fill:none;stroke:#c0261c;stroke-width:4;stroke-linecap:round;"
         "pointer-events:none}" +
         ramp_style("i", window_ramp) + svg_ramps(outside_ramp) +
         "@media (prefers-color-scheme:dark){"
         ".bp-map text{fill:#d9dee4}.bp-map .bp-dim{fill:#9aa3ad}"
         ".bp-map .bp-sign{fill:#fff}"
         ".bp-ground{fill:#15181c}.bp-tick{stroke:#737b85}.bp-word{stroke:#fff}" +
         svg_ramps(dark_outside_ramp) + "}</style>\n";
}

}  // namespace binpoint::detail

#endif
