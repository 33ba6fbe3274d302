#include <binpoint/integer/bounds.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bi = binpoint::integer;

namespace {

constexpr std::int64_t lowest_64 = std::numeric_limits<std::int64_t>::lowest();
constexpr std::int64_t highest_64 = std::numeric_limits<std::int64_t>::max();

constexpr std::int8_t weights[] = {1, -2, 3};
static_assert(bi::bounds_of(weights, 3, {-128, 127}) == bi::sum_bounds{-766, 764});
static_assert(bi::bounds_of(weights, 3, {0, 127}) == bi::sum_bounds{-254, 508});
static_assert(bi::guard_bits<std::int32_t>(bi::bounds_of(weights, 3, {0, 127})) == 22);

}  // namespace

TEST_CASE("integer::bounds_of: each end is reached, by the inputs that choose it") {
  support::generator random(3);
  for (int i = 0; i < 200; ++i) {
    const std::size_t count = support::random_size(random, 0, 40);
    const auto codes = support::random_codes<std::int16_t>(random, count);
    const bi::code_limits input{-support::random_int(random, 0, 300),
                                support::random_int(random, 0, 300)};
    std::int64_t least = 0;
    std::int64_t most = 0;
    for (const std::int64_t w : codes) {
      least += w < 0 ? w * input.highest : w * input.lowest;
      most += w < 0 ? w * input.lowest : w * input.highest;
    }
    REQUIRE(bi::bounds_of(codes.data(), count, input) == bi::sum_bounds{least, most});
  }
}

TEST_CASE("integer::bounds_of: no partial sum in any order leaves it") {
  support::generator random(4);
  for (int i = 0; i < 200; ++i) {
    auto codes = support::random_codes<std::int8_t>(random, 20);
    const bi::code_limits input{-5, 9};
    const bi::sum_bounds bounds = bi::bounds_of(codes.data(), codes.size(), input);
    std::ranges::shuffle(codes, random);
    std::int64_t sum = 0;
    for (const std::int64_t w : codes) {
      sum += w * support::random_int(random, -5, 9);
      REQUIRE(bounds.lowest <= sum);
      REQUIRE(sum <= bounds.highest);
    }
  }
}

TEST_CASE("integer::sum_bounds: the word that holds a sum, at the powers of two") {
  CHECK(bi::sum_bounds{0, 0}.word_length() == 1);
  CHECK(bi::sum_bounds{-1, 0}.word_length() == 1);
  CHECK(bi::sum_bounds{0, 127}.word_length() == 8);
  CHECK(bi::sum_bounds{0, 128}.word_length() == 9);
  CHECK(bi::sum_bounds{-128, 127}.word_length() == 8);
  CHECK(bi::sum_bounds{-129, 0}.word_length() == 9);
  CHECK(bi::sum_bounds{lowest_64, highest_64}.word_length() == 64);
  CHECK(bi::guard_bits<std::int32_t>({-2147483648LL, 2147483647LL}) == 0);
  CHECK(bi::guard_bits<std::int32_t>({0, 2147483648LL}) == -1);
  CHECK(bi::guard_bits<std::int64_t>({lowest_64, 0}) == 0);
}

TEST_CASE("integer::sum_bounds: beyond 64 bits it says so, and stays there") {
  bi::sum_bounds sums{0, highest_64};
  sums.add(0, 0);
  CHECK_FALSE(sums.exceeds_64_bits);
  sums.add(0, 1);
  CHECK(sums.exceeds_64_bits);
  CHECK(sums.word_length() == 65);
  CHECK(bi::guard_bits<std::int64_t>(sums) == -1);
  sums.add(-1, 0);
  CHECK(sums == bi::sum_bounds{lowest_64, highest_64, true});

  bi::sum_bounds product;
  product.add_product(std::int64_t{1} << 40, {0, std::int64_t{1} << 23});
  CHECK(product.exceeds_64_bits);

  bi::sum_bounds merged{-3, 4};
  merged.merge({-1, 9});
  CHECK(merged == bi::sum_bounds{-3, 9});
  merged.merge(sums);
  CHECK(merged.exceeds_64_bits);
}

TEST_CASE("integer::sum_bounds: sums and products at the ends of 64 bits") {
  support::generator random(5);
  const std::int64_t ends[] = {
      0,          1,         -1,           2,          -2,         lowest_64,  lowest_64 + 1,
      highest_64, 1LL << 31, -(1LL << 31), 3037000499, 3037000500, -3037000500};
  const auto number = [&] {
    const auto any = static_cast<std::int64_t>(random()) >> random() % 64;
    return random() % 4 == 0 ? ends[random() % std::size(ends)] : any;
  };
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t a = number();
    const std::int64_t b = number();
    std::int64_t expected = 0;
    std::int64_t found = 0;
    CAPTURE(a, b);
    const bool sum_overflows = __builtin_add_overflow(a, b, &expected);
    const bool sum_is_right = bi::detail::add_overflows(a, b, found) == sum_overflows;
    REQUIRE((sum_is_right && found == expected));
    const bool product_overflows = __builtin_mul_overflow(a, b, &expected);
    const bool product_is_right = bi::detail::multiply_overflows(a, b, found) == product_overflows;
    REQUIRE((product_is_right && found == expected));
  }
}

TEST_CASE("integer::sum_bounds: a bias, shifted left") {
  bi::sum_bounds sums{-10, 10};
  sums.add_shifted(-3, 4);
  CHECK(sums == bi::sum_bounds{-58, 10});
  sums.add_shifted(5, 0);
  CHECK(sums == bi::sum_bounds{-58, 15});
  sums.add_shifted(0, 200);
  CHECK(sums == bi::sum_bounds{-58, 15});
  sums.add_shifted(1, 62);
  CHECK(sums == bi::sum_bounds{-58, (std::int64_t{1} << 62) + 15});
  sums.add_shifted(1, 63);
  CHECK(sums == bi::sum_bounds{lowest_64, highest_64, true});
}

TEST_CASE("integer::sum_bounds: shifted up to the last bit that 64 bits have") {
  const auto shifted = [](std::int64_t code, int shift) {
    bi::sum_bounds sums;
    sums.add_shifted(code, shift);
    return sums;
  };
  CHECK(shifted(1, 62).word_length() == 64);
  CHECK(shifted(-1, 62).word_length() == 63);
  CHECK(shifted(-2, 62) == bi::sum_bounds{lowest_64, 0});
  CHECK(shifted(-1, 63) == bi::sum_bounds{lowest_64, 0});
  CHECK(shifted(2, 62).exceeds_64_bits);
  CHECK(shifted(1, 63).exceeds_64_bits);
  CHECK(shifted(-2, 63).exceeds_64_bits);
  CHECK(shifted(-1, 64).exceeds_64_bits);
}
