// Words that may be the state of a histogram: those of every histogram fit, and contradictions do
// not.

#include <binpoint/detail/histogram_state.hpp>
#include <binpoint/histogram.hpp>
#include <bit>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace bp = binpoint;

namespace {

/// The words of a histogram, to be changed.
struct state {
  std::vector<std::uint64_t> sums, extremes;
  explicit state(const bp::msb_histogram& h)
      : sums(h.sums().begin(), h.sums().end()),
        extremes(h.extremes().begin(), h.extremes().end()) {}

  [[nodiscard]] std::string problem() const {
    const char* found = bp::detail::state_problem<bp::msb_histogram>(sums, extremes);
    return found == nullptr ? "" : found;
  }
};

}  // namespace

TEST_CASE("histogram state: the state of every histogram fits") {
  for (std::uint64_t seed = 31; seed < 61; ++seed) {
    INFO("seed " << seed);
    support::generator random(seed);
    bp::octave_histogram<2> h;
    CHECK(bp::detail::state_problem<bp::octave_histogram<2>>(h.sums(), h.extremes()) == nullptr);
    for (const double x : support::mixed_values<double>(random, 5)) {
      h.add(x);
      CHECK(bp::detail::state_problem<bp::octave_histogram<2>>(h.sums(), h.extremes()) == nullptr);
      CHECK(state(bp::msb_histogram(h)).problem().empty());
    }
  }
}

TEST_CASE("histogram state: a state that no histogram has does not fit") {
  const auto counted = [](std::vector<double> values) { return state(bp::count_msb(values)); };
  const std::string contradiction = "extremes that contradict the counts";
  const auto with_extremes_of = [&](std::vector<double> values, std::vector<double> others) {
    state changed = counted(values);
    changed.extremes = counted(others).extremes;
    return changed;
  };
  CHECK(with_extremes_of({1, 2}, {1.5, 3}).problem().empty());
  CHECK(with_extremes_of({1, 2}, {1.5, 4}).problem() == contradiction);
  CHECK(with_extremes_of({1, 2}, {0.5, 3}).problem() == contradiction);
  CHECK(with_extremes_of({1, 2}, {1, 1}).problem() == contradiction);
  CHECK(with_extremes_of({1, 2}, {-1, 1, 2}).problem() == contradiction);
  CHECK(with_extremes_of({-1, 2}, {-1, 0.25, 2}).problem() == contradiction);
  CHECK(with_extremes_of({-0.5, 2}, {-1, 2}).problem() == contradiction);
  CHECK(with_extremes_of({0, 2}, {2, 2}).problem() == contradiction);
  CHECK(with_extremes_of({2, 2}, {0, 2}).problem() == contradiction);
  CHECK(with_extremes_of({1e300}, {2e300}).problem().empty());
  CHECK(with_extremes_of({1e300}, {2}).problem() == contradiction);
  CHECK(with_extremes_of({-1e-300}, {-1e-310}).problem().empty());
  CHECK_FALSE(with_extremes_of({0}, {1}).problem().empty());
  CHECK_FALSE(with_extremes_of({1}, {0}).problem().empty());
  CHECK(with_extremes_of({}, {0}).problem() == "extremes of no values");
  CHECK_FALSE(with_extremes_of({0}, {}).problem().empty());

  // One sign's smallest magnitude is its extreme; minimum and maximum are in order.
  state shifted = counted({1.25, 1.5});
  shifted.extremes[2] = counted({1.125}).extremes[2];
  CHECK(shifted.problem() == contradiction);
  state swapped = counted({1.25, 1.5});
  swapped.extremes[0] = counted({1.75}).extremes[0];
  CHECK(swapped.problem() == contradiction);
  const auto with_smallest = [&](std::vector<double> values, double smallest) {
    state changed = counted(values);
    changed.extremes[2] = counted({smallest}).extremes[2];
    return changed;
  };
  CHECK(with_smallest({-1.25, -1.5}, 1.25).problem().empty());
  CHECK(with_smallest({-1.25, -1.5}, 1.125).problem() == contradiction);
  CHECK(with_smallest({-1.75, 1.25}, 1.5).problem() == contradiction);
  CHECK(with_smallest({-1.25, 1.75}, 1.5).problem() == contradiction);

  // Infinity, NaN and -0 are no extremes.
  for (const std::uint64_t key : {0xfff0000000000000U, 0xfff8000000000000U, 0x7fffffffffffffffU}) {
    state odd = counted({1});
    odd.extremes[1] = key;
    CHECK(odd.problem() == "extremes that are no finite numbers");
  }
  for (const double smallest : {0.0, std::numeric_limits<double>::infinity()}) {
    state odd = counted({1});
    odd.extremes[2] = smallest == 0 ? 0 : ~std::bit_cast<std::uint64_t>(smallest);
    CHECK(odd.problem() == "extremes that are no finite numbers");
  }
  state many = counted({1, 2});
  for (std::uint64_t& count : many.sums) count <<= 63;
  CHECK(many.problem() == "counts of 2^64 or more in all");
  state short_one = counted({1});
  short_one.sums.pop_back();
  CHECK(short_one.problem() == "another number of words");
}

TEST_CASE("histogram state: extremes that are bounds lie outside the bins or in them") {
  state bounds(bp::count_msb(std::vector{-2.0, 1.0, 3.0}));
  bounds.extremes = state(bp::count_msb(std::vector{-4.0, 0.5, 4.0})).extremes;
  CHECK_FALSE(bounds.problem().empty());
  bounds.extremes[3] = 1;
  CHECK(bounds.problem().empty());
  bounds.extremes = state(bp::count_msb(std::vector{-2.0, 0.5, 1.0})).extremes;
  bounds.extremes[3] = 1;
  CHECK_FALSE(bounds.problem().empty());

  // Each alone: minimum above maximum, a smallest magnitude too large.
  state swapped(bp::count_msb(std::vector{1.25, 1.5}));
  swapped.extremes[3] = 1;
  CHECK(swapped.problem().empty());
  swapped.extremes[0] = state(bp::count_msb(std::vector{1.75})).extremes[0];
  CHECK_FALSE(swapped.problem().empty());
  state large(bp::count_msb(std::vector{1.0, 3.0}));
  large.extremes[3] = 1;
  large.extremes[2] = state(bp::count_msb(std::vector{2.0})).extremes[2];
  CHECK_FALSE(large.problem().empty());
}
