/// @file
/// What was lost on a device, counted in device memory: the same words for any grid and device.
#ifndef BINPOINT_DEVICE_REPORT_HPP
#define BINPOINT_DEVICE_REPORT_HPP

#include <cuda_runtime_api.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "../config.hpp"
#include "../detail/dyadic.hpp"
#include "../detail/integer.hpp"
#include "../error_report.hpp"
#include "detail/device_words.hpp"

namespace binpoint {

/// A sum of doubles that are not negative, exact and in any order: digit i counts 2^(32 * i -
/// 1074).
struct exact_energy {
  static constexpr int digits = 66;

  unsigned long long digit[digits];  ///< each below 2^64: room for 2^32 summands
  unsigned long long infinite;       ///< summands that were infinite
};

/// An error_report in the making. All bytes zero is an empty one; merging adds the words, and takes
/// the larger max_abs_error.
struct report_state {
  unsigned long long total;
  unsigned long long overflows;
  unsigned long long underflows;
  unsigned long long precision_losses;
  unsigned long long nans;
  unsigned long long infinities;
  unsigned long long max_abs_error;  ///< the bits of a double, which are ordered as it is
  exact_energy signal_energy;        ///< of sums over runs of 4096 values, each in a fixed order
  exact_energy error_energy;
};

namespace detail {

/// Rounded once, to nearest even.
[[nodiscard]] constexpr double to_double(const exact_energy& energy) {
  if (energy.infinite != 0) return std::numeric_limits<double>::infinity();
  // The 64 bits below the highest one, and whether anything is below them.
  std::uint32_t normal[exact_energy::digits + 2] = {};
  std::uint64_t carry = 0;
  int top = 0;
  for (int i = 0; i < exact_energy::digits + 2; ++i) {
    const std::uint64_t digit = i < exact_energy::digits ? energy.digit[i] : 0;
    const std::uint64_t sum = (digit & 0xffffffffU) + (carry & 0xffffffffU);
    normal[i] = static_cast<std::uint32_t>(sum);
    carry = (digit >> 32) + (carry >> 32) + (sum >> 32);
    if (normal[i] != 0) top = i;
  }
  if (top < 2) {
    return to_float<double>({false, std::uint64_t{normal[1]} << 32 | normal[0], -1074});
  }
  const int shift = 32 - bit_width(normal[top]);
  std::uint64_t high = std::uint64_t{normal[top]} << 32 | normal[top - 1];
  high = high << shift | (std::uint64_t{normal[top - 2]} << shift >> 32);
  bool more = static_cast<std::uint32_t>(std::uint64_t{normal[top - 2]} << shift) != 0;
  for (int i = 0; i < top - 2; ++i) more = more || normal[i] != 0;
  return to_float<double>({false, high | (more ? 1U : 0U), 32 * (top - 1) - shift - 1074});
}

}  // namespace detail

/// The report of a state that was copied to the host.
[[nodiscard]] constexpr error_report to_report(const report_state& state) {
  error_report report;
  report.total = state.total;
  report.overflows = state.overflows;
  report.underflows = state.underflows;
  report.precision_losses = state.precision_losses;
  report.nans = state.nans;
  report.infinities = state.infinities;
  report.max_abs_error = detail::bit_cast<double>(std::uint64_t{state.max_abs_error});
  report.signal_energy = detail::to_double(state.signal_energy);
  report.error_energy = detail::to_double(state.error_energy);
  return report;
}

/// Owner of a report_state in the memory of the device that is the current one when it is made.
class device_report {
 public:
  /// @throws cuda_error
  device_report() : words_("device_report", sizeof(report_state) / sizeof(std::uint64_t)) {}

  /// What the functions of device/quantize.hpp add to.
  [[nodiscard]] report_state* state() const noexcept {
    return reinterpret_cast<report_state*>(words_.data());
  }

  /// Empty again, in the order of the stream. Allocates nothing and waits for nothing.
  [[nodiscard]] cudaError_t reset_async(cudaStream_t stream = nullptr) const noexcept {
    return words_.reset_async(stream);
  }

  /// Waits for the stream.
  /// @throws cuda_error
  [[nodiscard]] error_report read(cudaStream_t stream = nullptr) const {
    const std::vector<std::uint64_t> words = words_.read("device_report", stream);
    report_state state;
    std::memcpy(&state, words.data(), sizeof(state));
    return to_report(state);
  }

 private:
  detail::device_words words_;
};

}  // namespace binpoint

#endif
