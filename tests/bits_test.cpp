// The position of the most significant bit, for every floating-point type and integer.

#include <binpoint/bits.hpp>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

#include "support/brain_float.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

namespace {

struct half {
  std::uint16_t bits;
};

}  // namespace

template <>
struct binpoint::float_layout<half> : binpoint::ieee_layout<std::uint16_t, 5, 10> {};

using binpoint::msb_position;
using support::brain_float;

static_assert(binpoint::floating<float> && binpoint::floating<double>);
static_assert(binpoint::floating<half> && !binpoint::floating<int> &&
              !binpoint::floating<long double>);
static_assert(msb_position(0.03125F) == -5 && msb_position(-2.1) == 1 && msb_position(16.25) == 4);
static_assert(msb_position(std::uint8_t{255}) == 7 && msb_position(std::int8_t{-128}) == 7);

namespace {

/// Both ends of an octave and a step beyond each.
template <class T>
void check_octave(int position) {
  CAPTURE(position);
  const T first = static_cast<T>(std::ldexp(1.0, position));
  CHECK(msb_position(first) == position);
  CHECK(msb_position(-first) == position);
  if (position < std::numeric_limits<T>::max_exponent - 1) {
    CHECK(msb_position(std::nextafter(2 * first, T(0))) == position);
  }
  const T previous = std::nextafter(first, T(0));
  if (previous != 0) CHECK(msb_position(previous) == position - 1);
}

}  // namespace

TEST_CASE("msb_position: both ends of every octave, subnormals included") {
  for (int p = -149; p <= 127; ++p) check_octave<float>(p);
  for (int p = -1074; p <= 1023; ++p) check_octave<double>(p);
  CHECK(msb_position(std::numeric_limits<float>::max()) == 127);
  CHECK(msb_position(std::numeric_limits<double>::max()) == 1023);
}

TEST_CASE("msb_position: floor(log2) of random bit patterns, by the C library's ilogb") {
  constexpr std::uint64_t seed = 11;
  support::generator random(seed);
  for (int i = 0; i < 200'000; ++i) {
    const auto x = support::random_pattern<float>(random);
    const auto y = support::random_pattern<double>(random);
    const bool wrong_float = std::isfinite(x) && x != 0 && msb_position(x) != std::ilogb(x);
    const bool wrong_double = std::isfinite(y) && y != 0 && msb_position(y) != std::ilogb(y);
    if (wrong_float || wrong_double) {
      FAIL("seed " << seed << ", value " << i << ": " << x << " or " << y);
    }
  }
}

TEST_CASE("msb_position: every 16-bit float, the types admitted by one line each") {
  for (unsigned i = 0; i < 0x10000; ++i) {
    const auto bits = static_cast<std::uint16_t>(i);
    const unsigned magnitude = i & 0x7fffU;
    if (magnitude == 0) continue;
    if (magnitude < 0x7f80) {
      const int expected = std::ilogb(std::bit_cast<float>(i << 16));
      if (msb_position(brain_float{bits}) != expected) FAIL("bfloat16 " << i);
    }
    if (magnitude < 0x7c00) {
      const int exponent = static_cast<int>(magnitude >> 10);
      const int fraction = static_cast<int>(magnitude & 0x3ffU);
      const double value =
          exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
      if (msb_position(half{bits}) != std::ilogb(value)) FAIL("half " << i);
    }
  }
}

TEMPLATE_TEST_CASE("msb_position: the ends of every integer type", "", std::int8_t, std::uint8_t,
                   std::int16_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t,
                   std::uint64_t) {
  using limits = std::numeric_limits<TestType>;
  constexpr int bits = limits::digits;
  CHECK(msb_position(TestType{1}) == 0);
  CHECK(msb_position(limits::max()) == bits - 1);
  for (int p = 0; p < bits; ++p) {
    CAPTURE(p);
    const auto power = static_cast<TestType>(TestType{1} << p);
    CHECK(msb_position(power) == p);
    if (p > 0) CHECK(msb_position(static_cast<TestType>(power - 1)) == p - 1);
    if constexpr (std::signed_integral<TestType>) {
      CHECK(msb_position(static_cast<TestType>(-power)) == p);
    }
  }
  // The lowest of a signed type is -2^bits.
  if constexpr (std::signed_integral<TestType>) CHECK(msb_position(limits::min()) == bits);
}
