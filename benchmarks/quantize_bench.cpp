/// @file
/// quantize and its relatives beside the best loop by hand and beside a copy that moves the same bytes.
#include <benchmark/benchmark.h>

#include <binpoint/quantize.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "support/versus.hpp"

namespace bp = binpoint;

namespace {

constexpr bp::format target{8, 3};

/// The shortest exact loop one would write for this one format: half away, saturating, NaN to 0.
/// Compiled for the same instructions as the library's, and at the level that vectorises it.
#if defined(__x86_64__)
#if defined(__clang__)
__attribute__((target("avx2"), noinline))
#else
__attribute__((target("avx2"), optimize("O3"), noinline))
#endif
#endif
void quantize_by_hand(const float* __restrict in, std::int8_t* __restrict out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const float x = in[i] * 8.0F;
    float y = x + std::copysign(0x1.fffffep-2F, x);
    y = y > -128.0F ? y : -128.0F;
    y = y < 127.0F ? y : 127.0F;
    const int code = static_cast<int>(y);
    out[i] = static_cast<std::int8_t>(in[i] == in[i] ? code : 0);
  }
}

struct buffers {
  explicit buffers(std::size_t n) : values(n), codes(n), from(n * 5 / 2), to(n * 5 / 2) {
    std::mt19937 generator(1);
    std::normal_distribution<float> normal(0, 4);
    for (float& x : values) x = normal(generator);
  }

  std::vector<float> values;
  std::vector<std::int8_t> codes;
  // Half read, half written: a copy that moves the bytes of n floats and n codes.
  std::vector<char> from;
  std::vector<char> to;
};

void add(const std::string& size, std::size_t n) {
  const auto data = std::make_shared<buffers>(n);
  const bench::peer hand{"hand loop", [=] {
                           quantize_by_hand(data->values.data(), data->codes.data(), n);
                         }};
  const bench::peer copy{"copy", [=] {
                           std::memcpy(data->to.data(), data->from.data(), data->to.size());
                         }};
  bench::versus("quantize/float to int8, half_away/" + size, n,
                [=] { bp::quantize(data->values, data->codes, target); }, {hand, copy});
  for (const auto& [name, mode] :
       {std::pair{"half_even", bp::rounding_mode::half_even},
        std::pair{"floor", bp::rounding_mode::floor},
        std::pair{"toward_zero", bp::rounding_mode::toward_zero}}) {
    bench::versus("quantize/float to int8, " + std::string(name) + "/" + size, n,
                  [=, mode = mode] {
                    bp::quantize(data->values, data->codes, target, {.rounding = mode});
                  },
                  {copy});
  }
  bench::versus("quantize_and_report/float to int8/" + size, n,
                [=] {
                  benchmark::DoNotOptimize(
                      bp::quantize_and_report(data->values, data->codes, target));
                },
                {copy});
  bench::versus("dequantize/int8 to float/" + size, n,
                [=] { bp::dequantize(data->codes, data->values, target); }, {copy});
  bench::versus("fake_quantize/float/" + size, n,
                [=] { bp::fake_quantize(data->values, data->values, target); }, {copy});
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  add("64 KiB", std::size_t{1} << 14);
  add("256 MiB", std::size_t{1} << 26);
  benchmark::RunSpecifiedBenchmarks();
}
