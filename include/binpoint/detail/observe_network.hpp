/// @file
/// The one loop by which a network is observed.
#ifndef BINPOINT_DETAIL_OBSERVE_NETWORK_HPP
#define BINPOINT_DETAIL_OBSERVE_NETWORK_HPP

#include <cstddef>
#include <ranges>
#include <string_view>

#include "../layout.hpp"
#include "../network.hpp"
#include "error.hpp"

namespace binpoint::detail {

/// Calls add(layer, role, values) for each weight and bias.
template <class Network, class Add>
void observe_parameters(Network& net, Add& add) {
  net.for_each_parameter(
      [&](const site& where, tensor_view<float> values) { add(where.layer, where.kind, values); });
}

/// The same, and then for each output of each input.
/// @throws std::invalid_argument when there are no inputs
template <class Network, class Inputs, class Progress, class Add>
void observe_network(const char* function, Network& net, const Inputs& inputs,
                     Progress& on_progress, Add add) {
  const auto total = static_cast<std::size_t>(std::ranges::distance(inputs));
  if (total == 0) {
    invalid_argument(function, "the calibration set is empty, and one input is needed");
  }
  observe_parameters(net, add);
  const auto observe = [&](std::string_view layer, tensor_view<float> output) {
    add(layer, role_of_output(layer), output);
  };
  std::size_t done = 0;
  for (const auto& input : inputs) {
    (void)net.run(input, tap{observe});
    on_progress(++done, total);
  }
}

}  // namespace binpoint::detail

#endif
