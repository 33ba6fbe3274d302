/// @file
/// The kernels of device/histogram.hpp, and histograms to which kernels of one's own add.
#ifndef BINPOINT_DEVICE_HISTOGRAM_CUH
#define BINPOINT_DEVICE_HISTOGRAM_CUH

#include <cuda_runtime.h>

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "detail/block_counts.cuh"
#include "detail/histogram_launch.cuh"
#include "detail/value_rows.cuh"
#include "histogram.hpp"

namespace binpoint {

/// A histogram in device memory, for a kernel that counts values as it computes them.
///
/// Copied freely, owns nothing. Each value costs atomic operations on device memory: for many
/// values, write them and call bare::count.
template <int SubBits>
struct device_histogram_view {
  std::uint64_t* words;  ///< device_histogram_words<SubBits>

  template <floating T>
  __device__ void add(T x) const {
    using rows = detail::rows_by_type<T, SubBits>;
    const auto bits = detail::bit_cast<detail::value_bits_t<T>>(x);
    const int cell =
        rows::is_special(bits) ? rows::rows + rows::slot(bits) : static_cast<int>(rows::row(bits));
    detail::add_to(words + rows::word(cell, 0), 1);
    if (rows::is_finite(bits)) raise(detail::exact_double<T>(bits));
  }

  /// Adds x * 2^-fraction_length.
  /// @pre  |fraction_length| <= max_counted_fraction_length
  template <std::integral T>
  requires countable_on_device<T> __device__ void add(T x, int fraction_length = 0) const {
    using rows = detail::rows_by_type<T, SubBits>;
    detail::add_to(words + rows::word(static_cast<int>(rows::row(x)), fraction_length), 1);
    raise(detail::scaled_double(x, fraction_length));
  }

 private:
  __device__ void raise(double x) const {
    detail::extreme_keys keys;
    keys.add(x);
    std::uint64_t* const extremes = words + detail::state_words<SubBits>::sums;
    detail::raise_state(extremes, keys.min_complement);
    detail::raise_state(extremes + 1, keys.max);
    detail::raise_state(extremes + 2, keys.smallest_complement);
  }
};

namespace bare {

template <int SubBits, countable_on_device T>
cudaError_t count(const T* values, std::size_t size, std::uint64_t* words, int fraction_length,
                  cudaStream_t stream) {
  const device_tensor<T> tensor{values, size, words};
  if (!detail::can_count(&tensor, 1, fraction_length)) return cudaErrorInvalidValue;
  return detail::launch_histogram<SubBits, 1>(&tensor, 1, fraction_length, stream);
}

template <int SubBits, countable_on_device T>
cudaError_t count(const device_tensor<T>* tensors, std::size_t count, int fraction_length,
                  cudaStream_t stream) {
  if (!detail::can_count(tensors, count, fraction_length)) return cudaErrorInvalidValue;
  constexpr std::size_t capacity = tensors_per_launch;
  for (std::size_t i = 0; i < count; i += capacity) {
    const cudaError_t error = detail::launch_histogram<SubBits, capacity>(
        tensors + i, detail::min(capacity, count - i), fraction_length, stream);
    if (error != cudaSuccess) return error;
  }
  return cudaSuccess;
}

template <int SubBits, countable_on_device T>
cudaError_t count_channels(const T* values, std::size_t size, channel_layout layout,
                           std::uint64_t* words, int fraction_length, cudaStream_t stream) {
  const device_tensor<T> tensor{values, size, words};
  if (!detail::can_count(&tensor, 1, fraction_length)) return cudaErrorInvalidValue;
  if (!detail::is_layout_of(layout, size)) return cudaErrorInvalidValue;
  if (size == 0) return cudaSuccess;
  return detail::launch_channels<SubBits>(tensor, layout, fraction_length, stream);
}

}  // namespace bare
}  // namespace binpoint

#endif
