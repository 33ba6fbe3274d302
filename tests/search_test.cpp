// Word lengths under a budget or above a floor: the best of all combinations, and the laws.

#include <algorithm>
#include <binpoint/search.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"
#include "support/word_search.hpp"

namespace bp = binpoint;
using bp::role, bp::site, bp::word_length_set;
using support::offered, support::random_network, support::total;

TEST_CASE("search: within bits and above an SQNR, the best of all combinations") {
  support::generator random(40);
  for (std::uint64_t seed = 20; seed <= 30; ++seed) {
    const bp::profile seen = random_network(seed, 5);
    const auto table = bp::word_choices(seen, offered);
    const auto all = support::all_combinations(table);
    const auto [least, most] = std::ranges::minmax(all, {}, &total::bits);
    double before = std::numeric_limits<double>::infinity();
    for (std::uint64_t bits = least.bits; bits <= most.bits + 9; bits += most.bits / 17) {
      CAPTURE(seed, bits);
      const auto chosen = bp::choose_formats(seen, bp::within_bits{bits}, offered);
      CHECK(chosen.bits <= bits);
      CHECK(chosen.noise == support::least_noise(all, bits));
      CHECK(chosen.noise <= before);  // more bits never harm
      before = chosen.noise;
    }
    const double best_db =
        bp::choose_formats(seen, bp::within_bits{most.bits}, offered).expected_sqnr_db();
    for (const double below : {0.0, 0.5, 3.0, 9.0, 200.0}) {
      const double floor = best_db - below;
      CAPTURE(seed, floor);
      const auto chosen = bp::choose_formats(seen, bp::above_sqnr{floor}, offered);
      CHECK(chosen.expected_sqnr_db() >= floor);
      for (const total& each : all) {
        if (each.bits < chosen.bits) REQUIRE(-10 * std::log10(each.noise) < floor);
      }
    }
  }
}

TEST_CASE("search: pinned and excluded sites are kept, and only lengths offered are used") {
  const bp::profile seen = random_network(7, 9);
  const bp::format mine{11, 4};
  const auto rule = [&](const site& where, const auto& histogram) -> bp::site_rule {
    if (where.layer == "layer0") return mine;
    if (histogram.total() < 20 || where.layer == "layer1") return std::nullopt;
    return word_length_set{4, 8};
  };
  const bp::policy symmetric{.overflow = bp::overflow_mode::saturate_symmetric};
  const bp::plan_front front{bp::word_choices(seen, rule, symmetric)};
  REQUIRE(front.size() > 2);
  for (std::size_t i = 0; i < front.size(); ++i) {
    const bp::plan plan = front[i];
    CHECK(plan.rules == symmetric);
    CHECK(plan.size() == seen.size());
    CHECK(plan.at({"layer0", role::weight}) == mine);
    CHECK(plan.at({"layer1", role::bias}).stays_float);
    for (const auto& [where, chosen] : plan) {
      if (where.layer == "layer0" || chosen.stays_float) continue;
      CHECK((chosen.base.word_length == 4 || chosen.base.word_length == 8));
    }
  }
}

TEST_CASE("search: a noisier or a smaller site gets the longer word") {
  bp::profile seen;
  support::generator random(3);
  const auto values = support::random_values(0, 1, 100, random);
  seen[{"a", role::weight}].add(values);
  seen[{"b", role::weight}].add(values);
  const auto weighed = [](const site& where, const auto&) {
    bp::site_rule rule = word_length_set{4, 8};
    rule.sensitivity = where.layer == "b" ? 2 : 1;
    return rule;
  };
  const auto plan = bp::choose_formats(seen, bp::within_bits{1200}, weighed);
  CHECK(plan.bits == 1200);
  CHECK(plan.bytes() == 150);
  CHECK(plan.budgeted_values == 200);
  CHECK(plan.at({"a", role::weight}).base.word_length == 4);
  CHECK(plan.at({"b", role::weight}).base.word_length == 8);
}

TEST_CASE("show_points: the ends, and steps of SQNR between them") {
  const bp::plan_front front{bp::word_choices(random_network(10, 6), offered)};
  REQUIRE(front.size() > 20);
  for (const std::size_t count : {1U, 2U, 5U, 12U, 5000U}) {
    CAPTURE(count);
    const auto points = bp::show_points(front, count);
    REQUIRE(!points.empty());
    CHECK(points.size() <= count);
    CHECK(points.back().formats.bits == front.bits(front.size() - 1));
    if (count > 1) CHECK(points.front().formats.bits == front.bits(0));
    const double range =
        points.back().formats.expected_sqnr_db() - points.front().formats.expected_sqnr_db();
    for (std::size_t i = 1; i < points.size(); ++i) {
      CHECK(points[i].formats.bits > points[i - 1].formats.bits);
      CHECK_FALSE(points[i].measured);
      if (count != 5) continue;
      const double step =
          points[i].formats.expected_sqnr_db() - points[i - 1].formats.expected_sqnr_db();
      CHECK(step < 0.5 * range);
    }
  }
  CHECK(bp::show_points(front, 0).empty());
  bp::profile exact;
  exact[{"a", role::weight}].add(std::vector<float>{5});
  const auto points = bp::show_points(bp::plan_front{bp::word_choices(exact)}, 4);
  CHECK(points.back().formats.noise == 0);
  CHECK(std::isinf(points.back().formats.expected_sqnr_db()));
}

TEST_CASE("first_above: from the fewest bits up, each point once, no further than needed") {
  auto points =
      bp::show_points(bp::plan_front{bp::word_choices(random_network(11, 4), offered)}, 6);
  REQUIRE(points.size() == 6);
  std::vector<std::uint64_t> asked;
  const auto measure = [&](const bp::plan& plan) {
    asked.push_back(static_cast<std::uint64_t>(asked.size()));
    REQUIRE(asked.size() <= points.size());
    CHECK(plan == static_cast<const bp::plan&>(points[asked.size() - 1].formats));
    return 10.0 * static_cast<double>(asked.size());
  };
  CHECK(bp::first_above(points, 30, measure) == 2);
  CHECK(asked.size() == 3);
  CHECK(points[2].measured == 30);
  CHECK_FALSE(points[3].measured);
  CHECK(bp::first_above(points, 20, measure) == 1);
  CHECK(asked.size() == 3);
  CHECK(bp::first_above(points, 1000, measure) == 6);
  CHECK(asked.size() == 6);
}
