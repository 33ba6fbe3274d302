#include "runtime.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <new>
#include <string>
#include <utility>

#include "../simt.hpp"
#include "block.hpp"
#include "counts.hpp"
#include "memory.hpp"
#include "stream.hpp"

namespace simt {
namespace {

constexpr int devices = 2;
constexpr int shared_by_default = 48 << 10;
constexpr int shared_at_most = 227 << 10;
constexpr int threads_per_multiprocessor = 2048;

int current_device = 0;
int multiprocessors = 2;

std::uint64_t seed_of_environment() {
  const char* text = std::getenv("BINPOINT_SIMT_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}
std::uint64_t base_seed = seed_of_environment();
std::uint64_t launches = 0;

/// Dynamic shared memory that a kernel has been allowed, on a device.
std::map<std::pair<int, const void*>, int>& shared_limits() {
  static std::map<std::pair<int, const void*>, int> limits;
  return limits;
}

int shared_limit(const void* kernel) {
  const auto it = shared_limits().find({current_device, kernel});
  return it == shared_limits().end() ? shared_by_default : it->second;
}

bool is_possible(const cudaLaunchConfig_t& c) {
  const auto positive = [](dim3 d) { return d.x > 0 && d.y > 0 && d.z > 0; };
  return positive(c.gridDim) && positive(c.blockDim) && c.gridDim.x < 1U << 31 &&
         c.gridDim.y < 1U << 16 && c.gridDim.z < 1U << 16 && c.blockDim.z <= 64 &&
         c.blockDim.x <= 1024 && c.blockDim.y <= 1024 &&
         c.blockDim.x * c.blockDim.y * c.blockDim.z <= 1024;
}

/// The seed of the next launch. Its number is part of it: each has another order.
std::uint64_t next_seed() {
  ++launches;
  return base_seed == 0 ? 0 : base_seed * 0x9E3779B97F4A7C15U + launches;
}

bool is_device(const void* pointer) { return device_of(pointer) >= 0; }

/// Device memory where the kind says so, and only there.
bool is_right(const void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  if (kind == cudaMemcpyDefault) {
    return (!is_device(to) || is_inside(to, bytes)) && (!is_device(from) || is_inside(from, bytes));
  }
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  return (to_device ? is_inside(to, bytes) : !is_device(to)) &&
         (from_device ? is_inside(from, bytes) : !is_device(from));
}

cudaError_t give_memory(void** pointer, std::size_t bytes) {
  ++counts().allocations;
  if (sticky_error() != cudaSuccess) return sticky_error();
  *pointer = bytes == 0 ? nullptr : allocate(bytes, current_device);
  return *pointer == nullptr && bytes > 0 ? remember(cudaErrorMemoryAllocation) : cudaSuccess;
}

}  // namespace

call_counts& counts() {
  static call_counts all;
  return all;
}
call_counts calls() { return counts(); }

void set_seed(std::uint64_t seed) {
  base_seed = seed;
  launches = 0;
}
std::uint64_t seed() { return base_seed; }
void set_multiprocessors(int count) { multiprocessors = count; }

void reset() {
  reset_streams();
  release_all();
  shared_limits().clear();
  counts() = {};
  current_device = 0;
  multiprocessors = 2;
  set_seed(seed_of_environment());
}

cudaError_t enqueue_kernel(const cudaLaunchConfig_t& config, const void* kernel,
                           std::function<void()> body) {
  if (!is_possible(config)) return remember(cudaErrorInvalidConfiguration);
  if (config.dynamicSmemBytes > static_cast<std::size_t>(shared_limit(kernel))) {
    return remember(cudaErrorInvalidValue);
  }
  ++counts().kernels;
  kernel_launch launch{config.gridDim, config.blockDim, config.dynamicSmemBytes, std::move(body)};
  return enqueue(config.stream, [launch = std::move(launch)] {
    const std::uint64_t seed = next_seed();
    const failure result = run_kernel(launch, seed);
    if (result.error != cudaSuccess) {
      set_sticky_error(result.error,
                       (result.text + " (seed " + std::to_string(base_seed) + ")").c_str());
    }
    return result.error;
  });
}

}  // namespace simt

using namespace simt;

cudaError_t cudaGetDeviceCount(int* count) {
  *count = devices;
  return cudaSuccess;
}
cudaError_t cudaGetDevice(int* device) {
  *device = current_device;
  return sticky_error();
}
cudaError_t cudaSetDevice(int device) {
  if (device < 0 || device >= devices) return remember(cudaErrorInvalidDevice);
  current_device = device;
  return sticky_error();
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  if (device < 0 || device >= devices) return remember(cudaErrorInvalidDevice);
  switch (attribute) {
    case cudaDevAttrMaxThreadsPerBlock:
      *value = 1024;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      *value = shared_by_default;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      *value = shared_at_most;
      break;
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
      *value = shared_at_most + 1024;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = multiprocessors;
      break;
  }
  return sticky_error();
}

cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute, int value) {
  if (value < 0 || value > shared_at_most) return remember(cudaErrorInvalidValue);
  shared_limits()[{current_device, kernel}] = value;
  return sticky_error();
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* kernel,
                                                          int block_size, std::size_t shared) {
  if (block_size < 1 || block_size > 1024) return remember(cudaErrorInvalidValue);
  const auto by_shared =
      static_cast<int>(static_cast<std::size_t>(shared_at_most) / (shared + 1024));
  const bool fits = shared <= static_cast<std::size_t>(shared_limit(kernel));
  *blocks = fits ? std::min(threads_per_multiprocessor / block_size, by_shared) : 0;
  return sticky_error();
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
  const int device = device_of(pointer);
  *attributes = {device < 0 ? cudaMemoryTypeUnregistered : cudaMemoryTypeDevice,
                 device < 0 ? -2 : device, nullptr, nullptr};
  if (device >= 0) attributes->devicePointer = const_cast<void*>(pointer);
  return sticky_error();
}

cudaError_t cudaMalloc(void** pointer, std::size_t bytes) {
  if (break_captures()) return remember(cudaErrorStreamCaptureUnsupported);
  return give_memory(pointer, bytes);
}

cudaError_t cudaMallocAsync(void** pointer, std::size_t bytes, cudaStream_t) {
  return give_memory(pointer, bytes);
}

cudaError_t cudaFree(void* pointer) {
  if (break_captures()) return remember(cudaErrorStreamCaptureUnsupported);
  if (pointer == nullptr) return sticky_error();
  ++counts().releases;
  ++counts().synchronisations;
  drain_all();
  return release(pointer) ? sticky_error() : remember(cudaErrorInvalidValue);
}

cudaError_t cudaFreeAsync(void* pointer, cudaStream_t stream) {
  ++counts().releases;
  return enqueue(stream, [=] { return release(pointer) ? cudaSuccess : cudaErrorInvalidValue; });
}

cudaError_t cudaMallocHost(void** pointer, std::size_t bytes, unsigned) {
  ++counts().allocations;
  *pointer = std::malloc(bytes);
  if (*pointer == nullptr) return remember(cudaErrorMemoryAllocation);
  std::memset(*pointer, never_written, bytes);
  return sticky_error();
}

cudaError_t cudaFreeHost(void* pointer) {
  ++counts().releases;
  std::free(pointer);
  return sticky_error();
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  ++counts().copies;
  if (bytes == 0) return sticky_error();
  if (!is_right(to, from, bytes, kind)) return remember(cudaErrorInvalidValue);
  return enqueue(stream, [=] {
    std::memcpy(to, from, bytes);
    return cudaSuccess;
  });
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  const cudaError_t error = cudaMemcpyAsync(to, from, bytes, kind, nullptr);
  return error != cudaSuccess ? error : cudaStreamSynchronize(nullptr);
}

cudaError_t cudaMemsetAsync(void* to, int byte, std::size_t bytes, cudaStream_t stream) {
  ++counts().fills;
  if (bytes == 0) return sticky_error();
  if (!is_inside(to, bytes)) return remember(cudaErrorInvalidValue);
  return enqueue(stream, [=] {
    std::memset(to, byte, bytes);
    return cudaSuccess;
  });
}

cudaError_t cudaMemset(void* to, int byte, std::size_t bytes) {
  return cudaMemsetAsync(to, byte, bytes, nullptr);
}

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInvalidConfiguration:
      return "cudaErrorInvalidConfiguration";
    case cudaErrorInvalidMemcpyDirection:
      return "cudaErrorInvalidMemcpyDirection";
    case cudaErrorNoDevice:
      return "cudaErrorNoDevice";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorInvalidResourceHandle:
      return "cudaErrorInvalidResourceHandle";
    case cudaErrorNotReady:
      return "cudaErrorNotReady";
    case cudaErrorIllegalAddress:
      return "cudaErrorIllegalAddress";
    case cudaErrorLaunchTimeout:
      return "cudaErrorLaunchTimeout";
    case cudaErrorMisalignedAddress:
      return "cudaErrorMisalignedAddress";
    case cudaErrorLaunchFailure:
      return "cudaErrorLaunchFailure";
    case cudaErrorStreamCaptureUnsupported:
      return "cudaErrorStreamCaptureUnsupported";
    case cudaErrorStreamCaptureInvalidated:
      return "cudaErrorStreamCaptureInvalidated";
  }
  return "unknown error";
}

const char* cudaGetErrorString(cudaError_t error) {
  const bool has_text = error != cudaSuccess && error == sticky_error();
  static std::string text;
  text = has_text ? failure_text() : cudaGetErrorName(error);
  return text.c_str();
}
