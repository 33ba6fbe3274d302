// exp2, log2, sin, cos, tanh, sigmoid: within one step of the true value, against long double.

#include <binpoint/fixed_math.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace {

using namespace binpoint;

// What long double adds to an error measured in steps of 2^-31 is below 2^-30 of one.
static_assert(std::numeric_limits<long double>::digits >= 64);

static_assert(exp2(fixed<16, 8>{1.5}).code() == 724);
static_assert(log2(fixed<16, 12>{3}).code() == 6492);
static_assert(sin(fixed<16, 12>{1}).code() == 3447 && cos(fixed<16, 12>{1}).code() == 2213);
static_assert(tanh(fixed<16, 12>{1}).code() == 3119 && sigmoid(fixed<16, 12>{1}).code() == 2994);

/// The largest distance from the true value, saturated, in steps.
template <class T>
struct error_meter {
  long double worst = 0;

  void add(T found, long double truth) {
    constexpr int bits = format_of<T>.magnitude_bits();
    const long double highest = std::ldexp(1.0L, bits) - 1;
    const long double lowest = T::is_signed ? -std::ldexp(1.0L, bits) : 0;
    const long double steps =
        std::fmin(highest, std::fmax(lowest, std::ldexp(truth, T::fraction_length)));
    worst = std::fmax(worst, std::fabs(static_cast<long double>(found.code()) - steps));
  }
};

template <class T>
struct errors {
  error_meter<T> exp2, log2, sin, cos, tanh, sigmoid;

  void add(std::uint64_t code) {
    const auto x = T::from_code(static_cast<typename T::storage_type>(code));
    const long double v = std::ldexp(static_cast<long double>(x.code()), -T::fraction_length);
    exp2.add(binpoint::exp2(x), std::exp2(v));
    log2.add(binpoint::log2(x), v > 0 ? std::log2(v) : -HUGE_VALL);
    sin.add(binpoint::sin(x), std::sin(v));
    cos.add(binpoint::cos(x), std::cos(v));
    tanh.add(binpoint::tanh(x), std::tanh(v));
    sigmoid.add(binpoint::sigmoid(x), 1 / (1 + std::exp(-v)));
  }

  void check(long double bound, long double exp2_bound) const {
    CAPTURE(T::word_length, T::fraction_length, T::is_signed);
    CHECK(exp2.worst <= exp2_bound);
    CHECK(log2.worst <= bound);
    CHECK(sin.worst <= bound);
    CHECK(cos.worst <= bound);
    CHECK(tanh.worst <= bound);
    CHECK(sigmoid.worst <= bound);
  }
};

/// Half a step, and what is left of the polynomials' error; far below the one step that is
/// promised.
constexpr long double nearest_enough = 0.501L;

template <class T>
void check_all() {
  errors<T> found;
  for (std::uint64_t i = 0; i < std::uint64_t{1} << T::word_length; ++i) found.add(i);
  found.check(nearest_enough, nearest_enough);
}

template <int W>
void check_word() {
  check_all<fixed<W, 0>>();
  check_all<fixed<W, 0, false>>();
  check_all<fixed<W, W / 2>>();
  check_all<fixed<W, W / 2, false>>();
  check_all<fixed<W, W - 1>>();
  check_all<fixed<W, W + 1, false>>();
}

template <int... Ws>
void check_words(std::integer_sequence<int, Ws...>) {
  (check_word<Ws + 1>(), ...);
}

template <bool S>
void check_all_points_of_12_bits() {
  check_all<fixed<12, -6, S>>();
  check_all<fixed<12, -1, S>>();
  check_all<fixed<12, 1, S>>();
  check_all<fixed<12, 3, S>>();
  check_all<fixed<12, 10, S>>();
  check_all<fixed<12, 12, S>>();
  check_all<fixed<12, 17, S>>();
  check_all<fixed<12, 18, S>>();
  check_all<fixed<12, 70, S>>();
  check_all<fixed<12, 300, S>>();
}

/// Random codes of all sizes, both ends of the range, around zero, and powers of two.
template <class T>
void check_some(long double bound = nearest_enough, long double exp2_bound = nearest_enough) {
  support::generator random{static_cast<std::uint64_t>(T::fraction_length + 100)};
  errors<T> found;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    found.add(random());
    found.add(random() >> (random() % 64));
    found.add(std::uint64_t{0} - (random() >> (random() % 64)));
  }
  for (std::uint64_t i = 0; i < 300; ++i) {
    for (int bit = 0; bit < 64; ++bit) {
      found.add((std::uint64_t{1} << bit) + i);
      found.add((std::uint64_t{1} << bit) - i);
      found.add(std::uint64_t{0} - (std::uint64_t{1} << bit) + i);
    }
  }
  found.check(bound, exp2_bound);
}

template <bool S>
void check_words_of_32_bits() {
  check_some<fixed<32, -20, S>>();
  check_some<fixed<32, -1, S>>();
  check_some<fixed<32, 0, S>>();
  check_some<fixed<32, 16, S>>();
  check_some<fixed<32, 24, S>>();
  check_some<fixed<32, 29, S>>();
  check_some<fixed<32, 31, S>>();
  check_some<fixed<32, 32, S>>();
  check_some<fixed<32, 33, S>>();
  check_some<fixed<32, 40, S>>();
  check_some<fixed<32, 47, S>>();
  check_some<fixed<32, 48, S>>();
  check_some<fixed<32, 128, S>>();
}

}  // namespace

TEST_CASE("elementary functions: within one step, all codes of up to 12 bits") {
  check_words(std::make_integer_sequence<int, 12>{});
  check_all_points_of_12_bits<true>();
  check_all_points_of_12_bits<false>();
}

TEST_CASE("elementary functions: within one step, codes of 16 to 32 bits") {
  check_some<fixed<16, 8>>();
  check_some<fixed<16, 15>>();
  check_some<fixed<17, 12, false>>();
  check_some<fixed<24, 20>>();
  check_words_of_32_bits<true>();
  check_words_of_32_bits<false>();
}

TEST_CASE("elementary functions: half a step and a few 2^-61 in words of 64 bits") {
  // Long double itself is only within a few units of 2^-63.
  check_some<fixed<64, 52>>(1, 5);
  check_some<fixed<64, 55>>(1.5L, 6);
  check_some<fixed<64, 58>>(4, 5);
  check_some<fixed<64, 62, false>>(5, 11);
  check_some<fixed<64, 0>>();
}

TEST_CASE("elementary functions: arguments of many turns, against 300 bits") {
  struct row {
    std::int64_t x, sin, cos, tanh, sigmoid;
  };
  const auto check = []<class T>(T, row r) {
    const auto x = T::from_code(static_cast<typename T::storage_type>(r.x));
    CAPTURE(r.x, T::fraction_length);
    CHECK(sin(x).code() == r.sin);
    CHECK(cos(x).code() == r.cos);
    CHECK(tanh(x).code() == r.tanh);
    CHECK(sigmoid(x).code() == r.sigmoid);
  };
  check(fixed<32, 0>{}, {2147483647, -1, -1, 1, 1});
  check(fixed<32, 0>{}, {-2147483647 - 1, 1, 0, -1, 0});
  check(fixed<32, 0>{}, {411557987, 0, 1, 1, 1});
  check(fixed<32, 8>{}, {2147483647, 112, -230, 256, 256});
  check(fixed<32, 16>{}, {-2147483647 - 1, -60808, 24441, -65536, 0});
  check(fixed<32, 24>{}, {2147483647, 12097006, -11624862, 16777216, 16777216});
  check(fixed<32, 28>{}, {1686629713, 0, 268435456, 268433584, 267935103});
  check(fixed<32, 31>{}, {2147483647, 1807045180, 1160290368, 1635510996, 1569936343});
}

TEST_CASE("elementary functions: an eighth of a turn, where sine and cosine change places") {
  const auto root_of_half = static_cast<std::uint64_t>(std::ldexp(std::sqrt(0.5L), 63));
  for (const std::uint64_t offset : {~std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{1}}) {
    for (const bool cosine : {false, true}) {
      const std::uint64_t found = detail::sine_of_quarter(detail::one_q63 + offset, cosine);
      CHECK(found - root_of_half + 8 <= 16);
    }
  }
}

TEST_CASE("elementary functions: exact where the true value is a number of the type") {
  using number = fixed<32, 16>;
  for (int i = -16; i < 15; ++i) {
    CHECK(exp2(number{i}).value() == std::ldexp(1.0, i));
    CHECK(log2(number{std::ldexp(1.0, i)}).value() == i);
  }
  CHECK(sin(number{0}).code() == 0);
  CHECK(cos(number{0}).value() == 1);
  CHECK(tanh(number{0}).code() == 0);
  CHECK(sigmoid(number{0}).value() == 0.5);
  CHECK(exp2(fixed<64, -4>{-16}).code() == 0);
  CHECK(exp2(fixed<64, -4>{32}).value() == 0x1p32);
  CHECK(log2(fixed<16, -4>{65536}).value() == 16);
}

TEST_CASE("elementary functions: what does not fit saturates, in every overflow mode") {
  using wrapping = fixed<8, 4, true, policy{.overflow = overflow_mode::wrap}>;
  using symmetric = fixed<8, 4, true, policy{.overflow = overflow_mode::saturate_symmetric}>;
  CHECK(exp2(wrapping{7}).code() == 127);
  CHECK(log2(wrapping{0}).code() == -128);
  CHECK(log2(wrapping{-1}).code() == -128);
  CHECK(log2(symmetric{0}).code() == -127);
  CHECK(log2(fixed<8, 4, false>{0.5}).code() == 0);
  CHECK(log2(fixed<8, 32767>::from_code(127)).code() == -128);
  CHECK(log2(fixed<8, -32767>::from_code(1)).code() == 0);
  CHECK(exp2(fixed<8, -32767>::from_code(127)).code() == 127);
  CHECK(exp2(fixed<8, -32767>::from_code(-128)).code() == 0);
  CHECK(cos(fixed<8, 7>{0.0}).code() == 127);
  CHECK(sigmoid(fixed<8, 8>{0.0}).code() == 127);
}

TEST_CASE("elementary functions: odd, even, and never falling where the true ones are") {
  using number = fixed<16, 11>;
  for (int i = 1; i < 32768; ++i) {
    const auto x = number::from_code(static_cast<std::int16_t>(i));
    const auto negative = number::from_code(static_cast<std::int16_t>(-i));
    const auto before = number::from_code(static_cast<std::int16_t>(i - 1));
    const auto negative_before = number::from_code(static_cast<std::int16_t>(-i + 1));
    const bool symmetric = sin(x).code() == -sin(negative).code() && cos(x) == cos(negative) &&
                           tanh(x).code() == -tanh(negative).code();
    const bool monotone = exp2(before) <= exp2(x) && tanh(before) <= tanh(x) &&
                          sigmoid(before) <= sigmoid(x) &&
                          exp2(negative) <= exp2(negative_before) &&
                          sigmoid(negative) <= sigmoid(negative_before) && log2(before) <= log2(x);
    if (!symmetric || !monotone) FAIL(i);
  }
}
