/// @file
/// Which channel a value belongs to, and the number that is the channel's own.
#ifndef BINPOINT_DEVICE_DETAIL_CHANNELS_CUH
#define BINPOINT_DEVICE_DETAIL_CHANNELS_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "../../config.hpp"
#include "../../detail/integer.hpp"
#include "../../format.hpp"
#include "../options.hpp"
#include "divider.hpp"

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

/// Which channels the values of a pack may belong to; the fewer, the fewer instructions.
enum class pack_channels {
  one,   ///< all to the same
  two,   ///< the last one perhaps to the next
  row,   ///< each to the next, none to the first after the last
  each,  ///< each to the next, or in short runs to the same
};

/// The numbers of the channels of a pack's values: one, two, or one for each.
template <std::size_t Count>
struct pack_numbers {
  int number[Count];
  unsigned split;  ///< values from here on have the second number, of two

  [[nodiscard]] __device__ int of(std::size_t i) const {
    if constexpr (Count == 2) {
      return i < split ? number[0] : number[1];
    } else {
      return number[Count == 1 ? 0 : i];
    }
  }
};

/// Channels of a tensor with less than 2^32 values.
struct channel_finder {
  const int* numbers;  ///< in device memory
  divider inner;
  divider channels;

  template <pack_channels Channels, std::size_t Length>
  static constexpr std::size_t count = Channels == pack_channels::one ? 1
                                       : Channels == pack_channels::two
                                           ? min(std::size_t{2}, Length)
                                           : Length;

  /// The numbers, as they stand in memory, of `Length` values from an index on.
  template <pack_channels Channels, std::size_t Length>
  [[nodiscard]] __device__ auto numbers_of(std::uint32_t index) const {
    pack_numbers<count<Channels, Length>> found{};
    if constexpr (Channels == pack_channels::row) {
      const std::uint32_t first = channels.rest(index, channels.quotient(index));
      BINPOINT_UNROLL
      for (std::size_t i = 0; i < Length; ++i) found.number[i] = __ldg(numbers + first + i);
      found.split = 1;
    } else {
      place at = place_of(index);
      found.split = at.left;
      found.number[0] = __ldg(numbers + at.channel);
      BINPOINT_UNROLL
      for (std::size_t i = 1; i < count<Channels, Length>; ++i) {
        at = moved(at, Channels == pack_channels::two ? Length - 1 : 1);
        found.number[i] = __ldg(numbers + at.channel);
      }
    }
    return found;
  }

 private:
  struct place {
    std::uint32_t channel;
    std::uint32_t left;  ///< values of the run, from here on
  };
  [[nodiscard]] __device__ place place_of(std::uint32_t index) const {
    const std::uint32_t run = inner.quotient(index);
    return {channels.rest(run, channels.quotient(run)), inner.divisor - inner.rest(index, run)};
  }
  /// Some values on, which are not more than a run.
  [[nodiscard]] __device__ place moved(place at, std::uint32_t values) const {
    if (at.left > values) return {at.channel, at.left - values};
    const std::uint32_t next = at.channel + 1 == channels.divisor ? 0 : at.channel + 1;
    return {next, at.left + inner.divisor - values};
  }
};

/// The numbers of the channels, or one for the whole tensor where there are none.
struct number_source {
  channel_finder finder;  ///< without numbers where there are no channels
  channel_layout layout;
  int common;

  [[nodiscard]] BINPOINT_HOST_DEVICE channel_cursor at(std::size_t index) const {
    if (finder.numbers == nullptr) return {};
    if (((index | layout.inner | layout.channels) >> 32) == 0) {
      const auto i = static_cast<std::uint32_t>(index);
      const std::uint32_t run = finder.inner.quotient(i);
      return {finder.channels.rest(run, finder.channels.quotient(run)), finder.inner.rest(i, run)};
    }
    return {index / layout.inner % layout.channels, index % layout.inner};
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE int number(const channel_cursor& cursor) const {
    return finder.numbers == nullptr ? common : limited(finder.numbers[cursor.channel]);
  }
  /// Numbers outside the limits count as the nearer one.
  [[nodiscard]] BINPOINT_HOST_DEVICE static int limited(int number) {
    return max(min(number, max_fraction_length), -max_fraction_length);
  }
};

[[nodiscard]] inline number_source source_of(const channel_numbers& numbers, int common) {
  const auto short_divider = [](std::size_t divisor) {
    return make_divider(static_cast<std::uint32_t>(min(divisor, std::size_t{0xffffffff})));
  };
  return {{numbers.values.data(), short_divider(numbers.layout.inner),
           short_divider(numbers.layout.channels)},
          numbers.layout,
          common};
}

}  // namespace binpoint::detail

#endif
