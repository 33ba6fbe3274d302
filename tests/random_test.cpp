/// @file
/// Random bits for stochastic rounding, and what it does with them.
#include <algorithm>
#include <array>
#include <binpoint/convert.hpp>
#include <binpoint/quantize.hpp>
#include <binpoint/random.hpp>
#include <cmath>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;

namespace {

constexpr bp::policy stochastic{.rounding = bp::rounding_mode::stochastic};
constexpr bp::format target{8, 3};

std::vector<float> some_values(std::size_t n) {
  support::generator random(5);
  std::vector<float> values(n);
  for (float& x : values) x = static_cast<float>(4 * support::random_normal(random));
  return values;
}

}  // namespace

TEST_CASE("counter_bits is Philox4x32-10", "[random]") {
  // Known answers of the generator's authors: counter and key all zeros, all ones.
  constexpr bp::counter_bits zeros{};
  CHECK(zeros(0) == 0x6627e8d5U);
  CHECK(zeros(1) == 0xe169c58dU);
  CHECK(zeros(2) == 0xbc57ac4cU);
  CHECK(zeros(3) == 0x9b00dbd8U);
  static_assert(zeros(0) == 0x6627e8d5U);
  CHECK(zeros(4) != zeros(0));
  CHECK(bp::counter_bits{.seed = 1}(0) != zeros(0));
  CHECK(bp::counter_bits{.stream = 1}(0) != zeros(0));
}

TEST_CASE("every bit of counter_bits is set half the time", "[random]") {
  constexpr int n = 100000;
  std::array<int, 32> ones{};
  const bp::counter_bits bits{.seed = 3, .stream = 9};
  for (std::uint64_t i = 0; i < n; ++i) {
    for (unsigned b = 0; b < 32; ++b) ones[b] += static_cast<int>((bits(i) >> b) & 1);
  }
  for (const int count : ones) CHECK(std::abs(count - n / 2) < 5 * std::sqrt(n / 4.0));
}

TEST_CASE("quantize takes the bits of each value from any source", "[random]") {
  const auto values = some_values(1000);
  const bp::counter_bits counter{.seed = 11};
  std::vector<std::uint32_t> bits(values.size());
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = counter(i);

  std::vector<std::int8_t> wanted(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    wanted[i] = static_cast<std::int8_t>(bp::encode(values[i], target, stochastic, bits[i]).code);
  }
  std::vector<std::int8_t> by_counter(values.size());
  bp::quantize(values, by_counter, target, stochastic, counter);
  CHECK(by_counter == wanted);
  std::vector<std::int8_t> by_range(values.size());
  bp::quantize(values, by_range, target, stochastic, bits);
  CHECK(by_range == wanted);

  std::mt19937 generator(7);
  std::vector<std::int8_t> by_generator(values.size());
  bp::quantize(values, by_generator, target, stochastic, generator);
  std::mt19937 again(7);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto random = static_cast<std::uint32_t>(again());
    REQUIRE(by_generator[i] == bp::encode(values[i], target, stochastic, random).code);
  }

  std::vector<float> rounded(values.size());
  bp::fake_quantize(values, rounded, target, stochastic, counter);
  for (std::size_t i = 0; i < values.size(); ++i) {
    REQUIRE(static_cast<double>(rounded[i]) == bp::decode(wanted[i], target));
  }
}

TEST_CASE("stochastic rounding has no bias", "[random]") {
  constexpr std::size_t n = 200000;
  for (const float x : {0.3F, -0.3F, 1.0625F, -7.01F, 0.001F}) {
    const std::vector<float> values(n, x);
    std::vector<float> rounded(n);
    bp::fake_quantize(values, rounded, target, stochastic, bp::counter_bits{.seed = 1});
    double sum = 0;
    for (const float y : rounded) {
      sum += static_cast<double>(y);
      REQUIRE(std::abs(y - x) < 0.125F);
    }
    CHECK(std::abs(sum / n - static_cast<double>(x)) < 5 * 0.0625 / std::sqrt(double{n}));
  }
}

TEST_CASE("random bits without stochastic rounding, or too few, are refused", "[random]") {
  const auto values = some_values(10);
  std::vector<std::int8_t> codes(10);
  CHECK_THROWS_WITH(bp::quantize(values, codes, target, {}, bp::counter_bits{}),
                    "binpoint: quantize: random bits are for stochastic rounding only");
  const std::vector<std::uint32_t> few(9);
  CHECK_THROWS_AS(bp::quantize(values, codes, target, stochastic, few), std::invalid_argument);
}
