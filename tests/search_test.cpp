// The search against all combinations of choices, and its laws.

#include <algorithm>
#include <binpoint/search.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"

namespace bp = binpoint;
using bp::role, bp::site, bp::word_length_set;

namespace {

const word_length_set offered{3, 4, 6, 8};

bp::profile random_profile(std::uint64_t seed, int sites) {
  support::generator random(seed);
  bp::profile seen;
  for (int i = 0; i < sites; ++i) {
    const role kind = i % 3 == 2 ? role::activation : i % 3 == 1 ? role::bias : role::weight;
    const int count = support::random_int(random, 3, 400);
    seen[{"layer" + std::to_string(i), kind}].add(
        support::random_values(support::random_int(random, 0, support::smooth_distributions - 1),
                               std::ldexp(1.0, support::random_int(random, -9, 9)), count, random));
  }
  return seen;
}

struct total {
  std::uint64_t bits = 0;
  double noise = 0;
};

/// Every combination of the choices, by counting.
std::vector<total> all_combinations(const bp::choice_table& table) {
  std::vector<total> result(1);
  for (const bp::site_choices& site : table.sites) {
    std::vector<total> next;
    for (const total& before : result) {
      for (const bp::word_choice& choice : site.choices) {
        next.push_back(
            {before.bits + choice.bits, before.noise + site.sensitivity * choice.noise_to_signal});
      }
    }
    result = std::move(next);
  }
  return result;
}

double least_noise(const std::vector<total>& all, std::uint64_t bits) {
  double least = std::numeric_limits<double>::infinity();
  for (const total& each : all) {
    if (each.bits <= bits) least = std::min(least, each.noise);
  }
  return least;
}

/// What a plan costs, by the table it was chosen from; every format must be in it.
total cost_of(const bp::plan& plan, const bp::choice_table& table) {
  total sum;
  for (const bp::site_choices& site : table.sites) {
    const auto found =
        std::ranges::find(site.choices, plan.at(site.where), &bp::word_choice::chosen);
    REQUIRE(found != site.choices.end());
    sum.bits += found->bits;
    sum.noise += site.sensitivity * found->noise_to_signal;
  }
  return sum;
}

template <class Function>
std::string error_of(Function function) {
  try {
    (void)function();
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("search: the front is what no combination beats") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const auto table = bp::word_choices(random_profile(seed, 6),
                                        [&](const site& where, const auto&) -> bp::site_rule {
                                          bp::site_rule rule = offered;
                                          if (seed % 2 == 0)
                                            rule.budgeted_values = 50 + where.layer.back();
                                          rule.sensitivity = where.kind == role::bias ? 3 : 1;
                                          return rule;
                                        });
    const auto all = all_combinations(table);
    const bp::plan_front front{table};
    CHECK(front.slack_bits() == 0);
    for (std::size_t i = 0; i < front.size(); ++i) {
      REQUIRE(front.noise(i) == least_noise(all, front.bits(i)));
      if (i == 0) continue;
      REQUIRE(front.bits(i) > front.bits(i - 1));
      REQUIRE(front.noise(i) < front.noise(i - 1));
      // Nothing between two neighbours is better than the first.
      REQUIRE(least_noise(all, front.bits(i) - 1) == front.noise(i - 1));
    }
    const bp::costed_plan some = front[front.size() / 2];
    const total again = cost_of(some, table);
    CHECK(again.bits == some.bits);
    CHECK(again.noise == some.noise);
  }
}

TEST_CASE("search: within bits and above an SQNR, the best of all combinations") {
  support::generator random(40);
  for (std::uint64_t seed = 20; seed <= 30; ++seed) {
    const bp::profile seen = random_profile(seed, 5);
    const auto table = bp::word_choices(seen, offered);
    const auto all = all_combinations(table);
    const auto [least, most] = std::ranges::minmax(all, {}, &total::bits);
    double before = std::numeric_limits<double>::infinity();
    for (std::uint64_t bits = least.bits; bits <= most.bits + 9; bits += most.bits / 17) {
      CAPTURE(seed, bits);
      const auto chosen = bp::choose_formats(seen, bp::within_bits{bits}, offered);
      CHECK(chosen.bits <= bits);
      CHECK(chosen.noise == least_noise(all, bits));
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
  const bp::profile seen = random_profile(7, 9);
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

TEST_CASE("search: a long front is thinned within its guarantee") {
  const auto table = bp::word_choices(random_profile(8, 14));
  const bp::plan_front exact{table, 1U << 17};
  REQUIRE(exact.slack_bits() == 0);
  for (const std::size_t most : {3U, 40U, 500U}) {
    const bp::plan_front thin{table, most};
    CAPTURE(most, thin.size(), exact.size());
    CHECK(thin.size() <= most + 1);
    CHECK(thin.slack_bits() > 0);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const std::uint64_t bits = exact.bits(i) + thin.slack_bits();
      REQUIRE(thin.best(bp::within_bits{bits}).noise <= exact.noise(i));
    }
    const total last = cost_of(thin[thin.size() - 1], table);
    CHECK(last.noise == exact.noise(exact.size() - 1));
  }
}

TEST_CASE("search: goals out of reach say what is in reach") {
  const bp::profile seen = random_profile(9, 3);
  const bp::plan_front front{bp::word_choices(seen, offered)};
  const std::uint64_t least = front.bits(0);
  CHECK(front.best(bp::within_bits{least}).bits == least);
  CHECK(error_of([&] { return front.best(bp::within_bits{least - 1}); }) ==
        "binpoint: choose_formats: found a budget of " + std::to_string(least - 1) +
            " bits, expected at least " + std::to_string(least) +
            ", which the shortest words take");
  const std::string text = error_of([&] { return front.best(bp::above_sqnr{500}); });
  CHECK(text.find("found a floor of 500.0") != std::string::npos);
  CHECK(text.find("which the longest words reach") != std::string::npos);
  CHECK(error_of([&] { return bp::plan_front(bp::choice_table{}); }) ==
        "binpoint: plan_front: there is no site");
  CHECK(error_of([&] {
          return bp::plan_front(bp::choice_table{{{{"a"}, 1, 0, {}}}, {}});
        }) == "binpoint: plan_front: 'a activation' has no choice");
  CHECK(error_of([&] { return bp::plan_front(bp::word_choices(seen), 0); }) ==
        "binpoint: plan_front: 0 plans, expected 1 or more");
}

TEST_CASE("show_points: the ends, and steps of SQNR between them") {
  const bp::plan_front front{bp::word_choices(random_profile(10, 6), offered)};
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
  exact[{"a", role::weight}].add(std::vector<float>{1, 5});
  const auto points = bp::show_points(bp::plan_front{bp::word_choices(exact)}, 4);
  CHECK(points.back().formats.noise == 0);
  CHECK(std::isinf(points.back().formats.expected_sqnr_db()));
}

TEST_CASE("first_above: from the fewest bits up, each point once, no further than needed") {
  auto points =
      bp::show_points(bp::plan_front{bp::word_choices(random_profile(11, 4), offered)}, 6);
  REQUIRE(points.size() == 6);
  std::vector<std::uint64_t> asked;
  const auto measure = [&](const bp::plan& plan) {
    asked.push_back(static_cast<std::uint64_t>(asked.size()));
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
