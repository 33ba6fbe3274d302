#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/plan_repair.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/integer_cases.hpp"
#include "support/integer_networks.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;
using floats = std::vector<float>;

namespace {

/// Every layer of a few inputs, for plans with word lengths from the shortest to the longest.
void check_random_plans(unsigned seed, int plans, int shortest, int longest) {
  support::generator random(seed);
  for (int i = 0; i < plans; ++i) {
    const be::network net = support::branching_network(random);
    bp::plan formats = support::random_plan(random, net, shortest, longest);
    formats.rules = support::random_saturating_policy(random);
    const bp::plan repaired = be::repair_plan(net, formats).formats;
    CAPTURE(seed, i, to_string(repaired));
    const be::integer_network integers = be::quantize(net, repaired);
    const support::simulation simulated(net, repaired);
    for (int k = 0; k < 3; ++k) {
      const floats input = support::random_floats(random, net.input_shape().size(), 1.0);
      REQUIRE(support::first_difference(integers, simulated, input) == "");
    }
  }
}

}  // namespace

TEST_CASE("eigen::integer_network: each layer's codes are the simulated ones, for random plans") {
  check_random_plans(1, 60, 2, 8);
  check_random_plans(2, 30, 9, 16);
  check_random_plans(3, 30, 14, 24);
  check_random_plans(4, 30, 2, 24);
}

TEST_CASE("eigen::integer_network: the output is the last layer's, also from codes") {
  support::generator random(5);
  const be::network net = support::branching_network(random);
  const bp::plan formats = be::repair_plan(net, support::random_plan(random, net, 8, 8)).formats;
  const be::integer_network integers = be::quantize(net, formats);
  const floats input = support::random_floats(random, net.input_shape().size(), 1.0);
  const support::code_table codes = support::codes_of(integers, input);
  CHECK(integers.run(input) == codes.at("end"));
  CHECK(integers.run_codes(codes.at("input")) == codes.at("end"));
  CHECK(integers.output_format() == formats.at({"end", bp::role::activation}).base);
  CHECK(integers.input_format() == formats.at({"input", bp::role::input}).base);
  CHECK(integers.output_shape() == be::shape{5, 1, 1});
  CHECK(integers.formats() == formats);

  const be::network end({1, 2, 2},
                        {{"pool", {"input"}, be::max_pool{}}, {"flat", {"pool"}, be::flatten{}}});
  bp::plan only_input;
  only_input[{"input", bp::role::input}] = bp::format{8, 3};
  const be::integer_network pooled = be::quantize(end, only_input);
  CHECK(pooled.run(floats{0.5F, 3.0F, -1.0F, 2.1F}) == std::vector<std::int32_t>{24});
  CHECK(pooled.output_format() == bp::format{8, 3});
}

TEST_CASE("eigen::integer_network: a ReLU alone limits the codes, if its limit is one of them") {
  const be::network net({1, 1, 3}, {{"relu", {"input"}, be::relu{6.0F}}});
  bp::plan formats;
  formats[{"input", bp::role::input}] = bp::format{8, 3};
  CHECK(be::quantize(net, formats).run(floats{-2, 3, 9}) == std::vector<std::int32_t>{0, 24, 48});
  formats[{"input", bp::role::input}] = bp::format{8, 5};  // up to 3.97: the limit is out of reach
  CHECK(be::quantize(net, formats).run(floats{-2, 3, 9}) == std::vector<std::int32_t>{0, 96, 127});
  formats[{"input", bp::role::input}] = bp::format{8, -2};
  CHECK_THROWS_WITH(be::quantize(net, formats),
                    "binpoint: eigen::quantize: layer 'relu': the limit 6.000000 is no value of "
                    "sfix8_E2, the format of its input");
}

TEST_CASE("eigen::integer_network: an input that does not fit is refused") {
  const be::network net({1, 1, 3}, {{"relu", {"input"}, be::relu{}}});
  bp::plan formats;
  formats[{"input", bp::role::input}] = bp::format{8, 3};
  const be::integer_network integers = be::quantize(net, formats);
  CHECK_THROWS_WITH(integers.run(floats{1, 2}),
                    "binpoint: eigen::integer_network::run: found 2 values, expected 1x1x3 = 3");
  CHECK_THROWS_WITH(
      integers.run_codes(std::vector<std::int32_t>(4)),
      "binpoint: eigen::integer_network::run_codes: found 4 values, expected 1x1x3 = 3");
  CHECK_THROWS_WITH(integers.run_codes(std::vector<std::int32_t>{0, -128, 128}),
                    "binpoint: eigen::integer_network::run_codes: code 128 at 2 is none of "
                    "sfix8_En3");
}
