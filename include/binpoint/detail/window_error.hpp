/// @file
/// What a window does to the values of a histogram: certain and possible losses, expected error.
#ifndef BINPOINT_DETAIL_WINDOW_ERROR_HPP
#define BINPOINT_DETAIL_WINDOW_ERROR_HPP

#include <cmath>
#include <cstdint>
#include <limits>

#include "../format.hpp"
#include "../policy.hpp"
#include "bins.hpp"
#include "constant_math.hpp"
#include "encode.hpp"

namespace binpoint::detail {

/// The integral over [0, s] of the squared error, in units of a step, split so that a difference of two
/// loses no digits: `whole` intervals between codes and the `part` of the one that s lies in.
struct error_integral {
  double whole = 0;
  double part = 0;
};

/// How a magnitude between two codes is rounded; `down` and `up` are toward and away from zero.
enum class magnitude_rounding { nearest, down, up, stochastic };

[[nodiscard]] constexpr magnitude_rounding rounding_of_magnitude(rounding_mode rounding,
                                                                 bool negative) {
  switch (rounding) {
    case rounding_mode::floor:
      return negative ? magnitude_rounding::up : magnitude_rounding::down;
    case rounding_mode::ceiling:
      return negative ? magnitude_rounding::down : magnitude_rounding::up;
    case rounding_mode::toward_zero:
      return magnitude_rounding::down;
    case rounding_mode::stochastic:
      return magnitude_rounding::stochastic;
    default:
      return magnitude_rounding::nearest;
  }
}

/// The error at a distance r from the last code is r (nearest, down), 1 - r (up), or of expected
/// square r (1 - r) (stochastic).
[[nodiscard]] constexpr error_integral integrate_error(double s, magnitude_rounding rounding) {
  switch (rounding) {
    case magnitude_rounding::nearest: {
      const double n = floor_of(s + 0.5);
      const double r = s - n;
      return {n / 12, r * r * r / 3};
    }
    case magnitude_rounding::down: {
      const double n = floor_of(s);
      const double r = s - n;
      return {n / 3, r * r * r / 3};
    }
    case magnitude_rounding::up: {
      const double n = floor_of(s);
      const double r = s - n;
      return {n / 3, r - r * r + r * r * r / 3};
    }
    case magnitude_rounding::stochastic: {
      const double n = floor_of(s);
      const double r = s - n;
      return {n / 6, r * r / 2 - r * r * r / 3};
    }
  }
  return {};
}

/// The window of a format on one side of zero, in units of its step.
struct side_window {
  double top = 0;  ///< the highest magnitude
  magnitude_rounding rounding = magnitude_rounding::nearest;
  bool flush = false;
  double period = 0;  ///< 2^word_length where magnitudes above the top wrap, 0 where they saturate

  /// Expected squared error, in steps squared, of values spread evenly over [from, to].
  /// @par Source  the integral of (x - round(x))^2, piecewise, and of (x - top)^2 above the top
  [[nodiscard]] constexpr double mean_squared_error(double from, double to) const {
    if (!(to > from)) return squared_error(from);
    const double last = edge();
    double sum = 0;
    if (from < last) sum += inner_integral(from, to < last ? to : last);
    if (to > last) sum += outer_integral((from > last ? from : last) - last, to - last);
    return sum / (to - from);
  }

 private:
  /// Where overflow begins: at the top if it saturates, for the error is the distance from there; if it
  /// wraps, where rounding leaves the top.
  [[nodiscard]] constexpr double edge() const {
    if (period == 0) return top;
    const double kept = rounding == magnitude_rounding::up     ? 0
                        : rounding == magnitude_rounding::down ? 1
                                                               : 0.5;
    return flush && top < 1 ? 1 : top + kept;
  }

  [[nodiscard]] constexpr double inner_integral(double from, double to) const {
    double sum = 0;
    if (flush && from < 1) {
      const double end = to < 1 ? to : 1.0;
      sum += (end * end * end - from * from * from) / 3;
      if (to <= 1) return sum;
      from = 1;
    }
    const error_integral a = integrate_error(from, rounding);
    const error_integral b = integrate_error(to, rounding);
    return sum + (b.whole - a.whole) + (b.part - a.part);
  }

  /// From a to b above the edge.
  [[nodiscard]] constexpr double outer_integral(double a, double b) const {
    if (period == 0) return (a * a + a * b + b * b) / 3 * (b - a);
    return wrapped_integral(b) - wrapped_integral(a);
  }

  /// A wrapped value is off by the period once just above the edge, twice one period later, ...
  [[nodiscard]] constexpr double wrapped_integral(double a) const {
    const double t = a / period;
    const double n = floor_of(t);
    return (n * (n + 1) * (2 * n + 1) / 6 + (n + 1) * (n + 1) * (t - n)) * period * period * period;
  }

  [[nodiscard]] constexpr double squared_error(double s) const {
    if (s > edge()) {
      const double off = period == 0 ? s - top : (floor_of((s - edge()) / period) + 1) * period;
      return off * off;
    }
    if (flush && s < 1) return s * s;
    const double low = floor_of(s);
    const double r = s - low;
    switch (rounding) {
      case magnitude_rounding::nearest:
        return r < 0.5 ? r * r : (1 - r) * (1 - r);
      case magnitude_rounding::down:
        return r * r;
      case magnitude_rounding::up:
        return r > 0 ? (1 - r) * (1 - r) : 0;
      case magnitude_rounding::stochastic:
        return r * (1 - r);
    }
    return 0;
  }
};

/// Energies relative to the square of 2^scale, 2^scale being near the largest magnitude: squares of
/// doubles near the ends of their range neither overflow nor vanish.
struct expected_energies {
  double signal = 0;
  double error = 0;
};

/// Values are taken as spread evenly over each bin.
/// @param skip_negative  leave negative values out
template <int S>
[[nodiscard]] constexpr expected_energies expect_energies(const octave_histogram<S>& h, format target,
                                                policy how, bool skip_negative = false) {
  const int scale = occupied_positions(h).highest;
  // Beyond these ends nothing changes: every value is far below a step, or far above the top.
  const double step = power_of_two(max(-300, min(300, -target.fraction_length - scale)));
  const double period =
      how.overflow == overflow_mode::wrap ? power_of_two(target.word_length) : 0.0;
  expected_energies sum;
  for_each_bin(h, [&](const magnitude_bin& bin) {
    if (skip_negative && bin.negative) return;
    const auto count = static_cast<double>(bin.count);
    const double from = scaled_by(bin.lowest, -scale);
    const double to = scaled_by(bin.upper, -scale);
    sum.signal += count * ((from * from + from * to + to * to) / 3);
    const side_window window{
        static_cast<double>(magnitude_limit(target, how.overflow, bin.negative)),
        rounding_of_magnitude(how.rounding, bin.negative),
        how.underflow == underflow_mode::flush, period};
    sum.error += count * window.mean_squared_error(from / step, to / step) * step * step;
  });
  return sum;
}

/// 10 log10(signal / error): +infinity without error, NaN without signal.
[[nodiscard]] constexpr double decibels(double signal, double error) {
  if (!(signal > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (!__builtin_is_constant_evaluated()) return 10 * std::log10(signal / error);
  // A constant expression may not divide by zero, nor may a quotient overflow.
  if (error == 0) return std::numeric_limits<double>::infinity();
  return 10 * (log10_of(signal) - log10_of(error));
}

}  // namespace binpoint::detail

#endif
