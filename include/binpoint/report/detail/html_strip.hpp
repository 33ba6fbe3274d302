/// @file
/// The heat strips of a table of sites: an image for each row, all over one axis.
#ifndef BINPOINT_REPORT_DETAIL_HTML_STRIP_HPP
#define BINPOINT_REPORT_DETAIL_HTML_STRIP_HPP

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "heat_axis.hpp"
#include "heat_rows.hpp"
#include "markup.hpp"
#include "svg_legend.hpp"
#include "svg_row.hpp"

namespace binpoint::detail {

class html_strips {
 public:
  explicit html_strips(const std::vector<heat_row>& rows)
      : axis_(make_heat_axis(rows, most_columns)),
        cell_(std::clamp(480 / axis_.columns(), 6, 14)),
        strip_(axis_, cell_, edge),
        shows_part_(shows_part(rows, axis_)) {}

  /// What the script needs to draw the same.
  [[nodiscard]] std::string attributes() const {
    return attribute("data-highest", axis_.highest) + attribute("data-lowest", axis_.lowest) +
           attribute("data-merges-above", axis_.merges_above ? 1 : 0) +
           attribute("data-merges-below", axis_.merges_below ? 1 : 0) +
           attribute("data-cell", cell_);
  }

  [[nodiscard]] std::string draw(const heat_row& row) const {
    return image("bp-map bp-row", label(row), width(), svg_strip::height + 2 * edge,
                 strip_.draw(row, edge) + svg_zeros(row, zero_x(), edge));
  }

  /// The numbers of the columns.
  [[nodiscard]] std::string scale() const {
    constexpr int y = 20;
    std::string result;
    for (int p = axis_.highest; p >= axis_.lowest; --p) {
      if (is_labelled(p, 4 * cell_ < 44)) result += svg_tick(strip_.column_middle(p), y, p);
    }
    result += text("bp-mid", zero_x() + svg_strip::zero_width / 2, y, "0");
    return image("bp-map", "bit positions, highest first, and zero", width(), 30, result);
  }

  [[nodiscard]] std::string legend() const {
    int y = 14;
    const std::string lines = svg_legend(shows_part_, 0, y);
    return image("bp-map", "the colours of the cells", 780, y - 8, lines);
  }

  [[nodiscard]] const heat_axis& axis() const { return axis_; }

 private:
  static constexpr int most_columns = 96;
  static constexpr int edge = 1;  ///< room for the outline
  static constexpr int gap = 6;

  [[nodiscard]] int zero_x() const { return strip_.end_x() + gap; }
  [[nodiscard]] int width() const { return zero_x() + svg_strip::zero_width + edge; }

  [[nodiscard]] static std::string image(std::string_view style, std::string_view label, int width,
                                         int height, const std::string& content) {
    return "<svg" + class_attribute(style) + " role=\"img\" aria-label=\"" + escaped(label) + '"' +
           attribute("width", width) + attribute("height", height) + " viewBox=\"0 0 " +
           std::to_string(width) + ' ' + std::to_string(height) + "\">" + content + "</svg>";
  }

  /// For those who do not see the cells.
  [[nodiscard]] static std::string label(const heat_row& row) {
    int lowest = position_counts::highest + 1;
    int highest = position_counts::lowest - 1;
    for (int p = position_counts::lowest; p <= position_counts::highest; ++p) {
      if (row.counts.sum({p, p}) == 0) continue;
      lowest = std::min(lowest, p);
      highest = p;
    }
    const std::string name = format_name(row);
    if (highest < lowest) return name + ", no values but zeros";
    return name + ", values from 2^" + std::to_string(highest) + " down to 2^" +
           std::to_string(lowest);
  }

  heat_axis axis_;
  int cell_;
  svg_strip strip_;
  bool shows_part_;
};

}  // namespace binpoint::detail

#endif
