// Every float through format{8, 3}, and the position of its most significant bit.

#include <binpoint/convert.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <thread>

#include "support/catch.hpp"

namespace bp = binpoint;

namespace {

constexpr std::uint32_t stride = BINPOINT_EXHAUSTIVE_STRIDE;
constexpr std::uint32_t sign_bit = 0x80000000U;
constexpr std::uint32_t infinity_bits = 0x7f800000U;

/// The definition, in double. s = 8x is exact: a power of two times 24 bits. So is a + 0.5 where
/// it matters: for 0.5 <= a < 2^24 the last bit of a is at 2^-24 or above, 49 bits below the first
/// of the sum; for a < 0.5, a is at most 0.5 - 2^-25, so that even a rounded sum is below 1; from
/// 2^24 on everything saturates.
bp::encoded plain_encode(float x) {
  const double s = static_cast<double>(x) * 8;
  const double a = std::abs(s);
  const double magnitude = std::floor(a + 0.5);
  const double n = s < 0 ? -magnitude : magnitude;
  if (n > 127) return {.code = 127, .overflowed = true};
  if (n < -128) return {.code = -128, .overflowed = true};
  const bool underflowed = s != 0 && n == 0;
  return {.code = static_cast<std::int64_t>(n),
          .underflowed = underflowed,
          .rounded = n != s && !underflowed};
}

/// What went wrong in a part of the patterns: how often, and where first.
struct failures {
  std::uint64_t encoded = 0;
  std::uint64_t position = 0;
  std::uint64_t checked = 0;
  std::uint32_t first = 0;
};

/// Both signs of the magnitudes begin, begin + stride, ... below end, all finite.
void check_finite(std::uint32_t begin, std::uint32_t end, failures& result) {
  failures found;
  // Patterns of one sign are in the order of their magnitudes, so the octave moves up with them.
  int position = -1075;
  double next_octave = 0;
  for (std::uint32_t bits = begin; bits < end; bits += stride) {
    const auto x = std::bit_cast<float>(bits);
    while (static_cast<double>(x) >= next_octave) next_octave = std::ldexp(1.0, ++position + 1);
    for (const float y : {x, -x}) {
      const bool wrong_code = bp::encode(y, bp::format{8, 3}) != plain_encode(y);
      const bool wrong_position = y != 0 && bp::msb_position(y) != position;
      if (wrong_code || wrong_position) {
        if (found.encoded + found.position == 0) found.first = std::bit_cast<std::uint32_t>(y);
        if (wrong_code) ++found.encoded;
        if (wrong_position) ++found.position;
      }
      ++found.checked;
    }
  }
  result = found;
}

}  // namespace

TEST_CASE("format{8, 3}: the code, the flags and the MSB position of every finite float") {
  constexpr std::uint32_t patterns = (infinity_bits - 1) / stride + 1;
  constexpr std::uint32_t middle = patterns / 2 * stride;
  failures low;
  failures high;
  std::thread first([&] { check_finite(0, middle, low); });
  std::thread second([&] { check_finite(middle, infinity_bits, high); });
  first.join();
  second.join();
  CHECK(low.checked + high.checked == 2 * std::uint64_t{patterns});
  CHECK(low.encoded + high.encoded == 0);
  CHECK(low.position + high.position == 0);
  CHECK(low.first == 0);
  CHECK(high.first == 0);
}

TEST_CASE("format{8, 3}: every NaN is 0, infinities saturate") {
  std::uint64_t wrong = 0;
  for (std::uint32_t bits = infinity_bits + 1; bits < sign_bit; bits += stride) {
    for (const std::uint32_t sign : {0U, sign_bit}) {
      const auto nan = std::bit_cast<float>(bits | sign);
      if (bp::encode(nan, bp::format{8, 3}) != bp::encoded{}) ++wrong;
    }
  }
  CHECK(wrong == 0);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(bp::encode(infinity, bp::format{8, 3}) == bp::encoded{.code = 127, .overflowed = true});
  CHECK(bp::encode(-infinity, bp::format{8, 3}) == bp::encoded{.code = -128, .overflowed = true});
}
