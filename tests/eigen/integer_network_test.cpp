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
  CHECK(integers.run(input) == codes.at("last"));
  CHECK(integers.run_codes(codes.at("input")) == codes.at("last"));
  CHECK(integers.output_format() == formats.at({"last", bp::role::activation}).base);
  CHECK(integers.input_format() == formats.at({"input", bp::role::input}).base);
  CHECK(integers.output_shape() == be::shape{5, 1, 1});
  CHECK(integers.formats() == formats);

  const be::network end({2, 2, 4},
                        {{"pool", {"input"}, be::max_pool{}}, {"flat", {"pool"}, be::flatten{}}});
  bp::plan only_input;
  only_input[{"input", bp::role::input}] = bp::format{8, 3};
  const be::integer_network pooled = be::quantize(end, only_input);
  const floats values{0.5F, 3, 0, 1, -1, 2.1F, 0, 0, 4, 0, 0, 0, 0, 0, 0, 5};
  CHECK(pooled.run(values) == std::vector<std::int32_t>{24, 8, 32, 40});
  CHECK(pooled.output_shape() == end.output_shape());
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

TEST_CASE("eigen::quantize: a plan that does not fit is refused, by site and reason") {
  const be::network net({1, 2, 2}, {{"last",
                                     {"input"},
                                     be::conv2d{.channels = 2,
                                                .kernel_height = 1,
                                                .kernel_width = 1,
                                                .weights = {1.0F, -2.0F},
                                                .bias = {0.5F, 9.0F}}}});
  const bp::site weight{"last", bp::role::weight};
  const bp::site bias{"last", bp::role::bias};
  const bp::site input{"input", bp::role::input};
  const bp::site output{"last", bp::role::activation};
  const auto refuses = [&](auto change, const std::string& reason) {
    bp::plan formats;
    for (const auto& where : {weight, bias, output, input}) formats[where] = bp::format{8, 3};
    REQUIRE(be::quantize(net, formats).layers().size() == 1);
    change(formats);
    CHECK_THROWS_WITH(be::quantize(net, formats), "binpoint: " + reason);
  };
  using plan = bp::plan;
  refuses(
      [](plan& p) {
        p[{"start", bp::role::weight}] = bp::format{8, 3};
      },
      "eigen::quantize: 'start weight': the network has no such site");
  refuses([](plan& p) { p = {}; },
          "eigen::quantize: the plan has no format for 'last weight', 'last bias', 'input input', "
          "'last activation'");
  refuses(
      [&](plan& p) {
        p.at(weight).fraction_lengths = {1, 2, 3};
      },
      "eigen::quantize: 'last weight': found 3 fraction lengths, expected one for each of 2 "
      "channels");
  refuses([&](plan& p) { p.at(weight) = std::nullopt; },
          "eigen::quantize: 'last weight': stays in floating point, expected a format");
  refuses([&](plan& p) { p.at(output) = std::nullopt; },
          "eigen::quantize: 'last activation': stays in floating point, expected a format");
  refuses(
      [&](plan& p) {
        p.at(output).fraction_lengths = {1, 2};
      },
      "eigen::quantize: 'last activation': found 2 fraction lengths, expected one format for "
      "the whole tensor");
  refuses(
      [&](plan& p) {
        p.at(output) = bp::format{24, 3};
      },
      "eigen::quantize: 'last activation': sfix24_En3 has 23 magnitude bits, the floats of the "
      "simulation carry 22 (repair_plan shortens it)");
  refuses(
      [&](plan& p) {
        p.at(input) = bp::format{26, 3};
      },
      "eigen::quantize: 'input input': sfix26_En3 has 25 magnitude bits, the floats of the "
      "simulation carry 24 (repair_plan shortens it)");
  refuses(
      [&](plan& p) {
        p.at(output) = bp::format{8, 148};
      },
      "eigen::quantize: 'last activation': found sfix8_En148, expected a step of 2^-147 or "
      "more");
  refuses(
      [&](plan& p) {
        p.at(weight) = bp::format{33, 3};
      },
      "eigen::quantize: 'last weight': found sfix33_En3, expected 31 magnitude bits at most");
  refuses(
      [&](plan& p) {
        p.at(bias) = bp::format{32, 31};
      },
      "eigen::quantize: 'last bias': code 2147483647 of sfix32_En31 is no float, which the "
      "simulation computes with");
  refuses(
      [&](plan& p) {
        p.at(bias) = bp::format{8, 7};
      },
      "eigen::quantize: 'last bias': channel 0: found 1 fraction bits more than the products of "
      "input and weight have (repair_plan takes them away)");
  refuses([](plan& p) { p.rules.rounding = bp::rounding_mode::stochastic; },
          "eigen::quantize: policy: found stochastic, expected a mode of rounding that needs no "
          "random bits");
  refuses([](plan& p) { p.rules.overflow = bp::overflow_mode::wrap; },
          "eigen::quantize: policy: found wrap, expected saturate or saturate_symmetric");
}

TEST_CASE("eigen::quantize: a batch norm is to be folded first") {
  const be::network net({1, 1, 1}, {{"norm", {"input"}, be::batch_norm{{1}, {0}, {0}, {1}}}});
  CHECK_THROWS_WITH(be::quantize(net, bp::plan{}),
                    "binpoint: eigen::quantize: layer 'norm' is a batch norm: fold it into the "
                    "layer before it first (fold_batch_norm)");
}

TEST_CASE("eigen::integer_network: the guard bits of each layer, from the codes themselves") {
  const be::network net({2, 1, 1}, {{"last", {"input"}, be::dense{1, {1.0F, -2.0F}, {0.5F}}}});
  bp::plan formats;
  formats[{"last", bp::role::weight}] = bp::format{8, 3};
  formats[{"last", bp::role::bias}] = bp::format{8, 3};
  formats[{"last", bp::role::activation}] = bp::format{8, 3};
  formats[{"input", bp::role::input}] = bp::format{8, 3};
  const be::integer_network integers = be::quantize(net, formats);
  const auto& parameters = std::get<be::integer_dense>(integers.layers()[0].work).parameters;
  CHECK(parameters.weights == std::vector<std::int32_t>{8, -16});
  CHECK(parameters.bias == std::vector<std::int32_t>{4});
  CHECK(parameters.bias_shifts == std::vector<int>{3});
  CHECK(parameters.finish.shifts == std::vector<int>{3});
  // 8 * 127 + 16 * 128 + 4 * 8 above, 8 * 128 + 16 * 127 below.
  CHECK(parameters.bounds == std::vector<binpoint::integer::sum_bounds>{{-3056, 3096}});
  CHECK(integers.layers()[0].guard_bits() == 32 - 13);
}
