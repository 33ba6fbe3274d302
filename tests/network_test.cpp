/// @file
/// The seam: taps, profiles filled by an engine of one's own, plans.
#include <binpoint/criteria.hpp>
#include <binpoint/network.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/toy_network.hpp"

namespace bp = binpoint;

namespace {

/// An engine that has its own layers and knows neither Eigen nor the concept `network`: it fills a
/// profile where it pleases, and reads a plan.
class foreign_engine {
 public:
  std::vector<double> weights{0.5, -1.5, 3};

  double run(const std::vector<double>& input, bp::profile* seen) const {
    double sum = 0;
    for (std::size_t i = 0; i < input.size(); ++i) sum += weights[i] * input[i];
    if (seen != nullptr) {
      (*seen)[{"neuron", bp::role::weight}].add(weights);
      (*seen)[{"neuron", bp::role::input}].add(input);
      (*seen)[{"neuron", bp::role::activation}].add(sum);
    }
    return sum;
  }
};

}  // namespace

TEST_CASE("an engine of one's own fills a profile and reads a plan", "[network]") {
  const foreign_engine engine;
  bp::profile seen;
  const double first = engine.run({1, 2, 4}, &seen);
  const double second = engine.run({-8, 0, 0.25}, &seen);
  CHECK(first == 9.5);
  CHECK(second == -3.25);

  REQUIRE(seen.size() == 3);
  CHECK(seen.at({"neuron", bp::role::weight}).total() == 6);
  CHECK(seen.at({"neuron", bp::role::input}).min() == -8);
  CHECK(seen.at({"neuron", bp::role::input}).zeros() == 1);
  CHECK(seen.at({"neuron", bp::role::activation}).max() == 9.5);

  const bp::plan plan = bp::choose_formats(seen, bp::no_overflow{.word_length = 8});
  CHECK(plan.at({"neuron", bp::role::weight}) == bp::format{8, 5});
  CHECK(plan.at({"neuron", bp::role::input}) == bp::format{8, 4});
  CHECK(plan.at({"neuron", bp::role::activation}) == bp::format{8, 3});
}

TEST_CASE("sites keep the order of their first visit", "[network]") {
  bp::profile seen;
  for (const char* name : {"b", "a", "c", "a", "b"}) {
    seen[{name, bp::role::activation}].add(1.0F);
    seen[{name, bp::role::bias}].add(2.0F);
  }
  std::vector<std::string> order;
  for (const auto& [where, histogram] : seen) order.push_back(bp::to_string(where));
  CHECK(order == std::vector<std::string>{"b activation", "b bias", "a activation", "a bias",
                                          "c activation", "c bias"});
  CHECK(seen.at({"a", bp::role::bias}).total() == 2);
}

TEST_CASE("merged profiles are the profile of all data", "[network]") {
  const bp::site first{"first", bp::role::activation};
  const bp::site second{"second", bp::role::activation};
  bp::profile a;
  a[first].add(std::vector<float>{1, 2});
  bp::profile b;
  b[second].add(3.0F);
  b[first].add(-4.0F);
  bp::profile all;
  all[first].add(std::vector<float>{1, 2, -4});
  all[second].add(3.0F);
  a += b;
  CHECK(a == all);
  CHECK_FALSE(b == all);
}

TEST_CASE("a tap calls what it refers to, and nothing when empty", "[network]") {
  std::vector<float> values{1, 2};
  std::string called;
  auto observe = [&](std::string_view layer, bp::tensor_view<float> output) {
    called = layer;
    output.data()[1] = 7;
  };
  const bp::tap tap{observe};
  tap("relu1", values);
  CHECK(called == "relu1");
  CHECK(values[1] == 7);
  bp::tap{}("relu2", values);
  CHECK(called == "relu1");
}

TEST_CASE("one lambda pins, widens and excludes sites", "[network]") {
  bp::profile seen;
  const bp::site weight{"conv", bp::role::weight};
  const bp::site bias{"conv", bp::role::bias};
  const bp::site input{"input", bp::role::input};
  for (const bp::site& each : {weight, bias, input}) seen[each].add(std::vector<float>{-0.75F, 2});
  const bp::plan plan = bp::choose_formats(
      seen,
      [](const bp::site& where, const auto& histogram) -> std::optional<bp::selection> {
        if (where.kind == bp::role::input) return std::nullopt;
        return bp::no_overflow{.word_length = where.kind == bp::role::bias ? 16 : 8}(histogram);
      },
      {.rounding = bp::rounding_mode::floor});
  CHECK(plan.at(weight) == bp::format{8, 5});
  CHECK(plan.at(bias) == bp::format{16, 13});
  CHECK(plan.at(input).stays_float);
  CHECK(plan.rules.rounding == bp::rounding_mode::floor);
}

TEST_CASE("a plan is changed by hand, site by site", "[network]") {
  bp::profile seen;
  seen[{"conv1", bp::role::weight}].add(1.0F);
  bp::plan plan = bp::choose_formats(seen, bp::least_error{.word_length = 8});
  plan.at({"conv1", bp::role::weight}) = bp::format{16, 14};
  CHECK(plan.at({"conv1", bp::role::weight}).base == bp::format{16, 14});
  CHECK_THROWS_WITH((plan.at({"conv1", bp::role::bias})),
                    "binpoint: at: there is no site 'conv1 bias'");
  CHECK_THROWS_AS(bp::choose_formats(seen, bp::pinned{{65, 0}}), std::invalid_argument);
  CHECK_THROWS_WITH(
      bp::choose_formats(seen, [](const auto&) { return bp::format{65, 0}; }),
      "binpoint: choose_formats: word length 65 is outside 1..64");
}

TEST_CASE("a per-channel format is that of its channel", "[network]") {
  const bp::tensor_format chosen(bp::format{8, 0}, {3, -1});
  CHECK(chosen.of_channel(0) == bp::format{8, 3});
  CHECK(chosen.of_channel(1) == bp::format{8, -1});
  CHECK_THROWS_WITH(chosen.of_channel(2),
                    "binpoint: of_channel: found channel 2, expected one below 2");
  CHECK(bp::tensor_format(bp::format{8, 5}).of_channel(9) == bp::format{8, 5});
}

TEST_CASE("a network tells its products, or does not", "[network]") {
  struct telling {
    [[nodiscard]] unsigned multiply_accumulates() const { return 4; }
  };
  CHECK(bp::counts_products<telling>);
  CHECK_FALSE(bp::counts_products<support::toy_network>);
}
