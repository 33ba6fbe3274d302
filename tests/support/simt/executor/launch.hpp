/// @file
/// The way of a kernel into a stream.
#ifndef BINPOINT_TESTS_SIMT_LAUNCH_HPP
#define BINPOINT_TESTS_SIMT_LAUNCH_HPP

#include <functional>

#include "../cuda_runtime_api.h"

namespace simt {

/// Checks the configuration as CUDA does, and puts the kernel into its stream.
cudaError_t enqueue_kernel(const cudaLaunchConfig_t& config, const void* kernel,
                           std::function<void()> body);

/// The seed of the environment again, and launches counted from 0.
void reset_seed();

}  // namespace simt

#endif
