/// @file
/// Profiles of several GPUs, added up by NCCL where they are: counts by sums, extremes by maxima.
///
/// Every GPU observes its own part of the data. The result is the same bytes on each, and the same
/// as if one had seen everything. One process drives all GPUs here; ranks of many processes do the
/// same.
#include <nccl.h>
#include <thrust/device_vector.h>

#include <binpoint/device/error.hpp>
#include <binpoint/device/histogram.cuh>
#include <binpoint/device/profile.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/gpu.hpp"
#include "support/options.hpp"

namespace bp = binpoint;

namespace {

const std::vector<bp::site> sites{{"conv1", bp::role::activation}, {"dense", bp::role::activation}};

void check(cudaError_t error) { bp::detail::check_cuda("nccl_profiles", error); }
void check(ncclResult_t result) {
  if (result != ncclSuccess) throw std::runtime_error(ncclGetErrorString(result));
}

/// What one GPU does: its part of the data, a stream, and a profile of its own.
struct worker {
  int gpu;
  cudaStream_t stream = nullptr;
  ncclComm_t all = nullptr;
  thrust::device_vector<float> values;
  bp::device_profile seen;

  explicit worker(int number)
      : gpu(number), values(1000, 1.5f + static_cast<float>(number)), seen(sites) {
    check(cudaStreamCreate(&stream));
  }

  void observe() {
    check(cudaSetDevice(gpu));
    const bp::device_span<const float> all_values{thrust::raw_pointer_cast(values.data()),
                                                  values.size()};
    for (std::size_t i = 0; i < sites.size(); ++i) check(seen.add_async(i, all_values, stream));
  }

  /// @pre  between ncclGroupStart and ncclGroupEnd
  void all_reduce() {
    constexpr std::size_t sums = bp::device_histogram_sums<3>;
    constexpr std::size_t extremes = bp::device_histogram_words<3> - sums;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      std::uint64_t* const words = seen.words(i);
      check(ncclAllReduce(words, words, sums, ncclUint64, ncclSum, all, stream));
      check(ncclAllReduce(words + sums, words + sums, extremes, ncclUint64, ncclMax, all, stream));
    }
  }

  bp::profile result() const {
    check(cudaSetDevice(gpu));
    return seen.read(stream);
  }
};

/// One for each GPU, which is the current one while its worker is made.
std::deque<worker> make_workers(int count) {
  std::deque<worker> workers;
  std::vector<ncclComm_t> all(static_cast<std::size_t>(count));
  check(ncclCommInitAll(all.data(), count, nullptr));
  for (int gpu = 0; gpu < count; ++gpu) {
    check(cudaSetDevice(gpu));
    workers.emplace_back(gpu).all = all[static_cast<std::size_t>(gpu)];
  }
  return workers;
}

int run() {
  const int count = demo::gpus("nccl_profiles");
  if (count == 0) return 0;
  std::deque<worker> workers = make_workers(count);
  for (worker& each : workers) each.observe();
  check(ncclGroupStart());
  for (worker& each : workers) each.all_reduce();
  check(ncclGroupEnd());

  const bp::profile everywhere = workers.front().result();
  for (const worker& each : workers) {
    if (each.result() != everywhere) throw std::runtime_error("GPUs have different profiles");
  }
  for (const auto& [where, histogram] : everywhere) {
    std::cout << bp::to_string(where) << ": " << histogram.total() << " values of " << count
              << " GPUs, " << histogram.min() << " to " << histogram.max() << '\n';
  }
  for (worker& each : workers) {
    check(ncclCommDestroy(each.all));
    check(cudaStreamDestroy(each.stream));
  }
  return 0;
}

}  // namespace

int main() { return demo::run_program("nccl_profiles", run); }
