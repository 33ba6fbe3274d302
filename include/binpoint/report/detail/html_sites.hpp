/// @file
/// The table of sites: what was seen, what was chosen, what that costs.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SITES_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SITES_HPP

#include <cstddef>
#include <string>
#include <vector>

#include "../../validate.hpp"
#include "heat_rows.hpp"
#include "html_table.hpp"
#include "number_text.hpp"

namespace binpoint::detail {

class html_sites {
 public:
  html_sites(const std::vector<heat_row>& rows, const validation* validated)
      : rows_(rows), validated_(validated) {
    for (const heat_row& row : rows) has_specials_ |= row.nans + row.infinities > 0;
  }

  [[nodiscard]] std::string draw() const {
    std::string body;
    for (const heat_row& row : rows_) {
      body += "<tr>" + row_head(row.layer) + seen(row) + chosen(row) + from_counts(row);
      if (validated_ != nullptr) body += measured(row);
      body += "</tr>\n";
    }
    return html_table("sites", "In the order of the network; shares are of all values of a site.",
                      head(), body);
  }

 private:
  [[nodiscard]] std::string head() const {
    std::string groups = "<tr><th colspan=\"2\"></th>" + group_head("seen", has_specials_ ? 6 : 4) +
                         group_head("format", 3) + group_head("from the counts", 4);
    std::string names = column_head("layer", "name") + column_head("role", "name") +
                        column_head("values", "first") + column_head("zeros");
    if (has_specials_) names += column_head("NaN") + column_head("infinite");
    names += column_head("min") + column_head("max") + column_head("name", "first") +
             column_head("lowest") + column_head("highest") + column_head("overflow", "first") +
             column_head("underflow") + column_head("SQNR (estimate)") +
             column_head("SQNR (bounds)");
    if (validated_ != nullptr) {
      groups += group_head("counted in the validation", 3);
      names += column_head("overflow", "first") + column_head("underflow") + column_head("SQNR");
    }
    return groups + "</tr><tr>" + names + "</tr>";
  }

  [[nodiscard]] std::string seen(const heat_row& row) const {
    std::string result = html_cell{row.kind ? to_string(*row.kind) : "", {}, {}, "name"}.draw() +
                         html_cell{grouped(row.total), {}, {}, "first"}.draw() +
                         html_cell{grouped(row.zeros), percent(row.zeros, row.total)}.draw();
    if (has_specials_) {
      result += html_cell{grouped(row.nans)}.draw() + html_cell{grouped(row.infinities)}.draw();
    }
    return result + extreme(row, row.min, ">= ") + extreme(row, row.max, "<= ");
  }

  [[nodiscard]] static std::string extreme(const heat_row& row, double x, const char* bound) {
    if (row.total == row.nans + row.infinities) return html_cell{"-"}.draw();
    return html_cell{(row.extremes_exact ? "" : bound) + significant(x), {}, shortest(x)}.draw();
  }

  [[nodiscard]] static std::string chosen(const heat_row& row) {
    std::string result = "<td class=\"first\"><code>" + escaped(format_name(row)) + "</code></td>";
    if (row.formats.size() != 1) return result + html_cell{"-"}.draw() + html_cell{"-"}.draw();
    const format& f = row.formats.front();
    const auto limit = [&](double x) {
      return html_cell{significant(x), "step " + shortest(f.step()), shortest(x)}.draw();
    };
    return result + limit(f.lowest()) + limit(f.highest());
  }

  [[nodiscard]] static std::string from_counts(const heat_row& row) {
    if (!row.losses) {
      const std::string none = html_cell{"-"}.draw();
      return html_cell{"-", {}, {}, "first"}.draw() + none + none + none;
    }
    const selection& s = *row.losses;
    const auto share = [&](interval<std::uint64_t> counts, std::string_view style) {
      return html_cell{percent(counts, row.total), count_text(counts) + " values", {}, style}
          .draw();
    };
    return share(s.overflows, "first") + share(underflows_of(s), "") +
           html_cell{decibels_text(s.expected_sqnr_db)}.draw() +
           html_cell{decibels_range(s.sqnr_db)}.draw();
  }

  /// A parameter is rounded once, an output for each input.
  [[nodiscard]] std::string measured(const heat_row& row) const {
    const site_result* found = row.kind ? validated_->sites.find(row.layer, *row.kind) : nullptr;
    if (found == nullptr || found->losses.total == 0) {
      return html_cell{"-", {}, {}, "first"}.draw() + html_cell{"-"}.draw() + html_cell{"-"}.draw();
    }
    const error_report& r = found->losses;
    const auto share = [&](std::uint64_t count, std::string_view style) {
      return html_cell{percent(count, r.total),
                       grouped(count) + " of " + grouped(r.total) + " values",
                       {},
                       style}
          .draw();
    };
    return share(r.overflows, "first") + share(r.underflows, "") +
           html_cell{decibels_text(r.sqnr_db()), "largest error " + significant(r.max_abs_error)}
               .draw();
  }

  const std::vector<heat_row>& rows_;
  const validation* validated_;
  bool has_specials_ = false;
};

}  // namespace binpoint::detail

#endif
