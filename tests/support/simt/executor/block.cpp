#include "block.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <list>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>

#include "memory.hpp"

uint3 threadIdx;
uint3 blockIdx;
dim3 blockDim;
dim3 gridDim;

namespace simt {

thread* current = nullptr;
bool every_access_is_seen = false;

namespace {

constexpr std::size_t shared_guard = 1024;

/// The meetings that lanes have not all left yet.
using warp = std::list<rendezvous>;

/// Blocks that run at the same time, where threads are switched at random.
constexpr std::size_t most_resident = 3;

/// A block of the kernel, from its start to the end of its last thread.
struct block {
  uint3 index{};
  std::vector<fiber> fibers;
  std::vector<thread> threads;
  std::vector<warp> warps;
  std::vector<unsigned char> shared;
  shadow known;  ///< of the shared memory
  source_line barrier{};
  unsigned at_barrier = 0;
  unsigned barriers = 0;  ///< that all threads have left behind
  std::uint32_t number = 0;

  explicit block(const kernel_launch& launch)
      : fibers(launch.block.x * launch.block.y * launch.block.z),
        shared(launch.shared_bytes + 2 * shared_guard),
        known(shared.data() + shared_guard, launch.shared_bytes) {}

  void start(uint3 at);
  [[nodiscard]] unsigned size() const { return static_cast<unsigned>(threads.size()); }
  [[nodiscard]] bool has_ended() const { return std::ranges::all_of(threads, &thread::ended); }
  [[nodiscard]] std::string describe_stop() const;
};

/// Of all kernels. Overflows after 4 billion.
std::uint32_t all_blocks = 0;

/// The kernel that runs.
struct execution {
  const kernel_launch& launch;
  std::mt19937_64 random;
  bool switches;
  int undisturbed = 0;
  failure result{};
  std::size_t blocks_started = 0;
  std::uint32_t first_block = all_blocks + 1;
  std::vector<std::unique_ptr<block>> resident{};
  block* now = nullptr;  ///< the block of the thread that runs
  /// The others come as far as they can before this one goes on: often the first, which has more to
  /// do.
  unsigned slow_thread = 0;

  void run();
  /// Each thread that can go on, once. @return  whether there was one
  bool run_round();
  void run_thread(block& of, thread& t);
  bool start_next(block& free);
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

void block::start(uint3 at) {
  index = at;
  std::ranges::fill(shared, never_written);
  known.clear();
  number = ++all_blocks;
  barriers = 0;
  threads.assign(fibers.size(), {});
  warps.assign((size() + warp_size - 1) / warp_size, {});
  at_barrier = 0;
  for (unsigned i = 0; i < size(); ++i) {
    threads[i].linear = i;
    fibers[i].start(thread_main);
  }
}

/// Starts the block whose turn it is; false where all have been started.
bool execution::start_next(block& free) {
  const auto n = static_cast<unsigned>(blocks_started);
  const dim3 grid = launch.grid;
  if (blocks_started == std::size_t{grid.x} * grid.y * grid.z) return false;
  ++blocks_started;
  free.start({n % grid.x, n / grid.x % grid.y, n / grid.x / grid.y});
  return true;
}

void execution::run_thread(block& of, thread& t) {
  const unsigned i = t.linear;
  now = &of;
  current = &t;
  blockIdx = of.index;
  threadIdx = {i % blockDim.x, i / blockDim.x % blockDim.y, i / blockDim.x / blockDim.y};
  of.fibers[i].resume();
  current = nullptr;
}

bool execution::run_round() {
  std::vector<std::pair<block*, thread*>> order;
  for (const auto& each : resident) {
    for (thread& t : each->threads) order.emplace_back(each.get(), &t);
  }
  if (switches) std::ranges::shuffle(order, random);
  bool anyone_ran = false;
  thread* sleeper = nullptr;
  for (const auto& [of, t] : order) {
    if (!t->is_ready()) continue;
    if (t->rounds_to_sleep > 0) {
      --t->rounds_to_sleep;
      sleeper = t;
      continue;
    }
    anyone_ran = true;
    run_thread(*of, *t);
    if (result.error != cudaSuccess) return true;
  }
  if (!anyone_ran && sleeper != nullptr) sleeper->rounds_to_sleep = 0;  // All wait for it.
  return anyone_ran || sleeper != nullptr;
}

void execution::run() {
  gridDim = launch.grid;
  blockDim = launch.block;
  const unsigned threads = blockDim.x * blockDim.y * blockDim.z;
  if (random() % 2 == 0) slow_thread = static_cast<unsigned>(random() % threads);
  for (std::size_t i = 0; i < (switches ? most_resident : 1); ++i) {
    resident.push_back(std::make_unique<block>(launch));
    if (!start_next(*resident.back())) resident.pop_back();
  }
  while (!resident.empty()) {
    const bool anyone = run_round();
    if (result.error != cudaSuccess) return;
    const auto is_over = [&](const auto& each) { return each->has_ended() && !start_next(*each); };
    std::erase_if(resident, is_over);
    if (!anyone && !resident.empty() && std::ranges::none_of(resident, [](const auto& each) {
          return std::ranges::any_of(each->threads, &thread::is_ready);
        })) {
      result = {cudaErrorLaunchTimeout, resident.front()->describe_stop()};
      return;
    }
  }
}

std::string block::describe_stop() const {
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
  execution all{launch, std::mt19937_64{seed}, seed != 0};
  running = &all;
  all.run();
  running = nullptr;
  if (all.result.error == cudaSuccess) {
    const std::string damage = damaged_guard();
    if (!damage.empty()) all.result = {cudaErrorIllegalAddress, damage};
  }
  return all.result;
}

moment now() {
  const block& of = *running->now;
  return {running->first_block, of.number, static_cast<std::uint16_t>(of.barriers),
          static_cast<std::uint16_t>(current->linear)};
}

shadow* shared_shadow() { return &running->now->known; }
void* dynamic_shared_memory() { return running->now->shared.data() + shared_guard; }

bool is_inside_shared(const void* address, std::size_t size) {
  const auto* const byte = static_cast<const unsigned char*>(address);
  const unsigned char* const begin = running->now->shared.data() + shared_guard;
  return byte >= begin && byte + size <= begin + running->now->shared.size() - 2 * shared_guard;
}

bool is_beside_shared(const void* address, std::size_t size) {
  const auto* const byte = static_cast<const unsigned char*>(address);
  const unsigned char* const begin = running->now->shared.data();
  return byte + size > begin && byte < begin + running->now->shared.size() &&
         !is_inside_shared(address, size);
}

void may_switch() {
  if (!running->switches || running->undisturbed > 0) return;
  const std::uint64_t chance = running->random();
  if (chance % 8 != 0) return;
  if (current->linear == running->slow_thread) {
    current->rounds_to_sleep = static_cast<int>(chance / 8 % 256);
  }
  fiber::suspend();
}

void wait_at_barrier(source_line where) {
  may_switch();
  if (running->now->at_barrier == 0) running->now->barrier = where;
  if (!is_same(running->now->barrier, where)) {
    report(cudaErrorLaunchFailure,
           "threads of a block wait at different barriers: " + std::string(where.file) + ":" +
               std::to_string(running->now->barrier.line) + " and " + std::to_string(where.line));
    abandon();
  }
  if (++running->now->at_barrier == running->now->size()) {
    running->now->at_barrier = 0;
    ++running->now->barriers;
    for (thread& t : running->now->threads) t.at_barrier = false;
    return;
  }
  current->at_barrier = true;
  fiber::suspend();
}

rendezvous meet(std::uint32_t mask, std::uint64_t value) {
  may_switch();
  const std::uint32_t self = 1U << current->lane();
  const unsigned first = current->linear - current->lane();
  const unsigned lanes = std::min(warp_size, running->now->size() - first);
  if (lanes < warp_size) mask &= (1U << lanes) - 1;
  if ((mask & self) == 0) {
    report(cudaErrorLaunchFailure, "a lane is not in the mask that it names");
    abandon();
  }
  warp& meetings = running->now->warps[first / warp_size];
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

bool undisturbed::is_there() { return running != nullptr && running->undisturbed > 0; }
undisturbed::undisturbed() {
  if (running != nullptr) ++running->undisturbed;
}
undisturbed::~undisturbed() {
  if (running != nullptr) --running->undisturbed;
}

}  // namespace simt
