/// @file
/// The one place where a kernel is started.
#ifndef BINPOINT_DEVICE_DETAIL_LAUNCH_CUH
#define BINPOINT_DEVICE_DETAIL_LAUNCH_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <utility>

namespace binpoint::detail {

/// Of a grid with one dimension.
struct launch_shape {
  unsigned blocks = 1;
  unsigned threads = 1;          ///< of each block
  std::size_t shared_bytes = 0;  ///< of dynamic shared memory, for each block
};

/// Starts a kernel on the stream. Nothing waits, and nothing is allocated.
/// @return  the error of the launch; errors of the kernel itself come to whoever waits for it
template <class... Parameters, class... Arguments>
[[nodiscard]] cudaError_t launch(void (*kernel)(Parameters...), launch_shape shape,
                                 cudaStream_t stream, Arguments&&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = dim3{shape.blocks};
  config.blockDim = dim3{shape.threads};
  config.dynamicSmemBytes = shape.shared_bytes;
  config.stream = stream;
  return cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
}

}  // namespace binpoint::detail

#endif
