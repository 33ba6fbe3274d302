#include <binpoint/integer/requantization.hpp>
#include <cstdint>
#include <limits>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"

namespace bp = binpoint;
namespace bi = binpoint::integer;
using support::finish_case;

static_assert(bi::requantization{.shift = 1}(std::int32_t{5}, 0) == 3);
static_assert(bi::requantization{.shift = 1}(std::int32_t{-5}, 0) == -3);
static_assert(bi::requantization{.shift = -2}(std::int32_t{31}, 0) == 124);
static_assert(bi::requantization{.shift = -2}(std::int32_t{32}, 0) == 127);

namespace {

template <class Accumulator>
Accumulator random_sum(support::generator& random) {
  constexpr int bits = sizeof(Accumulator) * 8;
  const auto any = static_cast<Accumulator>(random());
  switch (random() % 8) {
    case 0:
      return std::numeric_limits<Accumulator>::max();
    case 1:
      return std::numeric_limits<Accumulator>::lowest();
    case 2: {  // A tie, or beside one.
      const int shift = support::random_int(random, 0, bits / 2);
      const auto odd = static_cast<Accumulator>((any >> (bits / 2 + 2)) | 1);
      return static_cast<Accumulator>((odd << shift) + support::random_int(random, -1, 1));
    }
    default:
      return static_cast<Accumulator>(any >> support::random_int(random, 0, bits - 1));
  }
}

template <class Accumulator>
void check_any(unsigned seed) {
  CAPTURE(seed, sizeof(Accumulator));
  support::generator random(seed);
  for (int i = 0; i < 40'000; ++i) {
    const bool is_signed = random() % 2 == 0;
    const int longest = static_cast<int>(sizeof(Accumulator)) * 8 - (is_signed ? 0 : 1);
    const bp::format to{support::random_int(random, 1, longest), 0, is_signed};
    const finish_case each(random, to, 1, -70, 70);
    const auto sum = random_sum<Accumulator>(random);
    CAPTURE(sum, to.word_length, is_signed, each.shifts[0], static_cast<int>(each.how.rounding),
            static_cast<int>(each.how.overflow), static_cast<int>(each.how.underflow));
    REQUIRE(each.finish()(sum, 0) == each.expected(sum, 0));
  }
}

}  // namespace

TEST_CASE("integer::requantization: equals encode, in every mode, for shifts of any length") {
  check_any<std::int32_t>(1);
  check_any<std::int64_t>(2);
}

TEST_CASE("integer::requantization: every 16-bit sum, shift and rounding mode") {
  using enum bp::rounding_mode;
  for (const auto rounding : {half_away, half_even, half_up, floor, ceiling, toward_zero}) {
    for (int shift = 0; shift <= 17; ++shift) {
      const bp::policy how{.rounding = rounding};
      const bi::requantization finish{
          .shift = shift, .limits = bi::limits_of({8, 0, true}), .rounding = rounding};
      std::int64_t wrong = 0;
      for (std::int32_t sum = -(1 << 15); sum < 1 << 15; ++sum) {
        wrong += finish(sum, 0) != finish_case::code_of(sum, shift, {8, 0, true}, how) ? 1 : 0;
      }
      CAPTURE(static_cast<int>(rounding), shift);
      REQUIRE(wrong == 0);
    }
  }
}

TEST_CASE("integer::requantization: a shift for each channel, and one more for all") {
  const int shifts[] = {0, 3, -1};
  const bi::requantization finish{.shift = 9, .shifts = shifts};
  CHECK(finish(std::int32_t{40}, 0) == 40);
  CHECK(finish(std::int32_t{40}, 1) == 5);
  CHECK(finish(std::int32_t{40}, 2) == 80);
  CHECK(finish(std::int32_t{40}, 1, 1) == 3);
  CHECK(bi::requantization{.shift = 2}.shift_of(7) == 2);
}

TEST_CASE("integer::limits_of: the codes of a format, and what a ReLU leaves of them") {
  using limits = bi::code_limits;
  CHECK(bi::limits_of({8, 3, true}) == limits{-128, 127});
  CHECK(bi::limits_of({8, 3, true}, bp::overflow_mode::saturate_symmetric) == limits{-127, 127});
  CHECK(bi::limits_of({8, 3, false}, bp::overflow_mode::saturate_symmetric) == limits{0, 255});
  CHECK(bi::limits_of({1, 0, true}) == limits{-1, 0});
  CHECK(bi::limits_of({32, 0, true}) == limits{-2147483648LL, 2147483647LL});
  CHECK(bi::relu_limits({-128, 127}) == limits{0, 127});
  CHECK(bi::relu_limits({-128, 127}, 48) == limits{0, 48});
  CHECK(bi::relu_limits({-128, 127}, 300) == limits{0, 127});
  CHECK(bi::relu_limits({-128, 127}, -3) == limits{0, 0});
}
