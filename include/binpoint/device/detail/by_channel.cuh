/// @file
/// Kernels with a number for each channel, at the speed of those with one for the whole tensor.
#ifndef BINPOINT_DEVICE_DETAIL_BY_CHANNEL_CUH
#define BINPOINT_DEVICE_DETAIL_BY_CHANNEL_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "../../config.hpp"
#include "../../detail/integer.hpp"
#include "channels.cuh"
#include "map.cuh"

namespace binpoint::detail {

/// body.one(x, i, index of the value, number of its channel) for each value of a pack.
template <class Out, std::size_t Length, class Body, class Loaded>
[[nodiscard]] __device__ pack<Out, Length> map_by_number(const Body& body, const Loaded& x,
                                                         std::size_t index) {
  pack<Out, Length> y;
  channel_cursor cursor = body.numbers.at(index);
  BINPOINT_UNROLL
  for (std::size_t i = 0; i < Length; ++i) {
    y.value[i] = body.one(x, i, index + i, body.numbers.number(cursor));
    cursor.advance(body.numbers.layout);
  }
  return y;
}

/// The fast body with each value's number, for packs all of whose numbers it covers.
///
/// @tparam Rest  the body for the others, which knows the channels
template <class Fast, class Rest, pack_channels Channels>
struct by_channel {
  using output_type = typename Fast::output_type;

  Fast fast;
  Rest rest;

  template <std::size_t Length>
  [[nodiscard]] __device__ auto place_of(std::size_t index) const {
    return finder().template numbers_of<Channels, Length>(static_cast<std::uint32_t>(index));
  }
  template <std::size_t Count>
  [[nodiscard]] __device__ static bool covers(const pack_numbers<Count>& numbers) {
    bool covered = true;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Count; ++i) covered &= Fast::covers(numbers.number[i]);
    return covered;
  }
  template <std::size_t Length, std::size_t Count, class Loaded>
  [[nodiscard]] __device__ pack<output_type, Length> apply(
      const Loaded& x, const pack_numbers<Count>& numbers) const {
    pack<output_type, Length> y;
    BINPOINT_UNROLL
    for (std::size_t i = 0; i < Length; ++i) y.value[i] = fast.with(numbers.of(i)).one(x, i);
    return y;
  }

  template <class Loaded>
  [[nodiscard]] __device__ pack<output_type, 1> apply_rest(const Loaded& x,
                                                           std::size_t index) const {
    const int number = place_of<1>(index).number[0];
    return {{rest.one(x, 0, index, number_source::limited(number))}};
  }

 private:
  [[nodiscard]] __device__ const channel_finder& finder() const { return rest.numbers.finder; }
};

/// As map, with a number for each channel that `rest` knows. Tensors of 2^32 values or more take
/// the rest alone, whose indices have 64 bits.
template <class Input, class Out, class Fast, class Rest>
[[nodiscard]] cudaError_t map_channels(Input input, Out* out, std::size_t size, const Fast& fast,
                                       const Rest& rest, cudaStream_t stream) {
  constexpr std::size_t length = pack_length<Input, Out>;
  const channel_layout layout = rest.numbers.layout;
  if (size >> 32 != 0) return map(input, out, size, rest, rest, stream);
  const auto run = [&]<pack_channels Channels> {
    const by_channel<Fast, Rest, Channels> body{fast, rest};
    const by_channel<Fast, Rest, pack_channels::one> singles{fast, rest};
    return map(input, out, size, body, singles, stream);
  };
  const bool begins_with_a_pack = values_to_alignment<length>(out) == 0;
  if (begins_with_a_pack && layout.inner % length == 0) {
    return run.template operator()<pack_channels::one>();
  }
  if (begins_with_a_pack && layout.inner == 1 && layout.channels % length == 0) {
    return run.template operator()<pack_channels::row>();
  }
  if (length == 2 || layout.inner >= length - 1) {
    return run.template operator()<pack_channels::two>();
  }
  if constexpr (length > 2) return run.template operator()<pack_channels::each>();
}

}  // namespace binpoint::detail

#endif
