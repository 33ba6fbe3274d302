/// @file
/// What it costs to observe every layer of a network within its CUDA graph, beside the same graph
/// without that: dense layers of a language model in bfloat16, by cuBLAS.
#include <cublas_v2.h>

#include <binpoint/device/histogram.cuh>
#include <binpoint/device/profile.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "support/device.cuh"

namespace bp = binpoint;
using bench::check;
using bench::device_buffer;

namespace {

void check_cublas(cublasStatus_t status) {
  if (status != CUBLAS_STATUS_SUCCESS) check(cudaErrorUnknown);
}

/// Tokens times width into four times the width and back.
class dense_network {
 public:
  static constexpr int layers = 8;
  static constexpr int tokens = 4096;
  static constexpr int width = 1024;

  dense_network() {
    check_cublas(cublasCreate(&handle_));
    bench::fill(weights_.as<__nv_bfloat16>(), weights_.bytes() / 2, bench::data_kind::constant);
    bench::fill(narrow_.as<__nv_bfloat16>(), narrow_.bytes() / 2, bench::data_kind::normal);
    // What cuBLAS loads and allocates at first, it cannot while a graph is recorded.
    run(nullptr, [](auto...) {});
    check(cudaDeviceSynchronize());
  }
  dense_network(const dense_network&) = delete;
  dense_network& operator=(const dense_network&) = delete;
  ~dense_network() { cublasDestroy(handle_); }

  /// Calls observe(layer, values, size) after each layer.
  template <class Observe>
  void run(cudaStream_t stream, const Observe& observe) {
    check_cublas(cublasSetStream(handle_, stream));
    // A new stream takes it away, and while a graph is recorded it could not allocate its own.
    check_cublas(cublasSetWorkspace(handle_, workspace_.as<void>(), workspace_.bytes()));
    for (int i = 0; i < layers; ++i) {
      const bool widens = i % 2 == 0;
      const device_buffer& in = widens ? narrow_ : wide_;
      const device_buffer& out = widens ? wide_ : narrow_;
      multiply(in, out, widens ? width : 4 * width, widens ? 4 * width : width);
      observe(i, out.as<const __nv_bfloat16>(), out.bytes() / 2);
    }
  }

 private:
  void multiply(const device_buffer& in, const device_buffer& out, int from, int to) {
    const float scale = 0x1p-10f;
    const float none = 0;
    check_cublas(cublasGemmEx(handle_, CUBLAS_OP_N, CUBLAS_OP_N, to, tokens, from, &scale,
                              weights_.as<void>(), CUDA_R_16BF, to, in.as<void>(), CUDA_R_16BF,
                              from, &none, out.as<void>(), CUDA_R_16BF, to, CUBLAS_COMPUTE_32F,
                              CUBLAS_GEMM_DEFAULT));
  }

  cublasHandle_t handle_ = nullptr;
  device_buffer workspace_{std::size_t{32} << 20};
  device_buffer weights_{std::size_t{4} * width * width * 2};
  device_buffer narrow_{std::size_t{tokens} * width * 2};
  device_buffer wide_{std::size_t{tokens} * width * 4 * 2};
};

/// "overhead" is the share of time that observing adds to the network's own.
template <int SubBits>
void observe_network(benchmark::State& state) {
  dense_network net;
  std::vector<bp::site> names;
  for (int i = 0; i < net.layers; ++i) names.push_back({"dense" + std::to_string(i)});
  bp::basic_device_profile<SubBits> seen{names};
  const bench::graph plain([&](cudaStream_t stream) { net.run(stream, [](auto...) {}); });
  const bench::graph observed([&](cudaStream_t stream) {
    net.run(stream, [&](int i, const __nv_bfloat16* values, std::size_t size) {
      check(seen.add_async(static_cast<std::size_t>(i), bp::device_span{values, size}, stream));
    });
  });
  const bench::peer alone{"network alone", [&] { plain.launch(); }};
  bench::device_versus(state, {[&] { observed.launch(); }, {alone}});
  state.counters["overhead"] = 1 / state.counters["vs network alone"] - 1;
}

template <int SubBits>
void add_network() {
  const std::string name = "network/dense, " + std::to_string(SubBits) + " sub-bits";
  benchmark::RegisterBenchmark(name.c_str(), observe_network<SubBits>)
      ->UseManualTime()
      ->Iterations(bench::rounds);
}

void add_all() {
  add_network<0>();
  add_network<3>();
}

}  // namespace

int main(int argc, char** argv) { return bench::run_on_device(argc, argv, add_all); }
