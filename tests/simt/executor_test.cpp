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

/// No race, and yet wrong: another thread may come between the two operations.
__global__ void count_in_two_steps(unsigned* counter) {
  const unsigned old = atomicAdd(counter, 0);
  atomicExch(counter, old + 1);
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
  for (unsigned i = 0; i < 4; ++i) words[i] = 0;
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

TEST_CASE("executor: threads and blocks come between the operations of others", "[simt]") {
  const fresh_device device;
  const auto count_by = [](unsigned blocks, unsigned threads) {
    auto* counter = allocate<unsigned>(1);
    REQUIRE(cudaMemset(counter, 0, 4) == cudaSuccess);
    REQUIRE(run(count_in_two_steps, blocks, threads, 0, counter) == cudaSuccess);
    return read(counter, 1).front();
  };
  simt::set_seed(5);
  CHECK(count_by(1, 64) < 64);
  CHECK(count_by(200, 1) < 200);
  simt::set_seed(0);
  CHECK(count_by(1, 64) == 64);
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
  const auto result_of = [](auto kernel, std::ptrdiff_t offset) {
    simt::reset();
    return run(kernel, 1, 1, 0, allocate<char>(100), offset);
  };
  CHECK(result_of(write_at, 99) == cudaSuccess);
  CHECK(result_of(write_at, 100) == cudaErrorIllegalAddress);
  CHECK(result_of(write_at, -1) == cudaErrorIllegalAddress);
  char out = 0;
  const auto read_from = [&](std::ptrdiff_t offset) {
    simt::reset();
    char* const memory = allocate<char>(100);
    REQUIRE(cudaMemset(memory, 7, 100) == cudaSuccess);
    return run(read_at, 1, 1, 0, memory, offset, &out);
  };
  CHECK(read_from(99) == cudaSuccess);
  CHECK(out == 7);
  CHECK(read_from(100) == cudaErrorIllegalAddress);
  CHECK(read_from(-1) == cudaErrorIllegalAddress);
  CHECK(says("an access beside the memory"));
  simt::reset();
  CHECK(run(write_shared, 1, 1, 16, 3) == cudaSuccess);
  CHECK(run(write_shared, 1, 1, 16, 4) == cudaErrorIllegalAddress);
}

TEST_CASE("executor: a vector load must be aligned", "[simt]") {
  const fresh_device device;
  auto* memory = allocate<unsigned>(16);
  REQUIRE(cudaMemset(memory, 1, 64) == cudaSuccess);
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
