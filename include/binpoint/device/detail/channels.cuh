/// @file
/// Which channel a value belongs to, and the number that is the channel's own.
#ifndef BINPOINT_DEVICE_DETAIL_CHANNELS_CUH
#define BINPOINT_DEVICE_DETAIL_CHANNELS_CUH

#include <cstddef>

#include "../../config.hpp"
#include "../../detail/integer.hpp"
#include "../../format.hpp"
#include "../options.hpp"

namespace binpoint::detail {

/// A place in a tensor of channels, which moves from value to value without divisions.
struct channel_cursor {
  std::size_t channel;
  std::size_t offset;  ///< in the run of `inner` values

  BINPOINT_HOST_DEVICE constexpr void advance(const channel_layout& layout) {
    if (++offset < layout.inner) return;
    offset = 0;
    if (++channel == layout.channels) channel = 0;
  }
};

[[nodiscard]] BINPOINT_HOST_DEVICE constexpr channel_cursor cursor_at(const channel_layout& layout,
                                                                      std::size_t index) {
  if (((index | layout.inner | layout.channels) >> 32) == 0) {
    // Several times as fast as with 64 bits.
    const auto i = static_cast<unsigned>(index);
    const auto inner = static_cast<unsigned>(layout.inner);
    return {i / inner % static_cast<unsigned>(layout.channels), i % inner};
  }
  return {index / layout.inner % layout.channels, index % layout.inner};
}

/// The numbers of the channels, or one for the whole tensor where there are none.
struct number_source {
  const int* numbers;  ///< in device memory, or null
  channel_layout layout;
  int common;

  [[nodiscard]] BINPOINT_HOST_DEVICE channel_cursor at(std::size_t index) const {
    return numbers == nullptr ? channel_cursor{} : cursor_at(layout, index);
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE int number(const channel_cursor& cursor) const {
    if (numbers == nullptr) return common;
    return max(min(numbers[cursor.channel], max_fraction_length), -max_fraction_length);
  }
};

[[nodiscard]] inline number_source source_of(const channel_numbers& numbers, int common) {
  return {numbers.values.data(), numbers.layout, common};
}

}  // namespace binpoint::detail

#endif
