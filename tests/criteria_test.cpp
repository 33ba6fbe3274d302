// The criteria, each by trying all windows on the values themselves.

#include <algorithm>
#include <binpoint/convert.hpp>
#include <binpoint/criteria.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::choose_format, bp::count_msb, bp::format, bp::signedness;
using support::infinity;

namespace {

/// The values that a criterion looks at, and the windows it may choose.
struct problem {
  std::vector<double> values;  ///< finite, not zero
  std::size_t finite = 0;
  int word_length = 8;
  bool is_signed = true;
  int lowest = 0;
  int highest = 0;

  [[nodiscard]] format at(int msb) const {
    return {word_length, word_length - (is_signed ? 2 : 1) - msb, is_signed};
  }
  [[nodiscard]] int count_above(int msb) const {
    return static_cast<int>(
        std::ranges::count_if(values, [&](double x) { return std::ilogb(x) > msb; }));
  }
  [[nodiscard]] int count_inside(format f) const {
    return static_cast<int>(std::ranges::count_if(
        values, [&](double x) { return f.lsb() <= std::ilogb(x) && std::ilogb(x) <= f.msb(); }));
  }
  [[nodiscard]] bool overflows(format f) const {
    return std::ranges::any_of(values, [&](double x) { return bp::encode(x, f).overflowed; });
  }
};

problem make_problem(const std::vector<double>& all, int word_length, signedness sign) {
  problem p;
  p.word_length = word_length;
  bool negative = false;
  for (const double x : all) {
    if (!std::isfinite(x)) continue;
    ++p.finite;
    negative |= x < 0;
    if (x != 0 && (x > 0 || sign != signedness::never)) p.values.push_back(x);
  }
  p.is_signed = sign == signedness::always || (sign == signedness::automatic && negative);
  const auto order = [](double a, double b) { return std::abs(a) < std::abs(b); };
  if (p.values.empty()) return p;
  const auto [least, most] = std::minmax_element(p.values.begin(), p.values.end(), order);
  p.lowest = std::ilogb(*least);
  p.highest = std::ilogb(*most);
  return p;
}

/// From the finest step up: only strictly more inside, or as many with fewer above, is better.
format brute_most_information(const problem& p) {
  const int first = p.lowest - 66;
  format best = p.at(first);
  for (int msb = first; msb <= p.highest + 66; ++msb) {
    const int gain = p.count_inside(p.at(msb)) - p.count_inside(best);
    if (gain > 0 || (gain == 0 && p.count_above(msb) < p.count_above(best.msb()))) {
      best = p.at(msb);
    }
  }
  return best;
}

format brute_no_overflow(const problem& p) {
  int msb = p.lowest - 3;
  while (p.overflows(p.at(msb))) ++msb;
  return p.at(msb);
}

format brute_outlier_budget(const problem& p, double fraction) {
  int msb = p.lowest - 1;
  while (p.count_above(msb) > fraction * static_cast<double>(p.finite)) ++msb;
  return p.at(msb);
}

/// Small numbers of values, so that ties are frequent; some are no finite numbers.
std::vector<double> few_values(support::generator& random) {
  const int n = support::random_int(random, 1, 30);
  auto values = support::random_values(support::random_int(random, 0, 14), 1, n, random);
  if (random() % 4 == 0) values.insert(values.end(), {std::nan(""), infinity, -infinity, 0.0});
  if (random() % 2 == 0) {
    for (double& x : values) x = std::abs(x);
  }
  return values;
}

}  // namespace

TEST_CASE("criteria: equal to a trial of all windows on the values") {
  constexpr std::uint64_t seed = 91;
  support::generator random(seed);
  for (int i = 0; i < 6000; ++i) {
    const auto values = few_values(random);
    const auto sign = static_cast<signedness>(random() % 3);
    const int w = support::random_int(random, 2, i % 2 == 0 ? 8 : 64);
    const problem p = make_problem(values, w, sign);
    if (p.values.empty()) continue;
    const auto h = bp::count_octaves<1>(values);
    // A share between two numbers of values: no product of it is rounded across one.
    const double share = (support::random_int(random, 0, static_cast<int>(p.values.size())) + 0.5) /
                         static_cast<double>(p.finite);
    const bool most = bp::most_information{w, sign}(h).chosen == brute_most_information(p);
    const bool none = bp::no_overflow{w, sign}(h).chosen == brute_no_overflow(p);
    // Above all of the share, no window is the smallest.
    const bool budget =
        p.count_above(p.lowest - 1) <= share * static_cast<double>(p.finite) ||
        bp::outlier_budget{w, share, sign}(h).chosen == brute_outlier_budget(p, share);
    if (!most || !none || !budget) {
      FAIL("seed " << seed << ", case " << i << ", word length " << w << ", sign "
                   << static_cast<int>(sign) << ": most_information " << most << ", no_overflow "
                   << none << ", outlier_budget " << budget);
    }
  }
}

TEST_CASE("no_overflow: a power of two below zero needs no bit more, one above zero does") {
  const auto msb = [](std::vector<double> values) {
    return choose_format(count_msb(values), bp::no_overflow{8}).chosen.msb();
  };
  CHECK(msb({-16}) == 3);
  CHECK(msb({-16, 15.875}) == 3);
  CHECK(msb({-16, 15.9}) == 3);
  CHECK(msb({-16, 15.9375}) == 4);  // rounds up to 16
  CHECK(msb({-16.0625, 1}) == 4);   // a tie, rounds away to -16.125
  CHECK(msb({-16.06, 1}) == 3);
  CHECK(msb({16, -1}) == 4);
  const auto selection = choose_format(count_msb(std::vector{-16.0, 15.9}), bp::no_overflow{8});
  CHECK(selection.overflows.lower == 0);
}

TEST_CASE("outlier_budget: of all finite values, zeros included, at most that share is above") {
  // One of eight finite values is above 2^1, two are above 2^0.
  const auto h = count_msb(std::vector{0.0, 0.0, 0.0, 1.0, 1.5, -1.0, 2.0, 5.0, std::nan("")});
  const auto msb = [&](double fraction) {
    return choose_format(h, bp::outlier_budget{8, fraction}).chosen.msb();
  };
  CHECK(msb(0) == 2);
  CHECK(msb(0.124) == 2);
  CHECK(msb(0.125) == 1);
  CHECK(msb(0.249) == 1);
  CHECK(msb(0.25) == 0);
  // No share at all: no finite value may lie above, not even one beyond the histogram's positions.
  const auto wide = count_msb(std::vector{1.0, 1e90});
  CHECK(choose_format(wide, bp::outlier_budget{8, 0}).chosen.msb() == std::ilogb(1e90));
  for (const double wrong : {-0.1, 1.1, std::nan("")}) {
    CHECK_THROWS_AS(choose_format(h, bp::outlier_budget{8, wrong}), std::invalid_argument);
  }
  CHECK_THROWS_WITH(choose_format(h, bp::outlier_budget{8, 2}),
                    "binpoint: outlier_budget: fraction 2.000000 is outside 0..1");
}

TEST_CASE("most_information: the documented example, and where it goes wrong") {
  // Ten numbers whose bits are at 2^3..2^-3, but for one below and one above.
  const auto h =
      count_msb(std::vector{0.03125, 2.1, 16.25, 0.13, -0.3, 0.2, 1.4, -5.0, 9.5, -12.0});
  CHECK(choose_format(h, bp::most_information{8}).chosen == format{8, 3});
  // Many tiny values throw away the large ones; least_error keeps these.
  std::vector<double> values(1000, 0x1p-12);
  values.insert(values.end(), 100, 1.0);
  values.push_back(-1.0);
  const auto tiny = count_msb(values);
  CHECK(choose_format(tiny, bp::most_information{8}).chosen.msb() < 0);
  CHECK(choose_format(tiny, bp::least_error{8}).chosen.msb() >= 0);
}

TEST_CASE("least_error: constants are exact, in the window of the finest step") {
  const auto chosen = [](std::vector<double> values, int w) {
    return choose_format(count_msb(values), bp::least_error{w}).chosen;
  };
  CHECK(chosen({1.0}, 8) == format{8, 7, false});
  CHECK(chosen({1.0, -1.0}, 8) == format{8, 6});
  CHECK(chosen({-1.0, -1.0}, 8) == format{8, 6});  // {8, 7} would cut its bit
  CHECK(chosen({1.0}, 1) == format{1, 0, false});
  CHECK(chosen({0.75}, 2) == format{2, 2, false});
  CHECK(chosen({0x1p-149}, 4) == format{4, 152, false});
}

TEST_CASE("least_error: as good as the best window by the true squared error") {
  const auto true_error = [](const std::vector<double>& values, format f) {
    const double scale = std::ldexp(1.0, f.fraction_length);
    double sum = 0;
    for (const double x : values) {
      const double n = std::clamp(std::round(x * scale), static_cast<double>(f.lowest_code()),
                                  static_cast<double>(f.highest_code()));
      sum += (x - n / scale) * (x - n / scale);
    }
    return sum;
  };
  double loss_3 = 0;
  double loss_5 = 0;
  int cases = 0;
  for (int kind = 0; kind < support::smooth_distributions; ++kind) {
    support::generator random(92 + static_cast<std::uint64_t>(kind));
    for (const double scale : {1.0, 1.25, 1.7}) {
      const auto values = support::random_values(kind, scale, 50'000, random);
      const auto h = bp::count_octaves<5>(values);
      for (const int w : {4, 8}) {
        const problem p = make_problem(values, w, signedness::automatic);
        double best = infinity;
        for (int msb = p.highest - 9; msb <= p.highest; ++msb) {
          best = std::min(best, true_error(values, p.at(msb)));
        }
        const auto loss = [&](const auto& histogram) {
          const format chosen = choose_format(histogram, bp::least_error{w}).chosen;
          return 10 * std::log10(true_error(values, chosen) / best);
        };
        loss_3 += loss(bp::octave_histogram<3>(h));
        loss_5 += loss(h);
        ++cases;
      }
    }
  }
  CHECK(loss_3 / cases <= 0.06);
  CHECK(loss_5 / cases <= 0.01);
}
