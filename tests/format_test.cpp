// The run-time format: its window, its limits, its validity.

#include <binpoint/format.hpp>
#include <cmath>
#include <limits>
#include <type_traits>

#include "support/catch.hpp"

using binpoint::format;

static_assert(std::is_aggregate_v<format>);
static_assert(format{} == format{8, 0, true});
static_assert(format{8, 3} != format{8, 4} && format{8, 3} != format{9, 3});
static_assert(format{8, 3} != format{.word_length = 8, .fraction_length = 3, .is_signed = false});

// The worked example: signed, 8 bits, steps of 1/8.
static_assert(format{8, 3}.msb() == 3 && format{8, 3}.lsb() == -3);
static_assert(format{8, 3}.step() == 0.125);
static_assert(format{8, 3}.lowest() == -16 && format{8, 3}.highest() == 15.875);
static_assert(format{8, 3}.lowest_code() == -128 && format{8, 3}.highest_code() == 127);
static_assert(format{8, 3, false}.msb() == 4 && format{8, 3, false}.magnitude_bits() == 8);
static_assert(format{8, 3, false}.lowest() == 0 && format{8, 3, false}.highest() == 31.875);

TEST_CASE("format: every word length, fraction lengths inside and outside the word") {
  for (int w = 1; w <= 64; ++w) {
    for (const int f : {-70, -3, 0, 3, 64, 100}) {
      for (const bool is_signed : {false, true}) {
        const format x{w, f, is_signed};
        CAPTURE(w, f, is_signed);
        const int bits = is_signed ? w - 1 : w;
        CHECK(x.is_valid());
        CHECK(x.magnitude_bits() == bits);
        CHECK(x.lsb() == -f);
        CHECK(x.msb() == bits - 1 - f);
        CHECK(x.step() == std::ldexp(1.0, -f));
        CHECK(x.lowest() == (is_signed ? -std::ldexp(1.0, bits - f) : 0.0));
        // 2^bits - 1 has no double of its own beyond 53 bits: the nearest is 2^bits.
        const double codes = std::ldexp(1.0, bits) - (bits <= 53 ? 1 : 0);
        CHECK(x.highest() == std::ldexp(codes, -f));
      }
    }
  }
}

TEST_CASE("format: limit codes, unsigned 64-bit ones as bit patterns") {
  CHECK(format{1, 0}.lowest_code() == -1);
  CHECK(format{1, 0}.highest_code() == 0);
  CHECK(format{1, 0, false}.highest_code() == 1);
  CHECK(format{64, 0}.lowest_code() == std::numeric_limits<std::int64_t>::min());
  CHECK(format{64, 0}.highest_code() == std::numeric_limits<std::int64_t>::max());
  CHECK(format{64, 0, false}.lowest_code() == 0);
  CHECK(format{64, 0, false}.highest_code() == -1);
  CHECK(format{63, 0, false}.highest_code() == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("format: values at and beyond the ends of double") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double least = std::numeric_limits<double>::denorm_min();
  CHECK(format{8, 1074}.step() == least);
  CHECK(format{8, 1075}.step() == 0);         // 2^-1075 is half of the least, and ties to even
  CHECK(format{8, 1081}.highest() == least);  // 127 / 128 of it
  CHECK(format{8, 32767}.highest() == 0);
  CHECK(format{8, -1023}.step() == 0x1p1023);
  CHECK(format{8, -1024}.step() == infinity);
  CHECK(format{8, -1017}.highest() == 127 * 0x1p1017);
  CHECK(format{8, -1017}.lowest() == -infinity);
  CHECK(format{8, -32767}.lowest() == -infinity);
}

TEST_CASE("format: valid are word lengths 1..64 and fraction lengths -32767..32767") {
  CHECK(format{1, 32767}.is_valid());
  CHECK(format{64, -32767}.is_valid());
  for (const int wrong : {std::numeric_limits<int>::min(), -1, 0, 65, 1000}) {
    CAPTURE(wrong);
    CHECK_FALSE(format{wrong, 0}.is_valid());
  }
  for (const int wrong : {std::numeric_limits<int>::min(), -32768, 32768, 1 << 30}) {
    CAPTURE(wrong);
    CHECK_FALSE(format{8, wrong}.is_valid());
  }
}
