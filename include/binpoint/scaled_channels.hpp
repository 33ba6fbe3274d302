/// @file
/// The histograms of a tensor whose channels were scaled: moved, not counted again.
#ifndef BINPOINT_SCALED_CHANNELS_HPP
#define BINPOINT_SCALED_CHANNELS_HPP

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "channel_profile.hpp"
#include "detail/error.hpp"
#include "histogram.hpp"
#include "histogram_algebra.hpp"
#include "site.hpp"

namespace binpoint {

/// Moves each channel's histogram at a site by an exponent: as if all values of channel c had been
/// multiplied by 2^exponents[c] before they were counted.
///
/// Exact, so that the same follows for the whole tensor (merge_channels); no data is needed.
/// @throws std::invalid_argument when the profile lacks the site or it has another number of
///         channels; when values whose position is not known would come back (scaled_by_power);
///         nothing is changed then
/// @par Complexity  O(bins) for each channel
template <int SubBits>
void scale_channels(basic_channel_profile<SubBits>& observed, const site& where,
                    std::span<const int> exponents) {
  std::vector<octave_histogram<SubBits>>& channels = observed.at(where);
  if (channels.size() != exponents.size()) {
    detail::invalid_argument(
        "scale_channels", "found " + std::to_string(exponents.size()) + " exponents for '" +
                              to_string(where) + "', expected " + std::to_string(channels.size()));
  }
  std::vector<octave_histogram<SubBits>> moved;
  for (std::size_t c = 0; c < channels.size(); ++c) {
    moved.push_back(scaled_by_power(channels[c], exponents[c]));
  }
  channels.swap(moved);
}

}  // namespace binpoint

#endif
