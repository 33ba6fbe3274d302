/// @file
/// What formats do to the values of a profile, as text: a line for each site.
#ifndef BINPOINT_REPORT_LOSSES_TEXT_HPP
#define BINPOINT_REPORT_LOSSES_TEXT_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "../channel_formats.hpp"
#include "../channel_profile.hpp"
#include "../format_text.hpp"
#include "../network.hpp"
#include "../selection.hpp"
#include "../word_length_table.hpp"
#include "detail/heat_rows.hpp"
#include "detail/number_text.hpp"
#include "detail/report_rows.hpp"
#include "detail/text_table.hpp"
#include "options.hpp"

namespace binpoint {

struct losses_text_options {
  /// What the caller says of each site, in the order of the profile; empty: there is no such
  /// column.
  std::vector<std::string> notes{};
  std::string notes_head = "tensor";
  /// Tells the losses of formats by channel; null: they are not known.
  const channel_profile* channels = nullptr;
};

namespace detail {

inline constexpr int widest_site = 28;

[[nodiscard]] inline text_column site_column() { return {"site", true}; }
inline void add_site(text_column& column, const heat_row& row) {
  column.add(shortened(row.name(), widest_site));
}

}  // namespace detail

/// For each site its extremes, its format and what that loses: counts of values that overflow and
/// underflow, the SQNR expected and the bounds that are certain.
///
/// A count that stands alone is exact. A site that stays in floating point has no losses.
/// @throws std::invalid_argument when the plan lacks a site, or when there are notes for another
///         number of sites
template <int S>
[[nodiscard]] std::string losses_text(const basic_profile<S>& observed, const plan& formats,
                                      const losses_text_options& options = {}) {
  const auto rows =
      detail::make_report_rows("losses_text", observed, formats, {.channels = options.channels});
  const bool has_notes = !options.notes.empty();
  if (has_notes && options.notes.size() != rows.size()) {
    detail::invalid_argument("losses_text", std::to_string(options.notes.size()) +
                                                " notes are not one for each of " +
                                                std::to_string(rows.size()) + " sites");
  }
  detail::text_column site = detail::site_column();
  detail::text_column notes(options.notes_head, true);
  std::vector<detail::text_column> columns;
  for (const char* head : {"min", "max", "overflow", "underflow", "SQNR", "certain"}) {
    columns.emplace_back(head, false);
  }
  columns.emplace(columns.begin() + 2, "format", true);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const detail::heat_row& row = rows[i];
    detail::add_site(site, row);
    if (has_notes) notes.add(detail::shortened(options.notes[i], 40));
    columns[0].add(detail::significant(row.min));
    columns[1].add(detail::significant(row.max));
    columns[2].add(detail::format_name(row));
    const bool has_losses = row.losses.has_value();
    columns[3].add(has_losses ? detail::count_text(row.losses->overflows) : "-");
    columns[4].add(has_losses ? detail::count_text(detail::underflows_of(*row.losses)) : "-");
    columns[5].add(has_losses ? detail::decibels_text(row.losses->expected_sqnr_db) : "-");
    columns[6].add(has_losses ? detail::decibels_range(row.losses->sqnr_db) : "-");
  }
  if (has_notes) columns.insert(columns.begin(), std::move(notes));
  columns.insert(columns.begin(), std::move(site));
  return detail::draw_table(columns) +
         "overflow, underflow: numbers of values; one number is exact, of two the truth lies "
         "between them\nSQNR: an estimate, values taken as spread evenly within each bin; certain: "
         "its bounds\n";
}

/// For each site the SQNR in dB that is expected of the best window of each word length, for the
/// least error.
/// @par Complexity  that of word_length_table for each site
template <int S>
[[nodiscard]] std::string word_lengths_text(const basic_profile<S>& observed,
                                            word_length_set lengths = word_length_set::range(2,
                                                                                             16)) {
  std::vector<detail::text_column> columns{detail::site_column()};
  for (int length = 1; length <= max_word_length; ++length) {
    if (lengths.contains(length)) {
      columns.emplace_back(std::to_string(length) + (columns.size() == 1 ? " bits" : ""), false);
    }
  }
  for (const auto& [where, histogram] : observed) {
    columns[0].add(detail::shortened(to_string(where), detail::widest_site));
    std::size_t column = 1;
    for (const selection& each : word_length_table(histogram, least_error{}, {}, lengths)) {
      std::string text = detail::decibels_text(each.expected_sqnr_db);
      if (text.ends_with(" dB")) text.resize(text.size() - 3);
      columns[column++].add(text == "no error" ? "exact" : text);
    }
  }
  return detail::draw_table(columns) + "SQNR in dB, estimated, by bits of a word\n";
}

/// For each site with formats by channel their number and spread, and what they gain over one
/// format for the tensor.
/// @throws std::invalid_argument as expected_channel_gains does
template <int S>
[[nodiscard]] std::string channel_gains_text(const basic_channel_profile<S>& observed,
                                             const plan& per_channel, const plan& per_tensor) {
  std::vector<detail::text_column> columns{detail::site_column()};
  columns.emplace_back("channels", false);
  columns.emplace_back("for the tensor", true);
  columns.emplace_back("by channel", true);
  for (const char* head : {"SQNR", "by channel", "gain"}) columns.emplace_back(head, false);
  for (const auto& [where, gain] : expected_channel_gains(observed, per_channel, per_tensor)) {
    detail::heat_row row;
    row.formats = detail::distinct_formats(per_channel.at(where));
    columns[0].add(detail::shortened(to_string(where), detail::widest_site));
    columns[1].add(std::to_string(per_channel.at(where).fraction_lengths.size()));
    columns[2].add(to_string(per_tensor.at(where).base));
    columns[3].add(detail::format_name(row));
    columns[4].add(detail::decibels_text(gain.per_tensor_db));
    columns[5].add(detail::decibels_text(gain.per_channel_db));
    columns[6].add(detail::decibels_text(gain.gain_db()));
  }
  if (columns[0].entries.empty()) return "no site gains by formats of its channels\n";
  return detail::draw_table(columns) + "SQNR: estimates, by the histograms of the channels\n";
}

}  // namespace binpoint

#endif
