/// @file
/// dequantize, requantize and the gradient on a device: equal to the host's.
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
