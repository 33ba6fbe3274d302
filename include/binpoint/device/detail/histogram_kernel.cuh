/// @file
/// The kernel that counts tensors.
#ifndef BINPOINT_DEVICE_DETAIL_HISTOGRAM_KERNEL_CUH
#define BINPOINT_DEVICE_DETAIL_HISTOGRAM_KERNEL_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "block_counts.cuh"
#include "count_values.cuh"

namespace binpoint::detail {

/// Tensors whose blocks stand one after the other in a grid: passed by value, so that nobody has to
/// keep them, in a graph neither.
template <class T, unsigned Capacity>
struct tensor_batch {
  const T* values[Capacity];
  std::size_t sizes[Capacity];
  std::uint64_t* words[Capacity];
  unsigned first_block[Capacity + 1];
  unsigned count;

  /// The tensor of a block: by bisection.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr unsigned tensor_of(unsigned block) const noexcept {
    unsigned low = 0;
    unsigned high = count;
    while (high - low > 1) {
      const unsigned middle = (low + high) / 2;
      (block < first_block[middle] ? high : low) = middle;
    }
    return low;
  }
};

/// Each block counts a share of one tensor.
///
/// Its table has a column for each lane, so that lanes never wait for each other, or one where that
/// is too large.
template <class Rows, unsigned Columns, unsigned Capacity>
__global__ void __launch_bounds__(block_threads, 2) histogram_kernel(
    const __grid_constant__ tensor_batch<typename Rows::value_type, Capacity> tensors,
    int fraction_length) {
  BINPOINT_DYNAMIC_SHARED(std::uint64_t, extremes);
  unsigned* const cells = reinterpret_cast<unsigned*>(extremes + 4);
  clear_words(reinterpret_cast<unsigned*>(extremes), 8 + table_cells<Rows> * Columns);
  __syncthreads();

  const unsigned tensor = Capacity == 1 ? 0 : tensors.tensor_of(blockIdx.x);
  const unsigned first = tensors.first_block[tensor];
  const share own{blockIdx.x - first, tensors.first_block[tensor + 1] - first};
  const unsigned column = Columns == 1 ? 0 : threadIdx.x % warp_lanes;
  const table_column<Rows, fixed_columns<Columns>> table{cells, {column}};
  extremes_of<Rows> seen;
  count_values<block_threads>(tensors.values[tensor], tensors.sizes[tensor], own, threadIdx.x,
                              table, seen);
  merge_extremes<Rows>(seen, extremes, fraction_length);
  __syncthreads();

  std::uint64_t* const words = tensors.words[tensor];
  fold_table<Rows, Columns>(cells, words, extremes, fraction_length);
  __syncthreads();
  publish_extremes<Rows>(extremes, words);
}

}  // namespace binpoint::detail

#endif
