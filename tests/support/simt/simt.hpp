/// @file
/// What tests see and steer of the executor that stands in for a GPU.
#ifndef BINPOINT_TESTS_SIMT_HPP
#define BINPOINT_TESTS_SIMT_HPP

#include <cstdint>
#include <string>

namespace simt {

/// How often functions of the runtime have been called since reset().
struct call_counts {
  int allocations = 0;  ///< of device memory, and of host memory by the runtime
  int releases = 0;
  int copies = 0;
  int fills = 0;
  int kernels = 0;
  int synchronisations = 0;  ///< what waits for the device, copies to and from pageable memory too

  friend bool operator==(const call_counts&, const call_counts&) = default;
};
[[nodiscard]] call_counts calls();

/// Of all launches from now on. 0: every thread runs until it waits, in order. Another number: each
/// launch has its own random order. The start is BINPOINT_SIMT_SEED of the environment, or 1.
void set_seed(std::uint64_t seed);
[[nodiscard]] std::uint64_t seed();

/// Multiprocessors of each device: grids that are sized by it have more or fewer blocks.
void set_multiprocessors(int count);

/// What the first kernel that failed did wrong; empty where none has.
[[nodiscard]] std::string failure_text();

/// As after the start of the program: no memory, no streams' work, no error, first device.
void reset();

}  // namespace simt

#endif
