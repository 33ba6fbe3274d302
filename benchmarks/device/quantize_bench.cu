/// @file
/// quantize and its relatives on a GPU, for tensors of four sizes: beside a kernel that moves the
/// same bytes by the same loads and stores, beside cub::DeviceTransform around the same arithmetic,
/// and beside cudaMemcpyAsync of as many bytes. Less than half a minute on a GPU that moves 4 TB in
/// a second. `--benchmark_filter='/1 GiB'` for one size, `--benchmark_repetitions=10` for longer,
/// `--benchmark_out=FILE.json` for a file.
#include <binpoint/device/quantize.cuh>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/device.cuh"
#include "support/device_copies.cuh"

namespace bp = binpoint;
using bench::check;
using bench::contest;
using bench::copy_kernel;
using bench::data_kind;
using bench::device_buffer;
using bench::peer;
using bp::rounding_mode;

namespace {

constexpr std::size_t largest_size = std::size_t{1} << 28;
constexpr std::size_t most_channels = 256;
constexpr bp::format target{8, 5};

/// Normal numbers; a few more than `size`, for tensors that begin at the second.
template <class T>
class tensor {
 public:
  explicit tensor(std::size_t size) : values_((size + 16) * sizeof(T)) {
    bench::fill(data(), size + 16, data_kind::normal);
  }
  [[nodiscard]] T* data() const { return values_.as<T>(); }

 private:
  device_buffer values_;
};

/// What all rows work on; smaller sizes are the beginning of it.
struct tensors {
  tensor<float> values{largest_size};
  tensor<float> upstream{largest_size};
  tensor<float> rounded{largest_size};
  tensor<__half> halves{largest_size};
  tensor<__nv_bfloat16> brain_floats{largest_size};
  tensor<std::int8_t> codes{largest_size};
  tensor<std::int32_t> integers{largest_size};
  tensor<float> scratch{2 * largest_size};
  device_buffer numbers{most_channels * sizeof(int)};
  bp::device_report report{};

  tensors() {
    const std::vector<int> fives(most_channels, target.fraction_length);
    check(cudaMemcpy(numbers.as<int>(), fives.data(), numbers.bytes(), cudaMemcpyHostToDevice));
  }
  /// For each channel the number that the whole tensor has in other rows.
  [[nodiscard]] bp::channel_numbers by_channel(bp::channel_layout layout) const {
    return {{numbers.as<const int>(), layout.channels}, layout};
  }
};

[[nodiscard]] bp::channel_layout channels_first(std::size_t n) {
  return {.channels = 64, .inner = n / 64};
}
[[nodiscard]] bp::channel_layout channels_last(std::size_t) {
  return {.channels = most_channels, .inner = 1};
}

/// Work that returns CUDA's error, which then ends the program.
template <class Call>
[[nodiscard]] contest timed(std::size_t bytes, std::vector<peer> peers, const Call& call) {
  return {[=] { check(call()); }, std::move(peers), bytes};
}

/// 4 bytes in, one out.
[[nodiscard]] peer narrow_copy(const tensors& t, std::size_t n) {
  return copy_kernel<std::int32_t, std::int8_t>(t.values.data(), t.codes.data(), n);
}

[[nodiscard]] contest quantize(const tensors& t, std::size_t n, bp::policy how,
                               const bp::quantize_options& options = {},
                               std::vector<peer> more_peers = {}) {
  more_peers.insert(more_peers.begin(), narrow_copy(t, n));
  return timed(5 * n, std::move(more_peers), [=, &t] {
    return bp::bare::quantize(t.values.data(), t.codes.data(), n, target, how, options, nullptr);
  });
}

/// As narrow_copy's tensors, but values begin at the second, and so do codes where `alike`.
[[nodiscard]] contest quantize_from_the_second(const tensors& t, std::size_t n, bool alike) {
  return timed(5 * n, {narrow_copy(t, n)}, [=, &t] {
    return bp::bare::quantize(t.values.data() + 1, t.codes.data() + (alike ? 1 : 0), n, target,
                              bp::policy{}, {}, nullptr);
  });
}

template <class Half>
[[nodiscard]] contest quantize_halves(const tensors& t, const tensor<Half>& halves, std::size_t n) {
  const peer copy = copy_kernel<std::int16_t, std::int8_t>(halves.data(), t.codes.data(), n);
  return timed(3 * n, {copy}, [=, &t, &halves] {
    return bp::bare::quantize(halves.data(), t.codes.data(), n, target, bp::policy{}, {}, nullptr);
  });
}

/// cub's loop around the body that half_away in this format has.
template <class Out>
[[nodiscard]] peer cub_quantize(const tensors& t, Out* out, std::size_t n) {
  const bp::detail::fast_quantizer<rounding_mode::half_away, float, Out> body{
      bp::detail::make_code_constants<float>(target, {}), {}};
  return bench::cub_transform(body, t.values.data(), out, n);
}

[[nodiscard]] contest fake_quantize(const tensors& t, std::size_t n) {
  return timed(8 * n,
               {copy_kernel<std::int32_t, std::int32_t>(t.values.data(), t.rounded.data(), n),
                cub_quantize(t, t.rounded.data(), n), bench::memory_copy(t.scratch.data(), 8 * n)},
               [=, &t] {
                 return bp::bare::fake_quantize(t.values.data(), t.rounded.data(), n, target, {},
                                                {}, nullptr);
               });
}

[[nodiscard]] contest gradient(const tensors& t, std::size_t n) {
  return timed(
      12 * n, {bench::copy_of_two(t.values.data(), t.upstream.data(), t.rounded.data(), n)},
      [=, &t] {
        return bp::bare::fake_quantize_gradient(t.values.data(), t.upstream.data(),
                                                t.rounded.data(), n, target, {}, {}, nullptr);
      });
}

[[nodiscard]] contest dequantize(const tensors& t, std::size_t n) {
  const bp::detail::fast_dequantizer<std::int8_t, float> body{
      bp::detail::normal_power_of_two<float>(-target.fraction_length)};
  return timed(5 * n,
               {copy_kernel<std::int8_t, std::int32_t>(t.codes.data(), t.rounded.data(), n),
                bench::cub_transform(body, t.codes.data(), t.rounded.data(), n)},
               [=, &t] {
                 return bp::bare::dequantize(t.codes.data(), t.rounded.data(), n, target, {},
                                             nullptr);
               });
}

[[nodiscard]] contest requantize(const tensors& t, std::size_t n,
                                 const bp::channel_numbers& shifts = {}) {
  return timed(5 * n, {narrow_copy(t, n)}, [=, &t] {
    const int shift = shifts.values.empty() ? target.fraction_length : 0;
    return bp::bare::requantize(t.integers.data(), t.codes.data(), n, shift, {}, shifts, nullptr);
  });
}

/// A name, and what is timed of a tensor of n values.
using row = std::pair<std::string, contest (*)(const tensors&, std::size_t)>;

const row rows[] = {
    {"quantize/float to int8, half_away",
     [](const tensors& t, std::size_t n) {
       return quantize(
           t, n, {}, {},
           {cub_quantize(t, t.codes.data(), n), bench::memory_copy(t.scratch.data(), 5 * n)});
     }},
    {"quantize/float to int8, floor",
     [](const tensors& t, std::size_t n) {
       return quantize(t, n, {.rounding = rounding_mode::floor});
     }},
    {"quantize/float to int8, stochastic",
     [](const tensors& t, std::size_t n) {
       return quantize(t, n, {.rounding = rounding_mode::stochastic},
                       {.random = bp::counter_bits{}});
     }},
    {"quantize/float to int8, with a report",
     [](const tensors& t, std::size_t n) {
       return quantize(t, n, {}, {.report = t.report.state()});
     }},
    {"quantize/float to int8, 64 channels first",
     [](const tensors& t, std::size_t n) {
       return quantize(t, n, {}, {.fraction_lengths = t.by_channel(channels_first(n))});
     }},
    {"quantize/float to int8, 256 channels last",
     [](const tensors& t, std::size_t n) {
       return quantize(t, n, {}, {.fraction_lengths = t.by_channel(channels_last(n))});
     }},
    {"quantize/float to int8, both from the second value",
     [](const tensors& t, std::size_t n) { return quantize_from_the_second(t, n, true); }},
    {"quantize/float to int8, misaligned",
     [](const tensors& t, std::size_t n) { return quantize_from_the_second(t, n, false); }},
    {"quantize/half to int8",
     [](const tensors& t, std::size_t n) { return quantize_halves(t, t.halves, n); }},
    {"quantize/bfloat16 to int8",
     [](const tensors& t, std::size_t n) { return quantize_halves(t, t.brain_floats, n); }},
    {"fake_quantize/float", fake_quantize},
    {"fake_quantize_gradient/float", gradient},
    {"dequantize/int8 to float", dequantize},
    {"requantize/int32 to int8", [](const tensors& t, std::size_t n) { return requantize(t, n); }},
    {"requantize/int32 to int8, 64 channels first",
     [](const tensors& t, std::size_t n) {
       return requantize(t, n, t.by_channel(channels_first(n)));
     }},
    {"requantize/int32 to int8, 256 channels last",
     [](const tensors& t, std::size_t n) {
       return requantize(t, n, t.by_channel(channels_last(n)));
     }},
};

/// Of so many bytes of floats.
void add_size(const std::string& name, std::size_t bytes) {
  for (const auto& [title, contest_of] : rows) {
    bench::add_device_versus(title + "/" + name, [=, contest_of = contest_of] {
      static const tensors all;
      return contest_of(all, bytes / sizeof(float));
    });
  }
}

void add_all() {
  add_size("4 KiB", std::size_t{1} << 12);  // The time of a launch.
  add_size("1 MiB", std::size_t{1} << 20);
  add_size("64 MiB", std::size_t{1} << 26);
  add_size("1 GiB", largest_size * sizeof(float));
}

}  // namespace

int main(int argc, char** argv) { return bench::run_on_device(argc, argv, add_all); }
