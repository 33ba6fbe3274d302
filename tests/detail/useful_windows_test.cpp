// Windows that are left out of a choice could not have been it.

#include <algorithm>
#include <binpoint/detail/candidates.hpp>
#include <binpoint/detail/useful_windows.hpp>
#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::detail::candidates, bp::format;

namespace {

using histogram = bp::octave_histogram<3>;

double expected_error(const histogram& h, const candidates& words, format target) {
  return bp::detail::expect_energies(h, target, bp::policy{}, words.skip_negative).error;
}

/// Neighbouring doubles, many times, and others far above and below them: of bins so narrow the
/// closed form has no right digit.
histogram narrow_bins(support::generator& random) {
  histogram h;
  const double x = support::random_normal(random);
  for (int i = 0; i < 3; ++i) h.add(std::nextafter(x, i * 2.0 - 1));
  for (int i = support::random_int(random, 0, 50); i > 0; --i) h.merge(histogram(h));
  for (int i = 0; i < 3; ++i) h.add(std::ldexp(x, support::random_int(random, -30, 30)));
  return h;
}

histogram random_histogram(support::generator& random) {
  if (random() % 4 == 0) return narrow_bins(random);
  histogram h;
  for (int parts = support::random_int(random, 1, 2); parts > 0; --parts) {
    const int kind = support::random_int(random, 0, support::distributions - 1);
    const double scale = std::ldexp(1.0, support::random_int(random, -60, 60));
    h.add(support::random_values(kind, scale, support::random_int(random, 1, 100), random));
  }
  return h;
}

candidates random_candidates(const histogram& h, support::generator& random) {
  const auto sign = static_cast<bp::signedness>(random() % 3);
  bp::window_limits limits{};
  if (random() % 4 == 0) limits.lowest_msb = support::random_int(random, -70, 70);
  if (random() % 4 == 0) limits.highest_msb = support::random_int(random, -70, 70);
  limits.highest_msb = std::max(limits.highest_msb, limits.lowest_msb);
  const int word_length = support::random_int(random, 2, random() % 2 == 0 ? 9 : 64);
  return bp::detail::make_candidates("test", h, word_length, sign, limits);
}

/// Some values at every position of floats, or as many that are spread over all doubles.
histogram full_range(bool all_doubles) {
  support::generator random(3);
  histogram h;
  for (int i = 0; i < 20000; ++i) {
    const int position = all_doubles ? support::random_int(random, -1022, 1023) : i % 277 - 149;
    h.add(support::random_sign(random) * std::ldexp(1 + support::random_unit(random), position));
  }
  return h;
}

}  // namespace

TEST_CASE("useful_windows: no window up to a position loses less than its bound") {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    support::generator random(seed);
    const bool is_narrow = seed % 2 == 0;
    const histogram h = is_narrow ? narrow_bins(random) : random_histogram(random);
    const candidates words = random_candidates(h, random);
    if (words.none()) continue;
    const auto [lowest, highest] = words.positions;
    const int msb = random() % 2 == 0 ? highest - support::random_int(random, 0, 6)
                                      : support::random_int(random, lowest - 1, highest);
    const double bound = bp::detail::least_overflow_error(h, words, msb);
    CAPTURE(seed, msb, words.word_length, words.skip_negative);
    bool is_bound = true;
    for (int below = 0; below < (is_narrow ? 64 : 20); ++below) {
      is_bound = is_bound && bound < expected_error(h, words, words.at(msb - below)) + 1e-300;
    }
    CHECK(is_bound);
  }
}

TEST_CASE("useful_windows: what expect_energies cannot tell is not counted") {
  // Two neighbours, odd multiples of the step: less one, both round to the same double.
  histogram narrow;
  narrow.add(std::vector<double>(1000, 1 + 0x1p-51));
  narrow.add(1 + 0x3p-52);
  const candidates bits =
      bp::detail::make_candidates("test", narrow, 1, bp::signedness::automatic, {});
  CHECK(expected_error(narrow, bits, bits.at(-53)) < 2);
  CHECK(bp::detail::least_overflow_error(narrow, bits, -53) < 2);

  // So far below the negative value that windows further below get steps of 2^-300 all the same.
  histogram far;
  far.add(std::vector{-1.0, 0x1.18p-297});
  const candidates bytes = bp::detail::make_candidates("test", far, 8, bp::signedness::never, {});
  CHECK(bp::detail::least_overflow_error(far, bytes, -320) <=
        expected_error(far, bytes, bytes.at(-320)));
}

TEST_CASE("useful_windows: the least error is the same as of all windows") {
  for (unsigned seed = 0; seed < 600; ++seed) {
    support::generator random(seed);
    const histogram h = random_histogram(random);
    const candidates words = random_candidates(h, random);
    if (words.none()) continue;
    const auto cost = [&](format target) { return expected_error(h, words, target); };
    candidates useful = words;
    useful.tops.lowest = bp::detail::lowest_useful_msb(h, words, cost);
    CAPTURE(seed, words.word_length, words.skip_negative, useful.tops.lowest);
    CHECK(bp::detail::least_cost(h, useful, cost).chosen ==
          bp::detail::least_cost(h, words, cost).chosen);
  }
}

TEST_CASE("useful_windows: of values at all positions few windows are tried") {
  for (const bool all_doubles : {false, true}) {
    const histogram h = full_range(all_doubles);
    for (const int word_length : {4, 8, 16}) {
      const candidates words = bp::detail::make_candidates(
          "test", h, word_length, bp::signedness::automatic, bp::window_limits{});
      const auto cost = [&](format target) { return expected_error(h, words, target); };
      const int lowest = bp::detail::lowest_useful_msb(h, words, cost);
      const int tried = words.allowed(words.positions.highest + 1) - lowest + 1;
      CAPTURE(all_doubles, word_length);
      CHECK(tried >= 2);
      CHECK(tried <= 4);
    }
  }
}
