/// @file
/// The hot loop of quantize_and_report.
#ifndef BINPOINT_DETAIL_REPORT_KERNEL_HPP
#define BINPOINT_DETAIL_REPORT_KERNEL_HPP

#include <cstddef>
#include <cstdint>
#include <limits>

#include "../config.hpp"
#include "../error_report.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "block_loop.hpp"
#include "dyadic.hpp"
#include "float_layout.hpp"
#include "integer.hpp"
#include "quantize_lane.hpp"

namespace binpoint::detail {

/// Whether the kernel of reports covers a format that the kernel covers: values of codes, and half
/// a step beyond them, are exact in T.
template <class T>
[[nodiscard]] constexpr bool report_kernel_covers(format target) {
  return target.magnitude_bits() <= std::numeric_limits<T>::digits - 2;
}

/// Bits of the largest magnitude that does not overflow, at the end of the range that has this
/// sign.
template <class T>
[[nodiscard]] constexpr auto last_inside(bool negative, const lane_constants<T>& c, format target) {
  using bits_type = typename lane_constants<T>::bits_type;
  const std::int64_t end = negative ? -std::int64_t{c.lowest} : std::int64_t{c.highest};
  const bool never = c.away[negative] == away_never<T> || (end == 0 && c.flush != 0);
  const bits_type away = c.away[negative] - (static_cast<bits_type>(end & 1) * 2 & c.odd);
  const std::int64_t half_steps = 2 * end + (never ? 2 : away == 1 ? 0 : 1);
  const bool excluded = never || away == away_from_half<T>;
  const T bound =
      to_float<T>({false, static_cast<std::uint64_t>(half_steps), -target.fraction_length - 1});
  return static_cast<bits_type>(bit_cast<bits_type>(bound) - (excluded ? 1 : 0));
}

[[nodiscard]] BINPOINT_ALWAYS_INLINE double absolute(double x) {
  return bit_cast<double>(bit_cast<std::uint64_t>(x) & float_layout<double>::magnitude_mask);
}

/// Codes of a block, adding up what was lost: counts in integers, energies in 8 sums of a fixed
/// order, so that every instruction set gives the same report.
/// @tparam Code  callable with a value and constants: the code
template <class Code, class T, class Out>
class report_block {
  using bits_type = typename lane_constants<T>::bits_type;
  static constexpr std::size_t sums = 8;
  static constexpr auto infinity = static_cast<bits_type>(float_layout<T>::infinity);
  static constexpr auto magnitude_mask = static_cast<bits_type>(float_layout<T>::magnitude_mask);

 public:
  /// Adding up after the last value of a block costs as much as some values more.
  static constexpr std::size_t length = 2 * block_length;

  report_block(format target, policy how)
      : constants_(make_constants<T>(target, how)),
        last_{last_inside(false, constants_, target), last_inside(true, constants_, target)} {}

  BINPOINT_ALWAYS_INLINE void run(const T* in, Out* out) {
    std::int32_t code[length];
    encode(in, code);
    for (std::size_t i = 0; i < length; ++i) out[i] = lane_output<Out>(code[i], constants_);
    if (account(in, code)) return;
    T finite[length];
    set_aside(in, finite);
    encode(finite, code);
    (void)account(finite, code);
  }

  [[nodiscard]] error_report result(std::size_t total) const {
    error_report sum = report_;
    sum.total = total;
    for (std::size_t k = 0; k < sums; ++k) {
      sum.signal_energy += signal_[k];
      sum.error_energy += error_[k];
      sum.max_abs_error = max(sum.max_abs_error, largest_[k]);
    }
    return sum;
  }

 private:
  BINPOINT_ALWAYS_INLINE void encode(const T* in, std::int32_t* code) const {
    const lane_constants<T> c = constants_;
    for (std::size_t i = 0; i < length; ++i) code[i] = Code{}(in[i], c);
  }

  /// Counts NaN and infinities, and puts 0 in their place.
  BINPOINT_ALWAYS_INLINE void set_aside(const T* in, T* finite) {
    for (std::size_t i = 0; i < length; ++i) {
      const bits_type m = magnitude(in[i]);
      const std::uint64_t is_infinite = m == infinity ? 1 : 0;
      report_.nans += m > infinity ? 1 : 0;
      report_.infinities += is_infinite;
      report_.overflows += is_infinite;
      finite[i] = m < infinity ? in[i] : T(0);
    }
  }

  /// Adds up what a block loses.
  /// @return  false, and nothing is added, if a value is not finite
  [[nodiscard]] BINPOINT_ALWAYS_INLINE bool account(const T* in, const std::int32_t* code) {
    T before[length];
    T after[length];
    const bits_type last[2] = {last_[0], last_[1]};
    const T step = constants_.step;
    bits_type overflows = 0, underflows = 0, same = 0, largest = 0;
    for (std::size_t i = 0; i < length; ++i) {
      const bits_type x = magnitude(in[i]);
      const bits_type y = magnitude(static_cast<T>(code[i]) * step);
      const bits_type is_same = mask_of(x == y);
      const bits_type overflowed =
          mask_of(x > (bit_cast<bits_type>(in[i]) < 0 ? last[1] : last[0]));
      same -= is_same;
      overflows -= overflowed;
      underflows -= mask_of(y == 0) & ~(is_same | overflowed);
      largest = largest > x ? largest : x;
      before[i] = bit_cast<T>(x);
      after[i] = bit_cast<T>(y);
    }
    if (largest >= infinity) return false;
    constexpr auto all = static_cast<bits_type>(length);
    report_.overflows += static_cast<std::uint64_t>(overflows);
    report_.underflows += static_cast<std::uint64_t>(underflows);
    report_.precision_losses += static_cast<std::uint64_t>(all - same - overflows - underflows);
    measure(before, after);
    return true;
  }

  /// Squares of floats are exact in double.
  BINPOINT_ALWAYS_INLINE void measure(const T* before, const T* after) {
    for (std::size_t i = 0; i < length; i += sums) {
      for (std::size_t k = 0; k < sums; ++k) {
        const auto x = static_cast<double>(before[i + k]);
        const double e = x - static_cast<double>(after[i + k]);
        const double size = absolute(e);
        signal_[k] += x * x;
        error_[k] += e * e;
        largest_[k] = largest_[k] > size ? largest_[k] : size;
      }
    }
  }

  [[nodiscard]] BINPOINT_ALWAYS_INLINE static bits_type magnitude(T x) {
    return static_cast<bits_type>(bit_cast<bits_type>(x) & magnitude_mask);
  }

  /// All bits, or none.
  [[nodiscard]] BINPOINT_ALWAYS_INLINE static bits_type mask_of(bool condition) {
    return -static_cast<bits_type>(condition);
  }

  lane_constants<T> constants_;
  bits_type last_[2];
  error_report report_{};
  double signal_[sums] = {};
  double error_[sums] = {};
  double largest_[sums] = {};
};

}  // namespace binpoint::detail

#endif
