// Histograms of MSB positions: equal to a naive count of any values, from any range.

#include <algorithm>
#include <array>
#include <binpoint/histogram.hpp>
#include <binpoint/layout.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "support/brain_float.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/reference_histogram.hpp"

namespace bp = binpoint;
using bp::count_msb, bp::count_octaves, bp::msb_histogram, bp::octave_histogram;
using support::brain_float, support::reference_histogram, support::reference_of;

namespace {

template <int S>
void check_against(const octave_histogram<S>& h, const reference_histogram<S>& expected) {
  CHECK(support::difference(h, expected).empty());
  const auto sums = expected.sums();
  CHECK(h.zeros() == sums[0]);
  CHECK(h.nans() == sums[1]);
  CHECK(h.positive_infinities() == sums[2]);
  CHECK(h.negative_infinities() == sums[3]);
  CHECK(h.infinities() == sums[2] + sums[3]);
  CHECK(h.below() == sums[4] + sums[5]);
  CHECK(h.above() == sums[6] + sums[7]);
  const auto total = std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
  CHECK(h.total() == total);
  CHECK(h.finite() == total - sums[1] - sums[2] - sums[3]);
  int wrong = 0;
  for (int p = -151; p <= 129; ++p) {
    std::array<std::uint64_t, 2> octave{};
    for (int part = -1; part <= 1 << S; ++part) {
      for (const bool negative : {false, true}) {
        const std::uint64_t n = expected.count(negative, p, part);
        if ((negative ? h.negative(p, part) : h.positive(p, part)) != n) ++wrong;
        octave[negative ? 1 : 0] += n;
      }
    }
    if (h.positive(p) != octave[0] || h.negative(p) != octave[1]) ++wrong;
    if (h.count(p) != octave[0] + octave[1]) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEMPLATE_TEST_CASE("octave_histogram: equals a naive count of any bit patterns", "", float,
                   double) {
  for (std::uint64_t seed = 51; seed < 54; ++seed) {
    support::generator random(seed);
    const auto values = support::mixed_values<TestType>(random, 3000);
    INFO("seed " << seed);
    check_against(count_msb(values), reference_of<0>(values));
    check_against(count_octaves<1>(values), reference_of<1>(values));
    check_against(count_octaves<3>(values), reference_of<3>(values));
    check_against(count_octaves<6>(values), reference_of<6>(values));
    CHECK(count_msb(values).total() == values.size());
  }
}

TEST_CASE("octave_histogram: extremes are over finite values, zeros included, -0 as +0") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto check = [](const std::vector<double>& values, double min, double max, double least) {
    const auto h = count_msb(values);
    CAPTURE(min, max);
    CHECK(h.min() == min);
    CHECK(h.max() == max);
    CHECK(h.smallest_nonzero() == least);
    CHECK_FALSE(std::signbit(h.min() + h.max()));
  };
  check({}, 0, 0, 0);
  check({nan, infinity, -infinity}, 0, 0, 0);
  check({-0.0}, 0, 0, 0);
  check({3, 2}, 2, 3, 2);
  check({-2, 5, nan}, -2, 5, 2);
  check({0.0, 7, infinity}, 0, 7, 7);
  check({-4, -3, -0.0, 1e6}, -4, 1e6, 3);
  check({1e-320, 1e300, -1}, -1, 1e300, 1e-320);
  const auto negative = count_msb(std::vector{-2.0, -4.0, -0.0});
  CHECK(negative.min() == -4);
  CHECK(negative.max() == 0);
  CHECK_FALSE(std::signbit(negative.max()));
}

TEST_CASE("octave_histogram: an extreme that differs from earlier values in its last bit alone") {
  constexpr std::size_t length = 20'000;
  const double next = std::nextafter(1.0, 2.0);
  support::generator random(71);
  for (int i = 0; i < 160; ++i) {
    const double sign = i % 2 == 0 ? 1 : -1;
    const auto [common, rare] = i / 2 % 2 == 0 ? std::pair{1.0, next} : std::pair{next, 1.0};
    const double first = i / 4 % 2 == 0 ? 0.25 : 4;  // the other extreme
    std::vector<double> values(length, sign * common);
    values[0] = sign * first;
    values[1 + random() % (length - 1)] = sign * rare;
    const msb_histogram h = count_msb(values);
    CHECK(h.max() == *std::ranges::max_element(values));
    CHECK(h.min() == *std::ranges::min_element(values));
    CHECK(h.smallest_nonzero() == std::min(first, 1.0));
  }
}

TEST_CASE("octave_histogram: a part of an octave begins at its lower end") {
  const float half = 0.5F, below = std::nextafter(half * 1.375F, 0.0F);
  const std::vector<float> values{half, half * 1.125F, half * 1.25F, below, half * 1.375F, -half};
  const auto h = count_octaves<3>(values);
  CHECK(h.positive(-1, 0) == 1);
  CHECK(h.positive(-1, 1) == 1);
  CHECK(h.positive(-1, 2) == 2);
  CHECK(h.positive(-1, 3) == 1);
  CHECK(h.negative(-1, 0) == 1);
  // The two highest bits of a subnormal with three: 0b101 * 2^-149.
  CHECK(count_octaves<1>(std::array{5 * 0x1p-149F}).positive(-147, 0) == 1);
  CHECK(count_octaves<6>(std::array{5 * 0x1p-149F}).positive(-147, 16) == 1);
}

TEST_CASE("octave_histogram: ranges of every kind, at compile time too") {
  constexpr std::array values{0.5F, -0.5F, 0.75F, 0.0F, 4.0F};
  constexpr msb_histogram h = count_msb(values);
  STATIC_REQUIRE(h.count(-1) == 3);
  STATIC_REQUIRE(h.negative(-1) == 1);
  STATIC_REQUIRE(h.max() == 4 && h.min() == -0.5 && h.smallest_nonzero() == 0.5);
  STATIC_REQUIRE(count_octaves<1>(values).positive(-1, 1) == 1);
  const float raw[] = {0.5F, -0.5F, 0.75F, 0.0F, 4.0F};
  std::vector<float> vector(values.begin(), values.end());
  CHECK(count_msb(vector) == h);
  CHECK(count_msb(std::span<const float>(vector)) == h);
  CHECK(count_msb(raw) == h);
  CHECK(count_msb(std::vector<double>(values.begin(), values.end())) == h);
  const bp::tensor_view view{vector, bp::channel_layout{.channels = 5}};
  CHECK(count_msb(view) == h);
  msb_histogram added;
  added.add(view);
  added.add(std::vector<float>{});
  CHECK(added == h);
}

TEST_CASE("octave_histogram: a 16-bit type counts like the float of the same value") {
  msb_histogram as_brain_float, as_float;
  for (unsigned i = 0; i < 0x10000; ++i) {
    as_brain_float.add(brain_float{static_cast<std::uint16_t>(i)});
    as_float.add(std::bit_cast<float>(i << 16));
  }
  CHECK(as_brain_float.total() == 0x10000);
  CHECK(as_brain_float == as_float);
}
