/// @file
/// The results of a validation: metrics, answers, bytes.
#ifndef BINPOINT_REPORT_DETAIL_HTML_VALIDATION_HPP
#define BINPOINT_REPORT_DETAIL_HTML_VALIDATION_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "../../validation.hpp"
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
  const auto add = [&](const char* name, const html_cell& cell) {
    rows += "<tr>" + row_head(name) + "<td></td>" + cell.draw() + "<td></td></tr>\n";
  };
  add("same highest output",
      {percent(same, v.inputs) + " of the inputs", {}, shortest(v.agreement)});
  add("SQNR of the outputs",
      {decibels_text(v.outputs.sqnr_db()), {}, shortest(v.outputs.sqnr_db())});
  return html_table("metrics",
                    "Float against quantized network, over " + grouped(v.inputs) + " inputs",
                    "<tr><td></td>" + column_head("float") + column_head("quantized") +
                        column_head("difference") + "</tr>",
                    rows);
}

[[nodiscard]] inline std::string html_bytes(const validation& v) {
  std::string rows;
  const auto add = [&](const char* name, const byte_counts& bytes) {
    const auto cell = [&](std::uint64_t count) {
      return html_cell{grouped(count), percent(count, bytes.before) + " of float"}.draw();
    };
    rows += "<tr>" + row_head(name) + html_cell{grouped(bytes.count)}.draw() + cell(bytes.before) +
            cell(bytes.stored) + cell(bytes.packed) + "</tr>\n";
  };
  add("parameters", v.bytes);
  if (v.activations.sum.count > 0) {
    add("outputs of one input", v.activations.sum);
    add("two outputs in succession", v.activations.peak);
  }
  const std::string products =
      v.multiply_accumulates
          ? "; one input takes " + grouped(*v.multiply_accumulates) + " multiply-accumulates"
          : "";
  return html_table("bytes", "Memory, in bytes" + products,
                    "<tr><td></td>" + column_head("values") + column_head("as float") +
                        column_head("in integers") + column_head("packed") + "</tr>",
                    rows);
}

/// Rows: the answer of the float network; columns: that of the quantized one.
[[nodiscard]] inline std::string html_confusion_square(const confusion_matrix& confusion) {
  std::string head = "<tr><td></td>";
  std::string rows;
  for (std::size_t i = 0; i < confusion.classes; ++i) head += column_head(std::to_string(i));
  for (std::size_t row = 0; row < confusion.classes; ++row) {
    rows += "<tr>" + row_head(std::to_string(row));
    for (std::size_t column = 0; column < confusion.classes; ++column) {
      const std::uint64_t count = confusion.count(row, column);
      const bool changed = row != column && count > 0;
      rows += html_cell{count == 0 ? "" : grouped(count), {}, {}, changed ? "changed" : ""}.draw();
    }
    rows += "</tr>\n";
  }
  return html_table("confusion", "Answers: rows of the float network, columns of the quantized one",
                    head + "</tr>", rows);
}

/// The answers that changed, where there are too many outputs for a square.
[[nodiscard]] inline std::string html_confusion_list(const confusion_matrix& confusion) {
  constexpr std::size_t most = 20;
  std::string rows;
  std::size_t changed = 0;
  for (const auto& [pair, count] : confusion.counts) {
    if (pair.first == pair.second || ++changed > most) continue;
    rows += "<tr>" + html_cell{std::to_string(pair.first)}.draw() +
            html_cell{std::to_string(pair.second)}.draw() + html_cell{grouped(count)}.draw() +
            "</tr>\n";
  }
  const std::string more =
      changed > most ? ", the first " + std::to_string(most) + " of " + grouped(changed) : "";
  return html_table(
      "confusion", "Answers that changed" + more,
      "<tr>" + column_head("float") + column_head("quantized") + column_head("inputs") + "</tr>",
      rows);
}

[[nodiscard]] inline std::string html_confusion(const confusion_matrix& confusion) {
  constexpr std::size_t widest_square = 16;
  if (confusion.classes == 0) return "";
  return confusion.classes <= widest_square ? html_confusion_square(confusion)
                                            : html_confusion_list(confusion);
}

/// Nothing without a validation.
[[nodiscard]] inline std::string html_validation(const validation* v) {
  if (v == nullptr) return "";
  return "<h2>Validation</h2>\n<div class=\"side\">" + html_metrics(*v) + html_bytes(*v) +
         html_confusion(v->confusion) + "</div>\n";
}

}  // namespace binpoint::detail

#endif
