#include <array>
#include <binpoint/integer/elementwise.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace bi = binpoint::integer;

namespace {

constexpr std::array<std::int8_t, 2> sum_at_compile_time() {
  constexpr std::int8_t a[] = {3, -1};
  constexpr std::int16_t b[] = {2, 7};
  std::array<std::int8_t, 2> output{};
  bi::add<std::int32_t>(bi::branch<std::int8_t>{a, 2}, bi::branch<std::int16_t>{b}, {1, 1, 2},
                        {.shift = 1}, output.data());
  return output;
}
static_assert(sum_at_compile_time() == std::array<std::int8_t, 2>{7, 2});

/// A branch that is always 0 may be coarser by more bits than the accumulator has: at compile time
/// a shift beyond the word is an error.
constexpr std::int8_t sum_with_coarse_zero() {
  constexpr std::int8_t a[] = {0};
  constexpr std::int8_t b[] = {-9};
  std::int8_t output = 0;
  bi::add<std::int64_t>(bi::branch<std::int8_t>{a, 75}, bi::branch<std::int8_t>{b}, {}, {},
                        &output);
  return output;
}
static_assert(sum_with_coarse_zero() == -9);

}  // namespace

TEST_CASE("integer::limit: codes outside take the nearer end, in place") {
  std::vector<std::int8_t> codes{-128, -1, 0, 5, 48, 49, 127};
  bi::limit(codes.data(), codes.size(), bi::relu_limits({-128, 127}, 48));
  CHECK(codes == std::vector<std::int8_t>{0, 0, 0, 5, 48, 48, 48});
}

TEST_CASE("integer::convert: each code of a channel by the channel's shift") {
  support::generator random(1);
  for (int i = 0; i < 100; ++i) {
    const bi::shape size{support::random_size(random, 1, 4), support::random_size(random, 1, 4),
                         support::random_size(random, 1, 6)};
    const auto input = support::random_codes<std::int16_t>(random, size.size());
    const support::finish_case each(random, {8, 0, true}, size.channels, -3, 18);
    std::vector<std::int8_t> output(size.size() + 1, 77);
    bi::convert<std::int32_t>(input.data(), size, each.finish(), output.data());
    for (std::size_t k = 0; k < size.size(); ++k) {
      REQUIRE(output[k] == each.expected(input[k], k / size.plane()));
    }
    REQUIRE(output.back() == 77);
  }
}

TEST_CASE("integer::add: aligned exactly, summed exactly, rounded once") {
  support::generator random(2);
  for (int i = 0; i < 200; ++i) {
    const bi::shape size{support::random_size(random, 1, 4), 2, support::random_size(random, 1, 6)};
    const auto a = support::random_codes<std::int8_t>(random, size.size());
    const auto b = support::random_codes<std::int16_t>(random, size.size());
    const int shift_a = support::random_int(random, 0, 12);
    const int shift_b = support::random_int(random, 0, 12);
    const support::finish_case each(random, {8, 0, false}, size.channels, -1, 16);
    CAPTURE(shift_a, shift_b);
    std::vector<std::uint8_t> output(size.size());
    bi::add<std::int32_t>(bi::branch<std::int8_t>{a.data(), shift_a},
                          bi::branch<std::int16_t>{b.data(), shift_b}, size, each.finish(),
                          output.data());
    for (std::size_t k = 0; k < size.size(); ++k) {
      const std::int64_t sum = std::int64_t{a[k]} * (std::int64_t{1} << shift_a) +
                               std::int64_t{b[k]} * (std::int64_t{1} << shift_b);
      REQUIRE(output[k] == each.expected(sum, k / size.plane()));
    }
  }
}

TEST_CASE("integer::add: the output may be a branch") {
  std::vector<std::int8_t> a{100, -100, 7};
  const std::vector<std::int8_t> b{100, -100, -9};
  bi::add<std::int32_t>(bi::branch<std::int8_t>{a.data()}, bi::branch<std::int8_t>{b.data()},
                        {1, 1, 3}, {.limits = bi::relu_limits({-128, 127})}, a.data());
  CHECK(a == std::vector<std::int8_t>{127, 0, 0});
}
