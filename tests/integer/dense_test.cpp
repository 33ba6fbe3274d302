#include <array>
#include <binpoint/integer/dense.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace bi = binpoint::integer;

namespace {

template <class Accumulator, class Code, class Weight>
void check_random_dense(unsigned seed, std::size_t longest) {
  CAPTURE(seed);
  support::generator random(seed);
  for (int i = 0; i < 60; ++i) {
    const bi::dense_geometry geometry{support::random_size(random, 1, static_cast<int>(longest)),
                                      support::random_size(random, 1, 9)};
    CAPTURE(geometry.inputs, geometry.units);
    const auto input = support::random_codes<Code>(random, geometry.inputs);
    const auto weights = support::random_codes<Weight>(random, geometry.weights());
    const auto bias = support::random_codes<std::int8_t>(random, geometry.units);
    const int bias_shift = support::random_int(random, 0, 7);
    const support::finish_case each(random, {16, 0, true}, geometry.units, -2, 20);
    std::vector<std::int16_t> output(geometry.units + 1, 77);
    bi::dense<Accumulator>(input.data(), weights.data(),
                           bi::aligned_bias<std::int8_t>{bias.data(), bias_shift}, geometry,
                           each.finish(), output.data());
    for (std::size_t unit = 0; unit < geometry.units; ++unit) {
      std::int64_t sum = std::int64_t{bias[unit]} * (std::int64_t{1} << bias_shift);
      for (std::size_t k = 0; k < geometry.inputs; ++k) {
        sum += std::int64_t{input[k]} * weights[unit * geometry.inputs + k];
      }
      REQUIRE(output[unit] == each.expected(sum, unit));
    }
    REQUIRE(output.back() == 77);
  }
}

constexpr std::array<std::int8_t, 2> dense_at_compile_time() {
  constexpr std::int8_t input[] = {1, 2, 3};
  constexpr std::int8_t weights[] = {10, 20, 30, -1, -1, 0};
  constexpr std::int8_t bias[] = {1, -2};
  std::array<std::int8_t, 2> output{};
  bi::dense<std::int32_t>(input, weights, bi::aligned_bias<std::int8_t>{bias, 2}, {3, 2},
                          {.shift = 3}, output.data());
  return output;
}
// (140 + 4) / 8, and (-3 - 8) / 8 = -1.375.
static_assert(dense_at_compile_time() == std::array<std::int8_t, 2>{18, -1});

}  // namespace

TEST_CASE("integer::dense: equals plain 64-bit sums, for every pair of widths") {
  check_random_dense<std::int32_t, std::int8_t, std::int8_t>(1, 900);
  check_random_dense<std::int32_t, std::uint8_t, std::int8_t>(2, 300);
  check_random_dense<std::int32_t, std::int16_t, std::int8_t>(3, 200);
  check_random_dense<std::int64_t, std::int16_t, std::int16_t>(4, 300);
  check_random_dense<std::int64_t, std::int8_t, std::int32_t>(5, 70);
  check_random_dense<std::int64_t, std::uint16_t, std::uint8_t>(6, 70);
}

TEST_CASE("integer::dense: a shift of the bias for each unit, or no bias") {
  const std::int8_t input[] = {1, 1};
  const std::int8_t weights[] = {1, 1, 2, 2};
  const std::int8_t bias[] = {3, -3};
  const int shifts[] = {0, 4};
  std::int32_t output[2] = {};
  const bi::requantization finish{.limits = bi::limits_of({32, 0, true})};
  bi::dense<std::int32_t>(input, weights, bi::aligned_bias<std::int8_t>{bias, 9, shifts}, {2, 2},
                          finish, output);
  CHECK(output[0] == 5);
  CHECK(output[1] == -44);
  bi::dense<std::int32_t>(input, weights, bi::aligned_bias<std::int8_t>{}, {2, 2}, finish, output);
  CHECK(output[0] == 2);
  CHECK(output[1] == 4);
}

TEST_CASE("integer::dot: sums at the accumulator's ends are exact") {
  const std::vector<std::int16_t> lowest(65, -32768);
  const std::vector<std::int16_t> one(65, 1);
  CHECK(bi::dot<std::int32_t>(lowest.data(), lowest.data(), 1) == 1 << 30);
  CHECK(bi::dot<std::int64_t>(lowest.data(), lowest.data(), 65) == std::int64_t{65} << 30);
  CHECK(bi::dot<std::int32_t>(lowest.data(), one.data(), 65) == -65 * 32768);
  CHECK(bi::dot<std::int32_t>(lowest.data(), one.data(), 0) == 0);
}
