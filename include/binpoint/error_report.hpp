/// @file
/// What was lost between two signals, or between a tensor and its codes.
#ifndef BINPOINT_ERROR_REPORT_HPP
#define BINPOINT_ERROR_REPORT_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ranges>

#include "detail/check.hpp"
#include "detail/dyadic.hpp"
#include "histogram.hpp"

namespace binpoint {

/// Counts are exact. Energies are sums of squares in double; NaN and infinities are left out of them and
/// of max_abs_error.
struct error_report {
  std::uint64_t total = 0;
  std::uint64_t overflows = 0;         ///< saturated or wrapped, infinities included
  std::uint64_t underflows = 0;        ///< not zero, and became zero
  std::uint64_t precision_losses = 0;  ///< rounded, and neither of the above
  std::uint64_t nans = 0;
  std::uint64_t infinities = 0;
  double max_abs_error = 0;
  double signal_energy = 0;
  double error_energy = 0;

  /// Signal to quantization-noise ratio: +infinity without noise, NaN without signal.
  [[nodiscard]] double sqnr_db() const {
    if (!(signal_energy > 0)) return std::numeric_limits<double>::quiet_NaN();
    return 10 * std::log10(signal_energy / error_energy);
  }

  error_report& operator+=(const error_report& other) {
    total += other.total;
    overflows += other.overflows;
    underflows += other.underflows;
    precision_losses += other.precision_losses;
    nans += other.nans;
    infinities += other.infinities;
    if (other.max_abs_error > max_abs_error) max_abs_error = other.max_abs_error;
    signal_energy += other.signal_energy;
    error_energy += other.error_energy;
    return *this;
  }

  friend bool operator==(const error_report&, const error_report&) = default;
};

/// How an actual signal differs from the ideal one: largest error and SQNR.
///
/// A pair of which either value is NaN, or else infinite, is counted as such and left out.
/// @throws std::invalid_argument when the sizes differ
/// @par Complexity  O(n) time, no allocation
template <floating_range Ideal, floating_range Actual>
[[nodiscard]] error_report compare(const Ideal& ideal, const Actual& actual) {
  const std::size_t n = std::ranges::size(ideal);
  detail::check_same_size("compare", n, std::ranges::size(actual));
  const auto* a = std::ranges::data(ideal);
  const auto* b = std::ranges::data(actual);
  error_report sum;
  sum.total = n;
  for (std::size_t i = 0; i < n; ++i) {
    const auto kind_a = detail::classify(a[i]);
    const auto kind_b = detail::classify(b[i]);
    if (kind_a == detail::number_class::nan || kind_b == detail::number_class::nan) {
      ++sum.nans;
    } else if (kind_a == detail::number_class::infinite ||
               kind_b == detail::number_class::infinite) {
      ++sum.infinities;
    } else {
      const auto x = static_cast<double>(a[i]);
      const double error = std::abs(x - static_cast<double>(b[i]));
      sum.signal_energy += x * x;
      sum.error_energy += error * error;
      if (error > sum.max_abs_error) sum.max_abs_error = error;
    }
  }
  return sum;
}

}  // namespace binpoint

#endif
