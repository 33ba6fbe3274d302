/// @file
/// Failures of CUDA as exceptions.
#ifndef BINPOINT_DEVICE_ERROR_HPP
#define BINPOINT_DEVICE_ERROR_HPP

#include <cuda_runtime_api.h>

#include <string>

#include "../config.hpp"

#if BINPOINT_HAS_EXCEPTIONS
#include <stdexcept>
#endif

namespace binpoint {

#if BINPOINT_HAS_EXCEPTIONS
/// What CUDA's runtime answered, as "binpoint: function: reason".
///
/// An error that stays with the device (a kernel that failed) is thrown by every call from then on.
class cuda_error : public std::runtime_error {
 public:
  cuda_error(const char* function, const std::string& reason, cudaError_t code)
      : std::runtime_error(std::string("binpoint: ") + function + ": " + reason), code_(code) {}

  [[nodiscard]] cudaError_t code() const noexcept { return code_; }

 private:
  cudaError_t code_;
};
#endif

namespace detail {

/// Throws cuda_error; without exceptions calls the hook.
[[noreturn]] [[gnu::cold]] [[gnu::noinline]] inline void cuda_failure(
    [[maybe_unused]] const char* function, [[maybe_unused]] const std::string& reason,
    [[maybe_unused]] cudaError_t code) {
#if BINPOINT_HAS_EXCEPTIONS
  throw cuda_error(function, reason, code);
#else
  BINPOINT_ASSERTION_FAILED(function, reason.c_str());
#endif
}

inline void check_cuda(const char* function, cudaError_t code) {
  if (code != cudaSuccess) cuda_failure(function, cudaGetErrorString(code), code);
}

/// A null pointer, host memory or the memory of another device under values that are to be there.
inline void check_device_memory(const char* function, const void* values, std::size_t size) {
  if (size == 0) return;
  if (values == nullptr) {
    cuda_failure(function, "a null pointer with a length of " + std::to_string(size),
                 cudaErrorInvalidValue);
  }
  cudaPointerAttributes attributes{};
  int device = 0;
  check_cuda(function, cudaPointerGetAttributes(&attributes, values));
  check_cuda(function, cudaGetDevice(&device));
  const bool on_device = attributes.type == cudaMemoryTypeDevice && attributes.device == device;
  if (on_device || attributes.type == cudaMemoryTypeManaged) return;
  cuda_failure(function,
               attributes.type == cudaMemoryTypeDevice
                   ? "memory of device " + std::to_string(attributes.device) + ", while device " +
                         std::to_string(device) + " is the current one"
                   : "memory of the host in place of memory of a device",
               cudaErrorInvalidValue);
}

}  // namespace detail
}  // namespace binpoint

#endif
