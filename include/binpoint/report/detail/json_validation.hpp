/// @file
/// The results of a validation as JSON: report/json.hpp tells what each member means.
#ifndef BINPOINT_REPORT_DETAIL_JSON_VALIDATION_HPP
#define BINPOINT_REPORT_DETAIL_JSON_VALIDATION_HPP

#include <string>

#include "../../error_report.hpp"
#include "../../validation.hpp"
#include "json_text.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string json_losses(const error_report& r) {
  return json_object()
      .add("values", json_count(r.total))
      .add("overflows", json_count(r.overflows))
      .add("underflows", json_count(r.underflows))
      .add("precision_losses", json_count(r.precision_losses))
      .add("nans", json_count(r.nans))
      .add("infinities", json_count(r.infinities))
      .add("largest_error", json_number(r.max_abs_error))
      .add("sqnr_db", json_number(r.sqnr_db()))
      .text();
}

[[nodiscard]] inline std::string json_metric(const metric_result& metric) {
  return json_object()
      .add("name", json_string(metric.name))
      .add("float", json_number(metric.of_float))
      .add("quantized", json_number(metric.of_quantized))
      .text();
}

[[nodiscard]] inline std::string json_bytes(const byte_counts& bytes) {
  return json_object()
      .add("count", json_count(bytes.count))
      .add("float_bytes", json_count(bytes.before))
      .add("packed_bytes", json_count(bytes.packed))
      .add("stored_bytes", json_count(bytes.stored))
      .text();
}

[[nodiscard]] inline std::string json_confusion(const confusion_matrix& confusion) {
  const auto pairs = json_list(confusion.counts, [](const auto& entry) {
    return '[' + std::to_string(entry.first.first) + ',' + std::to_string(entry.first.second) +
           ',' + json_count(entry.second) + ']';
  });
  return json_object().add("classes", json_count(confusion.classes)).add("pairs", pairs).text();
}

/// null without a validation.
[[nodiscard]] inline std::string json_validation(const validation* v) {
  if (v == nullptr) return "null";
  return json_object()
      .add("inputs", json_count(v->inputs))
      .add("agreement", json_number(v->agreement))
      .add("metrics", json_list(v->metrics, json_metric))
      .add("outputs_sqnr_db", json_number(v->outputs.sqnr_db()))
      .add("confusion", json_confusion(v->confusion))
      .add("parameters", json_bytes(v->bytes))
      .add("outputs", json_bytes(v->activations.sum))
      .add("outputs_in_succession", json_bytes(v->activations.peak))
      .add("multiply_accumulates",
           v->multiply_accumulates ? json_count(*v->multiply_accumulates) : "null")
      .text();
}

/// What a site costs by itself.
[[nodiscard]] inline std::string json_alone(const site_sensitivity& alone) {
  return json_object()
      .add("own_sqnr_db", json_number(alone.own.sqnr_db()))
      .add("output_sqnr_db", json_number(alone.output.sqnr_db()))
      .add("accumulated_sqnr_db", json_number(alone.accumulated.sqnr_db()))
      .text();
}

}  // namespace binpoint::detail

#endif
