// Magnitude, whole numbers, and the square root, against integer arithmetic.

#include <binpoint/fixed_math.hpp>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "support/catch.hpp"
#include "support/numbers.hpp"
#include "support/random.hpp"
#include "support/reference.hpp"

namespace {

using namespace binpoint;
using number = fixed<8, 3>;
using support::int128;
using support::uint128;

static_assert(abs(number{-2.5}).value() == 2.5 && floor(number{-2.5}).value() == -3);
static_assert(sqrt(fixed<16, 12>{2.0}).code() == 5793);
static_assert(noexcept(abs(number{})) && noexcept(sqrt(number{})));
static_assert(std::is_same_v<decltype(abs(fixed<16, 3, false>{})), fixed<16, 3, false>>);

/// Whole numbers by std's functions on doubles, which hold every value, put into T from double.
template <class T>
void check_whole() {
  int differences = 0;
  support::for_each_number<T>([&](T x) {
    constexpr policy how{.overflow = T::rules.overflow};
    // A code without a number.
    if (how.overflow == overflow_mode::saturate_symmetric && x < T{x.value()}) return;
    const auto expect = [&](T found, double value) {
      const encoded e = encode(value, format_of<T>, how);
      differences += static_cast<std::int64_t>(found.code()) != e.code;
    };
    expect(abs(x), std::abs(x.value()));
    expect(floor(x), std::floor(x.value()));
    expect(ceil(x), std::ceil(x.value()));
    expect(round(x), std::round(x.value()));
    expect(trunc(x), std::trunc(x.value()));
  });
  INFO(T::word_length << ' ' << T::fraction_length << ' ' << T::is_signed);
  CHECK(differences == 0);
}

template <int W, bool S, overflow_mode Overflow>
void check_whole_of_word() {
  constexpr policy how{.rounding = rounding_mode::half_even, .overflow = Overflow};
  check_whole<fixed<W, -3, S, how>>();
  check_whole<fixed<W, 0, S, how>>();
  check_whole<fixed<W, 1, S, how>>();
  check_whole<fixed<W, W / 2, S, how>>();
  check_whole<fixed<W, W - 1, S, how>>();
  check_whole<fixed<W, W, S, how>>();
  check_whole<fixed<W, W + 3, S, how>>();
}

template <overflow_mode Overflow>
void check_whole_of_words() {
  check_whole_of_word<1, true, Overflow>();
  check_whole_of_word<6, false, Overflow>();
  check_whole_of_word<8, true, Overflow>();
  check_whole_of_word<12, true, Overflow>();
  constexpr policy how{.overflow = Overflow};
  check_whole<fixed<10, 61, true, how>>();
  check_whole<fixed<10, 62, true, how>>();
}

/// How n + half / 2 compares with the root of c * 2^F steps squared: -1, 0, 1, by squares alone.
int compare_with_root(std::uint64_t n, int half, std::uint64_t c, int fraction_length) {
  const uint128 twice = uint128{n} * 2 + static_cast<unsigned>(half);
  uint128 left = twice * twice;
  uint128 right = uint128{c} * 4;
  if (fraction_length >= 0) {
    right <<= fraction_length;
  } else {
    left <<= -fraction_length;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/// Whether n is the root of c * 2^F, rounded; decided from what rounding means, without any root.
template <rounding_mode Rounding>
bool is_rounded_root(std::uint64_t n, std::uint64_t c, int f) {
  if constexpr (Rounding == rounding_mode::ceiling) {
    return compare_with_root(n, 0, c, f) >= 0 && (n == 0 || compare_with_root(n - 1, 0, c, f) < 0);
  } else if constexpr (Rounding == rounding_mode::floor || Rounding == rounding_mode::toward_zero) {
    return compare_with_root(n, 0, c, f) <= 0 && compare_with_root(n + 1, 0, c, f) > 0;
  } else {
    const int above = compare_with_root(n, 1, c, f);
    const int below = n == 0 ? -1 : compare_with_root(n - 1, 1, c, f);
    const bool even = Rounding == rounding_mode::half_even;
    const bool tie_down = even && n % 2 == 0;
    const bool tie_up = !even || n % 2 == 0;
    return (above > 0 || (above == 0 && tie_down)) && (below < 0 || (below == 0 && tie_up));
  }
}

template <class T>
bool is_root(T x) {
  const auto root = sqrt(x);
  if (x.code() <= 0) return root.code() == 0;
  const auto c = static_cast<std::uint64_t>(x.code());
  const auto n = static_cast<std::uint64_t>(root.code());
  constexpr auto highest = static_cast<std::uint64_t>(format_of<T>.highest_code());
  if (is_rounded_root<T::rules.rounding>(n, c, T::fraction_length)) return true;
  return n == highest && compare_with_root(n, 0, c, T::fraction_length) < 0;  // Saturated.
}

template <class T>
void check_all_roots() {
  int differences = 0;
  support::for_each_number<T>([&](T x) { differences += !is_root(x); });
  INFO(T::word_length << ' ' << T::fraction_length << ' ' << T::is_signed << " rounding "
                      << static_cast<int>(T::rules.rounding));
  CHECK(differences == 0);
}

template <int W, bool S, rounding_mode Rounding>
void check_roots_of_word() {
  constexpr policy how{.rounding = Rounding};
  check_all_roots<fixed<W, -7, S, how>>();
  check_all_roots<fixed<W, -2, S, how>>();
  check_all_roots<fixed<W, 0, S, how>>();
  check_all_roots<fixed<W, 3, S, how>>();
  check_all_roots<fixed<W, W / 2, S, how>>();
  check_all_roots<fixed<W, W - 1, S, how>>();
  check_all_roots<fixed<W, W + 1, S, how>>();
  check_all_roots<fixed<W, W + 6, S, how>>();
}

template <rounding_mode Rounding>
void check_roots_of_words() {
  check_roots_of_word<1, false, Rounding>();
  check_roots_of_word<9, true, Rounding>();
  check_roots_of_word<16, true, Rounding>();
  check_roots_of_word<16, false, Rounding>();
}

/// Random codes, squares and what is next to them, both ends.
template <class T>
void check_some_roots(std::uint64_t seed) {
  support::generator random{seed};
  const auto check = [](std::uint64_t code) {
    const auto x = T::from_code(static_cast<typename T::storage_type>(code));
    if (!is_root(x)) {
      FAIL(T::word_length << ' ' << T::fraction_length << ": the root of code " << code);
    }
  };
  for (int i = 0; i < 3000; ++i) {
    check(random() >> (random() % 64));
    const std::uint64_t half = random() >> (64 - T::word_length / 2 + random() % 8);
    for (const std::uint64_t offset : {~std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{1}}) {
      check(half * half + offset);
      check(half * half + half + offset);
    }
    const auto near = static_cast<std::uint64_t>(i);
    check(near);
    check(static_cast<std::uint64_t>(format_of<T>.highest_code()) - near);
  }
}

template <rounding_mode Rounding>
void check_roots_of_long_words() {
  constexpr policy how{.rounding = Rounding};
  check_some_roots<fixed<32, 16, true, how>>(1);
  check_some_roots<fixed<32, 31, false, how>>(2);
  check_some_roots<fixed<32, -5, false, how>>(3);
  check_some_roots<fixed<56, 55, false, how>>(4);
  check_some_roots<fixed<56, 64, false, how>>(9);
  check_some_roots<fixed<57, 33, true, how>>(5);
  check_some_roots<fixed<64, 0, false, how>>(6);
  check_some_roots<fixed<64, 61, false, how>>(7);
  check_some_roots<fixed<64, 60, true, how>>(8);
}

}  // namespace

TEST_CASE("abs, floor, ceil, round, trunc: as of doubles, put into the type by its overflow mode") {
  check_whole_of_words<overflow_mode::saturate>();
  check_whole_of_words<overflow_mode::saturate_symmetric>();
  check_whole_of_words<overflow_mode::wrap>();
}

TEST_CASE("abs, floor, ceil, round, trunc: at the ends of 64 bits") {
  using whole = fixed<64, 0>;
  using half = fixed<64, 1>;
  CHECK(abs(whole::from_code(INT64_MIN)).code() == INT64_MAX);
  CHECK(abs(whole::from_code(INT64_MIN + 1)).code() == INT64_MAX);
  CHECK(ceil(half::from_code(INT64_MAX)).code() == INT64_MAX);  // No room for the next one.
  CHECK(round(half::from_code(INT64_MAX)).code() == INT64_MAX);
  CHECK(floor(half::from_code(INT64_MAX)).code() == INT64_MAX - 1);
  CHECK(floor(half::from_code(INT64_MIN + 1)).code() == INT64_MIN);
  CHECK(trunc(fixed<64, 64, false>::from_code(UINT64_MAX)).code() == 0);
  CHECK(ceil(fixed<64, 1, false>::from_code(UINT64_MAX)).code() == UINT64_MAX);
  CHECK(ceil(fixed<64, 1, false>::from_code(UINT64_MAX - 2)).code() == UINT64_MAX - 1);
  CHECK(ceil(fixed<64, 64, false>::from_code(1)).code() == UINT64_MAX);
  CHECK(floor(fixed<64, 32767>::from_code(-1)).code() == INT64_MIN);
  using random = fixed<8, 3, true, policy{.rounding = rounding_mode::stochastic}>;
  CHECK(round(random::from_code(20)).code() == 24);
}

TEST_CASE("floor, ceil, round, trunc: long words as short ones with the same value") {
  using long_number = fixed<64, 40>;
  using short_number = fixed<32, 8>;
  support::generator random{10};
  int differences = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto code = static_cast<std::int32_t>(random() >> (33 + random() % 30));
    const auto x = short_number::from_code(i % 2 == 0 ? code : -code);
    const long_number y{x};
    differences += long_number{floor(x)} != floor(y) || long_number{ceil(x)} != ceil(y) ||
                   long_number{round(x)} != round(y) || long_number{trunc(x)} != trunc(y);
  }
  CHECK(differences == 0);
}

TEST_CASE("sqrt: rounded as the policy says, for every code of up to 16 bits") {
  check_roots_of_words<rounding_mode::half_away>();
  check_roots_of_words<rounding_mode::half_even>();
  check_roots_of_words<rounding_mode::half_up>();
  check_roots_of_words<rounding_mode::floor>();
  check_roots_of_words<rounding_mode::ceiling>();
  check_roots_of_words<rounding_mode::toward_zero>();
}

TEST_CASE("sqrt: likewise for random codes, squares and their neighbours of up to 64 bits") {
  check_roots_of_long_words<rounding_mode::half_away>();
  check_roots_of_long_words<rounding_mode::half_even>();
  check_roots_of_long_words<rounding_mode::floor>();
  check_roots_of_long_words<rounding_mode::ceiling>();
}

TEST_CASE("sqrt: ties, underflow, overflow, negative numbers") {
  using even = fixed<8, -2, false, policy{.rounding = rounding_mode::half_even}>;
  CHECK(sqrt(even::from_code(9)).code() == 2);  // 6, in steps of 4
  CHECK(sqrt(fixed<8, -2, false>::from_code(9)).code() == 2);
  CHECK(sqrt(even::from_code(25)).code() == 2);  // 10
  CHECK(sqrt(fixed<8, -2, false>::from_code(25)).code() == 3);
  using flushing = fixed<8, -3, true, policy{.underflow = underflow_mode::flush}>;
  CHECK(sqrt(flushing::from_code(7)).code() == 0);  // 7.48, of steps of 8
  CHECK(sqrt(fixed<8, -3>::from_code(7)).code() == 1);
  CHECK(sqrt(fixed<8, 20>::from_code(1)).code() == 127);
  CHECK(sqrt(fixed<8, 32767>::from_code(1)).code() == 127);
  CHECK(sqrt(fixed<8, -32767>::from_code(127)).code() == 0);
  using wrapping = fixed<8, 20, true, policy{.overflow = overflow_mode::wrap}>;
  CHECK(sqrt(wrapping::from_code(1)).code() == 127);
  CHECK(sqrt(number{-16}).code() == 0);
  CHECK(sqrt(fixed<64, 0, false>::from_code(UINT64_MAX)).code() == (std::uint64_t{1} << 32));
}
