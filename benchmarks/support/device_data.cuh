/// @file
/// Device memory for benchmarks, and the kinds of data that fill it.
#ifndef BINPOINT_BENCHMARKS_DEVICE_DATA_CUH
#define BINPOINT_BENCHMARKS_DEVICE_DATA_CUH

#include <cuda_runtime.h>

#include <binpoint/device/detail/launch.cuh>
#include <binpoint/device/error.hpp>
#include <binpoint/device/half.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace bench {

inline void check(cudaError_t error) { binpoint::detail::check_cuda("benchmark", error); }

/// Device memory, freed with the object.
class device_buffer {
 public:
  explicit device_buffer(std::size_t bytes) : bytes_(bytes) { check(cudaMalloc(&data_, bytes)); }
  device_buffer(const device_buffer&) = delete;
  device_buffer& operator=(const device_buffer&) = delete;
  ~device_buffer() { cudaFree(data_); }

  template <class T>
  [[nodiscard]] T* as() const {
    return static_cast<T*>(data_);
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
};

enum class data_kind { normal, relu, constant, uniform_bits };
[[nodiscard]] inline const char* name_of(data_kind kind) {
  constexpr const char* names[] = {"normal", "relu", "constant", "bits"};
  return names[static_cast<int>(kind)];
}

__device__ inline std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 33) * 0xff51afd7ed558ccdU;
  x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53U;
  return x ^ x >> 33;
}

template <class T>
__device__ T value_from(float x) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(x * 32);
  } else {
    return static_cast<T>(x);
  }
}

template <class T>
__device__ T make_value(data_kind kind, std::uint64_t i) {
  const std::uint64_t random = mix(i);
  if (kind == data_kind::uniform_bits) {
    T value;
    memcpy(&value, &random, sizeof(T));
    return value;
  }
  if (kind == data_kind::constant) return value_from<T>(1);
  const float u = (static_cast<float>(random >> 40) + 1) * 0x1p-24f;
  const float v = static_cast<float>(random & 0xFF'FFFF) * 0x1p-24f;
  const float normal = sqrtf(-2 * logf(u)) * cospif(2 * v);
  return value_from<T>(kind == data_kind::relu && normal < 0 ? 0 : normal);
}

template <class T>
__global__ void fill_kernel(T* values, std::size_t size, data_kind kind) {
  const std::size_t stride = std::size_t{gridDim.x} * blockDim.x;
  for (std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; i < size; i += stride) {
    values[i] = make_value<T>(kind, i);
  }
}
template <class T>
void fill(T* values, std::size_t size, data_kind kind) {
  check(binpoint::detail::launch(fill_kernel<T>, {1024, 256}, nullptr, values, size, kind));
  check(cudaDeviceSynchronize());
}

}  // namespace bench

#endif
