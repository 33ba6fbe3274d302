/// @file
/// Stands in for Thrust's header of this name where kernels run on the host: what examples take of
/// it.
#ifndef BINPOINT_TESTS_HOST_THRUST_DEVICE_VECTOR_H
#define BINPOINT_TESTS_HOST_THRUST_DEVICE_VECTOR_H

#include <cuda_runtime.h>

#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

namespace thrust {

/// As Thrust's: copied deeply, and moved by a constructor that may throw, so that a growing vector
/// of these copies them and frees the old ones.
template <class T>
class device_vector {
 public:
  explicit device_vector(std::size_t size) : device_vector(std::vector<T>(size)) {}
  device_vector(const std::vector<T>& values) : size_(values.size()) {  // NOLINT
    check(cudaMalloc(&data_, size_ * sizeof(T)));
    check(cudaMemcpy(data_, values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice));
  }
  device_vector(const device_vector& other) : device_vector(other.on_host()) {}
  device_vector(device_vector&& other) noexcept(false)  // NOLINT
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  device_vector& operator=(const device_vector&) = delete;
  ~device_vector() { cudaFree(data_); }

  [[nodiscard]] T* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static void check(cudaError_t error) {
    if (error != cudaSuccess) throw std::runtime_error(cudaGetErrorString(error));
  }
  [[nodiscard]] std::vector<T> on_host() const {
    std::vector<T> values(size_);
    check(cudaMemcpy(values.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost));
    return values;
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

template <class T>
[[nodiscard]] T* raw_pointer_cast(T* pointer) {
  return pointer;
}

}  // namespace thrust

#endif
