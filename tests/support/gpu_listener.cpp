// Ends a test program with the exit code that means "skipped" where there is no GPU to run it.
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstdlib>

#include "catch.hpp"

#if __has_include(<catch2/catch_all.hpp>)
using listener_base = Catch::EventListenerBase;
#else
using listener_base = Catch::TestEventListenerBase;
#endif

namespace {

constexpr int skipped = 77;  // SKIP_RETURN_CODE in tests/device/CMakeLists.txt

struct gpu_listener : listener_base {
  using listener_base::listener_base;

  void testRunStarting(const Catch::TestRunInfo&) override {
    int devices = 0;
    const cudaError_t error = cudaGetDeviceCount(&devices);
    if (error == cudaSuccess && devices > 0) return;
    std::printf("skipped: no GPU (%s)\n", cudaGetErrorString(error));
    std::fflush(stdout);
    std::_Exit(skipped);
  }
};

CATCH_REGISTER_LISTENER(gpu_listener)

}  // namespace
