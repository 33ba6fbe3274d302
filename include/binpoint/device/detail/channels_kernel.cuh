/// @file
/// The kernel that counts each channel of a tensor apart.
#ifndef BINPOINT_DEVICE_DETAIL_CHANNELS_KERNEL_CUH
#define BINPOINT_DEVICE_DETAIL_CHANNELS_KERNEL_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "block_counts.cuh"
#include "count_values.cuh"

namespace binpoint::detail {

/// A tensor with channels, in the order outer, channel, inner, and how many of the channels a block
/// counts at a time.
template <class T>
struct channel_tensor {
  const T* values;
  std::size_t outer;
  std::size_t channels;
  std::size_t inner;
  std::uint64_t* words;
  unsigned columns;
  unsigned groups;    ///< of that many channels, the last one may have fewer
  std::size_t piece;  ///< longest part of a run of `inner` values that a warp counts at a time
};

/// Every `step`-th value of a channel, from a first one on: its place in the order outer, inner.
struct channel_walk {
  std::size_t outer;
  std::size_t inner;
  std::size_t outer_step;
  std::size_t inner_step;

  BINPOINT_HOST_DEVICE constexpr channel_walk(std::size_t first, std::size_t step, std::size_t size)
      : outer(first / size),
        inner(first % size),
        outer_step(step / size),
        inner_step(step % size) {}

  BINPOINT_HOST_DEVICE constexpr void advance(std::size_t size) {
    outer += outer_step;
    inner += inner_step;
    if (inner >= size) {
      inner -= size;
      ++outer;
    }
  }
};

/// The channels of a block, and what it counts of them.
template <class Rows>
struct channel_block {
  const channel_tensor<typename Rows::value_type>& tensor;
  std::size_t first_channel;
  unsigned channels;
  unsigned* cells;
  std::uint64_t* extremes;
  int fraction_length;

  [[nodiscard]] __device__ table_column<Rows, some_columns> column(unsigned channel) const {
    return {cells, {channel, tensor.columns}};
  }
  [[nodiscard]] __device__ std::uint64_t* extremes_of_channel(unsigned channel) const {
    return extremes + extreme_keys::count * channel;
  }
  /// Of the first value of a run of `inner` values.
  [[nodiscard]] __device__ std::size_t index(std::size_t outer, unsigned channel) const {
    return (outer * tensor.channels + first_channel + channel) * tensor.inner;
  }
};

/// Counts the next values of a channel, loaded together.
template <class Rows>
__device__ void count_walk(const channel_block<Rows>& block, unsigned channel, channel_walk& at,
                           extremes_of<Rows>& seen) {
  using bits = value_bits_t<typename Rows::value_type>;
  const auto* const values = reinterpret_cast<const bits*>(block.tensor.values);
  bits loaded[loads_in_flight] = {};
  unsigned count = 0;
  BINPOINT_UNROLL
  for (unsigned i = 0; i < loads_in_flight; ++i) {
    if (at.outer >= block.tensor.outer) continue;
    loaded[i] = __ldcs(values + block.index(at.outer, channel) + at.inner);
    ++count;
    at.advance(block.tensor.inner);
  }
  BINPOINT_UNROLL
  for (unsigned i = 0; i < loads_in_flight; ++i) {
    if (i < count) block.column(channel).add_value(loaded[i], seen);
  }
}

/// Channels as lanes: a lane stays with a channel, and neighbours read what is next to each other.
template <class Rows>
__device__ void count_interleaved(const channel_block<Rows>& block, share own) {
  const unsigned lane = threadIdx.x % warp_lanes;
  const unsigned channel = lane % block.tensor.columns;
  // Of all channels, as often as a warp has room for them.
  const std::size_t rounds = warp_lanes / block.tensor.columns;
  const std::size_t round = lane / block.tensor.columns;
  if (round >= rounds || channel >= block.channels) return;

  extremes_of<Rows> seen;
  channel_walk at(own.group * rounds + round, own.groups * rounds, block.tensor.inner);
  while (at.outer < block.tensor.outer) count_walk(block, channel, at, seen);
  raise_to(block.extremes_of_channel(channel), seen.keys(block.fraction_length));
}

/// Channels as runs: a warp counts a piece of a run, which has one channel.
template <class Rows>
__device__ void count_runs(const channel_block<Rows>& block, share own) {
  const std::size_t inner = block.tensor.inner;
  const std::size_t piece = block.tensor.piece;
  const std::size_t pieces = (inner + piece - 1) / piece;
  const std::size_t count = block.tensor.outer * block.channels * pieces;
  for (std::size_t i = own.group; i < count; i += own.groups) {
    const std::size_t run = i / pieces;
    const std::size_t begin = (i - run * pieces) * piece;
    const std::size_t outer = run / block.channels;
    const auto channel = static_cast<unsigned>(run - outer * block.channels);
    extremes_of<Rows> seen;
    count_values<warp_lanes>(block.tensor.values + block.index(outer, channel) + begin,
                             detail::min(piece, inner - begin), share{0, 1},
                             threadIdx.x % warp_lanes, block.column(channel), seen);
    merge_extremes<Rows>(seen, block.extremes_of_channel(channel), block.fraction_length);
  }
}

/// Adds the table of a block to the states of its channels.
/// @pre  all threads of the block call it, after a barrier
template <class Rows>
__device__ void fold_channels(const channel_block<Rows>& block) {
  constexpr std::size_t state = Rows::words::count;
  std::uint64_t* const words = block.tensor.words + block.first_channel * state;
  const unsigned columns = block.tensor.columns;
  for (unsigned i = threadIdx.x; i < table_cells<Rows> * columns; i += blockDim.x) {
    const unsigned channel = i % columns;
    fold_cell<Rows>(i / columns, block.cells[i], words + channel * state,
                    block.extremes_of_channel(channel), block.fraction_length);
  }
  __syncthreads();
  constexpr unsigned keys = extreme_keys::count;
  for (unsigned i = threadIdx.x; i < keys * block.channels; i += blockDim.x) {
    raise_state(words + i / keys * state + Rows::words::sums + i % keys, block.extremes[i]);
  }
}

/// Each block counts a share of one group of channels, with a column for each of them.
template <class Rows>
__global__ void __launch_bounds__(block_threads, 2)
    channels_kernel(channel_tensor<typename Rows::value_type> tensor, int fraction_length) {
  BINPOINT_DYNAMIC_SHARED(std::uint64_t, extremes);
  const unsigned keys = extreme_keys::count * tensor.columns;
  clear_words(reinterpret_cast<unsigned*>(extremes), 2 * keys + table_cells<Rows> * tensor.columns);
  __syncthreads();

  const std::size_t first_channel = std::size_t{blockIdx.x % tensor.groups} * tensor.columns;
  const std::size_t left = tensor.channels - first_channel;
  const channel_block<Rows> block{
      tensor,
      first_channel,
      static_cast<unsigned>(detail::min(std::size_t{tensor.columns}, left)),
      reinterpret_cast<unsigned*>(extremes + keys),
      extremes,
      fraction_length};
  const unsigned warps = blockDim.x / warp_lanes;
  const share own{std::size_t{blockIdx.x / tensor.groups} * warps + threadIdx.x / warp_lanes,
                  std::size_t{gridDim.x / tensor.groups} * warps};
  if (tensor.inner < warp_lanes) {
    count_interleaved(block, own);
  } else {
    count_runs(block, own);
  }
  __syncthreads();
  fold_channels(block);
}

}  // namespace binpoint::detail

#endif
