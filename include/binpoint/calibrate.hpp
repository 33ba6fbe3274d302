/// @file
/// Observing a network while it runs representative inputs.
#ifndef BINPOINT_CALIBRATE_HPP
#define BINPOINT_CALIBRATE_HPP

#include <cstddef>
#include <ranges>
#include <string_view>

#include "detail/observe_network.hpp"
#include "layout.hpp"
#include "network.hpp"

namespace binpoint {

/// Called with the number of inputs done and their total, after each one.
struct no_progress {
  constexpr void operator()(std::size_t, std::size_t) const {}
};

/// One histogram for each parameter, and one for each output over all inputs.
///
/// Parameters come first, each in the order in which the network visits them.
/// @param inputs       a range of what net.run takes
/// @param on_progress  callable of (done, total)
/// @throws std::invalid_argument when there are no inputs; whatever net.run throws
/// @par Complexity  one run for each input, O(1) for each value of each output
template <int SubBits = 3, class Network, std::ranges::forward_range Inputs,
          class Progress = no_progress>
requires network<Network, std::ranges::range_value_t<Inputs>>
[[nodiscard]] basic_profile<SubBits> calibrate(Network& net, const Inputs& inputs,
                                               Progress on_progress = {}) {
  basic_profile<SubBits> seen;
  detail::observe_network("calibrate", net, inputs, on_progress,
                          [&](std::string_view layer, role kind, tensor_view<float> values) {
                            seen.get(layer, kind).add(values);
                          });
  return seen;
}

}  // namespace binpoint

#endif
