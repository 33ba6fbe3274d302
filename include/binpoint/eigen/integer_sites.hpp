/// @file
/// What a network can take that shall run in integers: the formats of its sites, and the policies.
#ifndef BINPOINT_EIGEN_INTEGER_SITES_HPP
#define BINPOINT_EIGEN_INTEGER_SITES_HPP

#include <vector>

#include "../check_plan.hpp"
#include "../limits.hpp"
#include "../network.hpp"
#include "../site.hpp"
#include "network.hpp"

namespace binpoint::eigen {

namespace detail {

/// Magnitude bits of the codes of parameters: of 32-bit integers.
inline constexpr int most_code_bits = 31;

/// Positions of inputs and activations that the simulation's floats hold, whatever the values.
inline constexpr window_limits float_positions{.lowest_lsb = -147, .highest_msb = 126};

}  // namespace detail

/// The sites of a network that shall run in integers, and what they can take: for reading a plan
/// from a text, so that a format or a policy that repair_plan refuses is told with its line.
///
/// Inputs and activations may be of any length: repair_plan shortens them. They have one format for
/// all channels, for sums over channels need a common step.
/// @par Complexity  one run of the network
[[nodiscard]] inline planned_sites integer_sites(network net) {
  planned_sites result = sites_of(net, std::vector<float>(net.input_shape().size(), 0.0F));
  for (planned_site& each : result.all) {
    each.may_stay_float = false;
    if (each.where.kind == role::weight || each.where.kind == role::bias) {
      each.most_magnitude_bits = detail::most_code_bits;
    } else {
      each.may_differ_by_channel = false;
      each.limits = detail::float_positions;
    }
  }
  result.may_round_stochastically = false;
  result.may_wrap = false;
  return result;
}

}  // namespace binpoint::eigen

#endif
