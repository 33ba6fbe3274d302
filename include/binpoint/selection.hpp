/// @file
/// From a histogram to a format, and what the format will do to the values counted.
#ifndef BINPOINT_SELECTION_HPP
#define BINPOINT_SELECTION_HPP

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "detail/check.hpp"
#include "detail/window_bounds.hpp"
#include "detail/window_error.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "policy.hpp"

namespace binpoint {

/// A quantity known to lie between two bounds, both included.
template <class T>
struct interval {
  T lower{};
  T upper{};

  [[nodiscard]] constexpr bool contains(T x) const { return lower <= x && x <= upper; }
  [[nodiscard]] constexpr bool is_exact() const { return lower == upper; }
  friend constexpr bool operator==(const interval&, const interval&) = default;
};

/// A chosen format and what it will do to the values of the histogram it was chosen from.
struct selection {
  format chosen{};
  bool empty = false;  ///< no finite value other than zero was seen; the format is a default

  /// Exact for half_away (and for toward_zero and flush): values that become zero.
  std::uint64_t underflows = 0;
  /// Certain bounds, infinities included in both: what becomes of values within half a step of the
  /// highest one is not in the histogram.
  interval<std::uint64_t> overflows{};
  /// Certain bounds.
  interval<double> sqnr_db{};
  /// An estimate: values taken as spread evenly within each bin.
  double expected_sqnr_db = 0;
  /// Values that may or may not underflow besides; other than zero only where the histogram cannot
  /// tell: ties of half_even and half_up, stochastic rounding, doubles far below 2^-149.
  std::uint64_t undecided_underflows = 0;
};

/// A range-selection policy: maps a histogram to a selection, of which `chosen` counts, or to a format.
template <class C, class Histogram>
concept criterion = std::invocable<const C&, const Histogram&> &&
                    (std::convertible_to<std::invoke_result_t<const C&, const Histogram&>, selection> ||
                     std::convertible_to<std::invoke_result_t<const C&, const Histogram&>, format>);

/// What a given format does to the values of a histogram.
/// @throws std::invalid_argument for an invalid format
/// @par Complexity  O(occupied bins)
template <int S>
[[nodiscard]] constexpr selection evaluate_format(const octave_histogram<S>& histogram, format target,
                                        policy how = {}) {
  detail::check_format("evaluate_format", target);
  const detail::window_bounds bounds = detail::bound_window(histogram, target, how);
  const detail::expected_energies expected = detail::expect_energies(histogram, target, how);
  // Room for the rounding of the sums. A constant expression may not add to a NaN.
  constexpr double slack_db = 1e-9;
  const auto widened = [](double db, double by) { return db == db ? db + by : db; };
  selection result;
  result.chosen = target;
  result.empty = detail::occupied_positions(histogram).highest <
                 detail::occupied_positions(histogram).lowest;
  result.underflows = bounds.least_underflows;
  result.undecided_underflows = bounds.most_underflows - bounds.least_underflows;
  result.overflows = {bounds.least_overflows, bounds.most_overflows};
  result.sqnr_db = {
      widened(detail::decibels(bounds.least_signal, bounds.most_error), -slack_db),
      widened(detail::decibels(bounds.most_signal, bounds.least_error), slack_db)};
  // Of values far apart within one bin, the least may vanish beside the most.
  if (!result.empty && bounds.least_signal == 0) {
    result.sqnr_db.lower = -std::numeric_limits<double>::infinity();
  }
  // The estimate knows nothing of the extremes' own errors; the bounds do.
  result.expected_sqnr_db =
      detail::max(result.sqnr_db.lower,
                  detail::min(result.sqnr_db.upper, detail::decibels(expected.signal, expected.error)));
  return result;
}

/// The format that a criterion chooses, with its consequences under a policy.
///
/// @param choose  a criterion of criteria.hpp, or any callable that maps the histogram to a format or
///                a selection
/// @throws std::invalid_argument when the format chosen is invalid
template <int S, criterion<octave_histogram<S>> Criterion>
[[nodiscard]] constexpr selection choose_format(const octave_histogram<S>& histogram, const Criterion& choose,
                                      policy how = {}) {
  const auto choice = choose(histogram);
  if constexpr (std::convertible_to<decltype(choice), format>) {
    return evaluate_format(histogram, choice, how);
  } else {
    return evaluate_format(histogram, selection(choice).chosen, how);
  }
}

}  // namespace binpoint

#endif
