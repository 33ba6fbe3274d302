/// @file
/// Kernels beside their peers on a GPU: memory, data, clocks, and the kernel that only reads.
#ifndef BINPOINT_BENCHMARKS_DEVICE_CUH
#define BINPOINT_BENCHMARKS_DEVICE_CUH

#include <benchmark/benchmark.h>
#include <cuda_runtime.h>

#include <binpoint/device/detail/launch.cuh>
#include <binpoint/device/error.hpp>
#include <binpoint/device/half.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "versus.hpp"

namespace bench {

inline void check(cudaError_t error) { binpoint::detail::check_cuda("benchmark", error); }

/// Device memory, freed with the object.
class device_buffer {
 public:
  explicit device_buffer(std::size_t bytes) : bytes_(bytes) { check(cudaMalloc(&data_, bytes)); }
  device_buffer(const device_buffer&) = delete;
  device_buffer& operator=(const device_buffer&) = delete;
  ~device_buffer() { cudaFree(data_); }

  template <class T>
  [[nodiscard]] T* as() const {
    return static_cast<T*>(data_);
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
};

enum class data_kind { normal, relu, constant, uniform_bits };
[[nodiscard]] inline const char* name_of(data_kind kind) {
  constexpr const char* names[] = {"normal", "relu", "constant", "bits"};
  return names[static_cast<int>(kind)];
}

__device__ inline std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 33) * 0xff51afd7ed558ccdU;
  x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53U;
  return x ^ x >> 33;
}

template <class T>
__device__ T value_from(float x) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(x * 32);
  } else {
    return static_cast<T>(x);
  }
}

template <class T>
__device__ T make_value(data_kind kind, std::uint64_t i) {
  const std::uint64_t random = mix(i);
  if (kind == data_kind::uniform_bits) {
    T value;
    memcpy(&value, &random, sizeof(T));
    return value;
  }
  if (kind == data_kind::constant) return value_from<T>(1);
  const float u = (static_cast<float>(random >> 40) + 1) * 0x1p-24f;
  const float v = static_cast<float>(random & 0xFF'FFFF) * 0x1p-24f;
  const float normal = sqrtf(-2 * logf(u)) * cospif(2 * v);
  return value_from<T>(kind == data_kind::relu && normal < 0 ? 0 : normal);
}

template <class T>
__global__ void fill_kernel(T* values, std::size_t size, data_kind kind) {
  const std::size_t stride = std::size_t{gridDim.x} * blockDim.x;
  for (std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; i < size; i += stride) {
    values[i] = make_value<T>(kind, i);
  }
}
template <class T>
void fill(T* values, std::size_t size, data_kind kind) {
  check(binpoint::detail::launch(fill_kernel<T>, {1024, 256}, nullptr, values, size, kind));
  check(cudaDeviceSynchronize());
}

/// Eight loads of 16 bytes by each thread at a time, and nothing else worth mentioning.
template <class Unused>
__global__ void __launch_bounds__(512, 2)
    read_kernel(const uint4* values, std::size_t loads, Unused* never) {
  constexpr unsigned in_flight = 8;
  unsigned all = 0;
  const std::size_t turn = std::size_t{in_flight} * blockDim.x;
  for (std::size_t i = blockIdx.x * turn + threadIdx.x; i + turn <= loads + threadIdx.x;
       i += gridDim.x * turn) {
    uint4 load[in_flight];
#pragma unroll
    for (unsigned k = 0; k < in_flight; ++k) load[k] = __ldcs(values + i + k * blockDim.x);
#pragma unroll
    for (unsigned k = 0; k < in_flight; ++k) {
      all ^= load[k].x ^ load[k].y ^ load[k].z ^ load[k].w;
    }
  }
  if (all == 0x1234'5679) *never = static_cast<Unused>(all);
}
inline void read(const device_buffer& buffer, std::size_t bytes, void* never) {
  int multiprocessors = 0;
  check(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, 0));
  check(binpoint::detail::launch(read_kernel<unsigned>,
                                 {2 * static_cast<unsigned>(multiprocessors), 512}, nullptr,
                                 buffer.as<uint4>(), bytes / 16, static_cast<unsigned*>(never)));
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
inline void device_versus(benchmark::State& state, std::size_t bytes,
                          const std::function<void()>& work, const std::vector<peer>& peers,
                          int repeats = 1) {
  std::vector<double> own;
  std::vector<std::vector<double>> others(peers.size());
  work();
  for (const peer& each : peers) each.work();
  for (auto _ : state) {
    own.push_back(device_seconds(work, repeats));
    for (std::size_t i = 0; i < peers.size(); ++i) {
      others[i].push_back(device_seconds(peers[i].work, repeats));
    }
    state.SetIterationTime(own.back());
  }
  const double time = median(own);
  state.counters["us"] = time * 1e6;
  state.counters["GB/s"] = static_cast<double>(bytes) / time * 1e-9;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    state.counters["vs " + peers[i].name] = median(others[i]) / time;
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
  add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace bench

#endif
