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

/// Channels as lanes: a lane stays with a channel, and neighbours read what is next to each other.
template <class Rows>
__device__ void count_interleaved(const channel_tensor<typename Rows::value_type>& tensor,
                                  std::size_t first_channel, unsigned channels, share own,
                                  unsigned* cells, std::uint64_t* extremes, int fraction_length) {
  using bits = value_bits_t<typename Rows::value_type>;
  const auto* const values = reinterpret_cast<const bits*>(tensor.values);
  const unsigned lane = threadIdx.x % warp_lanes;
  const unsigned column = lane % tensor.columns;
  const std::size_t turns =
      warp_lanes / tensor.columns;  // of all channels that a warp reads at once
  const std::size_t turn = lane / tensor.columns;
  if (turn >= turns || column >= channels) return;

  const table_column<Rows, some_columns> mine{
      cells, {column, tensor.columns}, extremes + 3 * column};
  extremes_of<Rows> seen;
  const std::size_t first = first_channel + column;
  channel_walk at(own.group * turns + turn, own.groups * turns, tensor.inner);
  while (at.outer < tensor.outer) {
    bits x[loads_in_flight];
    unsigned count = 0;
    BINPOINT_UNROLL
    for (unsigned i = 0; i < loads_in_flight; ++i) {
      if (at.outer >= tensor.outer) continue;
      x[i] = __ldcs(values + (at.outer * tensor.channels + first) * tensor.inner + at.inner);
      ++count;
      at.advance(tensor.inner);
    }
    BINPOINT_UNROLL
    for (unsigned i = 0; i < loads_in_flight; ++i) {
      if (i < count) mine.add_value(x[i], seen);
    }
  }
  raise_to(mine.extremes, seen.keys(fraction_length));
}

/// Channels as runs: a warp counts a piece of a run, which has one channel.
template <class Rows>
__device__ void count_runs(const channel_tensor<typename Rows::value_type>& tensor,
                           std::size_t first_channel, unsigned channels, share own, unsigned* cells,
                           std::uint64_t* extremes, int fraction_length) {
  const std::size_t pieces = (tensor.inner + tensor.piece - 1) / tensor.piece;
  const std::size_t count = tensor.outer * channels * pieces;
  for (std::size_t i = own.group; i < count; i += own.groups) {
    const std::size_t run = i / pieces;
    const std::size_t begin = (i - run * pieces) * tensor.piece;
    const std::size_t outer = run / channels;
    const auto column = static_cast<unsigned>(run - outer * channels);
    const std::size_t start =
        (outer * tensor.channels + first_channel + column) * tensor.inner + begin;
    const table_column<Rows, some_columns> mine{
        cells, {column, tensor.columns}, extremes + 3 * column};
    extremes_of<Rows> seen;
    count_values<warp_lanes>(tensor.values + start, detail::min(tensor.piece, tensor.inner - begin),
                             share{0, 1}, threadIdx.x % warp_lanes, mine, seen);
    merge_extremes<Rows>(seen, mine.extremes, fraction_length);
  }
}

/// Each block counts a share of one group of channels, with a column for each of them.
template <class Rows>
__global__ void __launch_bounds__(block_threads, 2)
    channels_kernel(channel_tensor<typename Rows::value_type> tensor, int fraction_length) {
  BINPOINT_DYNAMIC_SHARED(std::uint64_t, extremes);
  unsigned* const cells = reinterpret_cast<unsigned*>(extremes + 3 * tensor.columns);
  clear_words(reinterpret_cast<unsigned*>(extremes), (6 + table_cells<Rows>)*tensor.columns);
  __syncthreads();

  const unsigned group = blockIdx.x % tensor.groups;
  const std::size_t first_channel = std::size_t{group} * tensor.columns;
  const auto channels = static_cast<unsigned>(
      detail::min(std::size_t{tensor.columns}, tensor.channels - first_channel));
  const unsigned warps = blockDim.x / warp_lanes;
  const share own{std::size_t{blockIdx.x / tensor.groups} * warps + threadIdx.x / warp_lanes,
                  std::size_t{gridDim.x / tensor.groups} * warps};
  if (tensor.inner < warp_lanes) {
    count_interleaved<Rows>(tensor, first_channel, channels, own, cells, extremes, fraction_length);
  } else {
    count_runs<Rows>(tensor, first_channel, channels, own, cells, extremes, fraction_length);
  }
  __syncthreads();

  constexpr std::size_t state = Rows::words::count;
  std::uint64_t* const words = tensor.words + first_channel * state;
  for (unsigned i = threadIdx.x; i < table_cells<Rows> * tensor.columns; i += blockDim.x) {
    const unsigned column = i % tensor.columns;
    fold_cell<Rows>(i / tensor.columns, cells[i], words + column * state, extremes + 3 * column,
                    fraction_length);
  }
  __syncthreads();
  for (unsigned i = threadIdx.x; i < 3 * channels; i += blockDim.x) {
    raise_to(words + i / 3 * state + Rows::words::sums + i % 3, extremes[i]);
  }
}

}  // namespace binpoint::detail

#endif
