/// @file
/// quantize and its relatives on a device, beside a kernel that moves the same bytes by the same
/// loads and stores, and beside cudaMemcpyAsync of as many bytes.
#include <benchmark/benchmark.h>

#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/device.cuh"

namespace bp = binpoint;
using bench::check;
using bench::device_buffer;

namespace {

/// The low bytes of the input, or zeros above it: no arithmetic worth the name.
template <class T, class Out>
struct copier {
  template <std::size_t Length>
  [[nodiscard]] __device__ bp::detail::pack<Out, Length> apply(const bp::detail::pack<T, Length>& x,
                                                               std::size_t) const {
    bp::detail::pack<Out, Length> y;
    for (std::size_t i = 0; i < Length; ++i) y.value[i] = static_cast<Out>(x.value[i]);
    return y;
  }
};

/// Normal numbers, or nearly: sums of bits.
__global__ void fill(float* values, std::size_t size) {
  const std::size_t stride = std::size_t{gridDim.x} * blockDim.x;
  for (std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; i < size; i += stride) {
    float sum = 0;
    const bp::counter_bits::four four = bp::counter_bits{.seed = 1}.block(i);
    for (const std::uint32_t bits : four.bits) sum += static_cast<float>(bits) * 0x1p-32F - 0.5F;
    values[i] = 4 * sum;
  }
}

struct tensors {
  explicit tensors(std::size_t n)
      : values_(4 * n), rounded_(4 * n), codes_(n), integers_(4 * n), scratch_(8 * n) {
    check(bp::detail::launch(fill, {1024, 256}, nullptr, values(), n));
    check(cudaMemset(integers(), 0x11, 4 * n));
    check(cudaMemset(codes(), 0x11, n));
  }

  [[nodiscard]] float* values() const { return values_.as<float>(); }
  [[nodiscard]] float* rounded() const { return rounded_.as<float>(); }
  [[nodiscard]] std::int8_t* codes() const { return codes_.as<std::int8_t>(); }
  [[nodiscard]] std::int32_t* integers() const { return integers_.as<std::int32_t>(); }
  [[nodiscard]] char* scratch() const { return scratch_.as<char>(); }

 private:
  device_buffer values_;
  device_buffer rounded_;
  device_buffer codes_;
  device_buffer integers_;
  device_buffer scratch_;
};

/// Where no bits of a float are looked at, it is an integer.
const std::int32_t* as_integers(const float* values) {
  return reinterpret_cast<const std::int32_t*>(values);
}

void versus(const std::string& name, std::size_t bytes, const std::function<void()>& work,
            const std::vector<bench::peer>& peers) {
  const int repeats = bytes < (std::size_t{16} << 20) ? 50 : 3;
  const auto run = [=](benchmark::State& state) {
    bench::device_versus(state, bytes, work, peers, repeats);
  };
  benchmark::RegisterBenchmark(name.c_str(), run)->UseManualTime()->Iterations(15);
}

void add(const std::string& size, std::size_t n) {
  const auto t = std::make_shared<tensors>(n);
  constexpr bp::format target{8, 3};
  const auto memcpy_of = [=](std::size_t bytes) {
    return bench::peer{"memcpy", [=] {
                         check(cudaMemcpyAsync(t->scratch() + bytes / 2, t->scratch(), bytes / 2,
                                               cudaMemcpyDeviceToDevice, nullptr));
                       }};
  };
  const bench::peer narrow{"copy kernel", [=] {
                             const bp::detail::map_input<std::int32_t> in{as_integers(t->values())};
                             const copier<std::int32_t, std::int8_t> body;
                             check(bp::detail::map(in, t->codes(), n, body, body, nullptr));
                           }};
  const bench::peer same{"copy kernel", [=] {
                           const bp::detail::map_input<std::int32_t> in{as_integers(t->values())};
                           const copier<std::int32_t, std::int32_t> body;
                           check(bp::detail::map(in, t->integers(), n, body, body, nullptr));
                         }};
  const bench::peer wide{"copy kernel", [=] {
                           const bp::detail::map_input<std::int8_t> in{t->codes()};
                           const copier<std::int8_t, std::int32_t> body;
                           check(bp::detail::map(in, t->integers(), n, body, body, nullptr));
                         }};
  const auto quantize = [=](bp::policy how, bp::quantize_options options) {
    return [=] {
      check(bp::bare::quantize(t->values(), t->codes(), n, target, how, options, nullptr));
    };
  };
  versus("quantize/float to int8, half_away/" + size, 5 * n, quantize({}, {}),
         {narrow, memcpy_of(5 * n)});
  versus("quantize/float to int8, floor/" + size, 5 * n,
         quantize({.rounding = bp::rounding_mode::floor}, {}), {narrow});
  versus("quantize/float to int8, stochastic/" + size, 5 * n,
         quantize({.rounding = bp::rounding_mode::stochastic}, {.random = bp::counter_bits{}}),
         {narrow});
  const auto report = std::make_shared<bp::device_report>();
  versus("quantize/float to int8, with a report/" + size, 5 * n,
         [=] { quantize({}, {.report = report->state()})(); }, {narrow});
  versus("fake_quantize/float/" + size, 8 * n,
         [=] {
           check(bp::bare::fake_quantize(t->values(), t->rounded(), n, target, {}, {}, nullptr));
         },
         {same, memcpy_of(8 * n)});
  versus("dequantize/int8 to float/" + size, 5 * n,
         [=] { check(bp::bare::dequantize(t->codes(), t->rounded(), n, target, {}, nullptr)); },
         {wide});
  versus("requantize/int32 to int8/" + size, 5 * n,
         [=] { check(bp::bare::requantize(t->integers(), t->codes(), n, 7, {}, {}, nullptr)); },
         {narrow});
}

void add_all() {
  add("4 KiB", std::size_t{1} << 10);  // The time of a launch.
  add("1 MiB", std::size_t{1} << 18);
  add("64 MiB", std::size_t{1} << 24);
  add("1 GiB", std::size_t{1} << 28);
}

}  // namespace

int main(int argc, char** argv) { return bench::run_on_device(argc, argv, add_all); }
