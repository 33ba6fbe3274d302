/// @file
/// Races and memory that nobody has written: the executor finds them in every order of the threads,
/// if the compiler tells it of plain accesses too.
#if defined(BINPOINT_SIMT_HAS_HOOKS)

#include <cuda_runtime.h>

#include <binpoint/config.hpp>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "simt/fresh_device.hpp"
#include "support/catch.hpp"
#include "support/simt/simt.hpp"

using simt_test::allocate, simt_test::fresh_device, simt_test::read, simt_test::run;

namespace {

__global__ void reverse(unsigned* values, bool with_barrier) {
  BINPOINT_DYNAMIC_SHARED(unsigned, turned);
  turned[blockDim.x - 1 - threadIdx.x] = values[threadIdx.x];
  if (with_barrier) __syncthreads();
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

__global__ void count(unsigned* counter) { atomicAdd(counter, 1); }
__global__ void count_without_atomic(unsigned* counter) { *counter += 1; }
__global__ void count_by_some(unsigned* counter) {
  if (threadIdx.x == 7) {
    *counter += 1;
  } else {
    atomicAdd(counter, 1);
  }
}
__global__ void one_thread_of_each_block(unsigned* counter) {
  if (threadIdx.x == 0) *counter = 3;
}
__global__ void read_while_others_count(unsigned* counter, unsigned* out) {
  if (threadIdx.x == 0) *out = *counter;
  if (threadIdx.x == 1) atomicAdd(counter, 1);
}
__global__ void look_while_others_count(unsigned* counter, unsigned* out) {
  if (threadIdx.x == 0) {
    *out = __nv_atomic_load_n(counter, __NV_ATOMIC_RELAXED, __NV_THREAD_SCOPE_DEVICE);
  }
  if (threadIdx.x == 1) atomicAdd(counter, 1);
}
__global__ void write_own_byte(unsigned char* bytes) { bytes[threadIdx.x] = 1; }
__global__ void write_neighbours_byte(unsigned char* bytes) {
  bytes[threadIdx.x] = 1;
  if (threadIdx.x == 9) bytes[10] = 1;
}
__global__ void copy_words(const unsigned* from, unsigned* to) {
  to[threadIdx.x] = from[threadIdx.x];
}

/// Memory of 256 bytes, all zero.
unsigned* zeros() {
  auto* memory = allocate<unsigned>(64);
  REQUIRE(cudaMemset(memory, 0, 256) == cudaSuccess);
  return memory;
}

/// What is found in each of some orders, the natural one among them; each the same.
template <class Launch>
std::string found_by(const Launch& launch) {
  std::string first;
  for (const std::uint64_t seed : {0U, 1U, 2U, 3U}) {
    simt::reset();
    simt::set_seed(seed);
    const cudaError_t error = launch();
    std::string text = simt::failure_text();
    CHECK((error == cudaSuccess) == text.empty());
    if (error != cudaSuccess) CHECK(error == cudaErrorLaunchFailure);
    // Which thread comes second depends on the order.
    text = text.substr(0, text.find(" by "));
    text.erase(0, text.find("): ") == std::string::npos ? 0 : text.find("): ") + 3);
    if (seed == 0) first = text;
    CHECK(text.substr(0, 6) == first.substr(0, 6));
  }
  return first;
}

}  // namespace

TEST_CASE("executor: a barrier orders what the threads of a block do", "[simt]") {
  const fresh_device device;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    simt::set_seed(seed);
    std::vector<unsigned> values(64);
    std::iota(values.begin(), values.end(), 0U);
    auto* memory = allocate<unsigned>(64);
    REQUIRE(cudaMemcpy(memory, values.data(), 256, cudaMemcpyHostToDevice) == cudaSuccess);
    REQUIRE(run(reverse, 1, 64, 256, memory, true) == cudaSuccess);
    CHECK(read(memory, 64) == std::vector<unsigned>(values.rbegin(), values.rend()));
    REQUIRE(run(hand_on, 1, 64, 4, memory, true) == cudaSuccess);
    CHECK(read(memory, 64).front() == 64);
  }
}

TEST_CASE("executor: a barrier that is missing is found in every order", "[simt]") {
  const fresh_device device;
  CHECK(found_by([] { return run(reverse, 1, 64, 256, zeros(), true); }).empty());
  CHECK_FALSE(found_by([] { return run(reverse, 1, 64, 256, zeros(), false); }).empty());
  CHECK(found_by([] { return run(hand_on, 1, 64, 4, zeros(), true); }).empty());
  CHECK(found_by([] { return run(hand_on, 1, 64, 4, zeros(), false); }).starts_with("a race with"));
}

TEST_CASE("executor: an atomic operation that is missing is found in every order", "[simt]") {
  const fresh_device device;
  CHECK(found_by([] { return run(count, 4, 64, 0, zeros()); }).empty());
  CHECK(found_by([] { return run(count_without_atomic, 1, 2, 0, zeros()); }).starts_with("a race"));
  CHECK(found_by([] { return run(count_by_some, 1, 64, 0, zeros()); }).starts_with("a race with"));
  CHECK(found_by([] {
          return run(read_while_others_count, 1, 2, 0, zeros(), zeros());
        }).starts_with("a race with"));
  CHECK(found_by([] { return run(look_while_others_count, 1, 2, 0, zeros(), zeros()); }).empty());
}

TEST_CASE("executor: blocks have no order, also where they write the same", "[simt]") {
  const fresh_device device;
  CHECK(found_by([] { return run(one_thread_of_each_block, 2, 64, 0, zeros()); }) ==
        "a race with a write");
  simt::reset();
  simt::set_seed(0);
  CHECK(run(one_thread_of_each_block, 2, 64, 0, zeros()) != cudaSuccess);
  CHECK(simt::failure_text() ==
        "block (1, 0, 0), thread (0, 0, 0): a race with a write by thread 0 of another block "
        "(seed 0)");
  CHECK(found_by([] { return run(one_thread_of_each_block, 1, 64, 0, zeros()); }).empty());
}

TEST_CASE("executor: one kernel comes after the other", "[simt]") {
  const fresh_device device;
  CHECK(found_by([] {
          unsigned* const memory = zeros();
          const cudaError_t first = run(count, 3, 64, 0, memory);
          const cudaError_t second = run(one_thread_of_each_block, 1, 64, 0, memory);
          const cudaError_t third = run(copy_words, 1, 64, 0, memory, allocate<unsigned>(64));
          return first != cudaSuccess ? first : second != cudaSuccess ? second : third;
        }).empty());
}

TEST_CASE("executor: the bytes of a word may belong to different threads", "[simt]") {
  const fresh_device device;
  CHECK(
      found_by([] { return run(write_own_byte, 1, 64, 0, allocate<unsigned char>(64)); }).empty());
  CHECK(found_by([] {
          return run(write_neighbours_byte, 1, 64, 0, allocate<unsigned char>(64));
        }) == "a race with a write");
}

TEST_CASE("executor: a read of what nobody has written is found", "[simt]") {
  const fresh_device device;
  const auto copy_of = [](std::size_t written) {
    auto* memory = allocate<unsigned>(64);
    REQUIRE(cudaMemset(memory, 0, written) == cudaSuccess);
    return run(copy_words, 1, 64, 0, memory, allocate<unsigned>(64));
  };
  CHECK(found_by([&] { return copy_of(256); }).empty());
  CHECK(found_by([&] { return copy_of(255); }) ==
        "a read of memory that nobody has written (seed 0)");
  CHECK(found_by([] { return run(count, 1, 1, 0, allocate<unsigned>(1)); }) ==
        "a read of memory that nobody has written (seed 0)");
}

#endif
