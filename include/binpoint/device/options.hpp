/// @file
/// What quantize on a device can be told beyond a format and a policy.
#ifndef BINPOINT_DEVICE_OPTIONS_HPP
#define BINPOINT_DEVICE_OPTIONS_HPP

#include <optional>

#include "../layout.hpp"
#include "../random.hpp"
#include "report.hpp"
#include "span.hpp"

namespace binpoint {

/// One number for each channel, in device memory: fraction lengths in place of the format's own, or
/// shifts. None: the same for the whole tensor.
///
/// Fast for tensors of less than 2^32 values that are rounded half away from zero, with gradual
/// underflow, and not wrapped, and for dequantize; others take several times the instructions, as
/// do numbers beyond normal floats and shifts that are not to the right.
/// @pre  each lies in -32767..32767; the nearer end is taken for others
struct channel_numbers {
  device_span<const int> values{};
  channel_layout layout{};
};

struct quantize_options {
  channel_numbers fraction_lengths{};
  std::optional<counter_bits> random{};  ///< for stochastic rounding: value i takes random(i)
  report_state* report = nullptr;        ///< device memory: what was lost is added to it
};

}  // namespace binpoint

#endif
