// Limits, shifts, integers beside fixed-point numbers, division by zero, stochastic rounding, and
// the cases in which other libraries go wrong.

#include <algorithm>
#include <binpoint/fixed.hpp>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "support/catch.hpp"
#include "support/exact_model.hpp"
#include "support/numbers.hpp"

namespace bp = binpoint;
using bp::fixed;
using support::symmetric, support::wrapping;

namespace {

constexpr bp::policy down{.rounding = bp::rounding_mode::floor};
constexpr bp::policy random_rounding{.rounding = bp::rounding_mode::stochastic};

template <class Fixed>
using limits = std::numeric_limits<Fixed>;

constexpr std::int64_t highest_64 = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t lowest_64 = std::numeric_limits<std::int64_t>::min();

}  // namespace

static_assert(limits<fixed<8, 3>>::is_specialized && limits<fixed<8, 3>>::is_exact);
static_assert(limits<fixed<8, 3>>::lowest().value() == -16);
static_assert(limits<fixed<8, 3>>::max().value() == 15.875);
static_assert(limits<fixed<8, 3>>::min().value() == 0.125);
static_assert(limits<fixed<8, 3>>::epsilon().value() == 0.125);
static_assert(limits<fixed<8, 3, true, symmetric>>::lowest().code() == -127);
static_assert(limits<fixed<8, 0>>::min().code() == -128 && limits<fixed<8, 0>>::is_integer);
static_assert(limits<fixed<8, 3, false>>::lowest().code() == 0);
static_assert(limits<fixed<8, 3, false>>::max().code() == 255);
static_assert(limits<fixed<64, 5>>::lowest().code() == lowest_64);
static_assert(limits<fixed<64, 5, false>>::max().code() == ~std::uint64_t{0});
static_assert(limits<fixed<8, 3>>::digits == 7 && limits<fixed<8, 3, false>>::digits == 8);
static_assert(limits<fixed<8, 3>>::is_signed && !limits<fixed<8, 3, false>>::is_signed);
static_assert(limits<fixed<8, 3, true, wrapping>>::is_modulo && !limits<fixed<8, 3>>::is_modulo);
static_assert(limits<fixed<8, 3>>::round_style == std::round_to_nearest);
static_assert(limits<fixed<8, 3, true, down>>::round_style == std::round_toward_neg_infinity);
static_assert(limits<fixed<8, 3, true, random_rounding>>::round_style == std::round_indeterminate);
static_assert(limits<const fixed<8, 3>>::max() == limits<fixed<8, 3>>::max());
static_assert(!limits<fixed<8, 3>>::has_infinity && !limits<fixed<8, 3>>::has_quiet_NaN);

// A shift moves the binary point and keeps the code.
static_assert(std::same_as<decltype(bp::shift<3>(fixed<8, 3>{})), fixed<8, 0>>);
static_assert(std::same_as<decltype(bp::shift<-2>(fixed<8, 3, false, wrapping>{})),
                           fixed<8, 5, false, wrapping>>);
static_assert(bp::shift<10>(fixed<8, 3>{2.1}) == 2176 && bp::shift<-3>(fixed<8, 3>{-16}) == -2);

// Integers of every kind compare exactly.
static_assert(fixed<8, 3>{2.125} > 2 && fixed<8, 3>{2.125} < 3 && fixed<8, 3>{-16} == -16);
static_assert(2 < fixed<8, 3>{2.125} && fixed<8, 3>{-1} < 0U && fixed<8, -3>{1000} >= 1000);
static_assert((fixed<8, 3>{2.125} <=> 2) == std::strong_ordering::greater);
static_assert(fixed<64, 0, false>::from_code(~std::uint64_t{0}) > highest_64);
static_assert(fixed<64, 0, false>::from_code(~std::uint64_t{0}) == ~std::uint64_t{0});
static_assert(fixed<64, 0>::from_code(lowest_64) == lowest_64);
static_assert(fixed<8, -32767>::from_code(1) > highest_64 && fixed<8, 32767>::from_code(-1) < 0);

TEST_CASE("fixed: every code of a small format against every small integer") {
  const auto check = []<class Fixed>(const std::vector<Fixed>& numbers) {
    for (const Fixed x : numbers) {
      const double value = std::ldexp(x.code(), -Fixed::fraction_length);
      for (int n = -70; n <= 70; ++n) {
        const bool right = (x < n) == (value < n) && (x == n) == (value == n) &&
                           (x > n) == (value > n) && (n < x) == (n < value) &&
                           (n >= x) == (n >= value) && (x != n) == (value != n);
        if (!right) FAIL("code " << int{x.code()} << " beside " << n);
      }
    }
  };
  check(support::all_numbers<fixed<8, 1>>());
  check(support::all_numbers<fixed<7, 0, false>>());
  check(support::all_numbers<fixed<6, -3>>());
  check(support::all_numbers<fixed<8, 9>>());
}

TEST_CASE("fixed: x / 0 saturates by sign in every mode, 0 / 0 is 0") {
  const fixed<8, 3> zero{};
  const fixed<8, 3> one{1};
  CHECK((one / zero).code() == 127);
  CHECK((-one / zero).code() == -256);  // a word of 9 bits
  CHECK((zero / zero).code() == 0);
  CHECK(bp::divide<fixed<8, 3, true, wrapping>>(one, zero).code() == 127);
  CHECK(bp::divide<fixed<8, 3, true, wrapping>>(-one, zero).code() == -128);
  CHECK(bp::divide<fixed<8, 3, true, symmetric>>(-one, zero).code() == -127);
  CHECK(bp::divide<fixed<8, 3, false>>(-one, zero).code() == 0);
  CHECK(bp::divide<fixed<64, 3, false, wrapping>>(one, zero).code() == ~std::uint64_t{0});
  CHECK(bp::divide<fixed<64, 40>>(fixed<64, 3>{-1}, fixed<64, 9>{}).code() == lowest_64);
}

TEST_CASE("fixed: a quotient above a tie by less than 2^-64 of a step is no tie") {
  using even = fixed<64, 0, false, bp::policy{bp::rounding_mode::half_even}>;
  const auto half = fixed<64, 0, false>::from_code(std::uint64_t{1} << 63);
  CHECK(bp::divide<even>(half, fixed<64, 0, false>::from_code(~std::uint64_t{0})).code() == 1);
  CHECK(bp::divide<even>(half, bp::shift<1>(half)).code() == 0);
}

TEST_CASE(
    "fixed: stochastic rounding carries with exactly as many of all random bits as it should") {
  using coarse = fixed<4, 0, true, random_rounding>;
  // floor(s + r / 2^32) is above floor(s) for rest * 2^32 of the 2^32 values of r: from r = 2^32 *
  // (1 - rest) on. Both sides of that r, and both ends.
  for (int code = -64; code < 56; ++code) {
    const auto x = fixed<8, 3>::from_code(static_cast<std::int8_t>(code));
    const int floor = code >> 3;
    const std::uint64_t rest = static_cast<std::uint64_t>(code & 7) << 29;
    const std::uint64_t first = (std::uint64_t{1} << 32) - rest;
    for (const std::uint64_t r : {std::uint64_t{0}, first - 1, first, std::uint64_t{0xffffffff}}) {
      if (r >> 32 != 0) continue;
      const int expected = floor + (rest != 0 && r >= first ? 1 : 0);
      CAPTURE(code, r);
      CHECK(coarse(x, static_cast<std::uint32_t>(r)).code() == expected);
      CHECK(coarse(x.value(), static_cast<std::uint32_t>(r)).code() == expected);
    }
  }
  // Of the 2^16 values of the upper bits, the carries sum up to the value: no bias.
  for (const int code : {-64, -63, -37, -1, 1, 5, 8, 29, 55}) {
    const auto x = fixed<8, 3>::from_code(static_cast<std::int8_t>(code));
    std::int64_t total = 0;
    for (std::uint32_t r = 0; r < 1U << 16; ++r) total += coarse(x, r << 16).code();
    CHECK(total == std::int64_t{code} << 13);
  }
}

TEST_CASE("fixed: where other libraries wrap, trap, or round twice") {
  using q16 = fixed<32, 16>;
  const q16 lowest = limits<q16>::lowest();
  const q16 highest = limits<q16>::max();
  const q16 step = q16::from_code(1);
  // The largest number below half a step; odd steps beyond 2^23 and 2^52; exactly 2^31, 2^63 steps.
  CHECK(q16{std::nextafter(0x1p-17, 0.0)}.code() == 0);
  CHECK(q16{std::nextafter(0x1p-17F, 0.0F)}.code() == 0);
  CHECK(q16{8388609.0F / 65536}.code() == 8388609);
  CHECK(fixed<64, 16>{(0x1p52 + 1) / 65536}.code() == (std::int64_t{1} << 52) + 1);
  CHECK(q16{32768.0F}.code() == 0x7fffffff);
  CHECK(fixed<64, 32>{0x1p31}.code() == highest_64);
  CHECK(q16{1e300} == highest);
  CHECK(q16{-1e30F} == lowest);
  CHECK(q16{std::numeric_limits<float>::infinity()} == highest);
  CHECK(q16{-std::numeric_limits<double>::infinity()} == lowest);
  CHECK(q16{std::numeric_limits<double>::quiet_NaN()} == 0);
  // One step beyond the ends.
  CHECK(bp::add<q16>(highest, step) == highest);
  CHECK(bp::subtract<q16>(lowest, step) == lowest);
  CHECK(q16{-lowest} == highest);
  CHECK((-lowest).value() == 32768);
  // Products and quotients.
  CHECK(bp::multiply<q16>(q16{200}, q16{200}) == highest);
  CHECK(bp::multiply<q16>(lowest, lowest) == highest);
  CHECK(bp::multiply<q16>(step, q16{-0.5}).code() == -1);
  CHECK(bp::multiply<q16>(step, q16{0.5}).code() == 1);
  CHECK(lowest / q16{-1} == highest);
  CHECK(lowest / -step == highest);
  CHECK((q16{2} / q16{3}).code() == 43691);
  CHECK((q16{-2} / q16{3}).code() == -43691);
  CHECK((limits<fixed<64, 0>>::lowest() / fixed<64, 0>{-1}).code() == highest_64);
  // Conversions between formats, of integers, out of 64 bits, and the shortest symmetric word.
  CHECK(fixed<8, 4>{fixed<16, 8>{100}}.code() == 127);
  CHECK(fixed<16, -4>{1000}.value() == 1008);
  CHECK(fixed<16, -4>{1000.0}.value() == 1008);
  CHECK(static_cast<float>(fixed<64, 0>::from_code(0x4000004000000001)) == 0x1.000002p62F);
  CHECK(static_cast<double>(fixed<64, 0>::from_code(0x4000000000000201)) == 0x1.0000000000001p62);
  CHECK(fixed<1, 0, true, symmetric>{-1}.code() == 0);
}
