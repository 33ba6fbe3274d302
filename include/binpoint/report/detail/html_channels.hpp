/// @file
/// The channels of a site as one map: a row for each channel, a column for each bit position.
#ifndef BINPOINT_REPORT_DETAIL_HTML_CHANNELS_HPP
#define BINPOINT_REPORT_DETAIL_HTML_CHANNELS_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "../../histogram.hpp"
#include "../../network.hpp"
#include "heat_axis.hpp"
#include "heat_rows.hpp"
#include "markup.hpp"

namespace binpoint::detail {

/// Neighbouring channels share a row where there are more than most_rows. Cells of one colour are
/// one path, neighbours merged: about a hundred bytes a row. The counts stand beside it, about
/// thirty bytes a row, and html_script_channels.hpp tells them where a row of the page is open:
/// elements of their own would take a hundred bytes a cell.
class channel_map {
 public:
  static constexpr std::size_t most_rows = 64;

  channel_map(const std::vector<msb_histogram>& channels, const tensor_format& chosen,
              const heat_axis& axis)
      : axis_(axis),
        channels_(channels.size()),
        per_row_((channels.size() + most_rows - 1) / most_rows) {
    for (std::size_t first = 0; first < channels.size(); first += per_row_) {
      const std::size_t last = std::min(first + per_row_, channels.size());
      msb_histogram sum;
      heat_row row;
      for (std::size_t c = first; c < last; ++c) {
        sum.merge(channels[c]);
        if (!chosen.stays_float) row.formats.push_back(format_of(chosen, c));
      }
      row.counts = position_counts(sum);
      peak_ = std::max(peak_, row.counts.peak());
      rows_.push_back(std::move(row));
    }
  }

  [[nodiscard]] std::string draw() const {
    const int height = std::clamp(128 / static_cast<int>(rows_.size()), 3, 12);
    const std::string size = attribute("width", axis_.columns() * cell) +
                             attribute("height", static_cast<int>(rows_.size()) * height);
    return "<figure class=\"channels\"><figcaption>" + escaped(caption()) +
           "</figcaption><svg class=\"bp-map bp-row\" role=\"img\" aria-label=\"" +
           escaped(caption()) + '"' + size + "><g transform=\"scale(" + std::to_string(cell) + ' ' +
           std::to_string(height) + ")\"" + attributes() + '>' + paths() + "</g></svg></figure>";
  }

 private:
  static constexpr int cell = 10;

  /// A format that has no fraction length for the channel is the tensor's.
  [[nodiscard]] static format format_of(const tensor_format& chosen, std::size_t channel) {
    return channel < chosen.fraction_lengths.size() ? chosen.of_channel(channel) : chosen.base;
  }

  [[nodiscard]] std::string caption() const {
    const std::string rows = per_row_ == 1 ? "a row each" : std::to_string(per_row_) + " in a row";
    return std::to_string(channels_) + (channels_ == 1 ? " channel, " : " channels, ") + rows +
           ", in the plan's formats; one scale of darkness for all; bits from 2^" +
           std::to_string(axis_.highest) + " down to 2^" + std::to_string(axis_.lowest);
  }

  /// What the script needs to tell the count of each cell.
  [[nodiscard]] std::string attributes() const {
    std::string counts;
    for (const heat_row& row : rows_) counts.append(counts_of(row)).append(";");
    counts.pop_back();
    return attribute("data-channels", static_cast<int>(channels_)) +
           attribute("data-per-row", static_cast<int>(per_row_)) + " data-counts=\"" + counts + '"';
  }

  /// The first column that has values, and the counts from there to the last one that has.
  [[nodiscard]] std::string counts_of(const heat_row& row) const {
    std::string result;
    std::string zeros;
    for (int p = axis_.highest; p >= axis_.lowest; --p) {
      const std::uint64_t count = row.counts.sum(axis_.span_of(p));
      if (count > 0) {
        if (result.empty()) result = std::to_string(axis_.highest - p);
        result.append(zeros).append(" ").append(std::to_string(count));
        zeros.clear();
      } else if (!result.empty()) {
        zeros += " 0";
      }
    }
    return result;
  }

  [[nodiscard]] std::string style_of(const heat_row& row, int p) const {
    const heat_cell found = cell_of(row, axis_, p);
    const char* letter = found.inside == coverage::all    ? "bp-i"
                         : found.inside == coverage::none ? "bp-o"
                                                          : "bp-p";
    return letter + std::to_string(heat_level(found.count, peak_));
  }

  [[nodiscard]] std::string paths() const {
    std::map<std::string, std::string> by_style;
    for (std::size_t y = 0; y < rows_.size(); ++y) {
      for (int p = axis_.highest; p >= axis_.lowest;) {
        const std::string style = style_of(rows_[y], p);
        const int first = p;
        do --p;
        while (p >= axis_.lowest && style_of(rows_[y], p) == style);
        const std::string width = std::to_string(first - p);
        by_style[style] += 'M' + std::to_string(axis_.highest - first) + ' ' + std::to_string(y) +
                           'h' + width + "v1h-" + width + 'z';
      }
    }
    std::string result;
    for (const auto& [style, data] : by_style) result += path(style, data);
    return result;
  }

  heat_axis axis_;
  std::size_t channels_;
  std::size_t per_row_;
  std::uint64_t peak_ = 0;
  std::vector<heat_row> rows_;
};

/// Nothing for a site of which no channels are known.
[[nodiscard]] inline std::string html_channels(const std::vector<msb_histogram>* channels,
                                               const tensor_format& chosen, const heat_axis& axis) {
  if (channels == nullptr || channels->empty()) return "";
  return channel_map(*channels, chosen, axis).draw();
}

}  // namespace binpoint::detail

#endif
