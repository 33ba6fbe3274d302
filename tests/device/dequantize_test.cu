/// @file
/// dequantize, requantize, the gradient and the reports on a device: equal to the host's.
#include <binpoint/device/quantize.cuh>
#include <binpoint/quantize.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "support/device_cases.cuh"
#include "support/device_memory.cuh"

namespace bp = binpoint;
using support::device_memory;

namespace {

template <class Code, class T>
void check_dequantize() {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    support::generator random(seed);
    const int bits = static_cast<int>(sizeof(Code) * 8);
    bp::format f = support::device_format(random, bits);
    f.is_signed = std::is_signed_v<Code>;
    std::vector<Code> codes(static_cast<std::size_t>(support::random_int(random, 0, 70)) + 1);
    for (Code& code : codes) code = static_cast<Code>(random());
    std::vector<T> wanted;
    for (const Code code : codes) wanted.push_back(support::output_of<T>(code, f));
    const device_memory<Code> input{codes};
    const device_memory<T> output{std::vector<T>(codes.size())};
    support::check(bp::dequantize_async(input.span(), output.span(), f));
    INFO("seed " << seed << ", " << f.word_length << " " << f.fraction_length);
    CHECK(support::count_differences(output.read(), wanted) == 0);
  }
}

}  // namespace

TEST_CASE("device: dequantize rounds once to the type of the output", "[dequantize]") {
  check_dequantize<std::int8_t, float>();
  check_dequantize<std::int64_t, float>();
  check_dequantize<std::int32_t, double>();
  check_dequantize<std::uint16_t, __half>();
  check_dequantize<std::int32_t, __nv_bfloat16>();
}

namespace {

template <class Code>
void check_requantize() {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    support::generator random(seed);
    const int shift = support::random_int(random, -6, 40);
    bp::policy how = support::random_policy(random, false);
    if (seed % 2 == 0) how.overflow = bp::overflow_mode::saturate;
    std::vector<std::int32_t> values{0, 1, -1, std::numeric_limits<std::int32_t>::min(),
                                     std::numeric_limits<std::int32_t>::max()};
    for (int i = 0; i < 100; ++i) {
      values.push_back(static_cast<std::int32_t>(random()) >> support::random_int(random, 0, 24));
      const int place = shift > 0 && shift < 25 ? shift - 1 : 3;
      values.push_back(support::random_int(random, -99, 99) * (1 << place));
    }
    std::vector<Code> wanted;
    for (const auto x : values) wanted.push_back(bp::requantize<Code>(x, shift, how));
    const device_memory<std::int32_t> input{values};
    const device_memory<Code> output{std::vector<Code>(values.size())};
    support::check(bp::requantize_async(input.span(), output.span(), shift, how));
    INFO("seed " << seed << ", shift " << shift);
    CHECK(output.read() == wanted);
  }
}

}  // namespace

TEST_CASE("device: accumulators are requantized as on the host", "[requantize]") {
  check_requantize<std::int8_t>();
  check_requantize<std::uint16_t>();
  check_requantize<std::int32_t>();
}

TEST_CASE("device: dequantize and requantize take one number for each channel", "[requantize]") {
  const std::vector<int> numbers{3, -2, 9};
  const bp::channel_layout layout{3, 5};
  support::generator random(8);
  std::vector<std::int32_t> accumulators(60);
  std::vector<std::int8_t> codes;
  std::vector<float> values;
  for (std::size_t i = 0; i < accumulators.size(); ++i) {
    accumulators[i] = static_cast<std::int32_t>(random()) >> 20;
    const int number = numbers[layout.channel(i)];
    codes.push_back(bp::requantize<std::int8_t>(accumulators[i], number));
    values.push_back(static_cast<float>(bp::decode(codes[i], {8, number})));
  }
  const device_memory<std::int32_t> input{accumulators};
  const device_memory<int> own{numbers};
  const device_memory<std::int8_t> shifted{std::vector<std::int8_t>(60)};
  const device_memory<float> decoded{std::vector<float>(60)};
  support::check(bp::requantize_async(input.span(), shifted.span(), 0, {}, {own.span(), layout}));
  support::check(
      bp::dequantize_async(shifted.span(), decoded.span(), bp::format{8, 0}, {own.span(), layout}));
  CHECK(shifted.read() == codes);
  CHECK(decoded.read() == values);
}

namespace {

template <class T>
void check_gradient() {
  for (std::uint64_t seed = 0; seed < 28; ++seed) {
    support::generator random(seed);
    const bp::format f = support::device_format(random, 34);
    const bp::policy how = support::device_policy(random, seed);
    const auto values = support::device_values<T>(f, random, 60);
    std::vector<T> upstream(values.size());
    for (T& x : upstream) x = static_cast<T>(support::random_normal(random));
    std::vector<T> wanted(values.size());
    bp::fake_quantize_gradient(values, upstream, wanted, f, how);
    const device_memory<T> x{values};
    const device_memory<T> gradient{upstream};
    support::check(
        bp::fake_quantize_gradient_async(x.span(), gradient.span(), gradient.span(), f, how));
    INFO("seed " << seed << ", " << f.word_length << " " << f.fraction_length);
    CHECK(support::count_differences(gradient.read(), wanted) == 0);
  }
}

}  // namespace

TEST_CASE("device: the straight-through gradient is the host's", "[gradient]") {
  check_gradient<float>();
  check_gradient<double>();
}

TEST_CASE("device: each channel clips the gradient by its own format", "[gradient]") {
  const device_memory<float> values{std::vector<float>{3, 3, -5, -5, 100, 100}};
  const device_memory<float> upstream{std::vector<float>{1, 2, 3, 4, 5, 6}};
  const device_memory<float> gradient{std::vector<float>(6)};
  const device_memory<int> fractions{std::vector<int>{5, 0}};
  support::check(bp::fake_quantize_gradient_async(values.span(), upstream.span(), gradient.span(),
                                                  {8, 0}, {}, {fractions.span(), {2, 1}}));
  CHECK(gradient.read() == std::vector<float>{1, 2, 0, 4, 0, 6});
}

namespace {

/// Counts and the largest error are the host's; energies are sums in another order.
void check_same(const bp::error_report& actual, const bp::error_report& wanted) {
  CHECK(actual.total == wanted.total);
  CHECK(actual.overflows == wanted.overflows);
  CHECK(actual.underflows == wanted.underflows);
  CHECK(actual.precision_losses == wanted.precision_losses);
  CHECK(actual.nans == wanted.nans);
  CHECK(actual.infinities == wanted.infinities);
  CHECK(actual.max_abs_error == wanted.max_abs_error);
  if (std::isinf(wanted.signal_energy)) {
    CHECK(actual.signal_energy == wanted.signal_energy);
  } else {
    CHECK(actual.signal_energy == Approx(wanted.signal_energy).epsilon(1e-12));
  }
  if (std::isinf(wanted.error_energy)) {
    CHECK(actual.error_energy == wanted.error_energy);
  } else {
    CHECK(actual.error_energy == Approx(wanted.error_energy).epsilon(1e-12));
  }
}

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
    check_same(bp::quantize_and_report(input.span(), output.span(), f, how), wanted);
    CHECK(output.read() == codes);
    const device_memory<T> rounded{std::vector<T>(values.size())};
    check_same(bp::fake_quantize_and_report(input.span(), rounded.span(), f, how), wanted);
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
  check_same(once, bp::quantize_and_report(values, codes, bp::format{8, 3}));
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

TEST_CASE("device: the throwing layer says what is wrong, and where", "[error]") {
  const device_memory<float> input{std::vector<float>(4, 1.0F)};
  const device_memory<std::int8_t> output{std::vector<std::int8_t>(4, 77)};
  std::int8_t on_host[4] = {};
  const auto error_of = [&](bp::device_span<std::int8_t> codes, bp::format f) -> std::string {
    try {
      bp::quantize(input.span(), codes, f);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  };
  CHECK(error_of(output.span(), {9, 3}) ==
        "binpoint: quantize: codes of sfix9_En3 do not fit signed elements of 8 bits");
  CHECK(error_of({output.span().data(), 3}, {8, 3}) ==
        "binpoint: quantize: 4 values do not fit a range of 3");
  CHECK(error_of({nullptr, 4}, {8, 3}) == "binpoint: quantize: a null pointer with a length of 4");
  CHECK(error_of({on_host, 4}, {8, 3}) ==
        "binpoint: quantize: memory of the host in place of memory of a device");
  CHECK_THROWS_AS(bp::quantize(input.span(), bp::device_span{on_host, 4}, {8, 3}), bp::cuda_error);
  CHECK_THROWS_AS(
      bp::quantize(input.span(), output.span(), {8, 3}, {}, {.random = bp::counter_bits{}}),
      std::invalid_argument);
  const device_memory<int> numbers{std::vector<int>(3)};
  CHECK_THROWS_WITH(bp::quantize(input.span(), output.span(), {8, 3}, {},
                                 {.fraction_lengths = {numbers.span(), {3, 1}}}),
                    "binpoint: quantize: 3 numbers and 4 values do not fit 3 channels of 1");
  CHECK(output.read() == std::vector<std::int8_t>(4, 77));
  CHECK(error_of(output.span(), {8, 3}).empty());
  CHECK(output.read() == std::vector<std::int8_t>(4, 8));
}
