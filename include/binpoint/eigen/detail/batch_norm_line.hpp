/// @file
/// A batch norm's channel as a straight line.
#ifndef BINPOINT_EIGEN_DETAIL_BATCH_NORM_LINE_HPP
#define BINPOINT_EIGEN_DETAIL_BATCH_NORM_LINE_HPP

#include <cmath>
#include <cstddef>

#include "../layers.hpp"

namespace binpoint::eigen::detail {

/// slope * x + offset
struct batch_norm_line {
  double slope = 1.0;
  double offset = 0.0;
};

[[nodiscard]] inline batch_norm_line line_of(const batch_norm& work, std::size_t channel) {
  const double deviation =
      std::sqrt(static_cast<double>(work.variance[channel]) + static_cast<double>(work.epsilon));
  const double slope = static_cast<double>(work.gain[channel]) / deviation;
  return {slope, static_cast<double>(work.bias[channel]) -
                     slope * static_cast<double>(work.mean[channel])};
}

}  // namespace binpoint::eigen::detail

#endif
