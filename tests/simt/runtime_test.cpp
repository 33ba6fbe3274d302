/// @file
/// The runtime that stands in for CUDA's: streams, graphs, and what it refuses.
#include <cuda_runtime.h>

#include "simt/fresh_device.hpp"
#include "support/catch.hpp"
#include "support/simt/simt.hpp"

using simt_test::allocate, simt_test::fresh_device, simt_test::read, simt_test::run;

namespace {

__global__ void count_threads(unsigned long long* counter) { atomicAdd(counter, 1); }

}  // namespace

TEST_CASE("runtime: work waits in its stream until somebody waits for it", "[simt]") {
  const fresh_device device;
  cudaStream_t stream = nullptr;
  cudaStream_t other = nullptr;
  REQUIRE(cudaStreamCreate(&stream) == cudaSuccess);
  REQUIRE(cudaStreamCreate(&other) == cudaSuccess);
  auto* memory = allocate<int>(1);
  int result = 0;
  REQUIRE(cudaMemsetAsync(memory, 1, 4, stream) == cudaSuccess);
  REQUIRE(cudaMemcpyAsync(&result, memory, 4, cudaMemcpyDeviceToHost, stream) == cudaSuccess);
  CHECK(cudaStreamSynchronize(other) == cudaSuccess);
  CHECK(cudaStreamQuery(stream) == cudaErrorNotReady);
  CHECK(result == 0);
  CHECK(cudaStreamSynchronize(stream) == cudaSuccess);
  CHECK(result == 0x01010101);
  CHECK(simt::calls() ==
        simt::call_counts{.allocations = 1, .copies = 1, .fills = 1, .synchronisations = 2});
}

TEST_CASE("runtime: a captured graph runs when it is launched, as often as it is", "[simt]") {
  const fresh_device device;
  cudaStream_t stream = nullptr;
  REQUIRE(cudaStreamCreate(&stream) == cudaSuccess);
  auto* counter = allocate<unsigned long long>(1);
  REQUIRE(cudaMemset(counter, 0, 8) == cudaSuccess);
  cudaLaunchConfig_t config{};
  config.gridDim = 2;
  config.blockDim = 32;
  config.stream = stream;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  REQUIRE(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal) == cudaSuccess);
  REQUIRE(cudaLaunchKernelEx(&config, count_threads, counter) == cudaSuccess);
  REQUIRE(cudaStreamEndCapture(stream, &graph) == cudaSuccess);
  REQUIRE(cudaGraphInstantiate(&exec, graph) == cudaSuccess);
  CHECK(read(counter, 1).front() == 0);
  for (int i = 0; i < 3; ++i) CHECK(cudaGraphLaunch(exec, stream) == cudaSuccess);
  CHECK(cudaStreamSynchronize(stream) == cudaSuccess);
  CHECK(read(counter, 1).front() == 3 * 64);
  CHECK(cudaGraphExecDestroy(exec) == cudaSuccess);
  CHECK(cudaGraphDestroy(graph) == cudaSuccess);

  REQUIRE(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal) == cudaSuccess);
  CHECK(cudaStreamSynchronize(stream) == cudaErrorStreamCaptureUnsupported);
  CHECK(cudaStreamEndCapture(stream, &graph) == cudaErrorStreamCaptureInvalidated);
}

TEST_CASE("runtime: what CUDA refuses is refused", "[simt]") {
  const fresh_device device;
  auto* counter = allocate<unsigned long long>(1);
  CHECK(run(count_threads, 0, 32, 0, counter) == cudaErrorInvalidConfiguration);
  CHECK(run(count_threads, 1, 1025, 0, counter) == cudaErrorInvalidConfiguration);
  CHECK(run(count_threads, 1, 32, 60000, counter) == cudaErrorInvalidValue);
  CHECK(cudaGetLastError() == cudaErrorInvalidValue);
  CHECK(cudaGetLastError() == cudaSuccess);
  CHECK(cudaFuncSetAttribute(count_threads, cudaFuncAttributeMaxDynamicSharedMemorySize, 60000) ==
        cudaSuccess);
  REQUIRE(cudaMemset(counter, 0, 8) == cudaSuccess);
  CHECK(run(count_threads, 1, 32, 60000, counter) == cudaSuccess);

  unsigned long long on_host = 0;
  CHECK(cudaMemcpy(counter, &on_host, 8, cudaMemcpyDeviceToHost) == cudaErrorInvalidValue);
  CHECK(cudaMemcpy(&on_host, counter, 16, cudaMemcpyDeviceToHost) == cudaErrorInvalidValue);
  CHECK(cudaFree(&on_host) == cudaErrorInvalidValue);
  cudaPointerAttributes attributes{};
  CHECK(cudaPointerGetAttributes(&attributes, counter) == cudaSuccess);
  CHECK(attributes.type == cudaMemoryTypeDevice);
  CHECK(cudaPointerGetAttributes(&attributes, &on_host) == cudaSuccess);
  CHECK(attributes.type == cudaMemoryTypeUnregistered);
}
