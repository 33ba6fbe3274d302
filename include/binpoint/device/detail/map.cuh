/// @file
/// One function over all values of a tensor, at the speed of memory: loads and stores of 16 bytes.
#ifndef BINPOINT_DEVICE_DETAIL_MAP_CUH
#define BINPOINT_DEVICE_DETAIL_MAP_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../../config.hpp"
#include "../../detail/integer.hpp"
#include "launch.cuh"

namespace binpoint::detail {

/// Values that one thread handles together.
template <class T, std::size_t Length>
struct alignas(sizeof(T) * Length) pack {
  T value[Length];
};

/// The machine word that carries so many bytes.
template <std::size_t Bytes>
struct word_of_size;
template <>
struct word_of_size<1> : std::type_identity<unsigned char> {};
template <>
struct word_of_size<2> : std::type_identity<unsigned short> {};
template <>
struct word_of_size<4> : std::type_identity<unsigned> {};
template <>
struct word_of_size<8> : std::type_identity<uint2> {};
template <>
struct word_of_size<16> : std::type_identity<uint4> {};

// Streaming: each value is used once, and the caches are for others.

template <std::size_t Length, class T>
[[nodiscard]] __device__ pack<T, Length> load_pack(const T* values, std::size_t index) {
  using word = typename word_of_size<sizeof(T) * Length>::type;
  return bit_cast<pack<T, Length>>(__ldcs(reinterpret_cast<const word*>(values + index)));
}

template <class T, std::size_t Length>
__device__ void store_pack(T* values, std::size_t index, const pack<T, Length>& x) {
  using word = typename word_of_size<sizeof(T) * Length>::type;
  __stcs(reinterpret_cast<word*>(values + index), bit_cast<word>(x));
}

/// What a map reads: one tensor, or two in step.
template <class T>
struct map_input {
  using value_type = T;
  const T* values;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack<T, Length> load(std::size_t index) const {
    return load_pack<Length>(values, index);
  }
};
template <class T, std::size_t Length>
struct pack_pair {
  pack<T, Length> first;
  pack<T, Length> second;
};
template <class T>
struct map_input_pair {
  using value_type = T;
  const T* first;
  const T* second;

  template <std::size_t Length>
  [[nodiscard]] __device__ pack_pair<T, Length> load(std::size_t index) const {
    return {load_pack<Length>(first, index), load_pack<Length>(second, index)};
  }
};

inline constexpr unsigned map_threads = 256;
inline constexpr unsigned map_packs = 4;  ///< of a thread in a tile: loads in flight
inline constexpr std::size_t map_tile = std::size_t{map_threads} * map_packs;  ///< packs

/// Single values before the packs, the packs, and single values after them.
struct map_shape {
  std::size_t head = 0;
  std::size_t packs = 0;
  std::size_t size = 0;  ///< of the tensor
};

/// The index of pack `number`.
template <std::size_t Length>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t pack_index(const map_shape& shape,
                                                                    std::size_t number) {
  return shape.head + number * Length;
}

/// The index of a single value: first those of the head, then those of the tail.
template <std::size_t Length>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t single_index(const map_shape& shape,
                                                                      std::size_t number) {
  return number < shape.head ? number : number + shape.packs * Length;
}

/// Blocks of a grid, each of which takes every so-many-th tile.
[[nodiscard]] constexpr unsigned map_blocks(const map_shape& shape) {
  constexpr std::size_t most = 0x7fffffff;
  const std::size_t tiles = shape.packs / map_tile + (shape.packs % map_tile != 0 ? 1 : 0);
  return static_cast<unsigned>(min(max(tiles, std::size_t{1}), most));
}

/// A body that covers some packs only, and leaves the others to its `rest`.
template <class Body>
inline constexpr bool may_decline = requires(const Body& body) {
  body.rest;
};

/// What a body is told of a pack: the index, or what such a body makes of it.
template <std::size_t Length, class Body>
[[nodiscard]] __device__ auto place_of(const Body& body, std::size_t index) {
  if constexpr (may_decline<Body>) {
    return body.template place_of<Length>(index);
  } else {
    return index;
  }
}
template <class Body, class Place>
[[nodiscard]] __device__ bool covers(const Body& body, const Place& place) {
  if constexpr (may_decline<Body>) {
    return body.covers(place);
  } else {
    return true;
  }
}

/// One pack, value by value where the body does not cover it.
template <std::size_t Length, class Input, class Out, class Body>
__device__ void map_pack(const Input& input, Out* out, std::size_t index, const Body& body) {
  const auto place = place_of<Length>(body, index);
  if (covers(body, place)) {
    store_pack(out, index, body.template apply<Length>(input.template load<Length>(index), place));
  } else if constexpr (may_decline<Body>) {
    BINPOINT_NO_UNROLL
    for (std::size_t i = index; i < index + Length; ++i) {
      store_pack(out, i, body.apply_rest(input.template load<1>(i), i));
    }
  }
}

/// @tparam Body  callable as body.apply<Length>(what Input loads, index of the first value): the
///               pack of results; or as by_channel is. The output may be an input
/// @pre          each block has one tile, where the body may decline some
template <std::size_t Length, class Input, class Out, class Body>
__global__ void __launch_bounds__(map_threads)
    map_kernel(Input input, Out* out, map_shape shape, Body body) {
  const std::size_t whole_tiles = shape.packs / map_tile;
  std::size_t tile = blockIdx.x;
  for (; tile < whole_tiles; tile += gridDim.x) {
    const auto index_of = [&](unsigned k) {
      return pack_index<Length>(shape, tile * map_tile + threadIdx.x + k * map_threads);
    };
    decltype(input.template load<Length>(0)) x[map_packs];
    BINPOINT_UNROLL
    for (unsigned k = 0; k < map_packs; ++k) x[k] = input.template load<Length>(index_of(k));
    decltype(place_of<Length>(body, 0)) place[map_packs];
    bool covered = true;
    BINPOINT_UNROLL
    for (unsigned k = 0; k < map_packs; ++k) {
      place[k] = place_of<Length>(body, index_of(k));
      covered &= covers(body, place[k]);
    }
    if (!covered) break;
    BINPOINT_UNROLL
    for (unsigned k = 0; k < map_packs; ++k) {
      store_pack(out, index_of(k), body.template apply<Length>(x[k], place[k]));
    }
  }
  // Pack by pack: this block's turn at what is left, or the thread's packs where it has broken off.
  if (tile <= whole_tiles) {
    const std::size_t end = min(shape.packs, (tile + 1) * map_tile);
    for (std::size_t pack = tile * map_tile + threadIdx.x; pack < end; pack += map_threads) {
      map_pack<Length>(input, out, pack_index<Length>(shape, pack), body);
    }
  }
  if constexpr (Length > 1) {
    const std::size_t singles = shape.size - shape.packs * Length;
    if (blockIdx.x == 0 && threadIdx.x < singles) {
      map_pack<1>(input, out, single_index<Length>(shape, threadIdx.x), body);
    }
  }
}

/// Values until the address is a multiple of a whole pack.
template <std::size_t Length, class T>
[[nodiscard]] std::size_t values_to_alignment(const T* values) {
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(values) / sizeof(T) % Length;
  return beyond == 0 ? 0 : Length - beyond;
}

template <class Input, class Out, class Body>
[[nodiscard]] cudaError_t map_singles(Input input, Out* out, std::size_t size, const Body& body,
                                      cudaStream_t stream) {
  const map_shape shape{0, size, size};
  return launch(map_kernel<1, Input, Out, Body>, {map_blocks(shape), map_threads}, stream, input,
                out, shape, body);
}

template <std::size_t Length, class Input, class Out, class Body>
[[nodiscard]] cudaError_t map_in_packs(Input input, Out* out, std::size_t size, const Body& body,
                                       cudaStream_t stream) {
  const std::size_t head = values_to_alignment<Length>(out);
  const map_shape shape{head, (size - head) / Length, size};
  return launch(map_kernel<Length, Input, Out, Body>, {map_blocks(shape), map_threads}, stream,
                input, out, shape, body);
}

template <std::size_t Length, class T>
[[nodiscard]] bool has_head(const map_input<T>& input, std::size_t head) {
  return values_to_alignment<Length>(input.values) == head;
}
template <std::size_t Length, class T>
[[nodiscard]] bool has_head(const map_input_pair<T>& input, std::size_t head) {
  return values_to_alignment<Length>(input.first) == head &&
         values_to_alignment<Length>(input.second) == head;
}

/// Values of a pack: the longer type's fill 16 bytes.
template <class Input, class Out>
inline constexpr std::size_t pack_length = 16 /
                                           max(sizeof(typename Input::value_type), sizeof(Out));

/// In packs, after the first values, where all tensors are aligned alike; else value by value.
template <class Input, class Out, class Body, class SinglesBody>
[[nodiscard]] cudaError_t map(Input input, Out* out, std::size_t size, const Body& body,
                              const SinglesBody& singles, cudaStream_t stream) {
  constexpr std::size_t length = pack_length<Input, Out>;
  const std::size_t head = values_to_alignment<length>(out);
  if (has_head<length>(input, head) && size >= head + length) {
    return map_in_packs<length>(input, out, size, body, stream);
  }
  return map_singles(input, out, size, singles, stream);
}

}  // namespace binpoint::detail

#endif
