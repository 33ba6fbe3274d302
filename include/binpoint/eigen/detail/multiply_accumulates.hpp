/// @file
/// How many products a layer sums.
#ifndef BINPOINT_EIGEN_DETAIL_MULTIPLY_ACCUMULATES_HPP
#define BINPOINT_EIGEN_DETAIL_MULTIPLY_ACCUMULATES_HPP

#include <cstdint>

#include "../layers.hpp"

namespace binpoint::eigen::detail {

template <class Work>
[[nodiscard]] std::uint64_t multiply_accumulates(const Work&, const shape&) {
  return 0;
}

/// Each weight meets one value at each place of the output.
[[nodiscard]] inline std::uint64_t multiply_accumulates(const conv2d& work, const shape& out) {
  return std::uint64_t{work.weights.size()} * out.height * out.width;
}

[[nodiscard]] inline std::uint64_t multiply_accumulates(const dense& work, const shape&) {
  return work.weights.size();
}

}  // namespace binpoint::eigen::detail

#endif
