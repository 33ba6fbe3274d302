/// @file
/// The hot loop of quantize_and_report.
#ifndef BINPOINT_DETAIL_REPORT_KERNEL_HPP
#define BINPOINT_DETAIL_REPORT_KERNEL_HPP

#include <cstddef>
#include <cstdint>

#include "../config.hpp"
#include "../error_report.hpp"
#include "block_loop.hpp"
#include "float_layout.hpp"
#include "integer.hpp"
#include "quantize_lane.hpp"

namespace binpoint::detail {

/// Codes of a block, adding up what was lost: counts in integers, energies in 8 sums of a fixed
/// order, so that every instruction set gives the same report.
template <class T, class Out>
struct report_block {
  using bits_type = typename lane_constants<T>::bits_type;
  static constexpr std::size_t sums = 8;

  lane_constants<T> constants;
  error_report report{};
  double signal[sums] = {};
  double error[sums] = {};
  double largest[sums] = {};

  BINPOINT_ALWAYS_INLINE void run(const T* in, Out* out) {
    // Stored and read back, for conditions on values still in registers would become branches.
    bits_type number[block_length];
    std::int32_t rounded[block_length];
    std::int32_t code[block_length];
    std::int32_t inexact[block_length];
    const lane_constants<T> c = constants;  // a copy, which the stores cannot change
    for (std::size_t i = 0; i < block_length; ++i) {
      const lane<T> x = quantize_lane(in[i], c);
      number[i] = x.number;
      rounded[i] = x.rounded;
      code[i] = x.code;
      inexact[i] = x.inexact;
    }
    for (std::size_t i = 0; i < block_length; ++i) out[i] = lane_output<Out>(code[i], c);
    count(in, number, rounded, code, inexact);
    measure(number, code);
  }

  [[nodiscard]] error_report result(std::size_t total) const {
    error_report sum = report;
    sum.total = total;
    for (std::size_t k = 0; k < sums; ++k) {
      sum.signal_energy += signal[k];
      sum.error_energy += error[k];
      sum.max_abs_error = max(sum.max_abs_error, largest[k]);
    }
    return sum;
  }

 private:
  BINPOINT_ALWAYS_INLINE void count(const T* in, const bits_type* number,
                                    const std::int32_t* rounded, const std::int32_t* code,
                                    const std::int32_t* inexact) {
    constexpr auto infinity = static_cast<bits_type>(float_layout<T>::infinity);
    std::int32_t overflows = 0;
    std::int32_t underflows = 0;
    std::int32_t losses = 0;
    bits_type infinities = 0;
    bits_type nans = 0;
    for (std::size_t i = 0; i < block_length; ++i) {
      const std::int32_t over = rounded[i] != code[i] ? 1 : 0;
      const std::int32_t zero = rounded[i] == 0 ? 1 : 0;
      overflows += over;
      underflows += zero & inexact[i];
      losses += inexact[i] & (over ^ 1) & (zero ^ 1);
    }
    for (std::size_t i = 0; i < block_length; ++i) {
      const auto magnitude = static_cast<bits_type>(
          bit_cast<bits_type>(in[i]) & static_cast<bits_type>(float_layout<T>::magnitude_mask));
      infinities += number[i] == infinity ? 1 : 0;
      nans += magnitude > infinity ? 1 : 0;
    }
    report.overflows += static_cast<std::uint64_t>(overflows);
    report.underflows += static_cast<std::uint64_t>(underflows);
    report.precision_losses += static_cast<std::uint64_t>(losses);
    report.infinities += static_cast<std::uint64_t>(infinities);
    report.nans += static_cast<std::uint64_t>(nans);
  }

  BINPOINT_ALWAYS_INLINE void measure(const bits_type* number, const std::int32_t* code) {
    constexpr auto infinity = static_cast<bits_type>(float_layout<T>::infinity);
    double magnitude[block_length];
    double difference[block_length];
    const auto step = static_cast<double>(constants.step);
    for (std::size_t i = 0; i < block_length; ++i) {
      // An infinity counts as 0 that became 0.
      const bits_type finite = (number[i] - infinity) >> (sizeof(T) * 8 - 1);
      const std::int32_t kept = code[i] & static_cast<std::int32_t>(finite);
      const std::int32_t sign = kept >> 31;
      magnitude[i] = static_cast<double>(bit_cast<T>(static_cast<bits_type>(number[i] & finite)));
      difference[i] = magnitude[i] - static_cast<double>((kept ^ sign) - sign) * step;
    }
    for (std::size_t i = 0; i < block_length; i += sums) {
      for (std::size_t k = 0; k < sums; ++k) {
        const double e = difference[i + k] < 0 ? -difference[i + k] : difference[i + k];
        signal[k] += magnitude[i + k] * magnitude[i + k];
        error[k] += e * e;
        largest[k] = largest[k] > e ? largest[k] : e;
      }
    }
  }
};

}  // namespace binpoint::detail

#endif
