/// @file
/// Tensors into codes and back: every form equals encode, element for element and count for count.
#include <binpoint/convert.hpp>
#include <binpoint/quantize.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/same_report.hpp"

namespace bp = binpoint;

namespace {

/// Values that a format rounds, saturates and loses in every way: ties, ends, all patterns.
template <class T>
std::vector<T> values_around(bp::format f, support::generator& random, int n) {
  std::vector<T> values = support::special_values<T>();
  for (int i = 0; i < n; ++i) {
    const double wide =
        std::ldexp(support::random_normal(random), f.msb() + support::random_int(random, -9, 2));
    const double half_steps = std::floor(std::ldexp(wide, f.fraction_length + 1));
    values.push_back(static_cast<T>(wide));
    values.push_back(static_cast<T>(std::ldexp(half_steps, -f.fraction_length - 1)));
    values.push_back(support::random_pattern<T>(random));
  }
  for (const double end : {f.highest(), f.lowest(), f.step(), f.step() / 2}) {
    values.push_back(static_cast<T>(end));
    values.push_back(std::nextafter(static_cast<T>(end), T(0)));
    values.push_back(static_cast<T>(-end));
  }
  return values;
}

/// Formats that the vector loop covers, formats just outside what it covers, and any others.
template <class T>
bp::format random_format(support::generator& random) {
  const int word_length = support::random_int(random, 1, 32);
  const int bias = bp::float_layout<T>::bias;
  const int edge = support::random_int(random, 0, 3);
  const int fraction_length = edge == 0   ? support::random_int(random, bias - 5, bias + 25)
                              : edge == 1 ? support::random_int(random, -bias - 5, -bias + 35)
                                          : support::random_int(random, -8, 24);
  return {word_length, fraction_length, word_length == 32 || random() % 2 == 0};
}

struct expectation {
  std::vector<std::int32_t> codes;
  bp::error_report report;
};

template <class T>
expectation by_encode(const std::vector<T>& values, bp::format f, bp::policy how) {
  expectation result;
  result.report.total = values.size();
  for (const T x : values) {
    const bp::encoded e = bp::encode(x, f, how);
    result.codes.push_back(static_cast<std::int32_t>(e.code));
    result.report.overflows += e.overflowed ? 1 : 0;
    result.report.underflows += e.underflowed ? 1 : 0;
    result.report.precision_losses += e.rounded ? 1 : 0;
    if (std::isnan(x)) ++result.report.nans;
    if (std::isinf(x)) ++result.report.infinities;
    if (!std::isfinite(x)) continue;
    const double value = static_cast<double>(x);
    const double error = std::abs(value - bp::decode(e.code, f));
    result.report.signal_energy += value * value;
    result.report.error_energy += error * error;
    result.report.max_abs_error = std::max(result.report.max_abs_error, error);
  }
  return result;
}

}  // namespace

TEMPLATE_TEST_CASE("quantize, its report and fake_quantize equal encode", "[quantize]", float,
                   double) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    support::generator random(seed);
    const bp::format f = random_format<TestType>(random);
    const bp::policy how = support::random_policy(random, false);
    const auto values = values_around<TestType>(f, random, support::random_int(random, 0, 90));
    const expectation wanted = by_encode(values, f, how);
    INFO("seed " << seed << ", " << bp::to_string(f) << ", rounding "
                 << static_cast<int>(how.rounding));

    std::vector<std::int32_t> codes(values.size());
    bp::quantize(values, codes, f, how);
    CHECK(codes == wanted.codes);
    std::vector<std::int32_t> reported(values.size());
    support::check_same_report(bp::quantize_and_report(values, reported, f, how), wanted.report);
    CHECK(reported == wanted.codes);

    std::vector<TestType> rounded = values;
    bp::fake_quantize(rounded, rounded, f, how);
    std::vector<TestType> from_codes(values.size());
    bp::dequantize(codes, from_codes, f);
    CHECK(rounded == from_codes);
    std::vector<TestType> rounded_again(values.size());
    support::check_same_report(bp::fake_quantize_and_report(values, rounded_again, f, how),
                               wanted.report);
    CHECK(rounded_again == rounded);
  }
}

TEST_CASE("a report finds one value that is not finite, wherever it is", "[quantize]") {
  constexpr bp::format f{8, 3};
  support::generator random(12);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float special : {infinity, -infinity, nan, -nan}) {
    for (std::size_t place = 0; place < 300; ++place) {
      std::vector<float> values(300);
      for (float& x : values) x = static_cast<float>(support::random_normal(random));
      values[place] = special;
      std::vector<std::int32_t> codes(values.size());
      const bp::error_report found = bp::quantize_and_report(values, codes, f);
      support::check_same_report(found, by_encode(values, f, {}).report);
    }
  }
}

TEST_CASE("floats from all over the range, in each rounding mode", "[quantize]") {
  constexpr std::uint64_t stride = 4093;
  std::vector<float> values;
  for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << 32; pattern += stride) {
    values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(pattern)));
  }
  std::vector<std::int32_t> codes(values.size());
  using enum bp::rounding_mode;
  for (const auto rounding : {half_away, half_even, half_up, floor, ceiling, toward_zero}) {
    for (const bp::format f : {bp::format{8, 3}, {16, -20, false}, {20, 100}}) {
      bp::quantize(values, codes, f, {.rounding = rounding});
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (codes[i] != bp::encode(values[i], f, {.rounding = rounding}).code) ++wrong;
      }
      INFO(bp::to_string(f) << ", rounding " << static_cast<int>(rounding));
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("a report is the same bytes for every instruction set", "[quantize]") {
  support::generator random(11);
  for (const bp::format f : {bp::format{8, 3}, {16, 4}, {20, 10, false}}) {
    const auto values = values_around<float>(f, random, 500);
    std::vector<std::int32_t> codes(values.size());
    const bp::policy how{.rounding = bp::rounding_mode::half_even};
    using coder = bp::detail::fast_coder<bp::rounding_mode::half_even>;
    bp::detail::report_block<coder, float, std::int32_t> body(f, how);
    bp::detail::block_work<float, std::int32_t, decltype(body)> work{values.data(), codes.data(),
                                                                     values.size(), body};
    bp::detail::run_baseline(work);
    CHECK(body.result(values.size()) == bp::quantize_and_report(values, codes, f, how));
  }
}

TEST_CASE("quantize writes every element type, and only as much as it is given", "[quantize]") {
  const auto check = [](auto zero, bp::format f) {
    using code_type = decltype(zero);
    support::generator random(7);
    for (const std::size_t n : {0U, 1U, 63U, 64U, 65U, 200U}) {
      auto values = values_around<float>(f, random, 60);
      values.resize(n);
      std::vector<code_type> codes(n + 1, code_type{99});
      bp::quantize(values, std::span(codes.data(), n), f);
      for (std::size_t i = 0; i < n; ++i) {
        REQUIRE(codes[i] == static_cast<code_type>(bp::encode(values[i], f).code));
      }
      CHECK(codes[n] == code_type{99});
    }
  };
  check(std::int8_t{}, {8, 3});
  check(std::uint8_t{}, {8, 5, false});
  check(std::int16_t{}, {12, -2});
  check(std::uint16_t{}, {16, 9, false});
  check(std::int32_t{}, {32, 20});
  check(std::uint32_t{}, {32, 30, false});
  check(std::int64_t{}, {64, 40});
  check(std::uint64_t{}, {64, 60, false});
}

TEST_CASE("dequantize rounds once to the type of the output", "[quantize]") {
  const std::vector<std::int64_t> codes = {(std::int64_t{1} << 53) + 1, -3, 0,
                                           std::numeric_limits<std::int64_t>::min()};
  std::vector<float> floats(codes.size());
  bp::dequantize(codes, floats, bp::format{64, 10});
  CHECK(floats == std::vector<float>{0x1p43F, -3 * 0x1p-10F, 0, -0x1p53F});
  std::vector<double> doubles(codes.size());
  bp::dequantize(codes, doubles, bp::format{64, 1060});
  CHECK(doubles[1] == -3 * 0x1p-1060);
}

TEST_CASE("the gradient passes where the rounded value is inside the range", "[quantize]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> values{0,      0.01F,   15.875F, 15.93F,   15.9375F,  16,
                                  -16.0F, -16.06F, -16.07F, infinity, -infinity, nan};
  const std::vector<float> upstream{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const auto gradient = [&](bp::policy how) {
    std::vector<float> result(values.size(), -1.0F);
    bp::fake_quantize_gradient(values, upstream, result, bp::format{8, 3}, how);
    return result;
  };
  CHECK(gradient({}) == std::vector<float>{1, 2, 3, 4, 0, 0, 7, 8, 0, 0, 0, 0});
  CHECK(gradient({.rounding = bp::rounding_mode::floor}) ==
        std::vector<float>{1, 2, 3, 4, 5, 0, 7, 0, 0, 0, 0, 0});
  CHECK(gradient({.overflow = bp::overflow_mode::saturate_symmetric}) ==
        std::vector<float>{1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(gradient({.overflow = bp::overflow_mode::wrap}) == gradient({}));
  // By chance up or down: neither may overflow.
  CHECK(gradient({.rounding = bp::rounding_mode::stochastic}) ==
        std::vector<float>{1, 2, 3, 0, 0, 0, 7, 0, 0, 0, 0, 0});
  std::vector<float> in_place = upstream;
  bp::fake_quantize_gradient(values, in_place, in_place, bp::format{8, 3});
  CHECK(in_place == gradient({}));
  std::vector<float> few(3);
  CHECK_THROWS_AS(bp::fake_quantize_gradient(values, upstream, few, bp::format{8, 3}),
                  std::invalid_argument);
  CHECK_THROWS_AS(bp::fake_quantize_gradient(values, few, in_place, bp::format{8, 3}),
                  std::invalid_argument);
}

TEST_CASE("quantize refuses what does not fit, and writes nothing", "[quantize]") {
  const std::vector<float> values{1, 2, 3};
  std::vector<std::int8_t> codes{9, 9, 9};
  const auto error_of = [&](bp::format f, bp::policy how, std::size_t n) -> std::string {
    try {
      bp::quantize(values, std::span(codes.data(), n), f, how);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  CHECK(error_of({9, 3}, {}, 3) ==
        "binpoint: quantize: codes of sfix9_En3 do not fit signed elements of 8 bits");
  CHECK(error_of({8, 3, false}, {}, 3) ==
        "binpoint: quantize: codes of ufix8_En3 do not fit signed elements of 8 bits");
  CHECK(error_of({8, 3}, {}, 2) == "binpoint: quantize: 3 values do not fit a range of 2");
  CHECK(error_of({0, 3}, {}, 3) == "binpoint: quantize: word length 0 is outside 1..64");
  CHECK(error_of({8, 3}, {.rounding = bp::rounding_mode::stochastic}, 3) ==
        "binpoint: quantize: stochastic rounding needs random bits");
  CHECK(codes == std::vector<std::int8_t>{9, 9, 9});

  std::vector<std::uint8_t> unsigned_codes(3);
  CHECK_THROWS_AS(bp::quantize(values, unsigned_codes, bp::format{8, 3}), std::invalid_argument);
  CHECK_NOTHROW(bp::quantize(values, unsigned_codes, bp::format{8, 3, false}));
  std::vector<float> rounded(2);
  CHECK_THROWS_AS(bp::fake_quantize(values, rounded, bp::format{8, 3}), std::invalid_argument);
  CHECK_THROWS_AS(bp::dequantize(codes, rounded, bp::format{8, 3}), std::invalid_argument);
}
