/// @file
/// What is certain and what is possible when the values of a histogram enter a format.
#ifndef BINPOINT_DETAIL_WINDOW_BOUNDS_HPP
#define BINPOINT_DETAIL_WINDOW_BOUNDS_HPP

#include <cstdint>

#include "../format.hpp"
#include "../policy.hpp"
#include "bins.hpp"
#include "constant_math.hpp"
#include "encode.hpp"
#include "window_error.hpp"

namespace binpoint::detail {

/// Bounds of counts and of energies, the latter relative to the square of the largest magnitude.
struct window_bounds {
  std::uint64_t least_underflows = 0;
  std::uint64_t most_underflows = 0;
  std::uint64_t least_overflows = 0;
  std::uint64_t most_overflows = 0;
  double least_signal = 0;
  double most_signal = 0;
  double least_error = 0;
  double most_error = 0;
};

/// A magnitude encoded with the lowest and the highest random bits: all that rounding can do to it.
struct outcomes {
  encoded low;
  encoded high;
};

/// The bounds of one bin follow from its two ends, for rounding and saturation keep the order of values.
class bin_bounds {
 public:
  constexpr bin_bounds(const magnitude_bin& bin, format target, policy how)
      : bin_(bin),
        target_(target),
        how_(how),
        at_lowest_(encode_both(bin.lowest)),
        at_highest_(encode_both(bin.highest)) {}

  [[nodiscard]] constexpr bool all_overflow() const {
    return at_lowest_.low.overflowed && at_lowest_.high.overflowed;
  }
  [[nodiscard]] constexpr bool some_overflow() const {
    return at_highest_.low.overflowed || at_highest_.high.overflowed;
  }
  [[nodiscard]] constexpr bool all_underflow() const {
    return at_highest_.low.underflowed && at_highest_.high.underflowed;
  }
  [[nodiscard]] constexpr bool some_underflow() const {
    return at_lowest_.low.underflowed || at_lowest_.high.underflowed;
  }

  /// All values of the bin become one code, which none of them equals: the error has a lower bound.
  [[nodiscard]] constexpr double least_error() const {
    if (at_lowest_.low.code != at_lowest_.high.code || !one_code() || wraps()) return 0;
    const double value = abs_of(value_of(at_lowest_.low));
    if (bin_.lowest <= value && value <= bin_.highest) return 0;
    return max(0.0, min(error(bin_.lowest, at_lowest_.low), error(bin_.highest, at_lowest_.low)) -
                        slack());
  }
  [[nodiscard]] constexpr double most_error() const {
    if (wraps()) return bin_.highest + max(-target_.lowest(), target_.highest());
    double most = max(max(error(bin_.lowest, at_lowest_.low), error(bin_.lowest, at_lowest_.high)),
                      max(error(bin_.highest, at_highest_.low),
                          error(bin_.highest, at_highest_.high)));
    if (!one_code()) most = max(most, largest_error_between_codes());
    return most + slack();
  }

 private:
  [[nodiscard]] constexpr outcomes encode_both(double magnitude) const {
    const double x = bin_.signed_value(magnitude);
    return {encode_float(x, target_, how_, 0), encode_float(x, target_, how_, 0xffffffffU)};
  }
  [[nodiscard]] constexpr bool one_code() const {
    return at_lowest_.low.code == at_highest_.high.code &&
           at_lowest_.high.code == at_highest_.low.code;
  }
  [[nodiscard]] constexpr bool wraps() const {
    return how_.overflow == overflow_mode::wrap && some_overflow();
  }
  [[nodiscard]] constexpr double largest_error_between_codes() const {
    const bool nearest =
        rounding_of_magnitude(how_.rounding, bin_.negative) == magnitude_rounding::nearest;
    return nearest && how_.underflow == underflow_mode::gradual ? target_.step() / 2
                                                                 : target_.step();
  }
  [[nodiscard]] constexpr double value_of(const encoded& e) const {
    return to_float<double>(code_to_dyadic(e.code, target_));
  }
  [[nodiscard]] constexpr double error(double magnitude, const encoded& e) const {
    return abs_of(bin_.signed_value(magnitude) - value_of(e));
  }
  /// Room for the rounding of value_of and of the subtraction.
  [[nodiscard]] constexpr double slack() const {
    return 0x1p-51 * max(bin_.highest, target_.word_length > 53 ? target_.highest() : 0.0);
  }

  magnitude_bin bin_;
  format target_;
  policy how_;
  outcomes at_lowest_;
  outcomes at_highest_;
};

template <int S>
[[nodiscard]] constexpr window_bounds bound_window(const octave_histogram<S>& h, format target, policy how) {
  const int scale = occupied_positions(h).highest;
  window_bounds sum;
  sum.least_overflows = sum.most_overflows = h.infinities();
  for_each_bin(h, [&](const magnitude_bin& bin) {
    const bin_bounds bounds(bin, target, how);
    if (bounds.all_overflow()) sum.least_overflows += bin.count;
    if (bounds.some_overflow()) sum.most_overflows += bin.count;
    if (bounds.all_underflow()) sum.least_underflows += bin.count;
    if (bounds.some_underflow()) sum.most_underflows += bin.count;
    const auto energy = [&](double x) {
      const double scaled = scaled_by(x, -scale);
      return static_cast<double>(bin.count) * (scaled * scaled);
    };
    sum.least_signal += energy(bin.lowest);
    sum.most_signal += energy(bin.highest);
    sum.least_error += energy(bounds.least_error());
    sum.most_error += energy(bounds.most_error());
  });
  return sum;
}

}  // namespace binpoint::detail

#endif
