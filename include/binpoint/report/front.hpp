/// @file
/// The points of a Pareto front as a table: bytes, bits, expected SQNR, what was measured.
#ifndef BINPOINT_REPORT_FRONT_HPP
#define BINPOINT_REPORT_FRONT_HPP

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../network.hpp"
#include "../search.hpp"
#include "detail/name_text.hpp"
#include "detail/number_text.hpp"

namespace binpoint {

struct front_table_options {
  std::string_view measure = "accuracy";  ///< heads the column of what was measured
  bool as_percent = true;                 ///< 0.9215 reads 92.15 %
  /// The point that is marked, the one chosen; none if there is no such point.
  std::size_t marked = static_cast<std::size_t>(-1);
};

namespace detail {

/// "4" or "4-8": the shortest and the longest word that has bits in the budget, or of all.
[[nodiscard]] inline std::string word_lengths_text(const plan& formats) {
  int shortest = max_word_length + 1;
  int longest = 0;
  bool has_float = false;
  for (const auto& [where, chosen] : formats) {
    if (where.kind == role::activation || where.kind == role::input) continue;
    has_float = has_float || chosen.stays_float;
    if (chosen.stays_float) continue;
    shortest = std::min(shortest, chosen.base.word_length);
    longest = std::max(longest, chosen.base.word_length);
  }
  if (longest == 0) return has_float ? "float" : "-";
  std::string text = std::to_string(shortest);
  if (longest > shortest) text.append("-").append(std::to_string(longest));
  return has_float ? text + ", float" : text;
}

[[nodiscard]] inline std::string measured_text(const front_point& point, bool as_percent) {
  if (!point.measured) return "-";
  return as_percent ? number_text(100 * *point.measured, std::chars_format::fixed, 2) + " %"
                    : significant(*point.measured);
}

using front_row = std::array<std::string, 5>;

[[nodiscard]] inline front_row row_of_point(const front_point& point, bool as_percent) {
  const costed_plan& formats = point.formats;
  const double values = static_cast<double>(formats.budgeted_values);
  return {grouped(formats.bytes()),
          formats.budgeted_values == 0 ? "-"
                                       : number_text(static_cast<double>(formats.bits) / values,
                                                     std::chars_format::fixed, 2),
          word_lengths_text(formats), decibels_text(formats.expected_sqnr_db()),
          measured_text(point, as_percent)};
}

}  // namespace detail

/// One line for each point, from the fewest bytes up: bytes, bits for each budgeted value, the word
/// lengths of weights and biases, the SQNR that is expected, what was measured ("-" where nothing
/// was). Columns are aligned; the marked line ends with an arrow.
[[nodiscard]] inline std::string front_table(std::span<const front_point> points,
                                             const front_table_options& options = {}) {
  std::vector<detail::front_row> rows{
      {"bytes", "bits/value", "word lengths", "expected SQNR", detail::shortened(options.measure)}};
  for (const front_point& each : points) {
    rows.push_back(detail::row_of_point(each, options.as_percent));
  }
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t column = 0; column < rows[i].size(); ++column) {
      int width = 0;
      for (const auto& row : rows) width = std::max(width, detail::display_width(row[column]));
      const int blanks = width - detail::display_width(rows[i][column]) + (column > 0 ? 2 : 0);
      text.append(static_cast<std::size_t>(blanks), ' ').append(rows[i][column]);
    }
    text += i > 0 && i - 1 == options.marked ? "  <-\n" : "\n";
  }
  return text;
}

}  // namespace binpoint

#endif
