/// @file
/// Eigen's half and bfloat16 as sources and targets of every conversion, and as what histograms
/// count.
#ifndef BINPOINT_EIGEN_HALF_HPP
#define BINPOINT_EIGEN_HALF_HPP

#include <Eigen/Core>
#include <cstdint>

#include "../bits.hpp"

namespace binpoint {

template <>
struct float_layout<Eigen::half> : ieee_layout<std::uint16_t, 5, 10> {};
template <>
struct float_layout<Eigen::bfloat16> : ieee_layout<std::uint16_t, 8, 7> {};

}  // namespace binpoint

#endif
