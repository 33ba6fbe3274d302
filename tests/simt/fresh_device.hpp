/// @file
/// What the executor's own tests do again and again: memory, copies, launches.
#ifndef BINPOINT_TESTS_SIMT_FRESH_DEVICE_HPP
#define BINPOINT_TESTS_SIMT_FRESH_DEVICE_HPP

#include <cuda_runtime.h>

#include <cstddef>
#include <vector>

#include "support/catch.hpp"
#include "support/simt/simt.hpp"

namespace simt_test {

/// Every test starts on a fresh device, and leaves one.
struct fresh_device {
  fresh_device() { simt::reset(); }
  ~fresh_device() { simt::reset(); }
};

template <class T>
[[nodiscard]] T* allocate(std::size_t n) {
  T* pointer = nullptr;
  REQUIRE(cudaMalloc(&pointer, n * sizeof(T)) == cudaSuccess);
  return pointer;
}

template <class T>
[[nodiscard]] std::vector<T> read(const T* pointer, std::size_t n) {
  std::vector<T> values(n);
  REQUIRE(cudaMemcpy(values.data(), pointer, n * sizeof(T), cudaMemcpyDeviceToHost) == cudaSuccess);
  return values;
}

/// Launches a kernel and waits for it.
template <class... Parameters, class... Arguments>
cudaError_t run(void (*kernel)(Parameters...), unsigned blocks, unsigned threads,
                std::size_t shared, Arguments... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = blocks;
  config.blockDim = threads;
  config.dynamicSmemBytes = shared;
  const cudaError_t error = cudaLaunchKernelEx(&config, kernel, arguments...);
  return error == cudaSuccess ? cudaStreamSynchronize(nullptr) : error;
}

}  // namespace simt_test

#endif
