#include <binpoint/convert.hpp>
#include <binpoint/eigen/round_to_odd.hpp>
#include <binpoint/format.hpp>
#include <binpoint/policy.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "support/catch.hpp"

using binpoint::eigen::round_to_odd;

namespace {

/// n rounded to a multiple of 2^drop, ties away from zero or to even; exact in integers.
std::int64_t plainly_rounded(std::int64_t n, int drop, bool ties_away) {
  const std::int64_t step = std::int64_t{1} << drop;
  const std::int64_t low = n & ~(step - 1);
  const std::int64_t rest = n - low;
  const bool is_tie = 2 * rest == step;
  const bool tie_goes_up = ties_away ? n > 0 : (low / step) % 2 != 0;
  return low + ((is_tie ? tie_goes_up : 2 * rest > step) ? step : 0);
}

std::uint32_t double_bits(float x) { return std::bit_cast<std::uint32_t>(x); }

}  // namespace

TEST_CASE("round_to_odd: a float stays itself, every sign and exponent") {
  std::mt19937 random(11);
  for (std::uint32_t high = 0; high < 0x200; ++high) {
    for (const std::uint32_t low : {0U, 1U, 0x7fffffU, static_cast<std::uint32_t>(random()) >> 9}) {
      const float x = std::bit_cast<float>(high << 23 | low);
      const float back = round_to_odd(static_cast<double>(x));
      if (std::isnan(x)) {
        CHECK(std::isnan(back));
      } else {
        CHECK(double_bits(back) == double_bits(x));
      }
    }
  }
}

TEST_CASE("round_to_odd: anything else becomes its odd neighbour") {
  std::mt19937_64 random(12);
  for (int i = 0; i < 200'000; ++i) {
    // Exponents a little beyond those of float, subnormals included.
    const std::uint64_t exponent = 1023 - 160 + random() % 290;
    const std::uint64_t sign = random() % 2 << 63;
    const double x = std::bit_cast<double>(sign | exponent << 52 | random() >> 12);
    if (static_cast<double>(static_cast<float>(x)) == x) continue;
    const float odd = round_to_odd(x);
    INFO("x " << x << " odd " << odd);
    REQUIRE(double_bits(odd) % 2 == 1);
    REQUIRE(std::signbit(odd) == std::signbit(x));
    if (std::abs(x) > static_cast<double>(std::numeric_limits<float>::max())) {
      REQUIRE(std::abs(odd) == std::numeric_limits<float>::max());
    } else {
      const float below = std::nextafterf(odd, -std::numeric_limits<float>::infinity());
      const float above = std::nextafterf(odd, std::numeric_limits<float>::infinity());
      REQUIRE((static_cast<double>(below) < x && x < static_cast<double>(above)));
    }
  }
}

TEST_CASE("round_to_odd: rounding to 22 bits or fewer afterwards is rounding the exact number") {
  std::mt19937_64 random(13);
  std::uint64_t nearest_would_fail = 0;
  for (int i = 0; i < 300'000; ++i) {
    const int bits = 25 + static_cast<int>(random() % 29);  // 25..53: no float, but a double
    auto n = static_cast<std::int64_t>(random() >> (64 - bits) | std::uint64_t{1} << (bits - 1));
    const int drop = bits - 22 + static_cast<int>(random() % 21);
    // Every other number lies close to a tie of that rounding, where rounding twice goes wrong.
    if (i % 2 == 0) {
      const std::int64_t step = std::int64_t{1} << drop;
      n = (n & ~(step - 1)) + step / 2 + static_cast<std::int64_t>(random() % 3) - 1;
    }
    if (random() % 2 == 0) n = -n;
    const auto odd = static_cast<std::int64_t>(round_to_odd(static_cast<double>(n)));
    const auto nearest = static_cast<std::int64_t>(static_cast<float>(n));
    for (const bool ties_away : {false, true}) {
      INFO("n " << n << " drop " << drop << " ties_away " << ties_away);
      REQUIRE(plainly_rounded(odd, drop, ties_away) == plainly_rounded(n, drop, ties_away));
      nearest_would_fail +=
          plainly_rounded(nearest, drop, ties_away) != plainly_rounded(n, drop, ties_away) ? 1U
                                                                                           : 0U;
    }
  }
  CHECK(nearest_would_fail > 1000);
}

TEST_CASE("round_to_odd: encoding afterwards gives the code and flags of the exact number") {
  std::mt19937_64 random(14);
  for (int i = 0; i < 200'000; ++i) {
    const binpoint::format f{1 + static_cast<int>(random() % 22),
                             static_cast<int>(random() % 40) - 20, random() % 2 == 0};
    // Around a multiple of half a step of the format, within it and a little beyond.
    const auto halves = static_cast<std::int64_t>(random() >> (63 - f.word_length)) -
                        (std::int64_t{1} << f.word_length);
    const double near = static_cast<double>(static_cast<int>(random() % 5) - 2) * 0x1p-26;
    const double x = std::ldexp((static_cast<double>(halves) + near) / 2.0, -f.fraction_length);
    for (const auto rounding :
         {binpoint::rounding_mode::half_away, binpoint::rounding_mode::half_even,
          binpoint::rounding_mode::floor, binpoint::rounding_mode::toward_zero}) {
      const binpoint::policy how{.rounding = rounding};
      INFO("x " << x << " word length " << f.word_length << " fraction " << f.fraction_length);
      REQUIRE(binpoint::encode(round_to_odd(x), f, how) == binpoint::encode(x, f, how));
    }
  }
}

TEST_CASE("round_to_odd: known numbers, at compile time") {
  static_assert(round_to_odd(0x1.0000000000001p0) == 0x1.000002p0F);
  static_assert(round_to_odd(-0x1.0000000000001p0) == -0x1.000002p0F);
  static_assert(round_to_odd(0x1.000003p0) == 0x1.000002p0F);
  static_assert(round_to_odd(0x1.000005p0) == 0x1.000006p0F);
  static_assert(round_to_odd(0x1.ffffffp127) == 0x1.fffffep127F);
  static_assert(round_to_odd(1e300) == std::numeric_limits<float>::max());
  static_assert(round_to_odd(1e-300) == std::numeric_limits<float>::denorm_min());
  static_assert(round_to_odd(std::numeric_limits<double>::denorm_min()) ==
                std::numeric_limits<float>::denorm_min());
  static_assert(round_to_odd(-std::numeric_limits<double>::infinity()) ==
                -std::numeric_limits<float>::infinity());
  CHECK(std::signbit(round_to_odd(-0.0)));
}
