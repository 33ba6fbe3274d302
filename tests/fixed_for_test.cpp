// Formats chosen by the compiler: the same as those chosen at run time.

#include <array>
#include <binpoint/criteria.hpp>
#include <binpoint/fixed_for.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;

namespace {

/// Numbers like weights: a sum of uniform ones, of both signs.
template <class T, std::size_t N>
constexpr std::array<T, N> make_weights(std::uint32_t seed, T scale) {
  std::array<T, N> result{};
  for (T& each : result) {
    std::int32_t sum = 0;
    for (int i = 0; i < 6; ++i) {
      seed = seed * 1664525U + 1013904223U;
      sum += static_cast<std::int32_t>(seed >> 16) - 32768;
    }
    each = static_cast<T>(sum) / static_cast<T>(1 << 16) * scale;
  }
  return result;
}

inline constexpr auto weights = make_weights<float, 400>(1, 0.3F);
inline constexpr auto few = make_weights<float, 40>(3, 2);
inline constexpr auto wide = make_weights<double, 100>(2, 0x1p-200);
inline constexpr std::array<float, 5> positive{0.5F, 3.0F, 6.0F, 0.0F, 1.25F};
inline constexpr std::array<std::int8_t, 4> bytes{-128, 3, 64, 0};
inline constexpr std::array<float, 3> zeros{};
inline constexpr std::array<float, 4> special{1, std::numeric_limits<float>::infinity(),
                                              std::numeric_limits<float>::quiet_NaN(), -0.0F};

using weight = bp::fixed_for<weights, bp::least_error{.word_length = 8}>;
static_assert(std::same_as<weight, bp::fixed<8, 7>>);
static_assert(weight(weights[0]).value() != 0);
static_assert(std::same_as<bp::fixed_for<positive, bp::no_overflow{.word_length = 6}>,
                           bp::fixed<6, 3, false>>);
static_assert(std::same_as<bp::fixed_for<bytes, bp::no_overflow{.word_length = 8}>,  //
                           bp::fixed<8, 0>>);
static_assert(
    std::same_as<bp::fixed_for<zeros, bp::least_error{.word_length = 4}>, bp::fixed<4, 3>>);
static_assert(std::same_as<bp::fixed_for<positive, bp::pinned{{12, 4}}>, bp::fixed<12, 4>>);

constexpr bp::policy floor_wrapping{.rounding = bp::rounding_mode::floor,
                              .overflow = bp::overflow_mode::wrap};
static_assert(std::same_as<bp::fixed_for<bytes, bp::most_information{.word_length = 4}, floor_wrapping>,
                           bp::fixed<4, -5, true, floor_wrapping>>);

// A lambda is a criterion too, and the way for all whose members are floating-point.
constexpr auto budget = [](const auto& h) { return bp::outlier_budget{8, 0.01}(h); };
constexpr auto shortest = [](const auto& h) { return bp::shortest_word{.sqnr_db = 30}(h); };

constexpr bool close(double a, double b) {
  return a == b || (a != a && b != b) || bp::detail::abs_of(a - b) < 1e-11;
}

bool same(const bp::selection& a, const bp::selection& b) {
  return a.chosen == b.chosen && a.empty == b.empty && a.underflows == b.underflows &&
         a.undecided_underflows == b.undecided_underflows && a.overflows == b.overflows &&
         close(a.sqnr_db.lower, b.sqnr_db.lower) && close(a.sqnr_db.upper, b.sqnr_db.upper) &&
         close(a.expected_sqnr_db, b.expected_sqnr_db);
}

template <const auto& Values, auto Choose, bp::policy Rules = bp::policy{}>
void compare() {
  constexpr bp::selection at_compile_time = bp::selection_for<Values, Choose, Rules>;
  const auto histogram = bp::count_octaves<3>(Values);
  CHECK(same(at_compile_time, bp::choose_format(histogram, Choose, Rules)));
}

}  // namespace

TEST_CASE("fixed_for: every criterion chooses as at run time", "[fixed_for]") {
  compare<weights, bp::most_information{8}>();
  compare<weights, bp::no_overflow{6}>();
  compare<weights, budget>();
  compare<weights, bp::least_error{4}>();
  compare<weights, bp::least_error{8, bp::signedness::never}>();
  compare<few, shortest>();
  compare<weights, bp::pinned{{8, 9}}>();
}

TEST_CASE("fixed_for: data and policies of every kind", "[fixed_for]") {
  compare<wide, bp::least_error{8}>();
  compare<positive, bp::least_error{3}, floor_wrapping>();
  compare<bytes, bp::no_overflow{8}>();
  compare<zeros, bp::least_error{8}>();
  compare<special, bp::no_overflow{8}>();
  compare<weights, bp::least_error{6},
          bp::policy{.rounding = bp::rounding_mode::stochastic,
                     .underflow = bp::underflow_mode::flush}>();
}

TEST_CASE("fixed_for: the functions of constant expressions are those of <cmath>", "[fixed_for]") {
  constexpr std::array<double, 12> values{0.0,  0.5,   1.0,    2.75,    -2.75,       -3.0,
                                          1e17, -1e17, 1e-310, 0x1p-52, 0x1.8p+1000, 0.7071};
  constexpr auto floors = [&] {
    auto result = values;
    for (double& x : result) x = bp::detail::floor_of(x);
    return result;
  }();
  constexpr auto scaled = [&] {
    auto result = values;
    for (double& x : result) x = bp::detail::scaled_by(x, -25);
    return result;
  }();
  constexpr auto logarithms = [&] {
    auto result = values;
    for (double& x : result) x = x > 0 ? bp::detail::log10_of(x) : 0;
    return result;
  }();
  for (std::size_t i = 0; i < values.size(); ++i) {
    INFO(values[i]);
    CHECK(floors[i] == std::floor(values[i]));
    CHECK(scaled[i] == std::ldexp(values[i], -25));
    if (values[i] > 0) {
      CHECK(std::abs(logarithms[i] - std::log10(values[i])) <=
            1e-15 * (1 + std::abs(logarithms[i])));
    }
  }
}
