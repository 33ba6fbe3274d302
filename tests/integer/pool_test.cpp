#include <algorithm>
#include <array>
#include <binpoint/integer/pool.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace bi = binpoint::integer;

namespace {

bi::pool_geometry random_pool(support::generator& random) {
  const auto size = [&](int low, int high) { return support::random_size(random, low, high); };
  const std::size_t window = size(1, 5);
  return {{size(1, 3), window + size(0, 6), window + size(0, 9)}, window, size(1, 4)};
}

/// The codes of the square that makes output i.
template <class Code>
std::vector<Code> square(const bi::pool_geometry& g, const std::vector<Code>& input,
                         std::size_t i) {
  const bi::shape out = g.output();
  const std::size_t y = i / out.width % out.height * g.stride;
  const std::size_t x = i % out.width * g.stride;
  std::vector<Code> codes;
  for (std::size_t k = 0; k < g.size * g.size; ++k) {
    const std::size_t row = (i / out.plane()) * g.input.height + y + k / g.size;
    codes.push_back(input[row * g.input.width + x + k % g.size]);
  }
  return codes;
}

/// n / d to the nearest integer, ties away from zero.
std::int64_t divided_half_away(std::int64_t n, std::int64_t d) {
  const std::int64_t magnitude = (2 * (n < 0 ? -n : n) + d) / (2 * d);
  return n < 0 ? -magnitude : magnitude;
}

template <class Accumulator, class Code>
void check_averages(unsigned seed) {
  CAPTURE(seed);
  support::generator random(seed);
  for (int i = 0; i < 200; ++i) {
    const bi::pool_geometry g = random_pool(random);
    const auto input = support::random_codes<Code>(random, g.input.size());
    const int shift = support::random_int(random, -4, 6);
    CAPTURE(g.size, g.stride, g.input.height, g.input.width, shift);
    std::vector<std::int32_t> output(g.output().size() + 1, 77);
    const bi::requantization finish{.shift = shift, .limits = {-20'000, 20'000}};
    bi::average_pool<Accumulator>(input.data(), g, finish, output.data());
    for (std::size_t k = 0; k < g.output().size(); ++k) {
      std::int64_t sum = 0;
      for (const Code code : square(g, input, k)) sum += code;
      const auto count = static_cast<std::int64_t>(g.size * g.size);
      const std::int64_t mean =
          divided_half_away(sum * (shift < 0 ? std::int64_t{1} << -shift : 1),
                            count * (shift > 0 ? std::int64_t{1} << shift : 1));
      REQUIRE(output[k] == std::clamp<std::int64_t>(mean, -20'000, 20'000));
    }
    REQUIRE(output.back() == 77);
  }
}

constexpr std::array<std::int8_t, 2> pool_at_compile_time() {
  constexpr std::int8_t input[] = {1, 2, 5, 6, 3, 4, -7, 8};
  std::array<std::int8_t, 2> output{};
  bi::max_pool(input, {.input = {1, 2, 4}}, output.data());
  return output;
}
static_assert(pool_at_compile_time() == std::array<std::int8_t, 2>{4, 8});

/// Codes that are always 0 may be finer in the output by more bits than the accumulator has: at
/// compile time a shift beyond the word is an error.
constexpr std::int8_t mean_of_zeros() {
  constexpr std::int8_t input[9] = {};
  std::int8_t output = 1;
  bi::average_pool<std::int64_t>(input, {{1, 3, 3}, 3, 1}, {.shift = -75}, &output);
  return output;
}
static_assert(mean_of_zeros() == 0);

}  // namespace

TEST_CASE("integer::max_pool: the largest of each square, in place too") {
  support::generator random(1);
  for (int i = 0; i < 200; ++i) {
    const bi::pool_geometry g = random_pool(random);
    CAPTURE(g.size, g.stride, g.input.height, g.input.width);
    auto input = support::random_codes<std::int8_t>(random, g.input.size());
    std::vector<std::int8_t> expected;
    for (std::size_t k = 0; k < g.output().size(); ++k) {
      expected.push_back(std::ranges::max(square(g, input, k)));
    }
    std::vector<std::int8_t> output(g.output().size());
    bi::max_pool(input.data(), g, output.data());
    REQUIRE(output == expected);
    bi::max_pool(input.data(), g, input.data());
    REQUIRE(std::equal(expected.begin(), expected.end(), input.begin()));
  }
}

TEST_CASE("integer::average_pool: one rounding, half away, for every size and shift") {
  check_averages<std::int32_t, std::int8_t>(2);
  check_averages<std::int32_t, std::uint8_t>(3);
  check_averages<std::int64_t, std::int32_t>(4);
}

TEST_CASE("integer::average_pool: rounds as it is told") {
  using enum bp::rounding_mode;
  const std::int8_t input[] = {1, 1, 1, 0, 0, 0, 0, 0, 1};  // mean 4 / 9
  const std::int8_t tie[] = {3, 2, 2, 3};                   // mean 2.5
  std::int8_t output = 0;
  const auto mean = [&](const std::int8_t* codes, std::size_t size, bi::requantization finish) {
    bi::average_pool<std::int32_t>(codes, {{1, size, size}, size, 1}, finish, &output);
    return int{output};
  };
  CHECK(mean(input, 3, {}) == 0);
  CHECK(mean(input, 3, {.shift = -1}) == 1);
  CHECK(mean(input, 3, {.rounding = ceiling}) == 1);
  CHECK(mean(tie, 2, {}) == 3);
  CHECK(mean(tie, 2, {.rounding = half_even}) == 2);
  CHECK(mean(tie, 2, {.rounding = floor}) == 2);
}

TEST_CASE("integer::pool_geometry: a square that fits nowhere is not valid") {
  CHECK(bi::pool_geometry{{1, 3, 3}, 3, 1}.is_valid());
  CHECK(bi::pool_geometry{{2, 5, 4}, 2, 2}.output() == bi::shape{2, 2, 2});
  CHECK_FALSE(bi::pool_geometry{{1, 3, 2}, 3, 1}.is_valid());
  CHECK_FALSE(bi::pool_geometry{{1, 3, 3}, 0, 1}.is_valid());
  CHECK_FALSE(bi::pool_geometry{{1, 3, 3}, 2, 0}.is_valid());
}
