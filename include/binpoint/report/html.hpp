/// @file
/// The report of a network as one HTML page that stands alone: no script, no request to anywhere.
#ifndef BINPOINT_REPORT_HTML_HPP
#define BINPOINT_REPORT_HTML_HPP

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../network.hpp"
#include "../policy.hpp"
#include "../validate.hpp"
#include "../version.hpp"
#include "detail/heat_rows.hpp"
#include "detail/html_sites.hpp"
#include "detail/html_style.hpp"
#include "detail/html_table.hpp"
#include "detail/markup.hpp"
#include "detail/number_text.hpp"
#include "detail/policy_text.hpp"
#include "svg.hpp"

namespace binpoint {

struct report_options {
  std::string title = "Fixed-point report";
  /// What the reader should know about the run, by name: the network, the data, the criterion.
  std::vector<std::pair<std::string, std::string>> facts{};
  const validation* validated = nullptr;  ///< null: the page has no results of a run
};

namespace detail {

[[nodiscard]] inline std::string html_head(const std::string& title) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
         escaped(title) + "</title>\n" + std::string(html_style) + "</head><body>\n<h1>" +
         escaped(title) + "</h1>\n";
}

[[nodiscard]] inline std::string html_facts(const report_options& options, const policy& rules) {
  std::string result = "<dl>";
  const auto add = [&](const std::string& name, const std::string& value) {
    result += "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>\n";
  };
  for (const auto& [name, value] : options.facts) add(name, value);
  add("arithmetic", policy_text(rules));
  return result + "</dl>\n";
}

[[nodiscard]] inline std::string html_metrics(const validation& v) {
  std::string rows;
  for (const metric_result& each : v.metrics) {
    rows += "<tr>" + row_head(each.name) +
            html_cell{significant(each.of_float, 6), {}, shortest(each.of_float)}.draw() +
            html_cell{significant(each.of_quantized, 6), {}, shortest(each.of_quantized)}.draw() +
            html_cell{significant(each.of_quantized - each.of_float)}.draw() + "</tr>\n";
  }
  const auto same =
      static_cast<std::uint64_t>(std::llround(v.agreement * static_cast<double>(v.inputs)));
  rows += "<tr>" + row_head("same highest output") +
          html_cell{percent(same, v.inputs) + " of the inputs", {}, shortest(v.agreement)}.draw() +
          "<td></td><td></td></tr>\n";
  return html_table("metrics",
                    "Float against quantized network, over " + grouped(v.inputs) + " inputs",
                    "<tr><td></td>" + column_head("float") + column_head("quantized") +
                        column_head("difference") + "</tr>",
                    rows);
}

[[nodiscard]] inline std::string html_bytes(const parameter_bytes& bytes) {
  std::string rows;
  const auto add = [&](const char* name, std::uint64_t count) {
    rows += "<tr>" + row_head(name) + html_cell{grouped(count)}.draw() +
            html_cell{percent(count, bytes.before)}.draw() + "</tr>\n";
  };
  add("as float", bytes.before);
  add("as codes, packed bit by bit", bytes.packed);
  add("as codes, in builtin integers", bytes.stored);
  return html_table("bytes", "Memory of the " + grouped(bytes.count) + " parameters",
                    "<tr><td></td>" + column_head("bytes") + column_head("share") + "</tr>", rows);
}

[[nodiscard]] inline std::string html_notes(bool is_validated) {
  std::string result =
      "<h2>How to read this</h2>\n<ul>"
      "<li>A cell of the map counts the values whose most significant bit has that weight, "
      "whatever "
      "their sign: darker is more, each row by itself. Gray bits are not in the format. Values "
      "there are marked: above the format they overflow, below it they are rounded to zero or to "
      "one step.</li>\n"
      "<li>Counts, min and max are exact. A share is exact to the digits shown where one number "
      "stands; where two stand, it lies between them, for the histogram does not tell apart the "
      "values next to the ends of a format. Pointed at, a share tells its counts.</li>\n"
      "<li>SQNR, the ratio of signal to quantization noise: the estimate takes values as spread "
      "evenly within each part of an octave; the bounds are certain.</li>\n";
  if (is_validated) {
    result +=
        "<li>What the validation has counted is exact for its inputs, which need not be those of "
        "the counts on the left; layers before a site were quantized too.</li>\n";
  }
  return result + "</ul>\n";
}

[[nodiscard]] inline std::string html_footer() {
  return "<footer>binpoint " + std::to_string(BINPOINT_VERSION_MAJOR) + '.' +
         std::to_string(BINPOINT_VERSION_MINOR) + '.' + std::to_string(BINPOINT_VERSION_PATCH) +
         "</footer>\n</body></html>\n";
}

[[nodiscard]] inline std::string html_page(const std::vector<heat_row>& rows, const policy& rules,
                                           const report_options& options) {
  const validation* v = options.validated;
  std::string result = html_head(options.title) + html_facts(options, rules);
  if (v != nullptr) {
    result += "<h2>Validation</h2>\n<div class=\"side\">" + html_metrics(*v) +
              html_bytes(v->bytes) + "</div>\n";
  }
  return result + "<h2>Bit positions</h2>\n<div class=\"scroll\">" + draw_svg(rows, {}) +
         "</div>\n<h2>Sites</h2>\n" + html_sites(rows, v).draw() + html_notes(v != nullptr) +
         html_footer();
}

}  // namespace detail

/// What was observed of a network, the formats chosen for it, and what they lose, as one page: the
/// heat map, the table of sites, and with a validation its metrics and bytes.
///
/// The page says which numbers are exact, which are bounds and which an estimate. It is XML as
/// well.
/// @throws std::invalid_argument when the plan lacks a site
template <int S>
[[nodiscard]] std::string html_report(const basic_profile<S>& observed, const plan& formats,
                                      const report_options& options = {}) {
  return detail::html_page(detail::make_heat_rows("html_report", observed, formats), formats.rules,
                           options);
}

}  // namespace binpoint

#endif
