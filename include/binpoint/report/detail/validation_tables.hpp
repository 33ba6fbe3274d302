/// @file
/// The results of a validation as tables of text.
#ifndef BINPOINT_REPORT_DETAIL_VALIDATION_TABLES_HPP
#define BINPOINT_REPORT_DETAIL_VALIDATION_TABLES_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../../channel_formats.hpp"
#include "../../validation.hpp"
#include "heat_rows.hpp"
#include "name_text.hpp"
#include "number_text.hpp"
#include "text_table.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string format_name(const tensor_format& chosen) {
  heat_row row;
  row.formats = distinct_formats(chosen);
  return format_name(row);
}

[[nodiscard]] inline std::string metrics_table(const validation& v) {
  std::vector<text_column> columns{
      {"", true}, {"float", false}, {"quantized", false}, {"difference", false}};
  for (const metric_result& each : v.metrics) {
    columns[0].add(shortened(each.name, 40));
    columns[1].add(significant(each.of_float, 6));
    columns[2].add(significant(each.of_quantized, 6));
    columns[3].add(significant(each.of_quantized - each.of_float));
  }
  return v.metrics.empty() ? "" : draw_table(columns);
}

/// What is known of each site: its losses in the quantized network, and where they are given what
/// it costs alone, what gathers there, what formats by channel gain.
[[nodiscard]] inline std::string sites_table(const validation& v, const sensitivity* alone,
                                             const site_map<channel_gain>* gains) {
  std::vector<text_column> columns{{"site", true},
                                   {"format", true},
                                   {"overflow", false},
                                   {"underflow", false},
                                   {"rounding", false}};
  if (alone != nullptr) {
    for (const char* head : {"alone", "output", "gathered"}) columns.emplace_back(head, false);
  }
  if (gains != nullptr) columns.emplace_back("channels", false);
  for (const auto& [where, result] : v.sites) {
    const error_report& losses = result.losses;
    std::vector<std::string> entries{shortened(to_string(where), 28), format_name(result.chosen),
                                     percent(losses.overflows, losses.total),
                                     percent(losses.underflows, losses.total),
                                     decibels_text(losses.sqnr_db())};
    if (alone != nullptr) {
      const site_sensitivity* found = alone->sites.find(where);
      for (auto part :
           {&site_sensitivity::own, &site_sensitivity::output, &site_sensitivity::accumulated}) {
        entries.push_back(found == nullptr ? "-" : decibels_text((found->*part).sqnr_db()));
      }
    }
    if (gains != nullptr) {
      const channel_gain* found = gains->find(where);
      const std::string gain = found == nullptr ? "-" : decibels_text(found->gain_db());
      entries.push_back(gain.front() == '-' ? gain : '+' + gain);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].add(std::move(entries[i]));
  }
  return draw_table(columns);
}

/// All pairs of answers: a row for each answer of the float network, a column for each of the
/// quantized one.
[[nodiscard]] inline std::string confusion_square(const confusion_matrix& confusion) {
  std::vector<text_column> columns{{"", false}};
  for (std::size_t i = 0; i < confusion.classes; ++i) {
    columns.emplace_back(std::to_string(i), false);
    columns.front().add(std::to_string(i));
  }
  for (std::size_t row = 0; row < confusion.classes; ++row) {
    for (std::size_t column = 0; column < confusion.classes; ++column) {
      const std::uint64_t count = confusion.count(row, column);
      columns[column + 1].add(count == 0 ? "." : grouped(count));
    }
  }
  return draw_table(columns);
}

/// The answers that changed most often, where a square would be too large.
[[nodiscard]] inline std::string confusion_list(const confusion_matrix& confusion) {
  constexpr std::size_t most = 10;
  std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::uint64_t>> changed;
  for (const auto& each : confusion.counts) {
    if (each.first.first != each.first.second) changed.push_back(each);
  }
  const auto more_often = [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  };
  std::sort(changed.begin(), changed.end(), more_often);
  std::vector<text_column> columns{{"float", false}, {"quantized", false}, {"inputs", false}};
  for (std::size_t i = 0; i < std::min(most, changed.size()); ++i) {
    columns[0].add(std::to_string(changed[i].first.first));
    columns[1].add(std::to_string(changed[i].first.second));
    columns[2].add(grouped(changed[i].second));
  }
  const std::string rest =
      changed.size() > most ? "and " + grouped(changed.size() - most) + " pairs more\n" : "";
  return draw_table(columns) + rest;
}

[[nodiscard]] inline std::string bytes_table(const validation& v) {
  std::vector<text_column> columns{{"bytes", true},
                                   {"values", false},
                                   {"as float", false},
                                   {"in integers", false},
                                   {"packed", false}};
  const auto add = [&](const char* name, const byte_counts& bytes) {
    columns[0].add(name);
    columns[1].add(grouped(bytes.count));
    columns[2].add(grouped(bytes.before));
    columns[3].add(grouped(bytes.stored));
    columns[4].add(grouped(bytes.packed));
  };
  add("parameters", v.bytes);
  add("outputs of one input", v.activations.sum);
  add("two outputs in succession", v.activations.peak);
  return draw_table(columns);
}

}  // namespace binpoint::detail

#endif
