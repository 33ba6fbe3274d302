/// @file
/// The results of a validation: metrics and bytes.
#ifndef BINPOINT_REPORT_DETAIL_HTML_VALIDATION_HPP
#define BINPOINT_REPORT_DETAIL_HTML_VALIDATION_HPP

#include <cmath>
#include <cstdint>
#include <string>

#include "../../validate.hpp"
#include "html_table.hpp"
#include "number_text.hpp"

namespace binpoint::detail {

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

/// Nothing without a validation.
[[nodiscard]] inline std::string html_validation(const validation* v) {
  if (v == nullptr) return "";
  return "<h2>Validation</h2>\n<div class=\"side\">" + html_metrics(*v) + html_bytes(v->bytes) +
         "</div>\n";
}

}  // namespace binpoint::detail

#endif
