/// @file
/// quantize for values in device memory, on the caller's stream.
#ifndef BINPOINT_DEVICE_QUANTIZE_CUH
#define BINPOINT_DEVICE_QUANTIZE_CUH

#include <cuda_runtime.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../detail/encode.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "span.hpp"

namespace binpoint {
namespace detail {

inline constexpr unsigned threads_per_block = 256;

template <floating T, std::integral Code>
__global__ void quantize_kernel(const T* values, Code* codes, std::size_t size, format target,
                                policy how) {
  const std::size_t stride = std::size_t{gridDim.x} * blockDim.x;
  for (std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; i < size; i += stride) {
    codes[i] = static_cast<Code>(encode_float(values[i], target, how).code);
  }
}

/// Whether every code of the format is a value of the integer type.
template <std::integral Code>
[[nodiscard]] constexpr bool holds_codes_of(format target) noexcept {
  constexpr int bits = static_cast<int>(sizeof(Code) * 8);
  if constexpr (std::is_signed_v<Code>) {
    return target.word_length <= (target.is_signed ? bits : bits - 1);
  } else {
    return !target.is_signed && target.word_length <= bits;
  }
}

}  // namespace detail

/// Encodes each value as `encode` does, in the order of the stream. Allocates nothing.
///
/// @param values  device memory, any alignment that its type allows
/// @param codes   as many; may not overlap the values
/// @return        cudaErrorInvalidValue, with nothing launched, for an invalid format or one whose
///                codes Code does not hold, for different sizes and for stochastic rounding; else
///                the error of the launch
template <class T, std::integral Code>
requires floating<std::remove_const_t<T>>
[[nodiscard]] cudaError_t quantize_async(device_span<T> values, device_span<Code> codes,
                                         format target, policy how = {},
                                         cudaStream_t stream = nullptr) {
  const bool valid = target.is_valid() && detail::holds_codes_of<Code>(target) &&
                     values.size() == codes.size() && how.rounding != rounding_mode::stochastic;
  if (!valid) return cudaErrorInvalidValue;
  if (values.empty()) return cudaSuccess;

  constexpr std::size_t most_blocks = std::size_t{1}
                                      << 16;  // Beyond it a thread takes more values.
  const std::size_t blocks = (values.size() - 1) / detail::threads_per_block + 1;
  cudaLaunchConfig_t launch{};
  launch.gridDim = dim3{static_cast<unsigned>(detail::min(blocks, most_blocks))};
  launch.blockDim = dim3{detail::threads_per_block};
  launch.stream = stream;
  return cudaLaunchKernelEx(&launch, detail::quantize_kernel<std::remove_const_t<T>, Code>,
                            values.data(), codes.data(), values.size(), target, how);
}

}  // namespace binpoint

#endif
