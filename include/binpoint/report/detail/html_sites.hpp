/// @file
/// The table of sites: what was seen, what was chosen, what that costs, and the heat strips.
#ifndef BINPOINT_REPORT_DETAIL_HTML_SITES_HPP
#define BINPOINT_REPORT_DETAIL_HTML_SITES_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "../../network.hpp"
#include "../../validation.hpp"
#include "../options.hpp"
#include "heat_rows.hpp"
#include "html_channels.hpp"
#include "html_losses.hpp"
#include "html_strip.hpp"
#include "html_study.hpp"
#include "html_table.hpp"
#include "number_text.hpp"
#include "site_study.hpp"

namespace binpoint::detail {

/// A column of the table: the name by which the script knows it, and the reader's.
struct html_column {
  const char* id;
  const char* head;
  bool is_text = false;
};

[[nodiscard]] inline std::vector<html_column> html_columns(const report_options& options,
                                                           bool has_specials) {
  std::vector<html_column> result{
      {"layer", "layer", true},    {"role", "role", true},     {"bits", "bits"},
      {"format", "format", true},  {"overflow", "overflow"},   {"underflow", "underflow"},
      {"sqnr", "SQNR (estimate)"}, {"bounds", "SQNR (bounds)"}};
  const auto add = [&](const std::vector<html_column>& more) {
    result.insert(result.end(), more.begin(), more.end());
  };
  if (options.validated != nullptr) {
    add({{"validated-overflow", "overflow (validated)"},
         {"validated-underflow", "underflow (validated)"},
         {"validated-sqnr", "SQNR (validated)"}});
  }
  if (options.alone != nullptr) {
    add({{"alone-own", "SQNR (alone)"},
         {"alone-output", "SQNR (output, alone)"},
         {"alone-gathered", "SQNR (gathered)"}});
  }
  add({{"values", "values"}, {"zeros", "zeros"}});
  if (has_specials) add({{"nan", "NaN"}, {"infinite", "infinite"}});
  add({{"min", "min"}, {"max", "max"}, {"lowest", "lowest"}, {"highest", "highest"}});
  return result;
}

[[nodiscard]] inline bool have_specials(const std::vector<heat_row>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const heat_row& row) { return row.nans + row.infinities > 0; });
}

class html_sites {
 public:
  html_sites(const std::vector<heat_row>& rows, const std::vector<site_study>& studies,
             const plan& formats, const report_options& options)
      : rows_(rows),
        studies_(studies),
        formats_(formats),
        options_(options),
        strips_(rows),
        has_specials_(have_specials(rows)),
        columns_(html_columns(options, has_specials_)) {}

  [[nodiscard]] const std::vector<html_column>& columns() const { return columns_; }
  [[nodiscard]] const html_strips& strips() const { return strips_; }

  [[nodiscard]] std::string draw() const {
    std::string result = "<table id=\"sites\"" + strips_.attributes() +
                         "><caption>In the order of the network; shares are of all values of a "
                         "site.</caption><thead><tr>";
    for (const html_column& each : columns_) result += head(each);
    result += "</tr></thead>\n";
    for (std::size_t i = 0; i < rows_.size(); ++i) result += site_body(i);
    return scroll_box("table of sites", result + "</table>");
  }

 private:
  [[nodiscard]] std::string head(const html_column& column) const {
    const bool is_bits = std::string_view(column.id) == "bits";
    return "<th scope=\"col\"" + class_attribute(column.is_text ? "name" : "") + " data-column=\"" +
           column.id + "\">" + (is_bits ? strips_.scale() : escaped(column.head)) + "</th>";
  }

  /// A body of its own for each site: its row, and what the row opens to.
  [[nodiscard]] std::string site_body(std::size_t i) const {
    const heat_row& row = rows_[i];
    return "<tbody id=\"site-" + std::to_string(i) + "\"><tr class=\"site\">" +
           row_head(row.layer) + html_cell{to_string(*row.kind), {}, {}, "name"}.draw() +
           "<td class=\"bits\">" + strips_.draw(row) + "</td>" + format_cell(format_name(row)) +
           loss_cells(row.losses, row.total) +
           (options_.validated != nullptr ? measured(row) : "") +
           (options_.alone != nullptr ? alone(row) : "") + seen(row) + range_cells(row.formats) +
           "</tr>\n<tr class=\"more\"><td class=\"name\" colspan=\"" +
           std::to_string(columns_.size()) + "\"><details><summary>" + escaped(row.name()) +
           ": criteria, word lengths</summary>" +
           html_study(studies_[i], row.total, channels(row)) + "</details></td></tr></tbody>\n";
  }

  [[nodiscard]] std::string seen(const heat_row& row) const {
    std::string result = html_cell{grouped(row.total)}.draw() +
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

  [[nodiscard]] std::string channels(const heat_row& row) const {
    if (options_.channels == nullptr) return "";
    return html_channels(options_.channels->find(row.layer, *row.kind),
                         *formats_.find(row.layer, *row.kind), strips_.axis());
  }

  [[nodiscard]] std::string alone(const heat_row& row) const {
    const site_sensitivity* found = options_.alone->sites.find(row.layer, *row.kind);
    std::string result;
    for (auto part :
         {&site_sensitivity::own, &site_sensitivity::output, &site_sensitivity::accumulated}) {
      const double db = found == nullptr ? std::nan("") : (found->*part).sqnr_db();
      result += html_cell{decibels_text(db), {}, shortest(db), "validated"}.draw();
    }
    return result;
  }

  /// A parameter is rounded once, an output for each input.
  [[nodiscard]] std::string measured(const heat_row& row) const {
    const site_result* found = options_.validated->sites.find(row.layer, *row.kind);
    const std::string none = html_cell{"-", {}, {}, "validated"}.draw();
    if (found == nullptr || found->losses.total == 0) return none + none + none;
    const error_report& r = found->losses;
    const auto share = [&](std::uint64_t count) {
      return html_cell{percent(count, r.total),
                       grouped(count) + " of " + grouped(r.total) + " values",
                       std::to_string(count), "validated"}
          .draw();
    };
    return share(r.overflows) + share(r.underflows) +
           html_cell{decibels_text(r.sqnr_db()), "largest error " + significant(r.max_abs_error),
                     shortest(r.sqnr_db()), "validated"}
               .draw();
  }

  const std::vector<heat_row>& rows_;
  const std::vector<site_study>& studies_;
  const plan& formats_;
  const report_options& options_;
  html_strips strips_;
  bool has_specials_;
  std::vector<html_column> columns_;
};

}  // namespace binpoint::detail

#endif
