/// @file
/// A site of a report as JSON: report/json.hpp tells what each member means.
#ifndef BINPOINT_REPORT_DETAIL_JSON_SITE_HPP
#define BINPOINT_REPORT_DETAIL_JSON_SITE_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "../../channel_profile.hpp"
#include "../../format_text.hpp"
#include "../../histogram.hpp"
#include "../../network.hpp"
#include "../../selection.hpp"
#include "../../site.hpp"
#include "heat_rows.hpp"
#include "json_text.hpp"
#include "site_study.hpp"

namespace binpoint::detail {

[[nodiscard]] inline std::string json_format(format f) {
  return json_object()
      .add("name", json_string(to_string(f)))
      .add("word_length", std::to_string(f.word_length))
      .add("fraction_length", std::to_string(f.fraction_length))
      .add("signed", json_bool(f.is_signed))
      .add("lowest", json_number(f.lowest()))
      .add("highest", json_number(f.highest()))
      .text();
}

inline void add_losses(json_object& to, const selection& s) {
  to.add("overflows", json_interval(s.overflows))
      .add("underflows", json_interval(underflows_of(s)))
      .add("sqnr_db", json_interval(s.sqnr_db))
      .add("expected_sqnr_db", json_number(s.expected_sqnr_db));
}

/// Runs of bins that are not empty: [index of the first, count, count, ...].
[[nodiscard]] inline std::string json_runs(std::span<const std::uint64_t> bins) {
  std::string result;
  bool in_run = false;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i] == 0) {
      if (in_run) result += ']';
    } else {
      if (!in_run) result += (result.empty() ? "[" : ",[") + std::to_string(i);
      result += ',' + json_count(bins[i]);
    }
    in_run = bins[i] != 0;
  }
  return '[' + result + (in_run ? "]]" : "]");
}

template <int S>
void add_counts(json_object& to, const octave_histogram<S>& h) {
  using words = histogram_words;
  constexpr auto bins = static_cast<std::size_t>(octave_histogram<S>::bins);
  const auto sums = h.sums();
  const auto add = [&](const char* name, std::size_t word) {
    to.add(name, json_count(sums[word]));
  };
  to.add("values", json_count(h.total()));
  add("zeros", words::zero);
  add("nans", words::nan);
  add("positive_infinities", words::positive_infinity);
  add("negative_infinities", words::negative_infinity);
  add("positive_below", words::positive_below);
  add("negative_below", words::negative_below);
  add("positive_above", words::positive_above);
  add("negative_above", words::negative_above);
  to.add("min", json_number(h.min()))
      .add("max", json_number(h.max()))
      .add("smallest_nonzero", json_number(h.smallest_nonzero()))
      .add("extremes_exact", json_bool(h.extremes_exact()))
      .add("positive", json_runs(sums.subspan(words::special_count, bins)))
      .add("negative", json_runs(sums.subspan(words::special_count + bins, bins)));
}

inline void add_format(json_object& to, const tensor_format& chosen) {
  to.add("format", chosen.stays_float ? "null" : json_format(chosen.base));
  if (!chosen.fraction_lengths.empty()) {
    to.add("fraction_lengths",
           json_list(chosen.fraction_lengths, [](int f) { return std::to_string(f); }));
  }
}

[[nodiscard]] inline std::string json_choice(const char* criterion, const selection& s) {
  json_object result;
  if (criterion != nullptr) result.add("criterion", json_string(criterion));
  result.add("format", json_format(s.chosen));
  add_losses(result, s);
  return result.text();
}

inline void add_study(json_object& to, const site_study& study) {
  to.add("criteria",
         json_list(study.criteria,
                   [](const auto& each) { return json_choice(each.criterion, each.chosen); }))
      .add("word_lengths",
           json_list(study.lengths, [](const auto& each) { return json_choice(nullptr, each); }));
}

/// Nothing for a site of which no channels are known.
inline void add_channels(json_object& to, const channel_profile* channels, const site& where) {
  const auto* found = channels == nullptr ? nullptr : channels->find(where);
  if (found == nullptr) return;
  constexpr auto bins = static_cast<std::size_t>(msb_histogram::bins);
  to.add("channels", json_list(*found, [](const msb_histogram& h) {
           const auto sums = h.sums();
           return json_object()
               .add("values", json_count(h.total()))
               .add("zeros", json_count(h.zeros()))
               .add("positive", json_runs(sums.subspan(histogram_words::special_count, bins)))
               .add("negative",
                    json_runs(sums.subspan(histogram_words::special_count + bins, bins)))
               .text();
         }));
}

}  // namespace binpoint::detail

#endif
