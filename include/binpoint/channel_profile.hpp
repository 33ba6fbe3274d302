/// @file
/// What was observed of a network channel by channel.
#ifndef BINPOINT_CHANNEL_PROFILE_HPP
#define BINPOINT_CHANNEL_PROFILE_HPP

#include <cstddef>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "calibrate.hpp"
#include "channel_histograms.hpp"
#include "detail/error.hpp"
#include "detail/observe_network.hpp"
#include "detail/site_map.hpp"
#include "histogram.hpp"
#include "layout.hpp"
#include "network.hpp"
#include "site.hpp"

namespace binpoint {

/// One histogram for each channel of each site, in the order of the first visit.
///
/// Memory: 4.5 KB a channel for 0 sub-bits, which is the default for that reason, doubling with
/// each: the 98 output channels of the demo's weights take 440 KB, 3.5 MB with 3 sub-bits.
template <int SubBits>
class basic_channel_profile : public detail::site_map<std::vector<octave_histogram<SubBits>>> {
 public:
  /// Adds a tensor's values to the histograms of their channels.
  /// @throws std::invalid_argument when the site has another number of channels
  template <class T>
  requires countable_range<std::span<const T>>
  void add(std::string_view layer, role kind, tensor_view<T> values) {
    auto& of_channel = this->get(layer, kind);
    check_channels("add", layer, kind, of_channel, values.layout().channels);
    detail::add_channels<SubBits>(std::span(of_channel),
                                  std::span<const std::remove_const_t<T>>(values.values()),
                                  values.layout());
  }
  template <class T>
  void add(const site& where, tensor_view<T> values) {
    add(where.layer, where.kind, values);
  }

  /// Adds what another profile has observed; sites that are new here follow the old ones.
  /// @throws std::invalid_argument when a site has another number of channels there
  void merge(const basic_channel_profile& other) {
    for (const auto& [where, histograms] : other) {
      auto& of_channel = (*this)[where];
      check_channels("merge", where.layer, where.kind, of_channel, histograms.size());
      for (std::size_t c = 0; c < histograms.size(); ++c) of_channel[c].merge(histograms[c]);
    }
  }
  basic_channel_profile& operator+=(const basic_channel_profile& other) {
    merge(other);
    return *this;
  }

 private:
  /// A site that has no channels yet takes the number that comes first.
  static void check_channels(const char* function, std::string_view layer, role kind,
                             std::vector<octave_histogram<SubBits>>& found, std::size_t channels) {
    if (found.empty()) found.resize(channels);
    if (found.size() == channels) return;
    std::string reason = "'";
    reason.append(to_string(site{std::string(layer), kind})).append("' has ");
    reason.append(std::to_string(found.size())).append(" channels, found ");
    detail::invalid_argument(function, reason.append(std::to_string(channels)));
  }
};
using channel_profile = basic_channel_profile<0>;

/// The profile of whole tensors: the exact sum of the channels.
/// @par Complexity  O(bins) for each channel
template <int SubBits>
[[nodiscard]] basic_profile<SubBits> merge_channels(
    const basic_channel_profile<SubBits>& observed) {
  basic_profile<SubBits> result;
  for (const auto& [where, histograms] : observed) {
    octave_histogram<SubBits>& sum = result[where];
    for (const octave_histogram<SubBits>& each : histograms) sum.merge(each);
  }
  return result;
}

/// Histograms for each channel of each weight and bias. The network does not run.
/// @par Complexity  O(parameters)
template <int SubBits = 0, class Network>
requires requires(Network& net, void (*visit)(const site&, tensor_view<float>)) {
  net.for_each_parameter(visit);
}
[[nodiscard]] basic_channel_profile<SubBits> observe_channels(Network& net) {
  basic_channel_profile<SubBits> seen;
  auto add = [&](std::string_view layer, role kind, tensor_view<float> values) {
    seen.add(layer, kind, values);
  };
  detail::observe_parameters(net, add);
  return seen;
}

/// The same for each output as well, over all inputs: merged, it is the profile that `calibrate`
/// gives.
/// @param on_progress  callable of (done, total)
/// @throws std::invalid_argument when there are no inputs, or when the channels of an output differ
///         between two of them; whatever net.run throws
/// @par Complexity  one run for each input, O(1) for each value of each output
template <int SubBits = 0, class Network, std::ranges::forward_range Inputs,
          class Progress = no_progress>
requires network<Network, std::ranges::range_value_t<Inputs>>
[[nodiscard]] basic_channel_profile<SubBits> calibrate_channels(Network& net, const Inputs& inputs,
                                                                Progress on_progress = {}) {
  basic_channel_profile<SubBits> seen;
  detail::observe_network("calibrate_channels", net, inputs, on_progress,
                          [&](std::string_view layer, role kind, tensor_view<float> values) {
                            seen.add(layer, kind, values);
                          });
  return seen;
}

}  // namespace binpoint

#endif
