/// @file
/// Copies between host vectors and device memory, for tests.
#ifndef BINPOINT_TESTS_SUPPORT_DEVICE_MEMORY_CUH
#define BINPOINT_TESTS_SUPPORT_DEVICE_MEMORY_CUH

#include <cuda_runtime.h>

#include <binpoint/device/detail/launch.cuh>
#include <binpoint/device/span.hpp>
#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

namespace support {

inline void check(cudaError_t error) {
  if (error != cudaSuccess) throw std::runtime_error(cudaGetErrorString(error));
}

/// Starts a kernel of the test's own on the default stream: this way every compiler can.
template <class... Parameters, class... Arguments>
void launch(void (*kernel)(Parameters...), unsigned blocks, unsigned threads,
            Arguments&&... arguments) {
  check(binpoint::detail::launch(kernel, {blocks, threads}, nullptr,
                                 std::forward<Arguments>(arguments)...));
}

/// A copy of the values in device memory, freed with the object.
template <class T>
class device_memory {
 public:
  explicit device_memory(const std::vector<T>& values) : size_(values.size()) {
    check(cudaMalloc(&data_, size_ * sizeof(T)));
    check(cudaMemcpy(data_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice));
  }
  device_memory(const device_memory&) = delete;
  device_memory& operator=(const device_memory&) = delete;
  ~device_memory() { cudaFree(data_); }

  [[nodiscard]] binpoint::device_span<T> span() const { return {data_, size_}; }

  /// What is there now, after all work on the default stream.
  [[nodiscard]] std::vector<T> read() const {
    std::vector<T> values(size_);
    check(cudaMemcpy(values.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost));
    return values;
  }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace support

#endif
