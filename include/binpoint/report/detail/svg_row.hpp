/// @file
/// One row of a heat map as SVG: ground, cells, the outline of the word, zeros.
#ifndef BINPOINT_REPORT_DETAIL_SVG_ROW_HPP
#define BINPOINT_REPORT_DETAIL_SVG_ROW_HPP

#include <algorithm>
#include <string>
#include <string_view>

#include "../../format.hpp"
#include "heat_axis.hpp"
#include "heat_rows.hpp"
#include "markup.hpp"
#include "number_text.hpp"

namespace binpoint::detail {

inline constexpr std::string_view svg_sign = "\xC2\xB1";  // plus or minus

/// A dot that stands out on any ground: a path of points, each "Mx yh.01".
[[nodiscard]] inline std::string svg_marks(const std::string& points) {
  return path("bp-halo", points) + path("bp-mark", points);
}
[[nodiscard]] inline std::string svg_point(int x, int y) {
  return 'M' + std::to_string(x) + ' ' + std::to_string(y) + "h.01";
}

/// The number of a column, above it.
[[nodiscard]] inline std::string svg_tick(int x, int y, int p) {
  const std::string at = std::to_string(x);
  return path("bp-tick", 'M' + at + ".5 " + std::to_string(y + 5) + "v5") +
         "<text class=\"bp-mid\" x=\"" + at + "\" y=\"" + std::to_string(y) +
         "\">2<tspan class=\"bp-up\" dy=\"-5\">" + std::to_string(p) + "</tspan></text>";
}

class svg_strip {
 public:
  static constexpr int height = 17;
  static constexpr int zero_width = 18;
  static constexpr int baseline = 13;  ///< of a text beside the strip

  svg_strip() = default;
  svg_strip(const heat_axis& axis, int cell, int x) : axis_(axis), cell_(cell), x_(x) {}

  [[nodiscard]] int column_x(int p) const { return x_ + (axis_.highest - p) * cell_; }
  [[nodiscard]] int column_middle(int p) const { return column_x(p) + cell_ / 2; }
  [[nodiscard]] int end_x() const { return x_ + axis_.columns() * cell_; }

  [[nodiscard]] std::string draw(const heat_row& row, int y) const {
    return ground(row, y) + cells(row, y) + word(row, y);
  }

 private:
  [[nodiscard]] static std::string cell_class(const heat_cell& cell, int level) {
    const char* letter = cell.inside == coverage::all    ? "i"
                         : cell.inside == coverage::none ? "o"
                                                         : "p";
    return std::string("bp-") + letter + std::to_string(level);
  }

  /// Neighbouring columns of one kind as one rectangle, as if they were empty.
  [[nodiscard]] std::string ground(const heat_row& row, int y) const {
    std::string result;
    for (int first = axis_.highest; first >= axis_.lowest;) {
      const heat_cell cell = cell_of(row, axis_, first);
      int next = first - 1;
      while (next >= axis_.lowest && cell_of(row, axis_, next).inside == cell.inside) --next;
      result += rect(cell_class(cell, 0), column_x(first), y, (first - next) * cell_, height);
      first = next;
    }
    return result;
  }

  /// The columns that have values, and a mark on those of which the format has no bit.
  [[nodiscard]] std::string cells(const heat_row& row, int y) const {
    std::string result;
    std::string marks;
    for (int p = axis_.highest; p >= axis_.lowest; --p) {
      const heat_cell cell = cell_of(row, axis_, p);
      if (cell.count == 0) continue;
      const std::string title = column_name(axis_, p) + ": " + grouped(cell.count) + " values (" +
                                percent(cell.count, row.total) + ")" + where(cell);
      result += rect(cell_class(cell, cell.level), column_x(p), y, cell_, height, "", title);
      if (cell.inside == coverage::none) marks += svg_point(column_middle(p), y + height - 4);
    }
    return marks.empty() ? result : result + svg_marks(marks);
  }

  [[nodiscard]] static std::string where(const heat_cell& cell) {
    if (cell.inside == coverage::all) return "";
    if (cell.inside == coverage::some) return ", partly in the format";
    return cell.above ? ", above the format" : ", below the format";
  }

  /// The outline of the word, as far as it is on the axis, and its sign bit.
  [[nodiscard]] std::string word(const heat_row& row, int y) const {
    if (row.formats.size() != 1) return "";
    const format& f = row.formats.front();
    const int sign = f.msb() + 1;
    const int first = std::min(f.is_signed ? sign : f.msb(), axis_.highest);
    const int last = std::max(f.lsb(), axis_.lowest);
    if (first < last) return "";
    std::string result = rect("bp-word", column_x(first), y, (first - last + 1) * cell_, height);
    if (f.is_signed && first == sign) {
      const bool has_mark = cell_of(row, axis_, sign).count > 0;
      result += text("bp-sign", column_middle(sign), y + (has_mark ? 9 : baseline), svg_sign);
    }
    return result;
  }

  heat_axis axis_;
  int cell_ = 1;
  int x_ = 0;
};

/// Beside the strip, for zero has no most significant bit.
[[nodiscard]] inline std::string svg_zeros(const heat_row& row, int x, int y) {
  if (row.zeros == 0) return "";
  const int level = heat_level(row.zeros, std::max(row.zeros, row.counts.peak()));
  return rect("bp-zero bp-i" + std::to_string(level), x, y, svg_strip::zero_width,
              svg_strip::height, "",
              "zero: " + grouped(row.zeros) + " values (" + percent(row.zeros, row.total) + ")");
}

}  // namespace binpoint::detail

#endif
