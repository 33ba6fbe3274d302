/// @file
/// What was observed of a network before it was equalised, as if observed after.
#ifndef BINPOINT_EIGEN_EQUALIZED_PROFILE_HPP
#define BINPOINT_EIGEN_EQUALIZED_PROFILE_HPP

#include <string_view>

#include "../channel_profile.hpp"
#include "../layout.hpp"
#include "../scaled_channels.hpp"
#include "../site.hpp"
#include "equalize.hpp"

namespace binpoint::eigen {

/// The profile that calibrating the equalised network on the same data would give, without running
/// it.
///
/// Histograms of scaled tensors move by their exponents; those of weights within whose channels
/// exponents differ are counted anew from the network; all others stay. Merged (merge_channels), it
/// is the profile that `calibrate` would give.
/// @param before  of the network that was equalised; it may hold parameters only, or activations
/// only
/// @throws std::invalid_argument when a site has another number of channels there than here
/// @par Complexity  O(bins) for each channel, O(weights that are counted anew)
template <int SubBits>
[[nodiscard]] basic_channel_profile<SubBits> equalized_profile(
    const basic_channel_profile<SubBits>& before, const equalized_network& after) {
  basic_channel_profile<SubBits> result = before;
  for (const scaled_tensor& each : after.scaled) {
    if (result.contains(each.where)) scale_channels(result, each.where, each.exponents);
  }
  network net = after.net;
  const basic_channel_profile<SubBits> parameters = observe_channels<SubBits>(net);
  for (const site& where : after.mixed) {
    if (result.contains(where)) result.at(where) = parameters.at(where);
  }
  return result;
}

}  // namespace binpoint::eigen

#endif
