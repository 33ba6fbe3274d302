// Scaling, subtraction and difference of histograms, against counting the values themselves.

#include <algorithm>
#include <binpoint/convert.hpp>
#include <binpoint/criteria.hpp>
#include <binpoint/histogram_algebra.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::scaled_by_power, bp::total_variation, bp::values_since;

namespace {

std::vector<double> random_sample(support::generator& random, int n) {
  const int kind = support::random_int(random, 0, support::distributions - 1);
  const double scale = std::ldexp(1.0, support::random_int(random, -30, 30));
  return support::random_values(kind, scale, n, random);
}

std::vector<double> scaled(std::vector<double> values, int exponent) {
  for (double& x : values) x = std::ldexp(x, exponent);
  return values;
}

template <int S>
void check_scaling(std::uint64_t seed) {
  support::generator random(seed);
  for (int i = 0; i < 600; ++i) {
    const auto values = i % 2 == 0 ? support::mixed_values<float>(random, 20)
                                   : std::vector<float>{-0.0F, 1.75F, -0x1p-149F, 0x1.8p127F};
    const std::vector<double> doubles(values.begin(), values.end());
    const int exponent = support::random_int(random, -i, i);
    CAPTURE(seed, i, exponent);
    const auto h = bp::count_octaves<S>(values);
    const auto moved = scaled_by_power(h, exponent);
    REQUIRE(moved == bp::count_octaves<S>(scaled(doubles, exponent)));
    REQUIRE(moved.total() == h.total());
    if (moved.below() + moved.above() == 0) REQUIRE(scaled_by_power(moved, -exponent) == h);
  }
}

/// The bounds of a part's extremes hold, and are no wider than a bin or the whole allows.
template <int S>
void check_bounds(const bp::octave_histogram<S>& bound, const bp::octave_histogram<S>& truth) {
  CHECK_FALSE(bound.extremes_exact());
  CHECK(bound.min() <= truth.min());
  CHECK(bound.max() >= truth.max());
  CHECK(bound.smallest_nonzero() <= truth.smallest_nonzero());
  CHECK((bound.min() < 0) == (truth.min() < 0));
  CHECK((bound.max() > 0) == (truth.max() > 0));
  if (truth.below() + truth.above() > 0) return;
  const double ratio = 1 + std::ldexp(1.0, -S);
  const auto close = [&](double a, double b) {
    return std::abs(a) <= ratio * std::abs(b) && std::abs(b) <= ratio * std::abs(a);
  };
  CHECK(close(bound.min(), truth.min()));
  CHECK(close(bound.max(), truth.max()));
  CHECK(close(bound.smallest_nonzero(), truth.smallest_nonzero()));
}

template <int S>
void check_difference(std::uint64_t seed) {
  support::generator random(seed);
  for (int i = 0; i < 1500; ++i) {
    CAPTURE(seed, i);
    const auto before = random_sample(random, i % 40);
    const auto after = random_sample(random, i % 7 * 20);
    const auto snapshot = bp::count_octaves<S>(before);
    const auto truth = bp::count_octaves<S>(after);
    auto whole = snapshot;
    whole.merge(truth);
    const auto rest = values_since(whole, snapshot);
    REQUIRE(std::ranges::equal(rest.sums(), truth.sums()));
    if (snapshot.finite() == 0 || truth.finite() == 0) {
      REQUIRE(rest == truth);
      continue;
    }
    check_bounds(rest, truth);
    if (truth.smallest_nonzero() == 0) continue;
    // Decisions from bounds are safe ones.
    const bp::selection s = bp::choose_format(rest, bp::no_overflow{12});
    std::uint64_t overflows = 0;
    std::uint64_t underflows = 0;
    double signal = 0;
    double noise = 0;
    for (const double x : after) {
      const bp::encoded e = bp::encode(x, s.chosen);
      if (!std::isfinite(x)) continue;
      overflows += e.overflowed;
      underflows += e.underflowed;
      const double error = x - bp::decode(e.code, s.chosen);
      const double unit = std::max(truth.max(), -truth.min());
      signal += x / unit * (x / unit);
      noise += error / unit * (error / unit);
    }
    CHECK(overflows == 0);
    CHECK(s.underflows <= underflows);
    CHECK(underflows <= s.underflows + s.undecided_underflows);
    CHECK(s.sqnr_db.contains(10 * std::log10(signal / noise)));
  }
}

}  // namespace

TEST_CASE(
    "scaled_by_power: equal to counting the scaled values, to the last "
    "bit of the state") {
  check_scaling<0>(701);
  check_scaling<3>(702);
}

TEST_CASE("scaled_by_power: what is unknown or no double is refused") {
  const auto h = bp::count_msb(std::vector{0x1p-149, 1.0, 0x1p127});
  const auto down = scaled_by_power(h, -1);
  CHECK(down.below() == 1);
  CHECK_THROWS_AS(scaled_by_power(down, 1), std::invalid_argument);
  CHECK(scaled_by_power(down, -1).below() == 1);
  CHECK(scaled_by_power(down, 0) == down);
  const auto up = scaled_by_power(h, 1);
  CHECK(up.above() == 1);
  CHECK_THROWS_AS(scaled_by_power(up, -1), std::invalid_argument);
  CHECK(scaled_by_power(up, 127).above() == 2);
  CHECK_THROWS_AS(scaled_by_power(h, 897), std::invalid_argument);
  CHECK(scaled_by_power(h, 896).max() == 0x1p1023);
  CHECK(scaled_by_power(h, -925).smallest_nonzero() == 0x1p-1074);
  CHECK_THROWS_AS(scaled_by_power(h, -926), std::invalid_argument);
  for (const int far : {std::numeric_limits<int>::max(), std::numeric_limits<int>::min() + 1}) {
    CHECK_THROWS_AS(scaled_by_power(h, far), std::invalid_argument);
    CHECK(scaled_by_power(bp::msb_histogram{}, far) == bp::msb_histogram{});
  }
}

TEST_CASE(
    "values_since: the counts of the values that came later, and bounds "
    "of their extremes") {
  check_difference<0>(703);
  check_difference<3>(704);
}

TEST_CASE("values_since: what is no part of the whole is refused") {
  const auto count = [](std::vector<double> values) { return bp::count_msb(values); };
  const auto whole = count({1.0, 1.25, -2.0, 0.0});
  CHECK_NOTHROW(values_since(whole, count({1.25, 0.0})));
  CHECK_THROWS_WITH(values_since(whole, count({4.0})),
                    "binpoint: values_since: the snapshot is no part of the histogram");
  CHECK_THROWS_AS(values_since(whole, count({0.0, 0.0})), std::invalid_argument);
  // The bins hold it, the extremes do not.
  CHECK_THROWS_AS(values_since(whole, count({1.5})), std::invalid_argument);
  CHECK_THROWS_AS(values_since(whole, count({-2.5})), std::invalid_argument);
  CHECK_THROWS_AS(values_since(count({1.5, 1.25}), count({1.0})), std::invalid_argument);
  CHECK(values_since(whole, whole) == bp::msb_histogram{});
}

TEST_CASE("total_variation: half the sum of the differences between shares") {
  support::generator random(705);
  for (int i = 0; i < 300; ++i) {
    CAPTURE(i);
    auto a = bp::count_octaves<2>(random_sample(random, 1 + i));
    auto b = bp::count_octaves<2>(random_sample(random, 1 + i % 50));
    // The products of counts fill a little more than one 64-bit word.
    for (int j = i % 30; j > 0; --j) a.merge(bp::octave_histogram<2>(a));
    for (int j = i % 31; j > 0; --j) b.merge(bp::octave_histogram<2>(b));
    a.merge(b);
    double sum = 0;
    for (std::size_t j = 0; j < a.sums().size(); ++j) {
      sum += std::abs(static_cast<double>(a.sums()[j]) / static_cast<double>(a.total()) -
                      static_cast<double>(b.sums()[j]) / static_cast<double>(b.total()));
    }
    const double difference = total_variation(a, b);
    CHECK(std::abs(difference - sum / 2) < 1e-12);
    CHECK(difference == total_variation(b, a));
    CHECK(total_variation(a, a) == 0);
    auto copies = a;
    copies.merge(a);
    CHECK(total_variation(a, copies) == 0);
  }
}

TEST_CASE("total_variation: its ends, and counts near 2^63") {
  auto a = bp::count_msb(std::vector{1.0, 1.0, 0.0});
  auto b = bp::count_msb(std::vector{2.0, std::nan(""), -1.0});
  CHECK(total_variation(a, b) == 1);
  CHECK(total_variation(a, bp::msb_histogram{}) == 1);
  CHECK(total_variation(bp::msb_histogram{}, bp::msb_histogram{}) == 0);
  for (int i = 0; i < 62; ++i) a.merge(bp::msb_histogram(a));
  for (int i = 0; i < 61; ++i) b.merge(bp::msb_histogram(b));
  CHECK(total_variation(a, b) == 1);
  // One value more in 3 * 2^62: its share, not rounded away.
  auto more = a;
  more.add(4.0);
  CHECK(total_variation(a, more) == total_variation(more, a));
  CHECK(std::abs(total_variation(a, more) * 3 * 0x1p62 - 1) < 1e-9);
}
