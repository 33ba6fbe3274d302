// What a histogram says of a format: exact counts are the truth, intervals contain it.

#include <algorithm>
#include <binpoint/convert.hpp>
#include <binpoint/fixed_text.hpp>
#include <binpoint/selection.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::evaluate_format, bp::format, bp::policy, bp::selection;
using support::infinity;

namespace {

/// What happens to the values themselves, by encoding each.
struct truth {
  std::uint64_t overflows = 0;
  std::uint64_t underflows = 0;
  double sqnr_db = 0;
};

/// In long double, which holds every code and the square of every double where it has 64 bits.
truth encode_all(const std::vector<double>& values, format target, policy how,
                 support::generator& random) {
  truth result;
  long double signal = 0;
  long double noise = 0;
  for (const double value : values) {
    const bp::encoded e = bp::encode(value, target, how, static_cast<std::uint32_t>(random()));
    result.overflows += e.overflowed;
    result.underflows += e.underflowed;
    if (!std::isfinite(value)) continue;
    const auto code = target.is_signed
                          ? static_cast<long double>(e.code)
                          : static_cast<long double>(static_cast<std::uint64_t>(e.code));
    const auto x = static_cast<long double>(value);
    const long double error = x - std::ldexp(code, -target.fraction_length);
    signal += x * x;
    noise += error * error;
  }
  result.sqnr_db = static_cast<double>(10 * std::log10(signal / noise));
  if (signal == 0) result.sqnr_db = std::nan("");
  return result;
}

/// What of a selection is not true; "" if all is.
std::string wrong_claims(const selection& claimed, const truth& actual) {
  std::string wrong;
  if (!claimed.overflows.contains(actual.overflows)) wrong += "overflows ";
  if (actual.underflows < claimed.underflows ||
      actual.underflows > claimed.underflows + claimed.undecided_underflows) {
    wrong += "underflows ";
  }
  const bool both_nan = std::isnan(actual.sqnr_db) && std::isnan(claimed.sqnr_db.lower) &&
                        std::isnan(claimed.sqnr_db.upper);
  if (!both_nan && !claimed.sqnr_db.contains(actual.sqnr_db)) wrong += "SQNR ";
  return wrong;
}

/// A bin's end decides for all its values, where there are bins, unless ties or random bits do.
template <int S>
bool underflows_are_exact(const bp::octave_histogram<S>& h, format target, policy how) {
  const bool ties_matter = how.rounding == bp::rounding_mode::half_even ||
                           how.rounding == bp::rounding_mode::half_up ||
                           how.rounding == bp::rounding_mode::stochastic;
  if (ties_matter && how.underflow == bp::underflow_mode::gradual) return false;
  return (h.below() == 0 || target.lsb() >= -147) && (h.above() == 0 || target.lsb() <= 128);
}

/// The estimate is that of some values in the bins, but for wrapped ones and random bits.
template <int S>
bool estimate_is_bounded(const bp::octave_histogram<S>& h, policy how) {
  return how.overflow != bp::overflow_mode::wrap && how.rounding != bp::rounding_mode::stochastic &&
         h.below() == 0 && h.above() == 0;
}

template <int S>
void check_random_formats(std::uint64_t seed) {
  support::generator random(seed);
  for (int i = 0; i < 20000; ++i) {
    const int kind = support::random_int(random, 0, support::distributions - 1);
    const double scale = std::ldexp(1.0, support::random_int(random, -40, 40));
    const auto values = support::random_values(kind, scale, 1 + i % 90, random);
    const int w = support::random_int(random, 1, i % 4 == 0 ? 3 : i % 2 == 0 ? 12 : 64);
    const auto h = bp::count_octaves<S>(values);
    const int top = std::ilogb(std::max({h.max(), -h.min(), 0x1p-1000}));
    const format target{w, w - top + support::random_int(random, -4, i % 3 == 0 ? 40 : 4),
                        random() % 3 != 0};
    const policy how = support::random_policy(random);
    const selection s = evaluate_format(h, target, how);
    const truth actual = encode_all(values, target, how, random);
    std::string wrong = wrong_claims(s, actual);
    if (s.chosen != target || s.empty != (h.smallest_nonzero() == 0)) wrong += "format ";
    if (underflows_are_exact(h, target, how) && s.undecided_underflows > 0) wrong += "undecided ";
    if (!s.empty && estimate_is_bounded(h, how) && !s.sqnr_db.contains(s.expected_sqnr_db)) {
      wrong += "estimate ";
    }
    if (!wrong.empty()) {
      FAIL(wrong << "for seed " << seed << ", case " << i << ": distribution " << kind << ", "
                 << bp::to_string(target) << ", rounding " << static_cast<int>(how.rounding)
                 << ", overflow " << static_cast<int>(how.overflow) << ", underflow "
                 << static_cast<int>(how.underflow) << ", " << values.size() << " values; SQNR "
                 << s.sqnr_db.lower << " <= " << actual.sqnr_db << " <= " << s.sqnr_db.upper
                 << ", estimate " << s.expected_sqnr_db);
    }
  }
}

}  // namespace

TEST_CASE("evaluate_format: counts are true, intervals contain the truth, in every mode") {
  check_random_formats<0>(81);
  check_random_formats<3>(82);
}

TEST_CASE("evaluate_format: intervals are as narrow as the bins") {
  for (int kind = 0; kind < support::smooth_distributions; ++kind) {
    support::generator random(83);
    CAPTURE(kind);
    const auto values = support::random_values(kind, 1, 20000, random);
    const format target{8, 5};
    const selection coarse = evaluate_format(bp::count_msb(values), target);
    const selection fine = evaluate_format(bp::count_octaves<6>(values), target);
    // All above 2^2 but the lowest, and half a step less, overflow; -2^2 itself does not.
    std::uint64_t certain = 0;
    std::uint64_t possible = 0;
    for (const double x : values) {
      certain += x >= 4 || x <= -8;
      possible += x >= 2 || x <= -4;
    }
    CHECK(coarse.overflows.lower >= certain);
    CHECK(coarse.overflows.upper <= possible);
    CHECK(fine.overflows.lower >= certain);
    CHECK(fine.overflows.upper <= coarse.overflows.upper);
    CHECK(fine.sqnr_db.lower >= coarse.sqnr_db.lower);
    CHECK(fine.sqnr_db.upper <= coarse.sqnr_db.upper);
    CHECK(coarse.sqnr_db.upper - coarse.sqnr_db.lower < 60);
  }
}

TEST_CASE("evaluate_format: the estimate is that of values spread evenly over a bin") {
  support::generator random(84);
  for (int part = 0; part < 8; ++part) {
    std::vector<double> values;
    for (int i = 0; i < 2048; ++i) values.push_back(-1 - (part + (i + 0.5) / 2048) / 8);
    for (int i = 0; i < 2048; ++i) values.push_back(-values[static_cast<std::size_t>(i)]);
    const auto h = bp::count_octaves<3>(values);
    for (int i = -2; i < 12; ++i) {
      // Words of 5 and of 10 bits, whose tops lie around the bin.
      const format target = i < 5 ? format{5, i, i % 3 != 0} : format{10, i - 1, i % 3 != 0};
      for (int mode = 0; mode < 42; ++mode) {
        const policy how{.rounding = static_cast<bp::rounding_mode>(mode % 7),
                         .overflow = static_cast<bp::overflow_mode>(mode / 7 % 3),
                         .underflow = static_cast<bp::underflow_mode>(mode / 21)};
        const double estimate = evaluate_format(h, target, how).expected_sqnr_db;
        const double actual = encode_all(values, target, how, random).sqnr_db;
        // Random bits leave chance; and what is wrapped is estimated but for its rounding.
        const bool random_bits = how.rounding == bp::rounding_mode::stochastic;
        const bool wraps = how.overflow == bp::overflow_mode::wrap;
        if (random_bits && wraps) continue;
        const double tolerance = random_bits ? 0.5 : wraps ? 0.3 : 0.02;
        CAPTURE(part, i, mode, estimate, actual);
        CHECK((estimate == actual || std::abs(estimate - actual) < tolerance));
      }
    }
  }
}

TEST_CASE("evaluate_format: no signal gives NaN, no noise infinity") {
  const auto none = {std::vector<double>{}, {0.0, -0.0}, {std::nan(""), infinity, -infinity, 0.0}};
  for (const auto& values : none) {
    const auto h = bp::count_msb(values);
    const selection s = evaluate_format(h, format{8, 3});
    CHECK(s.empty);
    CHECK(s.underflows + s.undecided_underflows == 0);
    CHECK(s.overflows == bp::interval<std::uint64_t>{h.infinities(), h.infinities()});
    CHECK(std::isnan(s.sqnr_db.lower));
    CHECK(std::isnan(s.sqnr_db.upper));
    CHECK(std::isnan(s.expected_sqnr_db));
  }
  // A bin that holds one value is no interval: constants are known exactly.
  const selection exact = evaluate_format(bp::count_msb(std::vector{-2.5, -2.5}), format{8, 3});
  CHECK(exact.expected_sqnr_db == infinity);
  CHECK(exact.sqnr_db.upper == infinity);
  CHECK(exact.sqnr_db.lower > 200);
  const selection lost = evaluate_format(bp::count_msb(std::vector{0.03F}), format{8, 3});
  CHECK(lost.underflows == 1);
  CHECK(lost.expected_sqnr_db == 0);
  CHECK_FALSE(lost.empty);
}

TEST_CASE("evaluate_format: infinities overflow for certain, NaNs nowhere") {
  const selection s = evaluate_format(
      bp::count_msb(std::vector{1.0, infinity, -infinity, std::nan(""), 100.0}), format{8, 3});
  CHECK(s.overflows == bp::interval<std::uint64_t>{3, 3});
  CHECK(s.overflows.is_exact());
  CHECK(s.underflows == 0);
}

TEST_CASE("evaluate_format: counts beyond 32 bits") {
  auto h = bp::count_msb(std::vector{0.03125F, 2.1F, 16.25F});
  for (int i = 0; i < 40; ++i) h.merge(bp::msb_histogram(h));
  constexpr std::uint64_t n = std::uint64_t{1} << 40;
  const selection s = evaluate_format(h, format{8, 3});
  CHECK(s.underflows == n);
  CHECK(s.overflows == bp::interval<std::uint64_t>{n, n});
}

TEST_CASE("choose_format: a lambda returns a format or a selection, of which the format counts") {
  const auto h = bp::count_msb(std::vector{0.03125, 2.1, 16.25});
  const policy how{.rounding = bp::rounding_mode::ceiling};
  const auto to_format = [](const bp::msb_histogram& x) {
    return format{8, 7 - std::ilogb(x.max())};
  };
  const auto to_selection = [](const auto&) {
    return selection{.chosen = {8, 3}, .empty = true, .underflows = 77};
  };
  CHECK(choose_format(h, to_format).chosen == format{8, 3});
  const selection s = choose_format(h, to_selection, how);
  CHECK(s.chosen == format{8, 3});
  CHECK_FALSE(s.empty);
  CHECK(s.underflows == 0);  // of ceiling, not what the lambda says
  CHECK(choose_format(h, to_selection).underflows == 1);
  STATIC_REQUIRE(bp::criterion<decltype(to_format), bp::msb_histogram>);
  STATIC_REQUIRE_FALSE(bp::criterion<int, bp::msb_histogram>);
}

TEST_CASE("choose_format: an invalid format is refused, whoever chose it") {
  const auto h = bp::count_msb(std::vector{1.0F});
  CHECK_THROWS_WITH(evaluate_format(h, format{65, 0}),
                    "binpoint: evaluate_format: word length 65 is outside 1..64");
  CHECK_THROWS_AS(choose_format(h,
                                [](const auto&) {
                                  return format{8, 1 << 20};
                                }),
                  std::invalid_argument);
}
