// The Pareto front against all combinations of choices, and its guarantee where it is thinned.

#include <binpoint/plan_front.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/distributions.hpp"
#include "support/random.hpp"
#include "support/word_search.hpp"

namespace bp = binpoint;
using bp::role, bp::site, bp::word_length_set;
using support::offered, support::random_network, support::total;

namespace {

template <class Function>
std::string front_error(Function function) {
  try {
    (void)function();
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("plan_front: the front is what no combination beats") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const auto table = bp::word_choices(random_network(seed, 6),
                                        [&](const site& where, const auto&) -> bp::site_rule {
                                          bp::site_rule rule = offered;
                                          if (seed % 2 == 0)
                                            rule.budgeted_values = 50 + where.layer.back();
                                          rule.sensitivity = where.kind == role::bias ? 3 : 1;
                                          return rule;
                                        });
    const auto all = support::all_combinations(table);
    const bp::plan_front front{table};
    CHECK(front.slack_bits() == 0);
    for (std::size_t i = 0; i < front.size(); ++i) {
      REQUIRE(front.noise(i) == support::least_noise(all, front.bits(i)));
      if (i == 0) continue;
      REQUIRE(front.bits(i) > front.bits(i - 1));
      REQUIRE(front.noise(i) < front.noise(i - 1));
      // Nothing between two neighbours is better than the first.
      REQUIRE(support::least_noise(all, front.bits(i) - 1) == front.noise(i - 1));
    }
    const bp::costed_plan some = front[front.size() / 2];
    const total again = support::cost_of(some, table);
    CHECK(again.bits == some.bits);
    CHECK(again.noise == some.noise);
  }
}

TEST_CASE("plan_front: a long front is thinned within its guarantee") {
  const auto table = bp::word_choices(random_network(8, 14));
  const bp::plan_front exact{table, 1U << 17};
  REQUIRE(exact.slack_bits() == 0);
  for (const std::size_t most : {3U, 40U, 500U}) {
    const bp::plan_front thin{table, most};
    CAPTURE(most, thin.size(), exact.size());
    CHECK(thin.size() <= most + 2);
    CHECK(thin.bits(0) == exact.bits(0));
    CHECK(thin.slack_bits() > 0);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const std::uint64_t bits = exact.bits(i) + thin.slack_bits();
      REQUIRE(thin.best(bp::within_bits{bits}).noise <= exact.noise(i));
    }
    const total last = support::cost_of(thin[thin.size() - 1], table);
    CHECK(last.noise == exact.noise(exact.size() - 1));
  }
}

TEST_CASE("plan_front: goals out of reach say what is in reach") {
  const bp::profile seen = random_network(9, 3);
  const bp::plan_front front{bp::word_choices(seen, offered)};
  const std::uint64_t least = front.bits(0);
  CHECK(front.best(bp::within_bits{least}).bits == least);
  CHECK(front_error([&] { return front.best(bp::within_bits{least - 1}); }) ==
        "binpoint: choose_formats: found a budget of " + std::to_string(least - 1) +
            " bits, expected at least " + std::to_string(least) +
            ", which the shortest words take");
  const std::string text = front_error([&] { return front.best(bp::above_sqnr{500}); });
  CHECK(text.find("found a floor of 500.0") != std::string::npos);
  CHECK(text.find("which the longest words reach") != std::string::npos);
  CHECK(front_error([&] { return bp::plan_front(bp::choice_table{}); }) ==
        "binpoint: plan_front: there is no site");
  CHECK(front_error([&] {
          return bp::plan_front(bp::choice_table{{{{"a"}, 1, 0, {}}}, {}});
        }) == "binpoint: plan_front: 'a activation' has no choice");
  const auto error_of_choices = [](std::uint64_t bits, double noise) {
    const bp::word_choice each{bp::format{}, bits, 0, noise};
    return front_error([&] {
      return bp::plan_front({{{{"a"}, 1, 0, {each}}, {{"b"}, 1, 0, {each}}}, {}});
    });
  };
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  CHECK(error_of_choices(half - 1, 0.5).empty());
  CHECK(error_of_choices(half, 0.5) ==
        "binpoint: plan_front: the sites up to 'b activation' may take more bits than 64 bits "
        "count");
  CHECK(error_of_choices(8, std::nan("")) ==
        "binpoint: plan_front: found a noise of nan for 'a activation', expected a number from 0 "
        "up");
  CHECK(front_error([&] { return bp::plan_front(bp::word_choices(seen), 0); }) ==
        "binpoint: plan_front: 0 plans, expected 1 or more");
}

TEST_CASE("plan_front: of equal noise, the fewest bits") {
  bp::profile exact;
  exact[{"a", role::weight}].add(std::vector<float>{5});
  exact[{"b", role::weight}].add(std::vector<float>{0, 0});
  const bp::plan_front front{bp::word_choices(exact, word_length_set{4, 8, 16})};
  CHECK(front.size() == 1);
  CHECK(front.bits(0) == 4 + 8);
  CHECK(front.noise(0) == 0);
}

TEST_CASE("plan_front: a plan that is not there is refused as all wrong values are") {
  const bp::plan_front front{bp::word_choices(random_network(10, 2), offered)};
  const std::size_t n = front.size();
  REQUIRE(front[n - 1].bits == front.bits(n - 1));
  const std::string expected = "binpoint: plan_front: found plan " + std::to_string(n) +
                               ", expected one below " + std::to_string(n);
  CHECK(front_error([&] { return front[n]; }) == expected);
  CHECK(front_error([&] { return front.bits(n); }) == expected);
  CHECK(front_error([&] { return front.noise(n); }) == expected);
}
