/// @file
/// Work on a device beside its peers: all timed by the device in turn, so that all meet the same
/// clocks and the same noise.
#ifndef BINPOINT_BENCHMARKS_DEVICE_VERSUS_CUH
#define BINPOINT_BENCHMARKS_DEVICE_VERSUS_CUH

#include <benchmark/benchmark.h>
#include <cuda_runtime.h>

#include <cstddef>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "versus.hpp"

namespace bench {

inline void check(cudaError_t error) {
  if (error != cudaSuccess) throw std::runtime_error(cudaGetErrorString(error));
}

template <class T>
class device_buffer {
 public:
  explicit device_buffer(std::size_t size) { check(cudaMalloc(&data_, size * sizeof(T))); }
  device_buffer(const device_buffer&) = delete;
  device_buffer& operator=(const device_buffer&) = delete;
  ~device_buffer() { cudaFree(data_); }

  [[nodiscard]] T* data() const { return data_; }

 private:
  T* data_ = nullptr;
};

/// The time that the device takes for one of `repeats` calls in a row: short ones overlap with the
/// launch of the next, as they do in use.
[[nodiscard]] inline double device_seconds(const std::function<void()>& work, int repeats) {
  cudaEvent_t begin = nullptr;
  cudaEvent_t end = nullptr;
  check(cudaEventCreate(&begin));
  check(cudaEventCreate(&end));
  check(cudaEventRecord(begin, nullptr));
  for (int i = 0; i < repeats; ++i) work();
  check(cudaEventRecord(end, nullptr));
  check(cudaEventSynchronize(end));
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, begin, end));
  check(cudaEventDestroy(begin));
  check(cudaEventDestroy(end));
  return static_cast<double>(milliseconds) / 1e3 / repeats;
}

/// Reports the median time, the bytes per second, and for each peer "vs NAME": its time divided by
/// the work's. 1 is the peer's speed.
inline void device_versus(const std::string& name, std::size_t bytes, std::function<void()> work,
                          std::vector<peer> peers) {
  const int repeats = bytes < (std::size_t{16} << 20) ? 50 : 3;
  const auto run = [=](benchmark::State& state) {
    std::vector<double> own;
    std::vector<std::vector<double>> others(peers.size());
    for (auto _ : state) {
      own.push_back(device_seconds(work, repeats));
      for (std::size_t i = 0; i < peers.size(); ++i) {
        others[i].push_back(device_seconds(peers[i].work, repeats));
      }
      state.SetIterationTime(own.back());
    }
    const double time = median(own);
    state.counters["us"] = time * 1e6;
    state.counters["bytes/s"] = static_cast<double>(bytes) / time;
    for (std::size_t i = 0; i < peers.size(); ++i) {
      state.counters["vs " + peers[i].name] = median(others[i]) / time;
    }
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime()->Iterations(15);
}

/// Says so where there is none.
[[nodiscard]] inline bool has_device() {
  int devices = 0;
  const cudaError_t error = cudaGetDeviceCount(&devices);
  if (error == cudaSuccess && devices > 0) return true;
  std::printf("no GPU (%s): nothing was measured\n", cudaGetErrorString(error));
  return false;
}

}  // namespace bench

#endif
