/// @file
/// The results of a validation as JSON: report/json.hpp tells what each member means.
#ifndef BINPOINT_REPORT_DETAIL_JSON_VALIDATION_HPP
#define BINPOINT_REPORT_DETAIL_JSON_VALIDATION_HPP

#include <string>

#include "../../validate.hpp"
#include "json_text.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string json_metric(const metric_result& metric) {
  return json_object()
      .add("name", json_string(metric.name))
      .add("float", json_number(metric.of_float))
      .add("quantized", json_number(metric.of_quantized))
      .text();
}

[[nodiscard]] inline std::string json_parameters(const parameter_bytes& bytes) {
  return json_object()
      .add("count", json_count(bytes.count))
      .add("float_bytes", json_count(bytes.before))
      .add("packed_bytes", json_count(bytes.packed))
      .add("stored_bytes", json_count(bytes.stored))
      .text();
}

/// null without a validation.
[[nodiscard]] inline std::string json_validation(const validation* v) {
  if (v == nullptr) return "null";
  return json_object()
      .add("inputs", json_count(v->inputs))
      .add("agreement", json_number(v->agreement))
      .add("metrics", json_list(v->metrics, json_metric))
      .add("parameters", json_parameters(v->bytes))
      .text();
}

}  // namespace binpoint::detail

#endif
