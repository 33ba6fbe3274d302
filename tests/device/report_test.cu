/// @file
/// Reports on a device: the host's counts, in whatever order they were added up.
#include <binpoint/device/quantize.cuh>
#include <binpoint/quantize.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/device_cases.cuh"
#include "support/device_memory.cuh"
#include "support/same_report.hpp"

namespace bp = binpoint;
using support::device_memory;

namespace {

template <class T>
void check_reports() {
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    support::generator random(seed);
    const bp::format f = support::device_format(random, 32);
    const bp::policy how = support::random_policy(random, false);
    const auto values = support::device_values<T>(f, random, seed % 4 == 0 ? 2000 : 50);
    std::vector<std::int64_t> codes(values.size());
    const bp::error_report wanted = bp::quantize_and_report(values, codes, f, how);
    const device_memory<T> input{values};
    const device_memory<std::int64_t> output{std::vector<std::int64_t>(values.size())};
    INFO("seed " << seed << ", " << f.word_length << " " << f.fraction_length);
    support::check_same_report(bp::quantize_and_report(input.span(), output.span(), f, how),
                               wanted);
    CHECK(output.read() == codes);
    const device_memory<T> rounded{std::vector<T>(values.size())};
    support::check_same_report(bp::fake_quantize_and_report(input.span(), rounded.span(), f, how),
                               wanted);
  }
}

}  // namespace

TEST_CASE("device: a report counts what the host counts", "[report]") {
  check_reports<float>();
  check_reports<double>();
}

TEST_CASE("device: reports add up until they are reset", "[report]") {
  support::generator random(4);
  std::vector<float> values(40000);
  for (float& x : values) x = static_cast<float>(20 * support::random_normal(random));
  const device_memory<float> input{values};
  const device_memory<std::int8_t> output{std::vector<std::int8_t>(values.size())};
  const bp::device_report report;
  const auto quantize = [&] {
    bp::quantize(input.span(), output.span(), bp::format{8, 3}, {}, {.report = report.state()});
  };
  quantize();
  const bp::error_report once = report.read();
  // No value outweighs the others: the sum of every warp counts.
  std::vector<std::int8_t> codes(values.size());
  support::check_same_report(once, bp::quantize_and_report(values, codes, bp::format{8, 3}));
  quantize();
  const bp::error_report twice = report.read();
  CHECK(twice.overflows == 2 * once.overflows);
  CHECK(twice.error_energy == 2 * once.error_energy);
  CHECK(twice.signal_energy == 2 * once.signal_energy);
  support::check(report.reset_async());
  CHECK(report.read() == bp::error_report{});
  quantize();
  CHECK(report.read() == once);
}

/// A block then has one run of values after the other.
TEST_CASE("device: a report is the same for any grid", "[report]") {
  using namespace bp::detail;
  support::generator random(6);
  std::vector<float> values(5 * report_run + 77);
  for (float& x : values) x = static_cast<float>(9 * support::random_normal(random));
  const device_memory<float> input{values};
  const device_memory<std::int8_t> output{std::vector<std::int8_t>(values.size())};
  const any_quantizer<float, std::int8_t> body{{8, 3}, {}, {}, bp::detail::source_of({}, 3)};
  std::vector<bp::error_report> found;
  for (const unsigned blocks : {1U, 2U, 3U, 6U}) {
    const bp::device_report report;
    const launch_shape shape{blocks, report_threads,
                             report_threads / report_lanes * sizeof(double)};
    support::check(launch(report_kernel<float, std::int8_t>, shape, nullptr, input.span().data(),
                          output.span().data(), values.size(), body, report.state()));
    found.push_back(report.read());
  }
  CHECK(found.front() == bp::quantize_and_report(input.span(), output.span(), bp::format{8, 3}));
  CHECK(found == std::vector(4, found.front()));
}

TEST_CASE("device: an exact energy is rounded once, whatever it is the sum of", "[report]") {
  const auto energy_of = [](std::initializer_list<std::pair<int, unsigned long long>> digits) {
    bp::exact_energy energy{};
    for (const auto& [digit, count] : digits) energy.digit[digit] = count;
    return bp::detail::to_double(energy);
  };
  CHECK(energy_of({}) == 0);
  CHECK(energy_of({{0, 1}}) == std::numeric_limits<double>::denorm_min());
  CHECK(energy_of({{0, 0xffffffffffffffff}}) == std::ldexp(0x1p64, -1074));
  CHECK(energy_of({{33, 1}, {32, 0xffffffff}}) == std::ldexp(0x1.ffffffffp32, 32 * 32 - 1074));
  // 1 + 2^-53 is a tie and goes to even, unless anything is below it.
  CHECK(energy_of({{34, 1}, {32, 0x800}, {0, 1}}) ==
        std::ldexp(0x1.0000000000001p0, 34 * 32 - 1074));
  CHECK(energy_of({{34, 1}, {32, 0x800}}) == std::ldexp(0x1p0, 34 * 32 - 1074));
  CHECK(energy_of({{65, 0xffffffffffffffff}}) == std::numeric_limits<double>::infinity());
}
