/// @file
/// What a row of the table opens to: the criteria side by side, and every word length.
#ifndef BINPOINT_REPORT_DETAIL_HTML_STUDY_HPP
#define BINPOINT_REPORT_DETAIL_HTML_STUDY_HPP

#include <cstdint>
#include <string>

#include "../../format_text.hpp"
#include "html_losses.hpp"
#include "html_table.hpp"
#include "number_text.hpp"
#include "site_study.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string html_criteria(const site_study& study, std::uint64_t total) {
  std::string rows;
  for (const criterion_choice& each : study.criteria) {
    rows += "<tr><th scope=\"row\">" + escaped(each.criterion) + "</th>" +
            format_cell(to_string(each.chosen.chosen)) + loss_cells(each.chosen, total) + "</tr>";
  }
  return html_table("criteria", "Criteria, words of " + std::to_string(study.word_length) + " bits",
                    "<tr>" + column_head("criterion", "name") + column_head("format", "name") +
                        column_head("overflow") + column_head("underflow") +
                        column_head("SQNR (estimate)") + column_head("SQNR (bounds)") + "</tr>",
                    rows);
}

[[nodiscard]] inline std::string html_lengths(const site_study& study) {
  std::string head = "<tr><th scope=\"row\">word length</th>";
  std::string formats = "<tr><th scope=\"row\">format</th>";
  std::string ratios = "<tr><th scope=\"row\">SQNR (estimate)</th>";
  for (const selection& each : study.lengths) {
    head += column_head(std::to_string(each.chosen.word_length));
    formats += format_cell(to_string(each.chosen));
    ratios +=
        html_cell{decibels_text(each.expected_sqnr_db), {}, shortest(each.expected_sqnr_db)}.draw();
  }
  return html_table("lengths", "Word lengths, by least_error", head + "</tr>",
                    formats + "</tr>" + ratios + "</tr>");
}

/// @param more  markup that follows
[[nodiscard]] inline std::string html_study(const site_study& study, std::uint64_t total,
                                            const std::string& more = "") {
  return "<div class=\"study\">" + html_criteria(study, total) + html_lengths(study) + more +
         "</div>";
}

}  // namespace binpoint::detail

#endif
