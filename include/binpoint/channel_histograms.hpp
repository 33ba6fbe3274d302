/// @file
/// A histogram for each channel of a tensor, in one pass.
#ifndef BINPOINT_CHANNEL_HISTOGRAMS_HPP
#define BINPOINT_CHANNEL_HISTOGRAMS_HPP

#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "histogram.hpp"
#include "layout.hpp"

namespace binpoint {
namespace detail {

/// Runs of one channel from here on are counted where they lie; shorter ones are gathered first.
inline constexpr std::size_t long_run = 256;
/// Values of a gathered tile: with its copies it stays in the second level of the cache.
inline constexpr std::size_t tile_values = std::size_t{1} << 15;

/// Calls count(channel, values) for pieces of the tensor that together hold each value once.
template <class T, class Count>
void for_each_run(std::span<const T> values, channel_layout layout, const Count& count) {
  for (std::size_t i = 0; i < values.size(); i += layout.inner) {
    count(layout.channel(i), values.subspan(i, layout.inner));
  }
}

/// The same with the runs of a channel gathered from many rows of all channels.
template <class T, class Count>
void for_each_gathered_run(std::span<const T> values, channel_layout layout, const Count& count) {
  const std::size_t row = layout.channels * layout.inner;
  const std::size_t rows = std::max<std::size_t>(tile_values / row, 64 / layout.inner + 1);
  std::vector<T> gathered(rows * layout.inner);
  for (std::size_t begin = 0; begin < values.size(); begin += rows * row) {
    const auto tile = values.subspan(begin, std::min(rows * row, values.size() - begin));
    for (std::size_t channel = 0; channel < layout.channels; ++channel) {
      auto to = gathered.begin();
      for (std::size_t i = channel * layout.inner; i < tile.size(); i += row) {
        to = std::copy_n(tile.begin() + static_cast<std::ptrdiff_t>(i), layout.inner, to);
      }
      const auto size = static_cast<std::size_t>(to - gathered.begin());
      count(channel, std::span<const T>(gathered.data(), size));
    }
  }
}

/// Adds the values of each channel to the histogram of that channel.
template <int SubBits, class T, class... Scale>
void add_channels(std::span<octave_histogram<SubBits>> to, std::span<const T> values,
                  channel_layout layout, Scale... scale) {
  const auto count = [&](std::size_t channel, std::span<const T> run) {
    to[channel].add(run, scale...);
  };
  if (layout.channels == 1) {
    count(0, values);
  } else if (layout.inner >= long_run || values.size() == layout.channels * layout.inner) {
    for_each_run(values, layout, count);
  } else {
    for_each_gathered_run(values, layout, count);
  }
}

template <int SubBits, class T, class... Scale>
[[nodiscard]] std::vector<octave_histogram<SubBits>> count_channels(std::span<const T> values,
                                                                    channel_layout layout,
                                                                    Scale... scale) {
  std::vector<octave_histogram<SubBits>> result(layout.channels);
  add_channels<SubBits>(std::span(result), values, layout, scale...);
  return result;
}

}  // namespace detail

/// One histogram for each channel of a tensor, in any layout: element c counts the values of
/// channel c, and all merged are count_octaves<SubBits>(tensor).
///
/// Memory: 4.5 KB a channel for 0 sub-bits, doubling with each.
/// @par Complexity  O(n) time, one pass; short runs are gathered through a buffer of 32,768 values
///                  or a little more
template <int SubBits, class T>
requires countable_range<std::span<const T>>
[[nodiscard]] std::vector<octave_histogram<SubBits>> count_octaves_by_channel(
    tensor_view<T> tensor) {
  using value_type = std::remove_const_t<T>;
  return detail::count_channels<SubBits>(std::span<const value_type>(tensor.values()),
                                         tensor.layout());
}
template <class T>
requires countable_range<std::span<const T>>
[[nodiscard]] std::vector<msb_histogram> count_msb_by_channel(tensor_view<T> tensor) {
  return count_octaves_by_channel<0>(tensor);
}

/// Of integers x that stand for x * 2^-fraction_length.
/// @throws std::invalid_argument for a fraction length beyond max_counted_fraction_length
template <int SubBits, class T>
requires integer_range<std::span<const T>>
[[nodiscard]] std::vector<octave_histogram<SubBits>> count_octaves_by_channel(tensor_view<T> codes,
                                                                              int fraction_length) {
  using value_type = std::remove_const_t<T>;
  return detail::count_channels<SubBits>(std::span<const value_type>(codes.values()),
                                         codes.layout(), fraction_length);
}
template <class T>
requires integer_range<std::span<const T>>
[[nodiscard]] std::vector<msb_histogram> count_msb_by_channel(tensor_view<T> codes,
                                                              int fraction_length) {
  return count_octaves_by_channel<0>(codes, fraction_length);
}

}  // namespace binpoint

#endif
