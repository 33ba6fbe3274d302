/// @file
/// Words in device memory that belong to an object.
#ifndef BINPOINT_DEVICE_DETAIL_DEVICE_WORDS_HPP
#define BINPOINT_DEVICE_DETAIL_DEVICE_WORDS_HPP

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "../error.hpp"

namespace binpoint::detail {

/// On the device that was the current one when they were made; all zero from then on.
class device_words {
 public:
  /// Waits until the words are there for every stream.
  device_words(const char* owner, std::size_t count) : count_(count) {
    if (count == 0) return;
    void* memory = nullptr;
    check_cuda(owner, cudaMalloc(&memory, bytes()));
    data_ = static_cast<std::uint64_t*>(memory);
    try_or_release(owner, reset_async(nullptr));
    try_or_release(owner, cudaStreamSynchronize(nullptr));
  }
  device_words(device_words&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  device_words& operator=(device_words&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(count_, other.count_);
    return *this;
  }
  /// Of an object that was moved from, nothing is asked of CUDA: a capture would be broken by it.
  ~device_words() {
    if (data_ != nullptr) cudaFree(data_);
  }

  [[nodiscard]] std::uint64_t* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }

  [[nodiscard]] cudaError_t reset_async(cudaStream_t stream) const noexcept {
    return count_ == 0 ? cudaSuccess : cudaMemsetAsync(data_, 0, bytes(), stream);
  }
  /// After all work on the stream so far, for which it waits.
  [[nodiscard]] std::vector<std::uint64_t> read(const char* reader, cudaStream_t stream) const {
    std::vector<std::uint64_t> words(count_);
    if (count_ == 0) return words;
    check_cuda(reader,
               cudaMemcpyAsync(words.data(), data_, bytes(), cudaMemcpyDeviceToHost, stream));
    check_cuda(reader, cudaStreamSynchronize(stream));
    return words;
  }

 private:
  [[nodiscard]] std::size_t bytes() const noexcept { return count_ * sizeof(std::uint64_t); }

  /// No destructor runs after a constructor that throws.
  void try_or_release(const char* owner, cudaError_t error) {
    if (error == cudaSuccess) return;
    cudaFree(data_);
    check_cuda(owner, error);
  }

  std::uint64_t* data_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace binpoint::detail

#endif
