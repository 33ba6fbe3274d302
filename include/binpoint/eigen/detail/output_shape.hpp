/// @file
/// The shape of each layer's output, and all that can be wrong with it.
#ifndef BINPOINT_EIGEN_DETAIL_OUTPUT_SHAPE_HPP
#define BINPOINT_EIGEN_DETAIL_OUTPUT_SHAPE_HPP

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "../../detail/error.hpp"
#include "../layers.hpp"

namespace binpoint::eigen::detail {

[[nodiscard]] inline std::string shape_text(const shape& s) {
  return std::to_string(s.channels) + "x" + std::to_string(s.height) + "x" +
         std::to_string(s.width);
}

[[noreturn]] inline void refuse(const std::string& where, const std::string& reason) {
  binpoint::detail::invalid_argument("eigen::network", where + ": " + reason);
}

/// The product of dimensions, each at least 1, that a computer can still address.
inline std::size_t checked_size(const std::string& where,
                                std::initializer_list<std::size_t> dimensions) {
  std::size_t product = 1;
  for (const std::size_t dimension : dimensions) {
    if (dimension == 0) refuse(where, "a dimension is 0, expected 1 or more");
    if (dimension > std::numeric_limits<std::ptrdiff_t>::max() / sizeof(double) / product) {
      refuse(where, "the dimensions multiply to more than memory holds");
    }
    product *= dimension;
  }
  return product;
}

inline void check_count(const std::string& where, const char* what, std::size_t found,
                        std::size_t expected) {
  if (found == expected) return;
  refuse(where,
         "found " + std::to_string(found) + " " + what + ", expected " + std::to_string(expected));
}

/// How many windows fit along one axis.
inline std::size_t window_count(const std::string& where, std::size_t padded, std::size_t window,
                                std::size_t stride) {
  if (window == 0 || stride == 0) refuse(where, "window and stride must be 1 or more");
  if (window > padded) {
    refuse(where, "a window of " + std::to_string(window) + " does not fit into " +
                      std::to_string(padded) + " values");
  }
  return (padded - window) / stride + 1;
}

[[nodiscard]] inline shape output_shape(const std::string& where, const conv2d& work,
                                        const shape& in) {
  // A larger padding would make windows of nothing but zeros, and might overflow below.
  if (work.padding >= work.kernel_height || work.padding >= work.kernel_width) {
    refuse(where, "a padding of " + std::to_string(work.padding) +
                      " is not less than the kernel of " + std::to_string(work.kernel_height) +
                      "x" + std::to_string(work.kernel_width));
  }
  if (work.groups == 0 || work.channels % work.groups != 0 || in.channels % work.groups != 0) {
    refuse(where, std::to_string(work.groups) + " groups do not divide " +
                      std::to_string(in.channels) + " input and " + std::to_string(work.channels) +
                      " output channels");
  }
  check_count(where, "weights", work.weights.size(),
              checked_size(where, {work.channels, in.channels / work.groups, work.kernel_height,
                                   work.kernel_width}));
  if (!work.bias.empty()) check_count(where, "biases", work.bias.size(), work.channels);
  return {work.channels,
          window_count(where, in.height + 2 * work.padding, work.kernel_height, work.stride),
          window_count(where, in.width + 2 * work.padding, work.kernel_width, work.stride)};
}

template <class Pool>
[[nodiscard]] shape pooled_shape(const std::string& where, const Pool& work, const shape& in) {
  return {in.channels, window_count(where, in.height, work.size, work.stride),
          window_count(where, in.width, work.size, work.stride)};
}

[[nodiscard]] inline shape output_shape(const std::string& where, const max_pool& work,
                                        const shape& in) {
  return pooled_shape(where, work, in);
}

[[nodiscard]] inline shape output_shape(const std::string& where, const average_pool& work,
                                        const shape& in) {
  return pooled_shape(where, work, in);
}

[[nodiscard]] inline shape output_shape(const std::string& where, const batch_norm& work,
                                        const shape& in) {
  check_count(where, "gains", work.gain.size(), in.channels);
  check_count(where, "biases", work.bias.size(), in.channels);
  check_count(where, "means", work.mean.size(), in.channels);
  check_count(where, "variances", work.variance.size(), in.channels);
  for (std::size_t channel = 0; channel < in.channels; ++channel) {
    // Said so that a NaN is refused as well.
    if (work.variance[channel] >= 0.0F && work.variance[channel] + work.epsilon > 0.0F) continue;
    refuse(where, "the variance of channel " + std::to_string(channel) +
                      " is negative, not a number, or 0 without an epsilon");
  }
  return in;
}

[[nodiscard]] inline shape output_shape(const std::string& where, const dense& work,
                                        const shape& in) {
  if (in.height != 1 || in.width != 1) {
    refuse(where, "dense takes a vector, found " + shape_text(in) + " (flatten it first)");
  }
  check_count(where, "weights", work.weights.size(),
              checked_size(where, {work.units, in.channels}));
  if (!work.bias.empty()) check_count(where, "biases", work.bias.size(), work.units);
  return {work.units, 1, 1};
}

[[nodiscard]] inline shape output_shape(const std::string& where, const relu& work,
                                        const shape& in) {
  if (!(work.limit > 0.0F)) refuse(where, "the limit of a ReLU must be above 0");
  return in;
}

/// @pre  the network has compared the second input's shape with this one
[[nodiscard]] inline shape output_shape(const std::string&, const add&, const shape& in) {
  return in;
}

[[nodiscard]] inline shape output_shape(const std::string&, const flatten&, const shape& in) {
  return {in.size(), 1, 1};
}

}  // namespace binpoint::eigen::detail

#endif
