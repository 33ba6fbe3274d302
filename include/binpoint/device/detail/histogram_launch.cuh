/// @file
/// Grids, tables and launches of the histogram kernels.
#ifndef BINPOINT_DEVICE_DETAIL_HISTOGRAM_LAUNCH_CUH
#define BINPOINT_DEVICE_DETAIL_HISTOGRAM_LAUNCH_CUH

#include <cuda_runtime.h>

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "../../layout.hpp"
#include "../histogram.hpp"
#include "channels_kernel.cuh"
#include "histogram_kernel.cuh"
#include "launch.cuh"
#include "split_range.hpp"

namespace binpoint::detail {

/// What the grid is sized by.
struct device_limits {
  int multiprocessors = 0;
  int shared_bytes = 0;  ///< that a block can have

  [[nodiscard]] cudaError_t read() {
    int device = 0;
    cudaError_t error = cudaGetDevice(&device);
    if (error == cudaSuccess) {
      error = cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device);
    }
    if (error == cudaSuccess) {
      error =
          cudaDeviceGetAttribute(&shared_bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
    }
    return error;
  }
};

template <class T>
[[nodiscard]] bool can_count(const device_tensor<T>* tensors, std::size_t count,
                             int fraction_length) {
  const int largest = std::integral<T> ? max_counted_fraction_length : 0;
  if (fraction_length < -largest || fraction_length > largest) return false;
  if (tensors == nullptr) return count == 0;
  for (std::size_t i = 0; i < count; ++i) {
    const device_tensor<T>& t = tensors[i];
    if (t.size > 0 && (t.values == nullptr || t.words == nullptr)) return false;
    if (reinterpret_cast<std::uintptr_t>(t.values) % sizeof(T) != 0) return false;
  }
  return true;
}

/// Shared memory of a block's table.
struct table_size {
  std::size_t bytes;
  std::size_t most_bytes;  ///< that the kernel is given on this device, whatever its arguments are
};

/// Lets a kernel have that much shared memory, if it is more than every kernel may have, and starts
/// it.
///
/// What a kernel is allowed is one number for all threads of the program and all graphs that hold
/// the kernel: so it is always the same one, and no call takes from another what that has asked
/// for.
template <class... Parameters, class... Arguments>
[[nodiscard]] cudaError_t launch_with_table(void (*kernel)(Parameters...), unsigned blocks,
                                            table_size size, const device_limits& limits,
                                            cudaStream_t stream, const Arguments&... arguments) {
  constexpr std::size_t always_there = 48 << 10;
  if (size.most_bytes > static_cast<std::size_t>(limits.shared_bytes)) return cudaErrorInvalidValue;
  if (size.bytes > always_there) {
    const cudaError_t error = cudaFuncSetAttribute(
        kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(size.most_bytes));
    if (error != cudaSuccess) return error;
  }
  return launch(kernel, {blocks, block_threads, size.bytes}, stream, arguments...);
}

/// A column for each lane, where a block of every newer device has room for it. Doubles come slowly
/// enough to do without.
template <class Rows>
inline constexpr bool fits_lane_columns =
    sizeof(typename Rows::value_type) < 8 &&
    extreme_bytes + table_bytes<Rows>(warp_lanes) <= std::size_t{75} << 10;

/// Loads that a thread should have to make a block worth its table.
inline constexpr std::uint64_t loads_per_thread = 8;
inline constexpr std::uint64_t blocks_per_multiprocessor = 2;

/// Gives each tensor its blocks.
/// @return  of all, 0 if there is nothing to count
template <class T, unsigned Capacity>
[[nodiscard]] unsigned fill_batch(tensor_batch<T, Capacity>& batch, const device_tensor<T>* tensors,
                                  std::size_t count, const device_limits& limits) {
  constexpr std::uint64_t per_block = loads_per_thread * block_threads * values_per_load<T>;
  const auto at_work =
      blocks_per_multiprocessor * static_cast<std::uint64_t>(limits.multiprocessors);
  std::uint64_t blocks = 0;
  batch.count = static_cast<unsigned>(count);
  for (std::size_t i = 0; i < count; ++i) {
    batch.values[i] = tensors[i].values;
    batch.sizes[i] = tensors[i].size;
    batch.words[i] = tensors[i].words;
    batch.first_block[i] = static_cast<unsigned>(blocks);
    blocks += blocks_for(tensors[i].size, per_block, at_work);
  }
  batch.first_block[count] = static_cast<unsigned>(blocks);
  return static_cast<unsigned>(blocks);
}

template <int SubBits, unsigned Capacity, class T>
[[nodiscard]] cudaError_t launch_histogram(const device_tensor<T>* tensors, std::size_t count,
                                           int fraction_length, cudaStream_t stream) {
  using rows = rows_by_type<T, SubBits>;
  device_limits limits;
  const cudaError_t error = limits.read();
  if (error != cudaSuccess) return error;
  tensor_batch<T, Capacity> batch;
  const unsigned blocks = fill_batch(batch, tensors, count, limits);
  if (blocks == 0) return cudaSuccess;

  if constexpr (fits_lane_columns<rows>) {
    constexpr std::size_t bytes = extreme_bytes + table_bytes<rows>(warp_lanes);
    if (bytes <= static_cast<std::size_t>(limits.shared_bytes)) {
      return launch_with_table(histogram_kernel<rows, warp_lanes, Capacity>, blocks, {bytes, bytes},
                               limits, stream, batch, fraction_length);
    }
  }
  constexpr std::size_t bytes = extreme_bytes + table_bytes<rows>(1);
  return launch_with_table(histogram_kernel<rows, 1, Capacity>, blocks, {bytes, bytes}, limits,
                           stream, batch, fraction_length);
}

[[nodiscard]] constexpr bool is_layout_of(channel_layout layout, std::size_t size) {
  return layout.channels > 0 && layout.inner > 0 && size % layout.inner == 0 &&
         size / layout.inner % layout.channels == 0;
}

/// Of one channel in a block: its column of the table, and its extremes.
template <class Rows>
inline constexpr std::size_t channel_bytes = table_bytes<Rows>(1) + 3 * sizeof(std::uint64_t);

/// The most that a block takes for its channels.
template <class Rows>
[[nodiscard]] std::size_t room_for_channels(const device_limits& limits) {
  const auto there = static_cast<std::size_t>(limits.shared_bytes);
  return max(min(there, std::size_t{75} << 10), channel_bytes<Rows>);
}

/// How the channels are shared out.
template <class Rows>
[[nodiscard]] channel_tensor<typename Rows::value_type> share_channels(
    const device_tensor<typename Rows::value_type>& tensor, channel_layout layout,
    const device_limits& limits) {
  const std::size_t room = room_for_channels<Rows>(limits) / channel_bytes<Rows>;
  std::size_t columns = min(min(room, std::size_t{warp_lanes}), layout.channels);
  // Runs: lanes count for one channel at a time, and an odd number of columns spreads its rows over
  // all banks of the memory.
  if (layout.inner >= warp_lanes && columns > 1 && columns % 2 == 0) --columns;
  return {.values = tensor.values,
          .outer = tensor.size / layout.inner / layout.channels,
          .channels = layout.channels,
          .inner = layout.inner,
          .words = tensor.words,
          .columns = static_cast<unsigned>(columns),
          .groups = static_cast<unsigned>((layout.channels + columns - 1) / columns),
          .piece = 32 * warp_lanes * values_per_load<typename Rows::value_type>};
}

template <int SubBits, class T>
[[nodiscard]] cudaError_t launch_channels(const device_tensor<T>& tensor, channel_layout layout,
                                          int fraction_length, cudaStream_t stream) {
  using rows = rows_by_type<T, SubBits>;
  device_limits limits;
  const cudaError_t error = limits.read();
  if (error != cudaSuccess) return error;
  const channel_tensor<T> shared = share_channels<rows>(tensor, layout, limits);
  const std::uint64_t group_size = (tensor.size + shared.groups - 1) / shared.groups;
  const auto at_work =
      blocks_per_multiprocessor * static_cast<std::uint64_t>(limits.multiprocessors);
  const std::uint64_t blocks_of_group =
      blocks_for(group_size, loads_per_thread * block_threads * values_per_load<T>,
                 max(at_work / shared.groups, std::uint64_t{1}));
  const table_size size{shared.columns * channel_bytes<rows>, room_for_channels<rows>(limits)};
  return launch_with_table(channels_kernel<rows>,
                           static_cast<unsigned>(shared.groups * blocks_of_group), size, limits,
                           stream, shared, fraction_length);
}

}  // namespace binpoint::detail

#endif
