/// @file
/// The numbers that stand beside the cells of a heat map, as text.
#ifndef BINPOINT_REPORT_DETAIL_HEAT_TABLE_HPP
#define BINPOINT_REPORT_DETAIL_HEAT_TABLE_HPP

#include <string>
#include <vector>

#include "heat_rows.hpp"
#include "name_text.hpp"
#include "number_text.hpp"
#include "text_table.hpp"

namespace binpoint::detail {

struct heat_table {
  std::vector<text_column> before;  ///< left of the cells: site and format
  std::vector<text_column> after;   ///< right of them: zeros first
};

/// A lone histogram has no name, and no column for it.
[[nodiscard]] inline heat_table make_heat_table(const std::vector<heat_row>& rows) {
  constexpr int widest_name = 28;
  const bool is_named = rows.size() != 1 || rows.front().kind.has_value();
  heat_table table;
  if (is_named) table.before.emplace_back("site", true);
  table.before.emplace_back("format", true);
  for (const char* head : {"zeros", "values", "overflow", "underflow"}) {
    table.after.emplace_back(head, false);
  }
  for (const heat_row& row : rows) {
    if (is_named) table.before.front().add(shortened(row.name(), widest_name));
    table.before.back().add(format_name(row));
    table.after[0].add(grouped(row.zeros));
    table.after[1].add(grouped(row.total));
    table.after[2].add(overflow_share(row));
    table.after[3].add(underflow_share(row));
  }
  return table;
}

/// The values of a row that have no cell: "3 NaN, 1 infinite"; empty where there are none.
[[nodiscard]] inline std::string special_values(const heat_row& row) {
  if (row.nans + row.infinities == 0) return "";
  return grouped(row.nans) + " NaN, " + grouped(row.infinities) + " infinite";
}

}  // namespace binpoint::detail

#endif
