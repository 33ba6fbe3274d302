/// @file
/// Whether there is a GPU, for examples that need one.
#ifndef BINPOINT_EXAMPLES_GPU_HPP
#define BINPOINT_EXAMPLES_GPU_HPP

#include <cuda_runtime_api.h>

#include <iostream>
#include <string_view>

namespace demo {

/// The number of GPUs; where there is none, says so.
[[nodiscard]] inline int gpus(std::string_view program) {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess) count = 0;
  if (count == 0) {
    std::cout << program << ": needs a GPU, and there is none (" << cudaGetErrorString(error)
              << ")\n";
  }
  return count;
}

}  // namespace demo

#endif
