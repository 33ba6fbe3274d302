// Encoding, decoding and requantizing one value: against a 128-bit reference, and known traps.

#include <binpoint/convert.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/reference.hpp"

namespace bp = binpoint;
using bp::decode, bp::encode, bp::encoded, bp::format, bp::policy;
using support::infinity;

// The worked example: 0.03125 underflows, 2.1 loses precision, 16.25 overflows.
static_assert(encode(0.03125, format{8, 3}) == encoded{.code = 0, .underflowed = true});
static_assert(encode(2.1, format{8, 3}) == encoded{.code = 17, .rounded = true});
static_assert(encode(16.25, format{8, 3}) == encoded{.code = 127, .overflowed = true});
static_assert(encode(-16.0, format{8, 3}) == encoded{.code = -128});
static_assert(encode(-16.25, format{8, 3}) == encoded{.code = -128, .overflowed = true});
static_assert(encode(0.0625, format{8, 3}) == encoded{.code = 1, .rounded = true});
static_assert(encode(-0.0625, format{8, 3}) == encoded{.code = -1, .rounded = true});
static_assert(encode(0.0625, format{8, 3}, {.underflow = bp::underflow_mode::flush}).underflowed);
static_assert(decode(17, format{8, 3}) == 2.125 && decode(127, format{8, 3}) == 15.875);
static_assert(encode(2.1F, format{8, 3}) == encode(2.1, format{8, 3}));
static_assert(encode(true, format{8, 3}).code == 8 && encode('a', format{8, 0}).code == 97);

TEST_CASE("encode: random values, formats, modes and random bits, by a 128-bit reference") {
  constexpr std::uint64_t seed = 21;
  support::generator random(seed);
  for (int i = 0; i < 300'000; ++i) {
    const int w = support::random_int(random, 1, 64);
    // Half of the values lie near the window, the others anywhere.
    double x = support::random_pattern<double>(random);
    if (i % 2 == 0)
      x = std::ldexp(support::random_normal(random), support::random_int(random, -9, w));
    if (i % 8 == 0) x = std::nearbyint(x) + 0.5;
    const int f = i % 2 == 0 ? 0 : -static_cast<int>(random() % 2100) + 1050;
    const format target{w, f + support::random_int(random, -3, 3), random() % 2 == 0};
    const policy how = support::random_policy(random);
    const auto bits = static_cast<std::uint32_t>(random());
    const encoded expected = support::reference_encode(x, target, how, bits);
    const bool deterministic = how.rounding != bp::rounding_mode::stochastic;
    const bool same = encode(x, target, how, bits) == expected &&
                      (!deterministic || encode(x, target, how) == expected);
    const auto y = static_cast<float>(x);
    const encoded expected_of_float =
        support::reference_encode(static_cast<double>(y), target, how, bits);
    if (!same || encode(y, target, how, bits) != expected_of_float) {
      FAIL("seed " << seed << ", value " << i << ": " << x << " into " << w << ", "
                   << target.fraction_length << ", expected " << expected.code);
    }
  }
}

TEST_CASE("encode: traps of other libraries") {
  const float below_half = std::nextafter(0.5F, 0.0F);
  CHECK(encode(below_half, format{8, 0}) == encoded{.code = 0, .underflowed = true});
  CHECK(encode(-below_half, format{8, 0}).code == 0);
  CHECK(encode(std::nextafter(0.5, 0.0), format{8, 0}).code == 0);
  CHECK(encode(8388609.0F, format{32, 0}) == encoded{.code = 8388609});
  CHECK(encode(0x1p52 + 1, format{64, 0}) == encoded{.code = (std::int64_t{1} << 52) + 1});
  // Exactly 2^31 and 2^63 steps.
  constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  CHECK(encode(32768.0F, format{32, 16}) == encoded{.code = 0x7fffffff, .overflowed = true});
  CHECK(encode(0x1p31, format{64, 32}) == encoded{.code = highest, .overflowed = true});
  CHECK(encode(-0x1p31, format{64, 32}) == encoded{.code = lowest});
  CHECK(encode(0x1p64, format{64, 0, false}) == encoded{.code = -1, .overflowed = true});
  CHECK(encode(1e30F, format{32, 16}).code == 0x7fffffff);
  CHECK(encode(-1e300, format{32, 16}).code == -0x80000000LL);
  CHECK(encode(1e300, format{8, 0}, {.overflow = bp::overflow_mode::wrap}) ==
        encoded{.code = 0, .overflowed = true});
  // Ties, in steps.
  const double ties[] = {0.5, 1.5, 2.5, -0.5, -1.5, -2.5};
  const int away[] = {1, 2, 3, -1, -2, -3};
  for (int i = 0; i < 6; ++i) CHECK(encode(ties[i], format{8, 0}).code == away[i]);
  // One step beyond either end, and a word whose only codes are 0 and -1.
  CHECK(encode(128, format{8, 0}) == encoded{.code = 127, .overflowed = true});
  CHECK(encode(-129, format{8, 0}) == encoded{.code = -128, .overflowed = true});
  const policy symmetric{.overflow = bp::overflow_mode::saturate_symmetric};
  CHECK(encode(-128, format{8, 0}, symmetric) == encoded{.code = -127, .overflowed = true});
  CHECK(encode(-1, format{1, 0}, symmetric) == encoded{.code = 0, .overflowed = true});
  CHECK(encode(-1, format{1, 0}) == encoded{.code = -1});
  CHECK(encode(-0.0, format{8, 0}) == encoded{});
  // Integers round too.
  CHECK(encode(1000, format{16, -4}) == encoded{.code = 63, .rounded = true});
  CHECK(encode(lowest, format{64, 0}) == encoded{.code = lowest});
  CHECK(encode(std::numeric_limits<std::uint64_t>::max(), format{64, 0, false}).code == -1);
  constexpr std::uint64_t tie = std::uint64_t{1} << 63;
  CHECK(encode(tie, format{8, -64}).code == 1);
  CHECK(encode(tie - 1, format{8, -64}).code == 0);
  CHECK(encode(tie, format{8, -64}, {.rounding = bp::rounding_mode::half_even}).code == 0);
  // Policies that decide below one step.
  CHECK(encode(-1e-300, format{8, 0}, {.rounding = bp::rounding_mode::floor}).code == -1);
  CHECK(encode(1e-300, format{8, 0}, {.rounding = bp::rounding_mode::ceiling}).code == 1);
  // A negative number in an unsigned format: underflow down to -1/2, overflow from there.
  CHECK(encode(-0.25, format{8, 0, false}) == encoded{.code = 0, .underflowed = true});
  CHECK(encode(-0.5, format{8, 0, false}) == encoded{.code = 0, .overflowed = true});
  CHECK(encode(-0.5, format{8, 0, false}, {.overflow = bp::overflow_mode::wrap}).code == 255);
}

TEST_CASE("encode: stochastic rounding is floor(s + r / 2^32), to the last bit") {
  const policy how{.rounding = bp::rounding_mode::stochastic};
  const auto code = [&](double x, std::uint32_t r) { return encode(x, format{8, 0}, how, r).code; };
  CHECK(code(2.5, 0) == 2);
  CHECK(code(2.5, 0x7fffffff) == 2);
  CHECK(code(2.5, 0x80000000) == 3);
  CHECK(code(2.5 - 0x1p-40, 0x80000000) == 2);
  CHECK(code(-2.5, 0x7fffffff) == -3);
  CHECK(code(-2.5, 0x80000000) == -2);
  CHECK(code(-2.5 - 0x1p-40, 0x80000000) == -3);
  CHECK(code(0x1p-32, 0xffffffff) == 1);
  CHECK(code(0x1p-33, 0xffffffff) == 0);
  CHECK(code(-0x1p-33, 0) == -1);
  CHECK(code(-0x1p-33, 1) == 0);
  CHECK(code(-0x1p-70, 0) == -1);
  CHECK(code(-0x1p-1000, 0) == -1);
  CHECK(code(-1, 0xffffffff) == -1);
}

TEST_CASE("encode: NaN is 0 and infinities saturate by their sign, in every mode") {
  constexpr std::uint64_t seed = 22;
  support::generator random(seed);
  for (int i = 0; i < 2000; ++i) {
    const format target{support::random_int(random, 1, 64), support::random_int(random, -99, 99),
                        random() % 2 == 0};
    const policy how = support::random_policy(random, false);
    CAPTURE(seed, i, target.word_length, target.is_signed, static_cast<int>(how.overflow));
    CHECK(encode(std::numeric_limits<float>::quiet_NaN(), target, how) == encoded{});
    CHECK(encode(std::bit_cast<double>(0xfff0000000000001U), target, how) == encoded{});
    const bool symmetric =
        target.is_signed && how.overflow == bp::overflow_mode::saturate_symmetric;
    CHECK(encode(infinity, target, how) ==
          encoded{.code = target.highest_code(), .overflowed = true});
    CHECK(encode(static_cast<float>(-infinity), target, how) ==
          encoded{.code = target.lowest_code() + (symmetric ? 1 : 0), .overflowed = true});
  }
}

TEST_CASE("decode: every code comes back, up to 53 bits") {
  constexpr std::uint64_t seed = 23;
  support::generator random(seed);
  for (int w = 1; w <= 53; ++w) {
    for (const format f : {format{w, w / 2}, format{w, -5, false}, format{w, 900}}) {
      const bool all = w <= 16;
      const int codes = all ? 1 << w : 5000;
      for (int i = 0; i < codes; ++i) {
        const std::uint64_t low = all ? static_cast<std::uint64_t>(i) : random() >> (64 - w);
        const std::int64_t code = f.lowest_code() + static_cast<std::int64_t>(low);
        const double value = decode(code, f);
        if (value != std::ldexp(static_cast<double>(code), -f.fraction_length) ||
            encode(value, f) != encoded{.code = code}) {
          FAIL("seed " << seed << ", code " << code << " of " << w << ", " << f.fraction_length);
        }
      }
    }
  }
}

TEST_CASE("decode: codes of 64 bits are rounded once, unsigned ones read as bit patterns") {
  CHECK(decode(-1, format{64, 0, false}) == 0x1p64);
  CHECK(decode(-1, format{64, 0}) == -1);
  CHECK(decode((std::int64_t{1} << 53) + 1, format{64, 0}) == 0x1p53);
  CHECK(decode((std::int64_t{1} << 53) + 3, format{64, 0}) == 0x1p53 + 4);
  CHECK(decode(3, format{8, 1075}) == std::ldexp(2.0, -1074));
}

TEMPLATE_TEST_CASE("requantize: an integer, shifted, rounded once, saturated", "", std::int8_t,
                   std::uint8_t, std::int16_t, std::int32_t, std::uint32_t) {
  constexpr std::uint64_t seed = 24;
  support::generator random(seed);
  for (int i = 0; i < 50'000; ++i) {
    const int shift = support::random_int(random, -40, 70);
    // Below 2^53, so that the reference's double holds it.
    const auto wide = static_cast<std::int64_t>(random()) >> support::random_int(random, 11, 60);
    const policy how = support::random_policy(random, false);
    const format target{static_cast<int>(sizeof(TestType) * 8), -shift,
                        std::numeric_limits<TestType>::is_signed};
    const auto expected = static_cast<TestType>(
        support::reference_encode(static_cast<double>(wide), target, how).code);
    if (bp::requantize<TestType>(wide, shift, how) != expected) {
      FAIL("seed " << seed << ", value " << i << ": " << wide << " by " << shift << ", expected "
                   << static_cast<std::int64_t>(expected));
    }
  }
  CHECK(bp::requantize<TestType>(320, 7) == 3);
  CHECK(bp::requantize<TestType>(std::int8_t{5}, -2) == 20);
  CHECK(bp::requantize<TestType>(std::numeric_limits<std::uint64_t>::max(), 32767) == 0);
}

TEST_CASE("convert: what is refused, in words") {
  CHECK_THROWS_WITH(encode(1.0, format{0, 3}), "binpoint: encode: word length 0 is outside 1..64");
  CHECK_THROWS_WITH(encode(1.0F, format{65, 3}),
                    "binpoint: encode: word length 65 is outside 1..64");
  CHECK_THROWS_WITH(encode(1, format{8, 40000}),
                    "binpoint: encode: fraction length 40000 is outside -32767..32767");
  CHECK_THROWS_WITH(decode(1, format{8, -32768}),
                    "binpoint: decode: fraction length -32768 is outside -32767..32767");
  CHECK_THROWS_AS(encode(1.0, format{-1, 0}, {}, 0), std::invalid_argument);
  for (const int shift : {32768, -32768, std::numeric_limits<int>::min()}) {
    CHECK_THROWS_AS(bp::requantize<std::int8_t>(1, shift), std::invalid_argument);
  }
  const policy stochastic{.rounding = bp::rounding_mode::stochastic};
  CHECK_THROWS_WITH(encode(1.0, format{8, 3}, stochastic),
                    "binpoint: encode: stochastic rounding needs random bits");
  CHECK_THROWS_AS(encode(1, format{8, 3}, stochastic), std::invalid_argument);
  CHECK_THROWS_AS(bp::requantize<std::int8_t>(1, 3, stochastic), std::invalid_argument);
}
