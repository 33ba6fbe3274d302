#include "block.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <list>
#include <numeric>
#include <random>
#include <sstream>
#include <string>

#include "memory.hpp"

uint3 threadIdx;
uint3 blockIdx;
dim3 blockDim;
dim3 gridDim;

namespace simt {

thread* current = nullptr;

namespace {

constexpr std::size_t shared_guard = 1024;

/// The meetings that lanes have not all left yet.
using warp = std::list<rendezvous>;

/// The kernel that runs, and the block of it that does.
struct execution {
  const kernel_launch& launch;
  std::mt19937_64 random;
  bool switches;
  int undisturbed = 0;
  failure result;

  std::vector<fiber> fibers;
  std::vector<thread> threads;
  std::vector<warp> warps;
  std::vector<unsigned char> shared;
  source_line barrier{};
  unsigned at_barrier = 0;

  execution(const kernel_launch& l, std::uint64_t seed)
      : launch(l),
        random(seed),
        switches(seed != 0),
        fibers(l.block.x * l.block.y * l.block.z),
        shared(l.shared_bytes + 2 * shared_guard) {}

  void run_grid();
  void run_block();
  void run_thread(unsigned i);
  [[nodiscard]] unsigned size() const { return static_cast<unsigned>(threads.size()); }
  [[nodiscard]] std::string describe_stop() const;
};

execution* running = nullptr;

/// Of a fiber: one thread of the kernel, from its start to its end.
void thread_main() {
  try {
    running->launch.body();
  } catch (const std::exception& error) {
    report(cudaErrorLaunchFailure, std::string("an exception: ") + error.what());
  }
  current->ended = true;
  abandon();
}

void execution::run_thread(unsigned i) {
  current = &threads[i];
  threadIdx = {i % blockDim.x, i / blockDim.x % blockDim.y, i / blockDim.x / blockDim.y};
  fibers[i].resume();
  current = nullptr;
}

void execution::run_grid() {
  gridDim = launch.grid;
  blockDim = launch.block;
  for (blockIdx.z = 0; blockIdx.z < gridDim.z; ++blockIdx.z) {
    for (blockIdx.y = 0; blockIdx.y < gridDim.y; ++blockIdx.y) {
      for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) {
        run_block();
        if (result.error != cudaSuccess) return;
      }
    }
  }
}

/// In rounds over all threads that can go on. A round in which nobody can is the end.
void execution::run_block() {
  std::fill(shared.begin(), shared.end(), never_written);
  threads.assign(fibers.size(), {});
  warps.assign((size() + warp_size - 1) / warp_size, {});
  at_barrier = 0;
  for (unsigned i = 0; i < size(); ++i) {
    threads[i].linear = i;
    fibers[i].start(thread_main);
  }
  std::vector<unsigned> order(size());
  std::iota(order.begin(), order.end(), 0U);
  for (bool anyone = true; anyone && result.error == cudaSuccess;) {
    anyone = false;
    if (switches) std::shuffle(order.begin(), order.end(), random);
    for (const unsigned i : order) {
      if (!threads[i].is_ready()) continue;
      anyone = true;
      run_thread(i);
      if (result.error != cudaSuccess) return;
    }
  }
  const bool all_ended = std::ranges::all_of(threads, &thread::ended);
  if (!all_ended) result = {cudaErrorLaunchTimeout, describe_stop()};
}

std::string execution::describe_stop() const {
  const auto ended = std::ranges::count_if(threads, &thread::ended);
  const auto at_warp =
      std::ranges::count_if(threads, [](const thread& t) { return !t.ended && !t.at_barrier; });
  std::string text = "deadlock: of " + std::to_string(size()) + " threads " +
                     std::to_string(at_barrier) + " wait at a barrier, " + std::to_string(at_warp) +
                     " for lanes of their warp, and " + std::to_string(ended) + " have ended";
  if (at_barrier > 0) {
    text += std::string("; the barrier is at ") + barrier.file + ":" + std::to_string(barrier.line);
  }
  return text;
}

bool is_same(source_line a, source_line b) {
  return a.line == b.line && std::strcmp(a.file, b.file) == 0;
}

}  // namespace

failure run_kernel(const kernel_launch& launch, std::uint64_t seed) {
  execution all{launch, seed};
  running = &all;
  all.run_grid();
  running = nullptr;
  if (all.result.error == cudaSuccess) {
    const std::string damage = damaged_guard();
    if (!damage.empty()) all.result = {cudaErrorIllegalAddress, damage};
  }
  return all.result;
}

void* dynamic_shared_memory() { return running->shared.data() + shared_guard; }

bool is_inside_shared(const void* address, std::size_t size) {
  const auto* const byte = static_cast<const unsigned char*>(address);
  const unsigned char* const begin = running->shared.data() + shared_guard;
  return byte >= begin && byte + size <= begin + running->launch.shared_bytes;
}

bool is_beside_shared(const void* address, std::size_t size) {
  const auto* const byte = static_cast<const unsigned char*>(address);
  const unsigned char* const begin = running->shared.data();
  return byte + size > begin && byte < begin + running->shared.size() &&
         !is_inside_shared(address, size);
}

void may_switch() {
  if (running->switches && running->undisturbed == 0 && running->random() % 8 == 0)
    fiber::suspend();
}

void wait_at_barrier(source_line where) {
  may_switch();
  if (running->at_barrier == 0) running->barrier = where;
  if (!is_same(running->barrier, where)) {
    report(cudaErrorLaunchFailure,
           "threads of a block wait at different barriers: " + std::string(where.file) + ":" +
               std::to_string(running->barrier.line) + " and " + std::to_string(where.line));
    abandon();
  }
  if (++running->at_barrier == running->size()) {
    running->at_barrier = 0;
    for (thread& t : running->threads) t.at_barrier = false;
    return;
  }
  current->at_barrier = true;
  fiber::suspend();
}

rendezvous meet(std::uint32_t mask, std::uint64_t value) {
  may_switch();
  const std::uint32_t self = 1U << current->lane();
  const unsigned first = current->linear - current->lane();
  const unsigned lanes = std::min(warp_size, running->size() - first);
  if (lanes < warp_size) mask &= (1U << lanes) - 1;
  if ((mask & self) == 0) {
    report(cudaErrorLaunchFailure, "a lane is not in the mask that it names");
    abandon();
  }
  warp& meetings = running->warps[first / warp_size];
  auto here = std::ranges::find_if(
      meetings, [&](const rendezvous& r) { return r.mask == mask && !r.is_complete(); });
  if (here == meetings.end()) here = meetings.insert(here, rendezvous{.mask = mask});
  here->arrived |= self;
  here->value[current->lane()] = value;
  if (!here->is_complete()) {
    current->waits_for = &*here;
    fiber::suspend();
    current->waits_for = nullptr;
  }
  here->left |= self;
  const rendezvous result = *here;
  if (here->left == mask) meetings.erase(here);
  return result;
}

void report(cudaError_t error, const std::string& text) {
  std::ostringstream out;
  out << "block (" << blockIdx.x << ", " << blockIdx.y << ", " << blockIdx.z << "), thread ("
      << threadIdx.x << ", " << threadIdx.y << ", " << threadIdx.z << "): " << text;
  running->result = {error, out.str()};
}

void abandon() {
  fiber::suspend();
  std::abort();
}

undisturbed::undisturbed() {
  if (running != nullptr) ++running->undisturbed;
}
undisturbed::~undisturbed() {
  if (running != nullptr) --running->undisturbed;
}

}  // namespace simt
