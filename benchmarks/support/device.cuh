/// @file
/// Kernels beside their peers on a GPU: clocks, graphs, and the kernel that only reads.
///
/// What fits the second-level cache, 60 MB on an H200, is read from there by work and peers alike:
/// in rows of less, the limit is that cache and not the memory.
#ifndef BINPOINT_BENCHMARKS_DEVICE_CUH
#define BINPOINT_BENCHMARKS_DEVICE_CUH

#include <benchmark/benchmark.h>
#include <cuda_runtime.h>

#include <algorithm>
#include <binpoint/device/detail/launch.cuh>
#include <binpoint/device/detail/split_range.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "device_data.cuh"
#include "versus.hpp"

namespace bench {

/// Eight loads of 16 bytes by each thread at a time, as the histogram's loop has them, and nothing
/// else worth mentioning.
template <class Unused>
__global__ void __launch_bounds__(512, 2)
    read_kernel(const uint4* values, std::size_t loads, Unused* never) {
  constexpr unsigned in_flight = 8;
  unsigned all = 0;
  const auto take = [&all](const uint4& load) { all ^= load.x ^ load.y ^ load.z ^ load.w; };
  const std::size_t turn = std::size_t{in_flight} * blockDim.x;
  const std::size_t turns = loads / turn;
  for (std::size_t t = blockIdx.x; t < turns; t += gridDim.x) {
    uint4 load[in_flight];
#pragma unroll
    for (unsigned k = 0; k < in_flight; ++k) {
      load[k] = __ldcs(values + t * turn + k * blockDim.x + threadIdx.x);
    }
#pragma unroll
    for (unsigned k = 0; k < in_flight; ++k) take(load[k]);
  }
  if (turns % gridDim.x == blockIdx.x) {
    for (std::size_t i = turns * turn + threadIdx.x; i < loads; i += blockDim.x) {
      take(__ldcs(values + i));
    }
  }
  if (all == 0x1234'5679) *never = static_cast<Unused>(all);
}

/// The limit of a pass that only reads: by as many blocks as a histogram of the same bytes has.
inline void read(const device_buffer& buffer, std::size_t bytes, void* never,
                 cudaStream_t stream = nullptr) {
  int multiprocessors = 0;
  check(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, 0));
  const std::size_t loads = bytes / 16;
  const std::uint64_t blocks =
      binpoint::detail::blocks_for(loads, 8 * 512, 2 * static_cast<std::uint64_t>(multiprocessors));
  check(binpoint::detail::launch(read_kernel<unsigned>, {static_cast<unsigned>(blocks), 512},
                                 stream, buffer.as<const uint4>(), loads,
                                 static_cast<unsigned*>(never)));
}

/// The time that the device takes for one of `repeats` calls in a row on the default stream: short
/// ones overlap with the launch of the next, as they do in use.
template <class Work>
[[nodiscard]] double device_seconds(const Work& work, int repeats = 1) {
  cudaEvent_t begin;
  cudaEvent_t end;
  check(cudaEventCreate(&begin));
  check(cudaEventCreate(&end));
  check(cudaEventRecord(begin));
  for (int i = 0; i < repeats; ++i) work();
  check(cudaEventRecord(end));
  check(cudaEventSynchronize(end));
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, begin, end));
  check(cudaEventDestroy(begin));
  check(cudaEventDestroy(end));
  return double{milliseconds} * 1e-3 / repeats;
}

/// Times the work and each peer once in an iteration; medians. "vs NAME" is the peer's time divided
/// by the work's: beside a kernel that only reads, the share of the limit.
/// @param calls  that are one call of the work, say a graph's
inline void device_versus(benchmark::State& state, const contest& timed, int calls = 1) {
  constexpr std::size_t enough = std::size_t{64} << 20;  // Bytes that hide what a launch costs.
  const std::size_t times = timed.bytes == 0 ? 1 : enough / timed.bytes;
  const int repeats = static_cast<int>(std::clamp<std::size_t>(times, 1, calls == 1 ? 50 : 1));
  std::vector<double> own;
  std::vector<std::vector<double>> others(timed.peers.size());
  timed.work();
  for (const peer& each : timed.peers) each.work();
  for (auto _ : state) {
    own.push_back(device_seconds(timed.work, repeats));
    for (std::size_t i = 0; i < others.size(); ++i) {
      if (others[i].size() < timed.peers[i].rounds) {
        others[i].push_back(device_seconds(timed.peers[i].work, repeats));
      }
    }
    state.SetIterationTime(own.back());
  }
  const double time = median(own);
  state.counters["us"] = time / calls * 1e6;
  if (timed.bytes > 0) state.counters["GB/s"] = static_cast<double>(timed.bytes) / time * 1e-9;
  for (std::size_t i = 0; i < others.size(); ++i) {
    state.counters["vs " + timed.peers[i].name] = median(others[i]) / time;
  }
}

inline constexpr int rounds = 25;

/// Registers a row; `prepare` is called when it begins. For longer, --benchmark_repetitions.
inline void add_device_versus(const std::string& name, const std::function<contest()>& prepare,
                              int calls = 1) {
  const auto run = [=](benchmark::State& state) { device_versus(state, prepare(), calls); };
  benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime()->Iterations(rounds);
}

/// A graph of what `work` puts on a stream.
class graph {
 public:
  template <class Work>
  explicit graph(const Work& work) {
    cudaStream_t stream;
    cudaGraph_t recorded;
    check(cudaStreamCreate(&stream));
    check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    work(stream);
    check(cudaStreamEndCapture(stream, &recorded));
    check(cudaGraphInstantiate(&executable_, recorded, 0));
    check(cudaGraphDestroy(recorded));
    check(cudaStreamDestroy(stream));
  }
  graph(const graph&) = delete;
  graph& operator=(const graph&) = delete;
  ~graph() { cudaGraphExecDestroy(executable_); }

  void launch() const { check(cudaGraphLaunch(executable_, nullptr)); }

 private:
  cudaGraphExec_t executable_ = nullptr;
};

/// Until the clocks are up: an idle GPU runs at a fraction of them.
inline void warm_up() {
  const device_buffer buffer(std::size_t{256} << 20);
  for (double time = 0; time < 0.5;) {
    constexpr int calls = 20;
    time += calls * device_seconds([&] { read(buffer, buffer.bytes(), buffer.as<void>()); }, calls);
  }
}

/// Runs the registered benchmarks, or says why there is nothing to run.
inline int run_on_device(int argc, char** argv, void (*add_all)()) {
  int devices = 0;
  const cudaError_t error = cudaGetDeviceCount(&devices);
  if (error != cudaSuccess || devices == 0) {
    std::printf("%s: nothing is measured, there is no GPU (%s)\n", argv[0],
                cudaGetErrorString(error));
    return 0;
  }
  cudaDeviceProp properties;
  check(cudaGetDeviceProperties(&properties, 0));
  benchmark::AddCustomContext("gpu", properties.name);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  try {
    warm_up();
    add_all();
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s: %s\n", argv[0], failure.what());
    return 1;
  }
  return 0;
}

}  // namespace bench

#endif
