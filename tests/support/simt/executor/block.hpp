/// @file
/// A block of threads: who runs, who waits for whom, and what ends a kernel.
#ifndef BINPOINT_TESTS_SIMT_BLOCK_HPP
#define BINPOINT_TESTS_SIMT_BLOCK_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "../cuda_runtime_api.h"
#include "fiber.hpp"
#include "shadow.hpp"

// Of the thread that runs.
extern uint3 threadIdx;
extern uint3 blockIdx;
extern dim3 blockDim;
extern dim3 gridDim;

namespace simt {

inline constexpr unsigned warp_size = 32;

/// Where lanes of a warp exchange values; complete when all lanes of the mask have come.
struct rendezvous {
  std::uint32_t mask = 0;
  std::uint32_t arrived = 0;
  std::uint32_t left = 0;
  std::uint64_t value[warp_size] = {};

  [[nodiscard]] bool is_complete() const { return arrived == mask; }
};

/// One thread of the block that runs.
struct thread {
  unsigned linear = 0;
  bool ended = false;
  bool at_barrier = false;
  int rounds_to_sleep = 0;
  const rendezvous* waits_for = nullptr;

  [[nodiscard]] unsigned lane() const { return linear % warp_size; }
  [[nodiscard]] bool is_ready() const {
    return !ended && !at_barrier && (waits_for == nullptr || waits_for->is_complete());
  }
};

/// What a kernel did wrong: the error that the runtime keeps from then on, and a text.
struct failure {
  cudaError_t error = cudaSuccess;
  std::string text;
};

/// A kernel's configuration and body, without arguments: they are bound into the body.
struct kernel_launch {
  dim3 grid;
  dim3 block;
  std::size_t shared_bytes = 0;
  std::function<void()> body;
};

/// Seed 0 runs block after block, and threads in order until they wait. Any other runs three blocks
/// at a time, threads in random order, and switches at random memory accesses.
failure run_kernel(const kernel_launch& launch, std::uint64_t seed);

// For the kernel that runs. Functions named `may_switch` let another thread run, by chance.

/// The thread that runs, or null where the host does.
extern thread* current;

/// Which thread runs, and since which barrier.
moment now();
/// Whether plain accesses come to the executor too: else it cannot tell what has been written.
extern bool every_access_is_seen;

void* dynamic_shared_memory();
shadow* shared_shadow();
/// Whether the bytes are inside the dynamic shared memory, or outside and near it.
bool is_inside_shared(const void* address, std::size_t size);
bool is_beside_shared(const void* address, std::size_t size);

void may_switch();
/// A line of a source file.
struct source_line {
  const char* file;
  int line;
};
/// Waits until all threads of the block have come to the same barrier.
void wait_at_barrier(source_line where);
/// Gives a value, and returns what all lanes of the mask gave.
rendezvous meet(std::uint32_t mask, std::uint64_t value);

// What a thread does wrong ends the kernel, in two steps, for abandon() unwinds no stack: whatever
// report() took must be gone by then.
void report(cudaError_t error, const std::string& text);
[[noreturn]] void abandon();

/// While one lives, no other thread runs, and accesses are part of one that has been checked.
class undisturbed {
 public:
  [[nodiscard]] static bool is_there();
  undisturbed();
  ~undisturbed();
  undisturbed(const undisturbed&) = delete;
  undisturbed& operator=(const undisturbed&) = delete;
};

}  // namespace simt

#endif
