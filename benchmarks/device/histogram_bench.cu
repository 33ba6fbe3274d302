/// @file
/// Histograms on a GPU beside a kernel that only reads, beside cub::DeviceHistogram, by channel,
/// and at sizes where the launch is all: some 260 rows, in less than a minute on a GPU that reads 4
/// TB in a second. `--benchmark_filter=count/float/` and the like for some of them,
/// `--benchmark_repetitions=10` for longer, `--benchmark_out=FILE.json` for a file.
#include <binpoint/device/histogram.cuh>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <typeinfo>

#include "support/cub_histogram.cuh"
#include "support/device.cuh"

namespace bp = binpoint;
using bench::contest;
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

/// That buffer, of whose beginning smaller sizes are; filled only where others were in it.
template <class T>
const T* values_of(data_kind kind) {
  static std::string present;
  const std::string wanted = std::string(typeid(T).name()) + bench::name_of(kind);
  if (present != wanted)
    bench::fill(values_buffer().as<T>(), values_buffer().bytes() / sizeof(T), kind);
  present = wanted;
  return values_buffer().as<const T>();
}

/// For 2^13 channels.
std::uint64_t* words() {
  static const device_buffer buffer(std::size_t{64} << 20);
  return buffer.as<std::uint64_t>();
}
unsigned* cub_counts() { return reinterpret_cast<unsigned*>(words()); }

template <int SubBits, class T>
void count(const T* values, std::size_t size, cudaStream_t stream = nullptr) {
  bench::check(bp::bare::count<SubBits>(values, size, words(), 0, stream));
}

bench::peer reading(std::size_t bytes) {
  return {"read", [=] { bench::read(values_buffer(), bytes, words()); }};
}

template <int SubBits, class T>
contest counting(data_kind kind, std::size_t bytes) {
  const T* const values = values_of<T>(kind);
  const std::size_t size = bytes / sizeof(T);
  contest timed{[=] { count<SubBits>(values, size); }, {reading(bytes)}, bytes};
  if constexpr (SubBits == 0 && std::is_same_v<T, float>) {
    const auto* const bits = reinterpret_cast<const unsigned*>(values);
    timed.peers.push_back(bench::cub_even(bits, size, 23, 256, cub_counts()));
    timed.peers.push_back(bench::cub_even(bits, size, 23, 512, cub_counts()));
    timed.peers.push_back(bench::cub_range(values, size, cub_counts()));
  } else if constexpr (SubBits == 0 && std::is_same_v<T, __nv_bfloat16>) {
    const auto* const bits = reinterpret_cast<const unsigned short*>(values);
    timed.peers.push_back(bench::cub_even(bits, size, 7, 256, cub_counts()));
    timed.peers.push_back(bench::cub_even(bits, size, 7, 512, cub_counts()));
  }
  return timed;
}

template <int SubBits, class T>
void add_type(const std::string& name) {
  for (const auto kind :
       {data_kind::normal, data_kind::relu, data_kind::constant, data_kind::uniform_bits}) {
    for (std::size_t bytes = std::size_t{1} << 20; bytes <= values_buffer().bytes(); bytes *= 4) {
      bench::add_device_versus(
          "count/" + name + "/" + bench::name_of(kind) + "/MiB:" + std::to_string(bytes >> 20),
          [=] { return counting<SubBits, T>(kind, bytes); });
    }
  }
}

/// Weights by output channel, and activations with their channels last.
void add_channels(const std::string& name, bp::channel_layout layout, std::size_t outer) {
  const std::size_t size = outer * layout.channels * layout.inner;
  bench::add_device_versus("channels/" + name, [=] {
    const float* const values = values_of<float>(data_kind::normal);
    const auto work = [=] {
      bench::check(bp::bare::count_channels<0>(values, size, layout, words(), 0, nullptr));
    };
    return contest{work, {reading(size * sizeof(float))}, size * sizeof(float)};
  });
}

/// Microseconds of a count of few values, one after the other in a graph.
void add_small(std::size_t size) {
  constexpr int calls = 100;
  const auto repeated = [](const auto& call) {
    const auto all = std::make_shared<bench::graph>([&](cudaStream_t stream) {
      for (int i = 0; i < calls; ++i) call(stream);
    });
    return [=] { all->launch(); };
  };
  const auto prepare = [=] {
    const float* const values = values_of<float>(data_kind::normal);
    const std::size_t bytes = size * sizeof(float);
    const bench::peer reads{"read", repeated([=](cudaStream_t stream) {
                              bench::read(values_buffer(), bytes, words(), stream);
                            })};
    return contest{repeated([=](cudaStream_t stream) { count<0>(values, size, stream); }),
                   {reads},
                   calls * bytes};
  };
  bench::add_device_versus("small/values:" + std::to_string(size), prepare, calls);
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
}

}  // namespace

int main(int argc, char** argv) { return bench::run_on_device(argc, argv, add_all); }
