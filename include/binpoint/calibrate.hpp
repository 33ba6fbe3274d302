/// @file
/// Observing a network while it runs representative inputs.
#ifndef BINPOINT_CALIBRATE_HPP
#define BINPOINT_CALIBRATE_HPP

#include <cstddef>
#include <ranges>
#include <string_view>

#include "detail/error.hpp"
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
  const auto total = static_cast<std::size_t>(std::ranges::distance(inputs));
  if (total == 0) {
    detail::invalid_argument("calibrate", "the calibration set is empty, and one input is needed");
  }
  basic_profile<SubBits> seen;
  net.for_each_parameter(
      [&](const site& where, tensor_view<float> values) { seen[where].add(values); });
  const auto observe = [&](std::string_view layer, tensor_view<float> output) {
    seen.get(layer, role_of_output(layer)).add(output);
  };
  std::size_t done = 0;
  for (const auto& input : inputs) {
    (void)net.run(input, tap{observe});
    on_progress(++done, total);
  }
  return seen;
}

}  // namespace binpoint

#endif
