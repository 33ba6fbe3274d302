/// @file
/// The heat map of bit positions as one SVG image, for pages, documents and README files.
#ifndef BINPOINT_REPORT_SVG_HPP
#define BINPOINT_REPORT_SVG_HPP

#include <string>
#include <utility>
#include <vector>

#include "../format.hpp"
#include "../histogram.hpp"
#include "../network.hpp"
#include "../selection.hpp"
#include "detail/heat_rows.hpp"
#include "detail/svg_map.hpp"

namespace binpoint {

struct svg_options {
  /// For readers who do not see the image.
  std::string title = "Where the bits of the data are, and which of them the formats hold";
  bool numbers = true;  ///< the counts and shares right of the cells
  bool legend = true;
};

namespace detail {

[[nodiscard]] inline std::string draw_svg(std::vector<heat_row> rows, const svg_options& options) {
  return svg_map(std::move(rows), options.title, options.numbers, options.legend).draw();
}

}  // namespace detail

/// One histogram as a strip of cells, a column for each bit position, highest first: darker where
/// more values have their most significant bit, gray where the format has no bit.
///
/// The image brings its own ground and colours, light or dark as the reader prefers. A cell tells
/// its count when pointed at. In a page its style holds for the page too; all its names begin with
/// "bp-".
template <int S>
[[nodiscard]] std::string heat_map_svg(const octave_histogram<S>& histogram,
                                       const selection& chosen, const svg_options& options = {}) {
  return detail::draw_svg({detail::make_heat_row(histogram, chosen)}, options);
}

/// The same for any format, under the default policy.
/// @throws std::invalid_argument for an invalid format
template <int S>
[[nodiscard]] std::string heat_map_svg(const octave_histogram<S>& histogram, format target,
                                       const svg_options& options = {}) {
  return heat_map_svg(histogram, evaluate_format(histogram, target), options);
}

/// A strip for each site of a profile, over one axis.
/// @throws std::invalid_argument when the plan lacks a site
template <int S>
[[nodiscard]] std::string heat_map_svg(const basic_profile<S>& observed, const plan& formats,
                                       const svg_options& options = {}) {
  return detail::draw_svg(detail::make_heat_rows("heat_map_svg", observed, formats), options);
}

}  // namespace binpoint

#endif
