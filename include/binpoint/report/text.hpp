/// @file
/// The heat map of bit positions as text: where the bits of the data are, and which of them a
/// format holds.
#ifndef BINPOINT_REPORT_TEXT_HPP
#define BINPOINT_REPORT_TEXT_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../format.hpp"
#include "../histogram.hpp"
#include "../network.hpp"
#include "../selection.hpp"
#include "detail/heat_axis.hpp"
#include "detail/heat_rows.hpp"
#include "detail/heat_table.hpp"
#include "detail/name_text.hpp"
#include "detail/terminal.hpp"
#include "detail/text_cells.hpp"
#include "detail/text_table.hpp"

namespace binpoint {

/// `automatic`: when standard output is a terminal, unless NO_COLOR is set or TERM is dumb.
enum class color_mode { automatic, always, never };

struct text_options {
  color_mode color = color_mode::automatic;
  int width = 0;       ///< columns; 0: as many as the terminal has, 100 where there is none
  bool legend = true;  ///< the lines that explain the signs
};

namespace detail {

class text_map {
 public:
  text_map(std::vector<heat_row> rows, const text_options& options)
      : rows_(std::move(rows)),
        table_(make_heat_table(rows_)),
        colored_(options.color == color_mode::always ||
                 (options.color == color_mode::automatic && wants_color())) {
    fit(options.width > 0 ? options.width : terminal_width() > 0 ? terminal_width() : 100);
  }

  [[nodiscard]] std::string draw(bool with_legend) const {
    std::string result;
    if (apart_) {
      result = lines(table_.before, true, {}) + '\n' + lines(table_.before, false, table_.after);
    } else {
      result = lines(table_.before, true, table_.after);
    }
    result += specials();
    return with_legend ? result + legend() : result;
  }

 private:
  /// Two characters a cell where they fit beside the numbers, else one; else the numbers follow
  /// below; and if that is still too wide, fewer cells.
  void fit(int width) {
    for (const text_column& each : table_.before) width -= each.width + 2;
    int beside = width;
    for (const text_column& each : table_.after) beside -= each.width + 2;
    axis_ = make_heat_axis(rows_, position_counts::size);
    apart_ = axis_.columns() > beside;
    if (!apart_) width = beside;
    if (axis_.columns() > width) axis_ = make_heat_axis(rows_, std::max(width, 8));
    cell_width_ = 2 * axis_.columns() <= width ? 2 : 1;
  }

  [[nodiscard]] std::string lines(const std::vector<text_column>& left, bool with_strip,
                                  const std::vector<text_column>& right) const {
    std::string result = line(heads(left), with_strip ? scale() : "", heads(right));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      result += line(entries(left, i), with_strip ? strip(rows_[i]) : "", entries(right, i));
    }
    return result;
  }

  [[nodiscard]] static std::vector<std::string> heads(const std::vector<text_column>& columns) {
    std::vector<std::string> result;
    for (const text_column& each : columns) result.push_back(padded(each, each.head));
    return result;
  }
  [[nodiscard]] static std::vector<std::string> entries(const std::vector<text_column>& columns,
                                                        std::size_t row) {
    std::vector<std::string> result;
    for (const text_column& each : columns) result.push_back(padded(each, each.entries[row]));
    return result;
  }

  [[nodiscard]] static std::string line(std::vector<std::string> parts, const std::string& strip,
                                        const std::vector<std::string>& after) {
    if (!strip.empty()) parts.push_back(strip);
    parts.insert(parts.end(), after.begin(), after.end());
    std::string result;
    for (const std::string& part : parts) result += (result.empty() ? "" : "  ") + part;
    result.erase(result.find_last_not_of(' ') + 1);
    return result + '\n';
  }

  /// The positions' numbers, each beginning where its column does.
  [[nodiscard]] std::string scale() const {
    const auto size = static_cast<std::size_t>(axis_.columns() * cell_width_);
    const bool sparse = cell_width_ == 1 && axis_.lowest <= -100;
    std::string result(size, ' ');
    for (int p = axis_.highest; p >= axis_.lowest; --p) {
      if (!is_labelled(p, sparse)) continue;
      const auto at = static_cast<std::size_t>((axis_.highest - p) * cell_width_);
      const std::string label = std::to_string(p);
      if (at + label.size() <= size) result.replace(at, label.size(), label);
    }
    return result;
  }

  [[nodiscard]] std::string strip(const heat_row& row) const {
    std::string result;
    for (int p = axis_.highest; p >= axis_.lowest; --p) {
      const heat_cell cell = cell_of(row, axis_, p);
      result += colored_ ? colored_cell(cell, cell_width_) : plain_cell(cell, cell_width_);
    }
    if (colored_) result += color_end;
    return result;
  }

  [[nodiscard]] std::string specials() const {
    std::string result;
    for (const heat_row& row : rows_) {
      const std::string found = special_values(row);
      if (found.empty()) continue;
      result += (row.kind ? shortened(row.name()) + ": " : "") + found + '\n';
    }
    return result;
  }

  [[nodiscard]] std::string legend() const {
    std::string result = "columns: bit position p of 2^p, values counted at their highest bit";
    const std::string cut = cut_text(axis_);
    if (!cut.empty()) result += '\n' + cut;
    return result + '\n' + (colored_ ? color_legend() : plain_legend());
  }
  [[nodiscard]] std::string plain_legend() const {
    return "in the format: . none  :-=+*#%@ few to many, logarithmic, from 1/1000 of the row's "
           "fullest bit\n"
           "not in the format: blank none  x few  X many, from 1/100 of it   s sign bit, S with "
           "values\n" +
           std::string(shows_part(rows_, axis_) ? "in the format in part: , none  o values\n" : "");
  }
  [[nodiscard]] static std::string color_legend() {
    std::string ramp;
    std::string gray;
    for (int level = 0; level <= heat_levels; ++level) {
      ramp += colored_cell({.level = level}, 2);
      gray += colored_cell({.level = level, .is_many = level > 3, .inside = coverage::none}, 2);
    }
    const std::string end(color_end);
    return "in the format:     " + ramp + end +
           " none, few to many: logarithmic, from 1/1000 of the row's fullest bit\n"
           "not in the format: " +
           gray + end + " none, few to many (X: from 1/100 of it)   s sign bit\n";
  }
  std::vector<heat_row> rows_;
  heat_table table_;
  bool colored_;
  heat_axis axis_;
  int cell_width_ = 1;
  bool apart_ = false;  ///< the numbers stand below the cells
};

}  // namespace detail

/// One histogram as a line of cells, a column for each bit position, highest first: darker where
/// more values have their most significant bit, gray where the format has no bit.
///
/// Zeros and values are counts; the share of underflows is exact, that of overflows an interval
/// where the histogram leaves it open.
template <int S>
[[nodiscard]] std::string heat_map(const octave_histogram<S>& histogram, const selection& chosen,
                                   const text_options& options = {}) {
  return detail::text_map({detail::make_heat_row(histogram, chosen)}, options).draw(options.legend);
}

/// The same for any format, under the default policy.
/// @throws std::invalid_argument for an invalid format
template <int S>
[[nodiscard]] std::string heat_map(const octave_histogram<S>& histogram, format target,
                                   const text_options& options = {}) {
  return heat_map(histogram, evaluate_format(histogram, target), options);
}

/// A line for each site of a profile, over one axis.
/// @throws std::invalid_argument when the plan lacks a site
template <int S>
[[nodiscard]] std::string heat_map(const basic_profile<S>& observed, const plan& formats,
                                   const text_options& options = {}) {
  return detail::text_map(detail::make_heat_rows("heat_map", observed, formats), options)
      .draw(options.legend);
}

}  // namespace binpoint

#endif
