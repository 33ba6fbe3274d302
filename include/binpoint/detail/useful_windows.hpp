/// @file
/// Which windows are too low to have the least expected squared error.
#ifndef BINPOINT_DETAIL_USEFUL_WINDOWS_HPP
#define BINPOINT_DETAIL_USEFUL_WINDOWS_HPP

#include "../histogram.hpp"
#include "bins.hpp"
#include "candidates.hpp"
#include "constant_math.hpp"
#include "integer.hpp"
#include "window_error.hpp"

namespace binpoint::detail {

/// Less than what any window loses whose highest bit is at `msb` or below, as expect_energies
/// computes it with rounding to nearest.
///
/// What bins that reach twice the window's end lose by saturation there, less a tenth. No other bin
/// loses less than nothing, but for rounding in words of more than 50 bits: by less than a squared
/// step for a value, of which each value that is counted loses more than 2^100.
///
/// Out of line, for g++ 12 has an internal error on some callers that it is part of.
template <int S>
[[nodiscard]] [[gnu::noinline]] constexpr double least_overflow_error(const octave_histogram<S>& h,
                                                                      const candidates& words,
                                                                      int msb) {
  const int scale = occupied_positions(h).highest;
  const double edge = power_of_two(msb + 1 - scale);
  // expect_energies takes steps of 2^-300 at least: so small values may be in its window.
  const double beyond = max(2 * edge, 0x1p-200);
  double sum = 0;
  for_each_bin(h, [&](const magnitude_bin& bin) {
    if (words.skip_negative && bin.negative) return;
    const double from = scaled_by(bin.lowest, -scale);
    const double to = scaled_by(bin.upper, -scale);
    // Of neighbouring doubles the closed form has no right digit.
    const bool is_thin = to > from && to - from < 0x1p-26 * to;
    if (is_thin || to < beyond) return;
    const double a = max(from - edge, 0.0);
    const double b = to - edge;
    const double share = from < edge ? b / (to - from) : 1.0;  // of the bin
    sum += static_cast<double>(bin.count) * (0.3 * share * (a * a + a * b + b * b));
  });
  return sum;
}

/// The lowest msb of a candidate that may have the least cost: those below it lose more above them
/// than another loses in all.
/// @param cost  the expected squared error of a format, from expect_energies
template <int S, class Cost>
[[nodiscard]] constexpr int lowest_useful_msb(const octave_histogram<S>& h, const candidates& words,
                                              Cost cost) {
  const int lowest = words.allowed(words.positions.lowest - 1);
  int first = words.allowed(words.positions.highest);
  const double enough = cost(words.at(first));
  while (first > lowest && least_overflow_error(h, words, first - 1) <= enough) --first;
  return first;
}

}  // namespace binpoint::detail

#endif
