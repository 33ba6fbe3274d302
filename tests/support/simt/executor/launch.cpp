#include "launch.hpp"

#include <cstdlib>
#include <functional>
#include <string>
#include <utility>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "../simt.hpp"
#include "block.hpp"
#include "counts.hpp"
#include "device.hpp"
#include "stream.hpp"

namespace simt {
namespace {

std::uint64_t seed_of_environment() {
  const char* text = std::getenv("BINPOINT_SIMT_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}
std::uint64_t base_seed = seed_of_environment();
bool flush_subnormals = std::getenv("BINPOINT_SIMT_FLUSH") != nullptr;

/// While one lives, the processor flushes subnormal numbers, if it is asked to and can.
class flushing {
#if defined(__SSE2__)
 public:
  flushing() {
    constexpr unsigned flush_to_zero = 0x8000;
    constexpr unsigned denormals_are_zero = 0x0040;
    if (flush_subnormals) _mm_setcsr(before_ | flush_to_zero | denormals_are_zero);
  }
  ~flushing() { _mm_setcsr(before_); }
  flushing(const flushing&) = delete;
  flushing& operator=(const flushing&) = delete;

 private:
  unsigned before_ = _mm_getcsr();
#endif
};

std::uint64_t launches = 0;

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

}  // namespace

void set_seed(std::uint64_t seed) {
  base_seed = seed;
  launches = 0;
}
std::uint64_t seed() { return base_seed; }
bool set_flush_subnormals(bool flush) {
  flush_subnormals = flush;
#if defined(__SSE2__)
  return true;
#else
  return false;
#endif
}
void reset_seed() { set_seed(seed_of_environment()); }

cudaError_t enqueue_kernel(const cudaLaunchConfig_t& config, const void* kernel,
                           std::function<void()> body) {
  if (!is_possible(config)) return remember(cudaErrorInvalidConfiguration);
  if (config.dynamicSmemBytes > static_cast<std::size_t>(state().shared_limit(kernel))) {
    return remember(cudaErrorInvalidValue);
  }
  ++counts().kernels;
  kernel_launch launch{config.gridDim, config.blockDim, config.dynamicSmemBytes, std::move(body)};
  return enqueue(config.stream, [launch = std::move(launch)] {
    const std::uint64_t seed = next_seed();
    const flushing while_it_runs;
    const failure result = run_kernel(launch, seed);
    if (result.error != cudaSuccess) {
      set_sticky_error(result.error,
                       (result.text + " (seed " + std::to_string(base_seed) + ")").c_str());
    }
    return result.error;
  });
}

}  // namespace simt
