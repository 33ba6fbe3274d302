/// @file
/// What a format is and what it loses, as cells of a table.
#ifndef BINPOINT_REPORT_DETAIL_HTML_LOSSES_HPP
#define BINPOINT_REPORT_DETAIL_HTML_LOSSES_HPP

#include <cstdint>
#include <optional>
#include <string>

#include "heat_rows.hpp"
#include "html_table.hpp"
#include "number_text.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string format_cell(const std::string& name) {
  return "<td class=\"name\"><code>" + escaped(name) + "</code></td>";
}

/// A share of the values, its counts when it is pointed at.
[[nodiscard]] inline std::string share_cell(interval<std::uint64_t> counts, std::uint64_t total) {
  return html_cell{percent(counts, total), count_text(counts) + " values",
                   std::to_string(counts.lower) + ' ' + std::to_string(counts.upper)}
      .draw();
}

/// Overflow, underflow, SQNR expected and its bounds; "-" where no one format holds.
[[nodiscard]] inline std::string loss_cells(const std::optional<selection>& losses,
                                            std::uint64_t total) {
  if (!losses) {
    const std::string none = html_cell{"-"}.draw();
    return none + none + none + none;
  }
  const selection& s = *losses;
  return share_cell(s.overflows, total) + share_cell(underflows_of(s), total) +
         html_cell{decibels_text(s.expected_sqnr_db), {}, shortest(s.expected_sqnr_db)}.draw() +
         html_cell{decibels_range(s.sqnr_db),
                   {},
                   shortest(s.sqnr_db.lower) + ' ' + shortest(s.sqnr_db.upper)}
             .draw();
}

[[nodiscard]] inline std::string range_cells(const std::vector<format>& formats) {
  if (formats.size() != 1) return html_cell{"-"}.draw() + html_cell{"-"}.draw();
  const format& f = formats.front();
  const auto limit = [&](double x) {
    return html_cell{significant(x), "step " + shortest(f.step()), shortest(x)}.draw();
  };
  return limit(f.lowest()) + limit(f.highest());
}

}  // namespace binpoint::detail

#endif
