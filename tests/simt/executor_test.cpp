/// @file
/// Kernels on the executor that stands in for a GPU: it finds what it is there to find.
#include <cuda_runtime.h>

#include <binpoint/config.hpp>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "simt/fresh_device.hpp"
#include "support/catch.hpp"
#include "support/simt/simt.hpp"

using simt_test::allocate, simt_test::fresh_device, simt_test::read, simt_test::run;

namespace {

bool says(const std::string& text) { return simt::failure_text().find(text) != std::string::npos; }

__global__ void write_index(unsigned* out) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  out[i] = i;
}

__global__ void reverse(unsigned* values) {
  BINPOINT_DYNAMIC_SHARED(unsigned, turned);
  turned[blockDim.x - 1 - threadIdx.x] = values[threadIdx.x];
  __syncthreads();
  values[threadIdx.x] = turned[threadIdx.x];
}

__global__ void reverse_without_barrier(unsigned* values) {
  BINPOINT_DYNAMIC_SHARED(unsigned, turned);
  turned[blockDim.x - 1 - threadIdx.x] = values[threadIdx.x];
  values[threadIdx.x] = turned[threadIdx.x];
}

/// Each thread of a block its turn at one word: what it reads must be gone before the next one
/// writes.
__global__ void hand_on(unsigned* values, bool second_barrier) {
  BINPOINT_DYNAMIC_SHARED(unsigned, word);
  for (unsigned turn = 0; turn < blockDim.x; ++turn) {
    if (threadIdx.x == turn) *word = values[turn];
    __syncthreads();
    if (threadIdx.x == 0) values[turn] = *word + 1;
    if (second_barrier) __syncthreads();
  }
}

__global__ void count(unsigned long long* counter) { atomicAdd(counter, 1); }
__global__ void count_without_atomic(unsigned long long* counter) { *counter += 1; }
__global__ void count_blocks_without_atomic(unsigned long long* counter) {
  if (threadIdx.x == 0) *counter += 1;
}

__global__ void divergent_barrier() {
  if (threadIdx.x < 7) __syncthreads();
}
__global__ void two_barriers() {
  if (threadIdx.x < 7) {
    __syncthreads();
  } else {
    __syncthreads();
  }
}
__global__ void divergent_vote(unsigned* out) {
  if (threadIdx.x % 32 != 3) out[threadIdx.x] = __ballot_sync(0xFFFFFFFF, 1);
}

__global__ void write_at(char* memory, std::ptrdiff_t offset) { memory[offset] = 1; }
__global__ void read_at(const char* memory, std::ptrdiff_t offset, char* out) {
  *out = __ldg(memory + offset);
}
__global__ void read_vector(const unsigned* memory, uint4* out) {
  *out = __ldcs(reinterpret_cast<const uint4*>(memory));
}
__global__ void write_shared(unsigned n) {
  BINPOINT_DYNAMIC_SHARED(unsigned, words);
  atomicAdd(&words[n], 1);
}

__global__ void exchange(unsigned* out) {
  const unsigned lane = threadIdx.x % 32;
  unsigned* mine = out + std::size_t{8} * threadIdx.x;
  mine[0] = __shfl_xor_sync(0xFFFFFFFF, lane, 5);
  mine[1] = __shfl_down_sync(0xFFFFFFFF, lane, 3);
  mine[2] = __ballot_sync(0xFFFFFFFF, lane % 3 == 0);
  mine[3] = __reduce_add_sync(0xFFFFFFFF, lane);
  mine[4] = __reduce_max_sync(0xFFFFFFFF, lane ^ 21);
  mine[5] = __match_any_sync(0xFFFFFFFF, lane / 8);
  // The halves of a warp by themselves, each at its own pace.
  const unsigned half = lane < 16 ? 0xFFFF : 0xFFFF0000;
  mine[6] = 0;
  for (unsigned i = 0; i <= lane / 16; ++i) mine[6] += __reduce_add_sync(half, lane);
  mine[7] = __shfl_sync(0xFFFFFFFF, lane, 9);
}

__global__ void halve(float* x) { *x *= 0.5F; }

__global__ void triple_index(unsigned* out) {
  const unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  atomicAdd(&out[block * 24 + thread], block * 100 + thread);
}

}  // namespace

TEST_CASE("executor: all threads of all blocks run", "[simt]") {
  const fresh_device device;
  auto* out = allocate<unsigned>(3 * 96);
  CHECK(run(write_index, 3, 96, 0, out) == cudaSuccess);
  std::vector<unsigned> wanted(3 * 96);
  std::iota(wanted.begin(), wanted.end(), 0U);
  CHECK(read(out, wanted.size()) == wanted);
}

TEST_CASE("executor: indices have three dimensions", "[simt]") {
  const fresh_device device;
  auto* out = allocate<unsigned>(6 * 24);
  REQUIRE(cudaMemset(out, 0, sizeof(unsigned) * 6 * 24) == cudaSuccess);
  cudaLaunchConfig_t config{};
  config.gridDim = {1, 2, 3};
  config.blockDim = {2, 3, 4};
  REQUIRE(cudaLaunchKernelEx(&config, triple_index, out) == cudaSuccess);
  const auto found = read(out, 6 * 24);
  for (unsigned i = 0; i < found.size(); ++i) CHECK(found[i] == i / 24 * 100 + i % 24);
}

TEST_CASE("executor: lanes of a warp exchange values", "[simt]") {
  const fresh_device device;
  for (const std::uint64_t seed : {0U, 1U, 2U}) {
    simt::set_seed(seed);
    auto* out = allocate<unsigned>(64 * 8);
    REQUIRE(run(exchange, 1, 64, 0, out) == cudaSuccess);
    const auto found = read(out, 64 * 8);
    for (unsigned i = 0; i < 64; ++i) {
      const unsigned lane = i % 32;
      const std::vector<unsigned> mine(found.begin() + 8 * i, found.begin() + 8 * i + 8);
      const unsigned sums[] = {15 * 8, 2 * (15 * 8 + 16 * 16)};
      CHECK(mine == std::vector<unsigned>{lane ^ 5, lane < 29 ? lane + 3 : lane, 0x49249249,
                                          31 * 16, 31, 0xFFU << lane / 8 * 8, sums[lane / 16], 9});
    }
  }
}

TEST_CASE("executor: a barrier orders, and its absence shows", "[simt]") {
  const fresh_device device;
  const auto right_in = [](auto kernel, std::uint64_t seed) {
    simt::set_seed(seed);
    std::vector<unsigned> values(100);
    std::iota(values.begin(), values.end(), 0U);
    auto* memory = allocate<unsigned>(100);
    REQUIRE(cudaMemcpy(memory, values.data(), 400, cudaMemcpyHostToDevice) == cudaSuccess);
    REQUIRE(run(kernel, 1, 100, 400, memory) == cudaSuccess);
    return read(memory, 100) == std::vector<unsigned>(values.rbegin(), values.rend());
  };
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    CHECK(right_in(reverse, seed));
    CHECK_FALSE(right_in(reverse_without_barrier, seed));
  }
}

TEST_CASE("executor: a second barrier is missed where shared memory is used again", "[simt]") {
  const fresh_device device;
  const auto failures = [](bool second_barrier) {
    int wrong = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      simt::set_seed(seed);
      auto* memory = allocate<unsigned>(64);
      REQUIRE(cudaMemset(memory, 0, 256) == cudaSuccess);
      REQUIRE(run(write_index, 1, 64, 0, memory) == cudaSuccess);
      REQUIRE(run(hand_on, 1, 64, 4, memory, second_barrier) == cudaSuccess);
      const auto found = read(memory, 64);
      for (unsigned i = 0; i < 64; ++i) wrong += found[i] != i + 1 ? 1 : 0;
    }
    return wrong;
  };
  CHECK(failures(true) == 0);
  CHECK(failures(false) > 0);
}

TEST_CASE("executor: an atomic counts, and its absence shows", "[simt]") {
  const fresh_device device;
  const auto count_by = [](auto kernel) {
    auto* counter = allocate<unsigned long long>(1);
    REQUIRE(cudaMemset(counter, 0, 8) == cudaSuccess);
    REQUIRE(run(kernel, 4, 64, 0, counter) == cudaSuccess);
    return read(counter, 1).front();
  };
  simt::set_seed(5);
  CHECK(count_by(count) == 256);
#if BINPOINT_SIMT_HAS_HOOKS
  CHECK(count_by(count_without_atomic) < 256);
  unsigned long long blocks = 0;
  for (int i = 0; i < 20; ++i) blocks += count_by(count_blocks_without_atomic);
  CHECK(blocks < 20 * 4);  // Blocks meet each other too.
#else
  // No switch can come between load and store.
  CHECK(count_by(count_without_atomic) == 256);
  CHECK(count_by(count_blocks_without_atomic) == 4);
#endif
}

TEST_CASE("executor: threads that do not meet are reported", "[simt]") {
  const fresh_device device;
  CHECK(run(divergent_barrier, 1, 64, 0) == cudaErrorLaunchTimeout);
  CHECK(
      says("deadlock: of 64 threads 7 wait at a barrier, 0 for lanes of their warp, and 57 have"));
  CHECK(cudaGetLastError() == cudaErrorLaunchTimeout);
  CHECK(cudaDeviceSynchronize() == cudaErrorLaunchTimeout);  // It stays.
  simt::reset();
  CHECK(run(two_barriers, 1, 64, 0) == cudaErrorLaunchFailure);
  CHECK(says("threads of a block wait at different barriers"));
  simt::reset();
  CHECK(run(divergent_vote, 1, 64, 0, allocate<unsigned>(64)) == cudaErrorLaunchTimeout);
  CHECK(says("0 wait at a barrier, 62 for lanes of their warp, and 2 have ended"));
  simt::reset();
  CHECK(cudaDeviceSynchronize() == cudaSuccess);
}

TEST_CASE("executor: what lies beside the memory is not touched unseen", "[simt]") {
  const fresh_device device;
  const auto result_of = [](auto kernel, std::ptrdiff_t offset, auto... more) {
    simt::reset();
    return run(kernel, 1, 1, 0, allocate<char>(100), offset, more...);
  };
  CHECK(result_of(write_at, 99) == cudaSuccess);
  CHECK(result_of(write_at, 100) == cudaErrorIllegalAddress);
  CHECK(result_of(write_at, -1) == cudaErrorIllegalAddress);
  char out = 0;
  CHECK(result_of(read_at, 99, &out) == cudaSuccess);
  CHECK(static_cast<unsigned char>(out) == 0xCD);  // Never written.
  CHECK(result_of(read_at, 100, &out) == cudaErrorIllegalAddress);
  CHECK(result_of(read_at, -1, &out) == cudaErrorIllegalAddress);
  CHECK(says("an access beside the memory"));
  simt::reset();
  CHECK(run(write_shared, 1, 32, 16, 3) == cudaSuccess);
  CHECK(run(write_shared, 1, 32, 16, 4) == cudaErrorIllegalAddress);
}

TEST_CASE("executor: a vector load must be aligned", "[simt]") {
  const fresh_device device;
  auto* memory = allocate<unsigned>(16);
  auto* out = allocate<uint4>(1);
  CHECK(run(read_vector, 1, 1, 0, memory + 4, out) == cudaSuccess);
  CHECK(run(read_vector, 1, 1, 0, memory + 5, out) == cudaErrorMisalignedAddress);
  CHECK(says("block (0, 0, 0), thread (0, 0, 0): an access that is not aligned"));
}

TEST_CASE("executor: subnormal numbers vanish where they are asked to", "[simt]") {
  const fresh_device device;
  auto* x = allocate<float>(1);
  const auto half_of = [&](float value) {
    REQUIRE(cudaMemcpy(x, &value, 4, cudaMemcpyHostToDevice) == cudaSuccess);
    REQUIRE(run(halve, 1, 1, 0, x) == cudaSuccess);
    return read(x, 1).front();
  };
  simt::set_flush_subnormals(false);
  CHECK(half_of(0x1p-126F) == 0x1p-127F);
  if (simt::set_flush_subnormals(true)) {
    CHECK(half_of(0x1p-126F) == 0);
    CHECK(half_of(0x1p-125F) == 0x1p-126F);
  }
  simt::set_flush_subnormals(false);
}
