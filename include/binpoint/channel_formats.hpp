/// @file
/// A fraction length for each output channel of a network's weights, and what that gains.
#ifndef BINPOINT_CHANNEL_FORMATS_HPP
#define BINPOINT_CHANNEL_FORMATS_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "channel_profile.hpp"
#include "detail/bins.hpp"
#include "detail/check.hpp"
#include "detail/error.hpp"
#include "detail/site_map.hpp"
#include "detail/window_error.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "limits.hpp"
#include "network.hpp"
#include "policy.hpp"

namespace binpoint {
namespace detail {

/// A criterion of this library that chooses words of the tensor's length and sign only; another
/// callable as it is.
template <class Criterion>
[[nodiscard]] auto within_tensor(const Criterion& choose, format whole) {
  Criterion result = choose;
  if constexpr (requires { result.sign = signedness::always; }) {
    result.sign = whole.is_signed ? signedness::always : signedness::never;
  }
  if constexpr (requires {
                  result.offered = word_length_set{};
                  result.max_word_length = 1;
                }) {
    result.offered = {whole.word_length};
    result.max_word_length = whole.word_length;
  }
  return result;
}

/// The fraction length of one channel: the window begins at the position that the criterion chooses
/// for the channel, and is as long as the tensor's. A channel without a value that
/// counts follows the tensor.
template <class Criterion, int S>
[[nodiscard]] int channel_fraction_length(const site& where, const octave_histogram<S>& channel,
                                          const Criterion& choose, format whole) {
  const bool is_counted = channel.max() > 0 || (whole.is_signed && channel.min() < 0);
  if (!is_counted) return whole.fraction_length;
  const tensor_format chosen = choose_at(where, channel, choose);
  if (chosen.stays_float || !chosen.fraction_lengths.empty()) return whole.fraction_length;
  return whole.fraction_length + whole.msb() - chosen.base.msb();
}

/// Energies of the error that one format makes in each channel, summed; see expected_energies. None
/// in a tensor that stays in floating point.
class channel_energies {
 public:
  template <int S>
  explicit channel_energies(const std::vector<octave_histogram<S>>& channels,
                            const tensor_format& formats, policy how) {
    int highest = -1075;  // less than any double's
    for (const auto& each : channels) {
      const position_range range = occupied_positions(each);
      if (range.lowest <= range.highest) highest = std::max(highest, range.highest);
    }
    for (std::size_t c = 0; c < channels.size(); ++c) {
      const expected_energies part = expect_energies(channels[c], formats.of_channel(c), how);
      const int scale = 2 * std::min(0, occupied_positions(channels[c]).highest - highest);
      sum_.signal += std::ldexp(part.signal, scale);
      if (!formats.stays_float) sum_.error += std::ldexp(part.error, scale);
    }
  }
  [[nodiscard]] double sqnr_db() const { return decibels(sum_.signal, sum_.error); }

 private:
  expected_energies sum_;
};

}  // namespace detail

/// A format for every site of a profile, and for the weights in the channel profile one fraction
/// length for each channel. The word length and the sign of a tensor are common to its channels.
///
/// Steps are powers of two, so that an integer network requantizes by one shift a channel. Biases,
/// outputs and inputs keep one format each, and so do weights whose channels all agree, that stay
/// in floating point, or for which the criterion returns fraction lengths of its own.
/// @param choose  as for choose_formats of a profile; called with the histogram of each tensor and
///                then with those of its channels
/// @throws std::invalid_argument when a chosen format is invalid
template <int SubBits, int ChannelSubBits, class Criterion>
[[nodiscard]] plan choose_formats(const basic_profile<SubBits>& observed,
                                  const basic_channel_profile<ChannelSubBits>& channels,
                                  const Criterion& choose, policy rules = {}) {
  plan result = choose_formats(observed, choose, rules);
  for (const auto& [where, histograms] : channels) {
    if (where.kind != role::weight || !result.contains(where)) continue;
    tensor_format& chosen = result.at(where);
    if (chosen.stays_float || !chosen.fraction_lengths.empty()) continue;
    const auto choose_channel = detail::within_tensor(choose, chosen.base);
    std::vector<int> lengths;
    for (const auto& each : histograms) {
      lengths.push_back(detail::channel_fraction_length(where, each, choose_channel, chosen.base));
      detail::check_format("choose_formats",
                           {chosen.base.word_length, lengths.back(), chosen.base.is_signed});
    }
    if (std::ranges::all_of(lengths, [&](int f) { return f == chosen.base.fraction_length; })) {
      continue;
    }
    chosen.fraction_lengths = std::move(lengths);
  }
  return result;
}

/// The SQNR that is expected of a site in one plan and in another, estimates both.
struct channel_gain {
  double per_tensor_db = 0;
  double per_channel_db = 0;

  /// NaN where there is no signal; also where both are exact, as what stays in floating point is.
  [[nodiscard]] double gain_db() const { return per_channel_db - per_tensor_db; }
};

/// What formats by channel gain over one for the whole tensor, for each site to which the first
/// plan gives formats by channel; from the histograms alone.
///
/// The estimate takes values as spread evenly within each bin of a channel's histogram.
/// @throws std::invalid_argument when the second plan lacks such a site, or when a site has another
///         number of channels in a plan than in the profile
/// @par Complexity  O(occupied bins)
template <int SubBits>
[[nodiscard]] detail::site_map<channel_gain> expected_channel_gains(
    const basic_channel_profile<SubBits>& observed, const plan& per_channel,
    const plan& per_tensor) {
  detail::site_map<channel_gain> result;
  for (const auto& [where, histograms] : observed) {
    const tensor_format* chosen = per_channel.find(where);
    if (chosen == nullptr || chosen->stays_float || chosen->fraction_lengths.empty()) continue;
    const tensor_format& whole = per_tensor.at(where);
    for (const tensor_format* each : {chosen, &whole}) {
      const std::size_t found = each->fraction_lengths.size();
      if (each->stays_float || found == 0 || found == histograms.size()) continue;
      detail::invalid_argument("expected_channel_gains", "'" + to_string(where) + "' has " +
                                                             std::to_string(histograms.size()) +
                                                             " channels, the plan " +
                                                             std::to_string(found));
    }
    result[where] = {detail::channel_energies(histograms, whole, per_tensor.rules).sqnr_db(),
                     detail::channel_energies(histograms, *chosen, per_channel.rules).sqnr_db()};
  }
  return result;
}

}  // namespace binpoint

#endif
