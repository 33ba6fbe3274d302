/// @file
/// A histogram as a list of intervals of magnitudes, cut by the known extremes.
#ifndef BINPOINT_DETAIL_BINS_HPP
#define BINPOINT_DETAIL_BINS_HPP

#include <cstdint>

#include "../histogram.hpp"
#include "dyadic.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// `count` values of one sign whose magnitudes lie in [lowest, highest]; highest is below `upper` or
/// equal to it, upper being where the interval ends for a density.
struct magnitude_bin {
  bool negative = false;
  double lowest = 0;
  double highest = 0;
  double upper = 0;
  std::uint64_t count = 0;

  [[nodiscard]] constexpr double signed_value(double magnitude) const {
    return negative ? -magnitude : magnitude;
  }
};

/// 2^exponent, 0 or infinity outside double's range.
[[nodiscard]] constexpr double power_of_two(int exponent) {
  return to_float<double>({false, 1, exponent});
}

[[nodiscard]] constexpr double next_below(double positive) {
  return bit_cast<double>(bit_cast<std::uint64_t>(positive) - 1);
}

/// Positions of the highest and the lowest bit of the data, by its extremes.
struct position_range {
  int lowest = 0;
  int highest = -1;  ///< below `lowest`: no finite value other than zero
};

template <int S>
[[nodiscard]] constexpr position_range occupied_positions(const octave_histogram<S>& h) {
  const double largest = max(h.max(), -h.min());
  if (!(largest > 0)) return {};
  return {msb_position(h.smallest_nonzero()), msb_position(largest)};
}

/// Calls visit(magnitude_bin) for every bin that is not empty, by sign and upward. The largest magnitude
/// of each sign is known to be that of one value, which is a bin of its own.
template <int S, class Visit>
constexpr void for_each_bin(const octave_histogram<S>& h, Visit visit) {
  using histogram = octave_histogram<S>;
  const position_range range = occupied_positions(h);
  if (range.highest < range.lowest) return;
  for (const bool negative : {false, true}) {
    const double least = negative ? -h.max() : h.min();
    const double smallest = max(h.smallest_nonzero(), least);
    const double largest = negative ? -h.min() : h.max();
    const auto visit_bin = [&](double from, double to, std::uint64_t count) {
      if (count == 0) return;
      const bool has_largest = h.extremes_exact() && from <= largest && largest < to;
      if (has_largest) count -= 1;
      const double last = min(next_below(to), largest);
      if (count > 0) {
        visit(magnitude_bin{negative, max(from, smallest), last, min(to, largest), count});
      }
      if (has_largest) visit(magnitude_bin{negative, largest, largest, largest, 1});
    };

    const auto sums = h.sums();
    visit_bin(power_of_two(-1074), power_of_two(histogram::lowest_position), sums[negative ? 5 : 4]);
    const int first = max(range.lowest, histogram::lowest_position);
    const int last = min(range.highest, histogram::highest_position);
    for (int position = first; position <= last; ++position) {
      // Data of a wide range may be sparse in it.
      if ((negative ? h.negative(position) : h.positive(position)) == 0) continue;
      const double width = power_of_two(position) / histogram::sub_bins;
      for (int part = 0; part < histogram::sub_bins; ++part) {
        const double from = power_of_two(position) + part * width;
        visit_bin(from, from + width,
                  negative ? h.negative(position, part) : h.positive(position, part));
      }
    }
    visit_bin(power_of_two(histogram::highest_position + 1), power_of_two(1024),
              sums[negative ? 7 : 6]);
  }
}

}  // namespace binpoint::detail

#endif
