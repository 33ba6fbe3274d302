/// @file
/// The rows of a report, with the losses of formats by channel where the channels are known.
#ifndef BINPOINT_REPORT_DETAIL_REPORT_ROWS_HPP
#define BINPOINT_REPORT_DETAIL_REPORT_ROWS_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "../../channel_formats.hpp"
#include "../../network.hpp"
#include "../../selection.hpp"
#include "../options.hpp"
#include "heat_rows.hpp"

namespace binpoint::detail {

/// Counts of all channels, each in its own format; the bounds of the SQNR are not known (NaN).
template <int S>
[[nodiscard]] selection sum_channels(const std::vector<octave_histogram<S>>& channels,
                                     const tensor_format& chosen, policy rules) {
  selection sum;
  sum.chosen = chosen.base;
  sum.empty = true;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const selection part = evaluate_format(channels[c], chosen.of_channel(c), rules);
    sum.empty = sum.empty && part.empty;
    sum.underflows += part.underflows;
    sum.undecided_underflows += part.undecided_underflows;
    sum.overflows.lower += part.overflows.lower;
    sum.overflows.upper += part.overflows.upper;
  }
  sum.sqnr_db = {std::nan(""), std::nan("")};
  sum.expected_sqnr_db = channel_energies(channels, chosen, rules).sqnr_db();
  return sum;
}

/// @throws std::invalid_argument when the plan lacks a site
template <int S>
[[nodiscard]] std::vector<heat_row> make_report_rows(const char* function,
                                                     const basic_profile<S>& observed,
                                                     const plan& formats,
                                                     const report_options& options) {
  std::vector<heat_row> rows = make_heat_rows(function, observed, formats);
  if (options.channels == nullptr) return rows;
  for (heat_row& row : rows) {
    const auto* channels = options.channels->find(row.layer, *row.kind);
    const tensor_format& chosen = *formats.find(row.layer, *row.kind);
    if (row.losses || chosen.stays_float || channels == nullptr) continue;
    if (channels->size() != chosen.fraction_lengths.size()) continue;
    row.losses = sum_channels(*channels, chosen, formats.rules);
  }
  return rows;
}

}  // namespace binpoint::detail

#endif
