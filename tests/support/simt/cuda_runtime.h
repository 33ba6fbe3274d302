/// @file
/// Stands in for CUDA's header of this name: the language of kernels, for a host compiler.
#ifndef BINPOINT_TESTS_SIMT_CUDA_RUNTIME_H
#define BINPOINT_TESTS_SIMT_CUDA_RUNTIME_H

#include <functional>
#include <tuple>
#include <utility>

#include "cuda_runtime_api.h"
#include "executor/arithmetic.hpp"
#include "executor/atomics.hpp"
#include "executor/block.hpp"
#include "executor/launch.hpp"
#include "executor/memory_access.hpp"
#include "executor/packed.hpp"
#include "executor/warp.hpp"

#define __global__
#define __device__
#define __host__
#define __constant__
// There is no __shared__: blocks run at the same time, and a kernel takes all its shared memory by
// BINPOINT_DYNAMIC_SHARED.
#define __launch_bounds__(...)
#define __align__(n) alignas(n)
#define __forceinline__ inline
#define __grid_constant__

inline constexpr int warpSize = 32;

inline void* binpoint_dynamic_shared() { return simt::dynamic_shared_memory(); }

inline void __syncthreads(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  simt::wait_at_barrier({file, line});
}

template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  auto body = [kernel, values = std::tuple<Parameters...>(std::forward<Arguments>(arguments)...)] {
    std::apply(kernel, values);
  };
  return simt::enqueue_kernel(*config, reinterpret_cast<const void*>(kernel), std::move(body));
}

template <class Kernel>
cudaError_t cudaFuncSetAttribute(Kernel* kernel, cudaFuncAttribute attribute, int value) {
  return cudaFuncSetAttribute(reinterpret_cast<const void*>(kernel), attribute, value);
}
template <class Kernel>
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, Kernel* kernel,
                                                          int block_size, std::size_t shared) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessor(
      blocks, reinterpret_cast<const void*>(kernel), block_size, shared);
}
template <class T>
cudaError_t cudaMalloc(T** pointer, std::size_t bytes) {
  return cudaMalloc(reinterpret_cast<void**>(pointer), bytes);
}
template <class T>
cudaError_t cudaMallocAsync(T** pointer, std::size_t bytes, cudaStream_t stream) {
  return cudaMallocAsync(reinterpret_cast<void**>(pointer), bytes, stream);
}
template <class T>
cudaError_t cudaMallocHost(T** pointer, std::size_t bytes, unsigned flags = 0) {
  return cudaMallocHost(reinterpret_cast<void**>(pointer), bytes, flags);
}

#endif
