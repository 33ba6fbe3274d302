#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "../simt.hpp"
#include "counts.hpp"
#include "device.hpp"
#include "launch.hpp"
#include "memory.hpp"
#include "stream.hpp"

namespace simt {
namespace {

bool is_device(const void* pointer) { return device_of(pointer) >= 0; }

void mark_as_written(const void* to, std::size_t bytes) {
  if (shadow* const known = shadow_of(to, bytes)) known->mark_as_written(to, bytes);
}

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
  *pointer = bytes == 0 ? nullptr : allocate(bytes, state().current);
  return *pointer == nullptr && bytes > 0 ? remember(cudaErrorMemoryAllocation) : cudaSuccess;
}

}  // namespace

call_counts& counts() {
  static call_counts all;
  return all;
}
call_counts calls() { return counts(); }

device_state& state() {
  static device_state all;
  return all;
}
void set_multiprocessors(int count) { state().multiprocessors = count; }

void reset() {
  reset_streams();
  release_all();
  state() = {};
  counts() = {};
  reset_seed();
}

}  // namespace simt

using namespace simt;

cudaError_t cudaGetDeviceCount(int* count) {
  *count = devices;
  return cudaSuccess;
}
cudaError_t cudaGetDevice(int* device) {
  *device = state().current;
  return sticky_error();
}
cudaError_t cudaSetDevice(int device) {
  if (device < 0 || device >= devices) return remember(cudaErrorInvalidDevice);
  state().current = device;
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
      *value = state().multiprocessors;
      break;
  }
  return sticky_error();
}

cudaError_t cudaFuncSetAttribute(const void* kernel, cudaFuncAttribute, int value) {
  if (value < 0 || value > shared_at_most) return remember(cudaErrorInvalidValue);
  state().shared_limits[{state().current, kernel}] = value;
  return sticky_error();
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* kernel,
                                                          int block_size, std::size_t shared) {
  if (block_size < 1 || block_size > 1024) return remember(cudaErrorInvalidValue);
  const auto by_shared =
      static_cast<int>(static_cast<std::size_t>(shared_at_most) / (shared + 1024));
  const bool fits = shared <= static_cast<std::size_t>(state().shared_limit(kernel));
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
    mark_as_written(to, bytes);
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
    mark_as_written(to, bytes);
    return cudaSuccess;
  });
}

cudaError_t cudaMemset(void* to, int byte, std::size_t bytes) {
  return cudaMemsetAsync(to, byte, bytes, nullptr);
}
