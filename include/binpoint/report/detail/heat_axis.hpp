/// @file
/// The columns of a heat map, and what each of its cells shows.
#ifndef BINPOINT_REPORT_DETAIL_HEAT_AXIS_HPP
#define BINPOINT_REPORT_DETAIL_HEAT_AXIS_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../../format.hpp"
#include "heat_rows.hpp"

namespace binpoint::detail {

/// The positions from highest down to lowest, a column each. Where that would be too many, a column
/// at an end stands for everything beyond as well.
struct heat_axis {
  int highest = 0;
  int lowest = 0;
  bool merges_above = false;
  bool merges_below = false;

  [[nodiscard]] int columns() const { return highest - lowest + 1; }

  /// The positions that column p stands for; doubles reach from 2^-1074 to below 2^1024.
  [[nodiscard]] position_span span_of(int p) const {
    const bool to_bottom = p == position_counts::lowest || (p == lowest && merges_below);
    const bool to_top = p == position_counts::highest || (p == highest && merges_above);
    return {to_bottom ? -1074 : p, to_top ? 1023 : p};
  }
};

/// From 1/100 of the row's fullest position on.
[[nodiscard]] inline bool is_many(std::uint64_t count, std::uint64_t peak) {
  return count > 0 && static_cast<double>(count) >= static_cast<double>(peak) / 100;
}

/// Whether the bits of a column are in the window: for all channels, for some, for none.
enum class coverage { all, some, none };

struct heat_cell {
  std::uint64_t count = 0;
  int level = 0;  ///< 0 for no value, then 1..heat_levels
  bool is_many = false;
  coverage inside = coverage::all;
  bool above = false;    ///< outside, on the side where values overflow
  bool is_sign = false;  ///< where the sign bit of a signed word stands
};

inline constexpr int heat_levels = 8;

/// Logarithmic, from 1/1000 of the row's fullest position to all of it: a linear ramp would hide
/// the tails that a window cuts off, and a longer one would make a bell curve one dark block.
[[nodiscard]] inline int heat_level(std::uint64_t count, std::uint64_t peak) {
  if (count == 0 || peak == 0) return 0;
  const double decades = std::log10(static_cast<double>(count) / static_cast<double>(peak));
  const double darkness = std::clamp(1 + decades / 3, 0.0, 1.0);
  return 1 + static_cast<int>(std::lround(darkness * (heat_levels - 1)));
}

[[nodiscard]] inline coverage coverage_of(position_span span, const std::vector<format>& formats) {
  bool all = true;
  bool none = true;
  for (const format& f : formats) {
    all = all && f.lsb() <= span.lowest && span.highest <= f.msb();
    none = none && (f.msb() < span.lowest || span.highest < f.lsb());
  }
  return all ? coverage::all : none ? coverage::none : coverage::some;
}

[[nodiscard]] inline heat_cell cell_of(const heat_row& row, const heat_axis& axis, int p) {
  const position_span span = axis.span_of(p);
  heat_cell cell;
  cell.count = row.counts.sum(span);
  cell.level = heat_level(cell.count, row.counts.peak());
  cell.is_many = is_many(cell.count, row.counts.peak());
  cell.inside = coverage_of(span, row.formats);
  if (row.formats.size() == 1) {
    const format& f = row.formats.front();
    cell.is_sign = f.is_signed && p == f.msb() + 1;
  }
  cell.above = cell.inside == coverage::none && span.lowest > row.formats.front().msb();
  return cell;
}

/// How much there is to see at each position: words count more than values.
class position_weights {
 public:
  explicit position_weights(const std::vector<heat_row>& rows) {
    constexpr int of_value = 1;
    constexpr int of_word = 4;
    for (const heat_row& row : rows) {
      for (const format& f : row.formats) add({f.lsb(), f.msb() + (f.is_signed ? 1 : 0)}, of_word);
      for (int p = position_counts::lowest; p <= position_counts::highest; ++p) {
        if (row.counts.sum({p, p}) > 0) add({p, p}, of_value);
      }
    }
  }

  /// From the lowest position that has anything to the highest one; 0..0 if none has.
  [[nodiscard]] position_span occupied() const {
    position_span result{position_counts::highest, position_counts::lowest};
    for (int p = position_counts::lowest; p <= position_counts::highest; ++p) {
      if (weight(p) == 0) continue;
      result.lowest = std::min(result.lowest, p);
      result.highest = p;
    }
    return result.lowest > result.highest ? position_span{} : result;
  }

  /// The `columns` neighbours that show most; the highest ones of several.
  [[nodiscard]] position_span heaviest(position_span within, int columns) const {
    position_span best{within.highest - columns + 1, within.highest};
    std::int64_t sum = 0;
    for (int p = best.lowest; p <= best.highest; ++p) sum += weight(p);
    std::int64_t most = sum;
    for (int lowest = best.lowest - 1; lowest >= within.lowest; --lowest) {
      sum += weight(lowest) - weight(lowest + columns);
      if (sum > most) best = {lowest, lowest + columns - 1};
      most = std::max(most, sum);
    }
    return best;
  }

 private:
  [[nodiscard]] std::int64_t weight(int p) const {
    return weights_[static_cast<std::size_t>(p - position_counts::lowest)];
  }
  void add(position_span span, int weight) {
    const int last = std::min(span.highest, position_counts::highest);
    for (int p = std::max(span.lowest, position_counts::lowest); p <= last; ++p) {
      weights_[static_cast<std::size_t>(p - position_counts::lowest)] += weight;
    }
  }

  std::array<std::int64_t, position_counts::size> weights_{};
};

/// The axis that shows every value and every word, or if that takes more than `most` columns, the
/// part that shows most of them.
[[nodiscard]] inline heat_axis make_heat_axis(const std::vector<heat_row>& rows, int most) {
  const position_weights weights(rows);
  const position_span whole = weights.occupied();
  most = std::max(most, 1);
  if (whole.highest - whole.lowest < most) return {whole.highest, whole.lowest};
  const position_span shown = weights.heaviest(whole, most);
  return {shown.highest, shown.lowest, shown.highest<whole.highest, shown.lowest> whole.lowest};
}

/// Whether any cell is partly in its formats.
[[nodiscard]] inline bool shows_part(const std::vector<heat_row>& rows, const heat_axis& axis) {
  for (const heat_row& row : rows) {
    for (int p = axis.lowest; p <= axis.highest; ++p) {
      if (cell_of(row, axis, p).inside == coverage::some) return true;
    }
  }
  return false;
}

/// Every 4th position has its number, or every 8th where numbers are long or columns narrow.
[[nodiscard]] inline bool is_labelled(int p, bool sparse) { return p % (sparse ? 8 : 4) == 0; }

/// "2^-3", or for a column that stands for more, "2^-20 and below".
[[nodiscard]] inline std::string column_name(const heat_axis& axis, int p) {
  const position_span span = axis.span_of(p);
  const std::string name = "2^" + std::to_string(p);
  if (span.lowest < p && span.highest > p) return "every position";
  if (span.lowest < p) return name + " and below";
  if (span.highest > p) return name + " and above";
  return name;
}

/// What the columns at the ends stand for besides, if for anything.
[[nodiscard]] inline std::string cut_text(const heat_axis& axis) {
  const std::string first =
      axis.merges_above ? "first column: " + column_name(axis, axis.highest) : "";
  const std::string last =
      axis.merges_below ? "last column: " + column_name(axis, axis.lowest) : "";
  return first + (first.empty() || last.empty() ? "" : "; ") + last;
}

}  // namespace binpoint::detail

#endif
