// The number type: construction, codes, conversion between formats, conversion to floating point.

#include <binpoint/fixed.hpp>
#include <binpoint/fixed_text.hpp>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/random.hpp"
#include "support/reference.hpp"

namespace bp = binpoint;
using bp::fixed, bp::format;
using support::symmetric, support::wrapping;

namespace {

constexpr bp::policy stochastic{.rounding = bp::rounding_mode::stochastic};

template <class From, class To>
constexpr bool implicit = std::convertible_to<From, To>;
template <class From, class To>
constexpr bool explicit_only = std::constructible_from<To, From> && !std::convertible_to<From, To>;

}  // namespace

// The worked example.
constexpr fixed<8, 3> a{2.1};
static_assert(a.code() == 17 && a.value() == 2.125);
static_assert(fixed<8, 3>{0.03125}.value() == 0 && fixed<8, 3>{16.25}.value() == 15.875);
static_assert(fixed<8, 3>{-16.0}.value() == -16 && fixed<8, 3>{-16.25}.value() == -16);
static_assert(fixed<8, 3>{0.0625}.value() == 0.125 && fixed<8, 3>{-0.0625}.value() == -0.125);
static_assert(std::same_as<bp::fixed_of<format{8, 3}>, fixed<8, 3>>);
static_assert(
    std::same_as<bp::fixed_of<format{8, 3, false}, wrapping>, fixed<8, 3, false, wrapping>>);
static_assert(bp::format_of<fixed<8, 3, false>> == format{8, 3, false});
static_assert(fixed<16, 12, true, bp::policy{.rounding = bp::rounding_mode::floor}>{-1e-9}.code() ==
              -1);

// Storage.
static_assert(sizeof(fixed<1, 0>) == 1 && sizeof(fixed<8, 3>) == 1 && sizeof(fixed<9, 3>) == 2);
static_assert(sizeof(fixed<17, 0, false>) == 4 && sizeof(fixed<33, 0>) == 8);
static_assert(std::same_as<fixed<8, 3>::storage_type, std::int8_t>);
static_assert(std::same_as<fixed<12, 3, false>::storage_type, std::uint16_t>);
static_assert(std::same_as<fixed<64, 3, false>::storage_type, std::uint64_t>);
static_assert(std::is_trivially_copyable_v<fixed<8, 3>> && std::is_trivial_v<fixed<64, 3>>);
static_assert(fixed<8, 3>{}.code() == 0);

// Builtin numbers enter explicitly, and leave explicitly.
static_assert(explicit_only<double, fixed<8, 3>> && explicit_only<float, fixed<8, 3>>);
static_assert(explicit_only<int, fixed<64, 0>>);
static_assert(explicit_only<fixed<8, 3>, double> && explicit_only<fixed<8, 3>, float>);
static_assert(std::constructible_from<fixed<8, 3, true, stochastic>, double, std::uint32_t>);

// A format all of whose values fit converts implicitly.
static_assert(implicit<fixed<8, 3>, fixed<9, 3>> && implicit<fixed<8, 3>, fixed<9, 4>>);
static_assert(explicit_only<fixed<8, 3>, fixed<8, 4>> && explicit_only<fixed<8, 3>, fixed<8, 2>>);
static_assert(explicit_only<fixed<9, 3>, fixed<8, 3>>);
static_assert(implicit<fixed<8, 3, false>, fixed<9, 3>>);
static_assert(explicit_only<fixed<8, 3, false>, fixed<8, 3>>);
static_assert(explicit_only<fixed<8, 3>, fixed<64, 3, false>>);
static_assert(implicit<fixed<4, 10>, fixed<8, 10>> && implicit<fixed<4, -10>, fixed<16, 0>>);
static_assert(implicit<fixed<8, 3>, fixed<8, 3, true, wrapping>>);
static_assert(explicit_only<fixed<8, 3>, fixed<8, 3, true, symmetric>>);
static_assert(implicit<fixed<8, 3, true, symmetric>, fixed<8, 3>>);
static_assert(implicit<fixed<8, 3>, fixed<9, 3, true, symmetric>>);
static_assert(implicit<fixed<7, 3, false>, fixed<8, 3, true, symmetric>>);
static_assert(implicit<fixed<1, 5>, fixed<64, 63>> && implicit<fixed<1, -63>, fixed<64, 0>>);

namespace {

template <class... Formats>
struct type_list {};

template <class Fixed>
std::string name() {
  return binpoint::to_string(bp::format_of<Fixed>);
}

/// All codes of a small format, the ends and random ones of a large format.
template <class Fixed, class Visit>
void for_each_code(support::generator& random, Visit visit) {
  constexpr format f = bp::format_of<Fixed>;
  if constexpr (f.word_length <= 10) {
    // A symmetric type has no lowest code of its own.
    const bool is_symmetric = Fixed::rules == symmetric;
    for (std::int64_t code = f.lowest_code() + is_symmetric; code <= f.highest_code(); ++code) {
      visit(Fixed::from_code(static_cast<typename Fixed::storage_type>(code)));
    }
  } else {
    for (const int end : {-2, -1, 0, 1, 2}) {
      for (const std::int64_t code : {f.lowest_code(), f.highest_code(), std::int64_t{0}}) {
        const auto bits = static_cast<std::uint64_t>(code) + static_cast<std::uint64_t>(end);
        visit(Fixed::from_code(static_cast<typename Fixed::storage_type>(bits)));
      }
    }
    for (int i = 0; i < 500; ++i) {
      const std::uint64_t bits = random() >> support::random_int(random, 0, 63);
      visit(Fixed::from_code(static_cast<typename Fixed::storage_type>(bits)));
    }
  }
}

/// code * 2^shift, rounded to nearest even; a shift that leaves more than 126 bits is not for here.
support::int128 shift_half_even(support::int128 code, int shift) {
  if (shift >= 0) return code << shift;
  const int drop = -shift > 100 ? 100 : -shift;
  const support::int128 low = code >> drop;
  const support::int128 rest = code - (low << drop);
  const support::int128 half = support::int128{1} << (drop - 1);
  return low + (rest > half || (rest == half && low % 2 != 0) ? 1 : 0);
}

/// The nearest number of type T: builtin conversion and an exact scaling in the normal range, below
/// it a rounding to multiples of the least subnormal.
template <class T, class Fixed>
T nearest(Fixed x) {
  using limits = std::numeric_limits<T>;
  const T scaled = std::ldexp(static_cast<T>(x.code()), -Fixed::fraction_length);
  if (x.code() == 0 || std::abs(scaled) >= 2 * limits::min()) return scaled;
  constexpr int least = limits::min_exponent - limits::digits;
  const support::int128 steps = shift_half_even(x.code(), -Fixed::fraction_length - least);
  return std::ldexp(static_cast<T>(steps), least);
}

/// Rounded once into To by its policy, through 128-bit integers.
template <class To, class From>
bool converts_exactly(From x) {
  constexpr int shift = To::fraction_length - From::fraction_length;
  const auto code = static_cast<support::int128>(x.code());
  const bool negative = code < 0;
  const auto magnitude = static_cast<std::uint64_t>(negative ? -code : code);
  const support::scaled_number s = support::scale(negative, magnitude, shift);
  const support::int128 n = support::round(s, To::rules.rounding, 0);
  const int width = static_cast<int>(std::bit_width(magnitude));
  const int beyond = width + shift <= 65 ? 0 : negative ? -1 : 1;
  const auto e =
      support::fit(n, beyond, code == 0, s.is_integer(), bp::format_of<To>, To::rules.overflow);
  return To{x}.code() == static_cast<typename To::storage_type>(e.code);
}

/// The first code that converts wrongly, in words; empty if there is none.
template <class From, class... To>
std::string wrong_conversion(support::generator& random, type_list<To...>) {
  std::string wrong;
  for_each_code<From>(random, [&](From x) {
    const bool right = (converts_exactly<To>(x) && ...) && x.value() == nearest<double>(x) &&
                       static_cast<double>(x) == nearest<double>(x) &&
                       static_cast<float>(x) == nearest<float>(x);
    if (!right && wrong.empty()) wrong = std::to_string(x.code()) + " of " + name<From>();
  });
  return wrong;
}

using formats =
    type_list<fixed<8, 3>, fixed<8, 3, false>, fixed<8, 3, true, symmetric>, fixed<1, 0>,
              fixed<1, 0, false>, fixed<5, 9>, fixed<5, -4>, fixed<9, 0, false, wrapping>,
              fixed<10, 5, true, bp::policy{.rounding = bp::rounding_mode::half_even}>,
              fixed<6, -1, true, bp::policy{.rounding = bp::rounding_mode::floor}>,
              fixed<16, 12, true, bp::policy{.rounding = bp::rounding_mode::ceiling}>,
              fixed<32, 31>, fixed<53, 0>, fixed<64, 0>, fixed<64, 32, false>,
              fixed<64, 63, true, wrapping>>;

template <class... From>
std::string wrong_conversions(support::generator& random, type_list<From...>) {
  return (wrong_conversion<From>(random, formats{}) + ...);
}

}  // namespace

TEST_CASE("fixed: between all formats, rounded and saturated once, exactly") {
  support::generator random(31);
  INFO("seed 31");
  CHECK(wrong_conversions(random, formats{}) == "");
}

TEST_CASE("fixed: to double and float, correctly rounded at the ends of their ranges") {
  support::generator random(32);
  INFO("seed 32");
  using small =
      type_list<fixed<64, 140>, fixed<64, 160, false>, fixed<64, 180>, fixed<64, 1070>,
                fixed<64, 1100>, fixed<64, 1130, false>, fixed<64, 1137>, fixed<64, 1138, false>>;
  CHECK(wrong_conversions(random, small{}) == "");
  CHECK(wrong_conversion<fixed<64, -66>>(random, type_list<>{}) == "");
  CHECK(wrong_conversion<fixed<64, -970>>(random, type_list<>{}) == "");
  CHECK(wrong_conversion<fixed<64, 32767>>(random, type_list<>{}) == "");
  CHECK(wrong_conversion<fixed<64, -32767, false>>(random, type_list<>{}) == "");
}

TEST_CASE("fixed: from_code takes the code modulo 2^W, and code() gives it back") {
  CHECK(fixed<5, 0>::from_code(16).code() == -16);
  CHECK(fixed<5, 0>::from_code(-17).code() == 15);
  CHECK(fixed<5, 0>::from_code(33).code() == 1);
  CHECK(fixed<5, 0, false>::from_code(33).code() == 1);
  CHECK(fixed<1, 0>::from_code(1).code() == -1);
  CHECK(fixed<12, 4>::from_code(0x7ff).code() == 0x7ff);
  CHECK(fixed<64, 0>::from_code(std::numeric_limits<std::int64_t>::min()).code() ==
        std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("fixed: from numbers by its policy, NaN and infinities too") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(fixed<8, 3>{std::numeric_limits<float>::quiet_NaN()}.code() == 0);
  CHECK(fixed<8, 3, true, wrapping>{infinity}.code() == 127);
  CHECK(fixed<8, 3, true, symmetric>{-infinity}.code() == -127);
  CHECK(fixed<8, 3, true, wrapping>{16.0}.code() == -128);
  CHECK(fixed<8, 3, false>{-1}.code() == 0);
  CHECK(fixed<8, 3>{100}.code() == 127);
  CHECK(fixed<16, -4>{1000}.value() == 1008);
  CHECK(fixed<64, 0, false>{std::numeric_limits<std::uint64_t>::max()}.value() == 0x1p64);
  CHECK((+fixed<8, 3>{2.1}).code() == 17);
  using random_fixed = fixed<8, 3, true, stochastic>;
  CHECK(random_fixed(2.1, 0).code() == 16);
  CHECK(random_fixed(2.1, 0xffffffffU).code() == 17);
  CHECK(random_fixed(-2.1, 0).code() == -17);
}
