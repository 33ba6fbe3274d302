/// @file
/// What a heat map draws: a row for each histogram, a column for each position of one shared axis.
#ifndef BINPOINT_REPORT_DETAIL_HEAT_ROWS_HPP
#define BINPOINT_REPORT_DETAIL_HEAT_ROWS_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../../detail/error.hpp"
#include "../../format_text.hpp"
#include "../../histogram.hpp"
#include "../../network.hpp"
#include "../../selection.hpp"
#include "number_text.hpp"

namespace binpoint::detail {

/// Neighbouring bit positions, both ends included.
struct position_span {
  int lowest = 0;
  int highest = 0;
};

/// Values by the position of their most significant bit. What below() and above() count stands one
/// position beyond the histogram's own, so that every finite value other than zero has a place.
class position_counts {
 public:
  static constexpr int lowest = msb_histogram::lowest_position - 1;
  static constexpr int highest = msb_histogram::highest_position + 1;
  static constexpr std::size_t size = highest - lowest + 1;

  position_counts() = default;

  explicit position_counts(const msb_histogram& h) {
    for (int p = msb_histogram::lowest_position; p <= msb_histogram::highest_position; ++p) {
      counts_[index(p)] = h.count(p);
    }
    counts_[index(lowest)] = h.below();
    counts_[index(highest)] = h.above();
  }

  [[nodiscard]] std::uint64_t sum(position_span span) const {
    std::uint64_t result = 0;
    for (int p = std::max(span.lowest, lowest); p <= std::min(span.highest, highest); ++p) {
      result += counts_[index(p)];
    }
    return result;
  }

  /// The count of the fullest position.
  [[nodiscard]] std::uint64_t peak() const {
    return *std::max_element(counts_.begin(), counts_.end());
  }

 private:
  [[nodiscard]] static std::size_t index(int p) { return static_cast<std::size_t>(p - lowest); }

  std::array<std::uint64_t, size> counts_{};
};

/// One histogram and the formats of its values: none where they stay floating-point numbers,
/// several where channels differ.
struct heat_row {
  std::string layer;
  std::optional<role> kind;  ///< a lone histogram has none, and no name
  position_counts counts;
  std::uint64_t total = 0;
  std::uint64_t zeros = 0;
  std::uint64_t nans = 0;
  std::uint64_t infinities = 0;
  double min = 0;
  double max = 0;
  bool extremes_exact = true;
  std::vector<format> formats;
  std::optional<selection> losses;  ///< of the one format

  [[nodiscard]] std::string name() const {
    if (!kind || layer == to_string(*kind)) return layer;
    return to_string(site{layer, *kind});
  }
};

/// sfix8_En7; sfix8_En4..En7 for channels of different fraction lengths; float.
[[nodiscard]] inline std::string format_name(const heat_row& row) {
  if (row.formats.empty()) return "float";
  const auto coarser = [](format a, format b) { return a.fraction_length < b.fraction_length; };
  const auto [low, high] = std::minmax_element(row.formats.begin(), row.formats.end(), coarser);
  if (*low == *high) return to_string(*low);
  const std::string last = to_string(*high);
  const std::size_t scale = last.find('_');
  return to_string(*low) + ".." + (scale == std::string::npos ? "E0" : last.substr(scale + 1));
}

/// Shares of all values, the infinite ones included; "-" where there is no one format to ask about.
[[nodiscard]] inline std::string overflow_share(const heat_row& row) {
  return row.losses ? percent(row.losses->overflows, row.total) : "-";
}
[[nodiscard]] inline interval<std::uint64_t> underflows_of(const selection& losses) {
  return {losses.underflows, losses.underflows + losses.undecided_underflows};
}
[[nodiscard]] inline std::string underflow_share(const heat_row& row) {
  return row.losses ? percent(underflows_of(*row.losses), row.total) : "-";
}

template <int S>
[[nodiscard]] heat_row observed_row(const octave_histogram<S>& h) {
  heat_row row;
  row.counts = position_counts(h);
  row.total = h.total();
  row.zeros = h.zeros();
  row.nans = h.nans();
  row.infinities = h.infinities();
  row.min = h.min();
  row.max = h.max();
  row.extremes_exact = h.extremes_exact();
  return row;
}

template <int S>
[[nodiscard]] heat_row make_heat_row(const octave_histogram<S>& h, const selection& chosen) {
  heat_row row = observed_row(h);
  row.formats = {chosen.chosen};
  row.losses = chosen;
  return row;
}

[[nodiscard]] inline std::vector<format> distinct_formats(const tensor_format& chosen) {
  if (chosen.stays_float) return {};
  if (chosen.fraction_lengths.empty()) return {chosen.base};
  std::vector<format> result;
  for (std::size_t c = 0; c < chosen.fraction_lengths.size(); ++c) {
    const format f = chosen.of_channel(c);
    if (std::find(result.begin(), result.end(), f) == result.end()) result.push_back(f);
  }
  return result;
}

/// A row for each site of a profile.
/// @throws std::invalid_argument when the plan lacks one of them
template <int S>
[[nodiscard]] std::vector<heat_row> make_heat_rows(const char* function,
                                                   const basic_profile<S>& observed,
                                                   const plan& formats) {
  std::vector<heat_row> rows;
  for (const auto& [where, histogram] : observed) {
    const tensor_format* chosen = formats.find(where);
    if (chosen == nullptr) {
      invalid_argument(function, "the plan has no format for '" + to_string(where) + "'");
    }
    heat_row& row = rows.emplace_back(observed_row(histogram));
    row.layer = where.layer;
    row.kind = where.kind;
    row.formats = distinct_formats(*chosen);
    if (row.formats.size() == 1) {
      row.losses = evaluate_format(histogram, row.formats.front(), formats.rules);
    }
  }
  return rows;
}

}  // namespace binpoint::detail

#endif
