/// @file
/// Histograms from histograms: of scaled values, of the values since a snapshot; how far two
/// differ.
#ifndef BINPOINT_HISTOGRAM_ALGEBRA_HPP
#define BINPOINT_HISTOGRAM_ALGEBRA_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "detail/error.hpp"
#include "detail/state_algebra.hpp"
#include "histogram.hpp"

namespace binpoint {

/// The histogram of 2^exponent * x for all values x counted: what counting those as double would
/// give.
///
/// Bins move as a whole, so that this is exact. What leaves the positions -149..127 is then counted
/// by below() or above(), without its position; moving it back is refused.
/// @throws std::invalid_argument when values of below() would move up or values of above() down, or
///         when a scaled extreme is no double
/// @par Complexity  O(bins)
template <int S>
[[nodiscard]] octave_histogram<S> scaled_by_power(const octave_histogram<S>& h, int exponent) {
  if ((exponent > 0 && h.below() > 0) || (exponent < 0 && h.above() > 0)) {
    detail::invalid_argument("scaled_by_power",
                             "the positions of values outside -149..127 are not known");
  }
  const auto sums = detail::move_bins(h, exponent);
  return octave_histogram<S>::from_state(sums, detail::scale_extremes(h, exponent).words);
}

/// The histogram of the values counted since a snapshot was taken of the same histogram: a moving
/// window in a training loop.
///
/// Counts are exact. The extremes are bounds, read off the bins and the whole's extremes, and
/// extremes_exact() is false; they are the whole's if the snapshot had no finite value.
/// @throws std::invalid_argument when the snapshot is no part of the whole: a count or an extreme
///         of it exceeds the whole's
/// @par Complexity  O(bins)
template <int S>
[[nodiscard]] octave_histogram<S> values_since(const octave_histogram<S>& whole,
                                               const octave_histogram<S>& snapshot) {
  octave_histogram<S> both = whole;
  both.merge(snapshot);
  if (!std::ranges::equal(whole.sums(), snapshot.sums(),
                          [](auto of_whole, auto of_part) { return of_whole >= of_part; }) ||
      !std::ranges::equal(both.extremes(), whole.extremes())) {
    detail::invalid_argument("values_since", "the snapshot is no part of the histogram");
  }
  std::vector<std::uint64_t> sums(whole.sums().begin(), whole.sums().end());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] -= snapshot.sums()[i];
  if (snapshot.finite() == 0) return octave_histogram<S>::from_state(sums, whole.extremes());
  const auto bounds = detail::bound_extremes<S>(sums, whole);
  return octave_histogram<S>::from_state(sums, bounds.words);
}

/// How far two histograms differ, as distributions: 0 where they are in proportion, 1 where they
/// share no bin; symmetric.
///
/// It is the largest difference between the shares of the values that any set of bins has in the
/// one and in the other: half the sum of all differences. Zeros, NaNs and infinities are bins as
/// well. An empty histogram differs from any other by 1, and from itself by 0. Counts enter
/// exactly.
/// @pre             fewer than 2^64 values each
/// @par Complexity  O(bins)
/// @par Source      total variation distance
template <int S>
[[nodiscard]] double total_variation(const octave_histogram<S>& a, const octave_histogram<S>& b) {
  const std::uint64_t a_total = a.total();
  const std::uint64_t b_total = b.total();
  if (a_total == 0 || b_total == 0) return a_total == b_total ? 0 : 1;
  // Over the common denominator; what the one has more, the other has less.
  detail::double_word excess;
  for (std::size_t i = 0; i < a.sums().size(); ++i) {
    const auto of_a = detail::multiply_magnitudes(a.sums()[i], b_total);
    const auto of_b = detail::multiply_magnitudes(b.sums()[i], a_total);
    if (detail::is_less(of_b, of_a)) {
      excess = detail::add(excess, detail::subtract(of_a, of_b));
    }
  }
  return detail::to_double(excess) /
         detail::to_double(detail::multiply_magnitudes(a_total, b_total));
}

}  // namespace binpoint

#endif
