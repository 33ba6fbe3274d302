// What hardware allows: criteria within limits, word lengths on offer.

#include <algorithm>
#include <binpoint/criteria.hpp>
#include <binpoint/limits.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::choose_format, bp::count_msb, bp::format, bp::signedness, bp::window_limits;
using bp::word_length_set;

namespace {

template <class Visit>
void for_each_limited(Visit visit) {
  const auto sign = signedness::automatic;
  visit("most_information", [=](int w, auto l) { return bp::most_information{w, sign, l}; });
  visit("no_overflow", [=](int w, auto l) { return bp::no_overflow{w, sign, l}; });
  visit("outlier_budget", [=](int w, auto l) { return bp::outlier_budget{w, 0.01, sign, l}; });
  visit("least_error", [=](int w, auto l) { return bp::least_error{w, sign, l}; });
}

bool allows(window_limits l, format f) {
  return l.lowest_lsb <= f.lsb() && f.lsb() <= l.highest_lsb && l.lowest_msb <= f.msb() &&
         f.msb() <= l.highest_msb;
}

window_limits random_limits(support::generator& random) {
  window_limits l;
  if (random() % 2 == 0) l.lowest_lsb = support::random_int(random, -12, 4);
  if (random() % 2 == 0) l.highest_lsb = support::random_int(random, -12, 4);
  if (random() % 2 == 0) l.lowest_msb = support::random_int(random, -8, 12);
  if (random() % 2 == 0) l.highest_msb = support::random_int(random, -8, 12);
  return l;
}

}  // namespace

TEST_CASE("limits: a choice that they allow stands, another moves to the nearest window") {
  support::generator random(721);
  for (int i = 0; i < 3000; ++i) {
    const auto values = support::random_values(i % support::smooth_distributions, 1, 100, random);
    const auto h = bp::count_octaves<1>(values);
    const int w = support::random_int(random, 2, 12);
    const window_limits limits = random_limits(random);
    for_each_limited([&](const std::string& name, auto make) {
      CAPTURE(i, name, w);
      const format free = choose_format(h, make(w, window_limits{})).chosen;
      bool any = false;
      int distance = 1 << 20;
      for (int move = -80; move <= 80; ++move) {
        const format moved{w, free.fraction_length + move, free.is_signed};
        any |= allows(limits, moved);
        if (allows(limits, moved)) distance = std::min(distance, std::abs(move));
      }
      if (!any) {
        CHECK_THROWS_AS(choose_format(h, make(w, limits)), std::invalid_argument);
        return;
      }
      const format chosen = choose_format(h, make(w, limits)).chosen;
      CHECK(allows(limits, chosen));
      // Rules by an end of the range move no further than they must; the others weigh windows anew.
      if (distance == 0 || name == "no_overflow" || name == "outlier_budget") {
        CHECK(std::abs(chosen.fraction_length - free.fraction_length) == distance);
      }
    });
  }
}

TEST_CASE("limits: least_error and most_information take the best of the windows left") {
  support::generator random(722);
  for (int i = 0; i < 400; ++i) {
    CAPTURE(i);
    const auto values = support::random_values(i % support::smooth_distributions, 1, 200, random);
    const auto h = bp::count_octaves<3>(values);
    const int lowest = support::random_int(random, -12, 6);
    const window_limits limits{.lowest_msb = lowest, .highest_msb = lowest + 2};
    const auto least = choose_format(h, bp::least_error{.word_length = 6, .limits = limits});
    const auto most = choose_format(h, bp::most_information{.word_length = 6, .limits = limits});
    const auto inside = [&](format f) {
      std::uint64_t sum = 0;
      for (int p = f.lsb(); p <= f.msb(); ++p) sum += h.count(p);
      return sum;
    };
    for (int msb = lowest; msb <= lowest + 2; ++msb) {
      format other = least.chosen;
      other.fraction_length += other.msb() - msb;
      REQUIRE(other.msb() == msb);
      CHECK(least.expected_sqnr_db >= evaluate_format(h, other).expected_sqnr_db - 1e-9);
      CHECK(inside(most.chosen) >= inside(other));
    }
  }
}

TEST_CASE("limits: windows far from the data, and data without a value") {
  const auto h = count_msb(std::vector{1.0, -1.5, 3.0});
  for_each_limited([&](const std::string& name, auto make) {
    CAPTURE(name);
    CHECK(choose_format(h, make(8, window_limits{.highest_msb = -40})).chosen.msb() == -40);
    CHECK(choose_format(h, make(8, window_limits{.lowest_lsb = 40})).chosen.lsb() == 40);
    CHECK_THROWS_WITH(choose_format(h, make(8, window_limits{.lowest_lsb = -3, .highest_msb = 2})),
                      "binpoint: " + name + ": the limits leave no window to a word of length 8");
    CHECK(choose_format(h, make(8, window_limits{.lowest_lsb = -4, .highest_msb = 2})).chosen ==
          format{8, 4});
    const auto none = choose_format(bp::msb_histogram{}, make(8, window_limits{.lowest_lsb = -3}));
    CHECK(none.empty);
    CHECK(none.chosen == format{8, 3});
  });
}

TEST_CASE("word_length_set: what it contains") {
  CHECK(word_length_set{4, 8}.contains(4));
  CHECK_FALSE(word_length_set{4, 8}.contains(5));
  CHECK(word_length_set{64}.contains(64));
  for (const int outside : {-1, 0, 65, 1000}) CHECK_FALSE(word_length_set().contains(outside));
  CHECK(word_length_set() == word_length_set::range(1, 64));
  CHECK(word_length_set::range(3, 5) == word_length_set{5, 3, 4});
  CHECK_FALSE(word_length_set::range(3, 2).contains(3));
  CHECK_THROWS_AS(word_length_set({8, 65}), std::invalid_argument);
  CHECK_THROWS_AS(word_length_set::range(0, 4), std::invalid_argument);
}

TEST_CASE("shortest_word: the least of the word lengths offered") {
  support::generator random(723);
  const auto h = bp::count_octaves<3>(support::random_values(0, 1, 5000, random));
  const auto word = [&](double sqnr_db, word_length_set offered, window_limits limits = {}) {
    return choose_format(
               h, bp::shortest_word{.sqnr_db = sqnr_db, .limits = limits, .offered = offered})
        .chosen.word_length;
  };
  CHECK(word(30, {}) == 7);
  CHECK(word(30, {4, 8, 16}) == 8);
  CHECK(word(10, {4, 8, 16}) == 4);
  CHECK(word(70, {4, 8, 16}) == 16);
  CHECK(word(70, {4, 8, 32}) == 8);  // the longest allowed
  CHECK_THROWS_WITH(word(70, {1, 32}), "binpoint: shortest_word: no word length is allowed");
  // A longer word reaches further down than the limits allow: what is not to be had is left out.
  const window_limits coarse{.lowest_lsb = -4, .highest_msb = 2};
  CHECK(word(70, {}, coarse) == 8);
  CHECK(choose_format(h, bp::shortest_word{.sqnr_db = 70, .limits = coarse}).chosen ==
        format{8, 4});
  CHECK(choose_format(h, bp::shortest_word{.limits = {.lowest_msb = 5}}).chosen.msb() == 5);
  CHECK(word(70, {4, 6, 16}, coarse) == 6);
  CHECK_THROWS_AS(word(70, {16}, coarse), std::invalid_argument);
}
