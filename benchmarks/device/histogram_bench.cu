/// @file
/// Histograms on a GPU beside a kernel that only reads, beside cub::DeviceHistogram, by channel, at
/// sizes where the launch is all, and within a network's graph.
#include <cublas_v2.h>
#include <thrust/iterator/transform_iterator.h>

#include <binpoint/device/histogram.cuh>
#include <binpoint/device/profile.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cub/device/device_histogram.cuh>
#include <memory>
#include <string>
#include <vector>

#include "support/device.cuh"

namespace bp = binpoint;
using bench::data_kind;
using bench::device_buffer;

namespace {

constexpr std::size_t largest_bytes = std::size_t{4} << 30;

/// One buffer for all: as much as there is, up to the largest size.
const device_buffer& values_buffer() {
  static const std::unique_ptr<device_buffer> buffer = [] {
    std::size_t free = 0;
    std::size_t total = 0;
    bench::check(cudaMemGetInfo(&free, &total));
    std::size_t bytes = largest_bytes;
    while (bytes > free / 2) bytes /= 2;
    return std::make_unique<device_buffer>(bytes);
  }();
  return *buffer;
}

/// A channel has fewer than 2^13 words of these.
const device_buffer& words_buffer() {
  static const device_buffer buffer(std::size_t{64} << 20);
  return buffer;
}

template <int SubBits, class T>
void count(std::size_t size) {
  bench::check(bp::bare::count<SubBits>(values_buffer().as<const T>(), size,
                                        words_buffer().as<std::uint64_t>(), 0, nullptr));
}

bench::peer reading(std::size_t bytes) {
  return {"read", [=] { bench::read(values_buffer(), bytes, words_buffer().as<void>()); }};
}

struct exponent_of {
  __device__ unsigned operator()(unsigned bits) const { return bits >> 23 & 0xFF; }
};

/// cub's two calls: the first says how much memory the second needs.
template <class Call>
bench::peer cub_peer(const std::string& name, const Call& call) {
  std::size_t bytes = 0;
  bench::check(call(nullptr, bytes));
  const auto memory = std::make_shared<device_buffer>(bytes);
  return {name, [=] {
            std::size_t same = bytes;
            bench::check(call(memory->as<void>(), same));
          }};
}

/// Bins of the exponent, no signs, specials or extremes: what it can do of the same work.
bench::peer cub_even(std::size_t size) {
  const auto exponents =
      thrust::make_transform_iterator(values_buffer().as<const unsigned>(), exponent_of{});
  auto* const counts = words_buffer().as<unsigned>();
  return cub_peer("cub even", [=](void* memory, std::size_t& bytes) {
    return cub::DeviceHistogram::HistogramEven(memory, bytes, exponents, counts, 257, 0U, 256U,
                                               static_cast<std::int64_t>(size));
  });
}

/// Ranges between powers of two, for both signs.
bench::peer cub_range(std::size_t size) {
  std::vector<float> levels;
  for (int e = 127; e >= -126; --e) levels.push_back(-std::ldexp(1.0f, e));
  for (int e = -126; e <= 127; ++e) levels.push_back(std::ldexp(1.0f, e));
  const auto bounds = std::make_shared<device_buffer>(levels.size() * sizeof(float));
  bench::check(
      cudaMemcpy(bounds->as<void>(), levels.data(), bounds->bytes(), cudaMemcpyHostToDevice));
  const auto* const values = values_buffer().as<const float>();
  auto* const counts = words_buffer().as<unsigned>();
  return cub_peer("cub range", [=](void* memory, std::size_t& bytes) {
    return cub::DeviceHistogram::HistogramRange(
        memory, bytes, values, counts, static_cast<int>(bounds->bytes() / sizeof(float)),
        bounds->as<const float>(), static_cast<std::int64_t>(size));
  });
}

template <int SubBits, class T>
void add_type(const std::string& name) {
  for (const auto kind :
       {data_kind::normal, data_kind::relu, data_kind::constant, data_kind::uniform_bits}) {
    for (std::size_t bytes = std::size_t{1} << 20; bytes <= values_buffer().bytes(); bytes *= 4) {
      const auto run = [=](benchmark::State& state) {
        const std::size_t size = bytes / sizeof(T);
        bench::fill(values_buffer().as<T>(), size, kind);
        std::vector<bench::peer> peers{reading(bytes)};
        if constexpr (std::is_same_v<T, float> && SubBits == 0) {
          peers.push_back(cub_even(size));
          peers.push_back(cub_range(size));
        }
        bench::device_versus(
            state, bytes, [=] { count<SubBits, T>(size); }, peers);
      };
      const std::string title =
          "count/" + name + "/" + bench::name_of(kind) + "/MiB:" + std::to_string(bytes >> 20);
      benchmark::RegisterBenchmark(title.c_str(), run)->UseManualTime();
    }
  }
}

/// Weights by output channel, and activations with their channels last.
void add_channels(const std::string& name, bp::channel_layout layout, std::size_t outer) {
  const auto run = [=](benchmark::State& state) {
    const std::size_t size = outer * layout.channels * layout.inner;
    const std::size_t bytes = size * sizeof(float);
    bench::fill(values_buffer().as<float>(), size, data_kind::normal);
    const auto work = [=] {
      bench::check(bp::bare::count_channels<0>(values_buffer().as<const float>(), size, layout,
                                               words_buffer().as<std::uint64_t>(), 0, nullptr));
    };
    bench::device_versus(state, bytes, work, {reading(bytes)});
  };
  benchmark::RegisterBenchmark(("channels/" + name).c_str(), run)->UseManualTime();
}

/// A graph of what `work` puts on a stream.
class graph {
 public:
  template <class Work>
  explicit graph(const Work& work) {
    cudaStream_t stream;
    cudaGraph_t recorded;
    bench::check(cudaStreamCreate(&stream));
    bench::check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    work(stream);
    bench::check(cudaStreamEndCapture(stream, &recorded));
    bench::check(cudaGraphInstantiate(&executable_, recorded, 0));
    bench::check(cudaGraphDestroy(recorded));
    bench::check(cudaStreamDestroy(stream));
  }
  graph(const graph&) = delete;
  graph& operator=(const graph&) = delete;
  ~graph() { cudaGraphExecDestroy(executable_); }

  void launch() const { bench::check(cudaGraphLaunch(executable_, nullptr)); }

 private:
  cudaGraphExec_t executable_ = nullptr;
};

/// Microseconds of a count of few values, one after the other in a graph.
void add_small(std::size_t size) {
  const auto run = [=](benchmark::State& state) {
    constexpr int calls = 100;
    bench::fill(values_buffer().as<float>(), size, data_kind::normal);
    const graph counts([=](cudaStream_t stream) {
      for (int i = 0; i < calls; ++i) {
        bench::check(bp::bare::count<0>(values_buffer().as<const float>(), size,
                                        words_buffer().as<std::uint64_t>(), 0, stream));
      }
    });
    std::vector<double> times;
    for (auto _ : state) {
      times.push_back(bench::device_seconds([&] { counts.launch(); }));
      state.SetIterationTime(times.back());
    }
    state.counters["us/call"] = bench::median(times) / calls * 1e6;
  };
  benchmark::RegisterBenchmark(("small/values:" + std::to_string(size)).c_str(), run)
      ->UseManualTime();
}

/// Dense layers of a language model, in bfloat16, by cuBLAS: tokens times width into four times the
/// width and back.
class dense_network {
 public:
  static constexpr int layers = 8;
  static constexpr int tokens = 4096;
  static constexpr int width = 1024;

  dense_network() : workspace_(std::size_t{32} << 20) {
    if (cublasCreate(&handle_) != CUBLAS_STATUS_SUCCESS) bench::check(cudaErrorUnknown);
    bench::fill(weights_.as<__nv_bfloat16>(), weights_.bytes() / 2, data_kind::constant);
    bench::fill(narrow_.as<__nv_bfloat16>(), narrow_.bytes() / 2, data_kind::normal);
  }
  ~dense_network() { cublasDestroy(handle_); }

  /// Calls observe(layer, values, size) after each layer.
  template <class Observe>
  void run(cudaStream_t stream, const Observe& observe) {
    cublasSetStream(handle_, stream);
    // A new stream takes it away, and while a graph is recorded it could not allocate its own.
    cublasSetWorkspace(handle_, workspace_.as<void>(), workspace_.bytes());
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
    const cublasStatus_t status =
        cublasGemmEx(handle_, CUBLAS_OP_N, CUBLAS_OP_N, to, tokens, from, &scale,
                     weights_.as<void>(), CUDA_R_16BF, to, in.as<void>(), CUDA_R_16BF, from, &none,
                     out.as<void>(), CUDA_R_16BF, to, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
    if (status != CUBLAS_STATUS_SUCCESS) bench::check(cudaErrorUnknown);
  }

  cublasHandle_t handle_ = nullptr;
  device_buffer workspace_;
  device_buffer weights_{std::size_t{4} * width * width * 2};
  device_buffer narrow_{std::size_t{tokens} * width * 2};
  device_buffer wide_{std::size_t{tokens} * width * 4 * 2};
};

/// What observing every layer's output costs, as a share of the network's own time.
template <int SubBits>
void observe_network(benchmark::State& state) {
  dense_network net;
  std::vector<bp::site> names;
  for (int i = 0; i < net.layers; ++i) names.push_back({"dense" + std::to_string(i)});
  bp::basic_device_profile<SubBits> seen{names};
  const graph plain([&](cudaStream_t stream) { net.run(stream, [](auto...) {}); });
  const graph observed([&](cudaStream_t stream) {
    net.run(stream, [&](int i, const __nv_bfloat16* values, std::size_t size) {
      bench::check(
          seen.add_async(static_cast<std::size_t>(i), bp::device_span{values, size}, stream));
    });
  });
  std::vector<double> without;
  std::vector<double> with;
  for (auto _ : state) {
    without.push_back(bench::device_seconds([&] { plain.launch(); }));
    with.push_back(bench::device_seconds([&] { observed.launch(); }));
    state.SetIterationTime(with.back());
  }
  state.counters["overhead"] = bench::median(with) / bench::median(without) - 1;
}

void add_all() {
  add_type<0, float>("float");
  add_type<0, __nv_bfloat16>("bfloat16");
  add_type<0, __half>("half");
  add_type<0, double>("double");
  add_type<0, std::int8_t>("int8");
  add_type<0, std::int16_t>("int16");
  add_type<0, std::int32_t>("int32");
  add_type<3, float>("float, 3 sub-bits");
  add_type<3, __nv_bfloat16>("bfloat16, 3 sub-bits");
  add_channels("weights 512 x 4608", {.channels = 512, .inner = 4608}, 1);
  add_channels("activations NHWC, 256 channels", {.channels = 256, .inner = 1}, 1 << 17);
  add_channels("activations NCHW, 64 x 56 x 56", {.channels = 64, .inner = 3136}, 128);
  for (std::size_t size = 64; size <= 262144; size *= 16) add_small(size);
  benchmark::RegisterBenchmark("network/dense, 0 sub-bits", observe_network<0>)->UseManualTime();
  benchmark::RegisterBenchmark("network/dense, 3 sub-bits", observe_network<3>)->UseManualTime();
}

}  // namespace

int main(int argc, char** argv) { return bench::run_on_device(argc, argv, add_all); }
