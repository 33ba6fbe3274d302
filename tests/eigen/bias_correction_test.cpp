#include <algorithm>
#include <binpoint/calibrate.hpp>
#include <binpoint/criteria.hpp>
#include <binpoint/eigen/bias_correction.hpp>
#include <binpoint/validate.hpp>
#include <cmath>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;
using floats = std::vector<float>;

namespace {

floats random_values(std::size_t count, std::mt19937& random) {
  floats values(count);
  for (float& value : values) value = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
  return values;
}

be::conv2d random_conv(std::size_t outputs, std::size_t inputs, std::size_t groups,
                       std::mt19937& random) {
  be::conv2d work{.channels = outputs, .padding = 1, .groups = groups};
  work.weights = random_values(outputs * inputs / groups * 9, random);
  return work;
}

/// With biases, but for the depthwise convolution.
be::network random_network(std::mt19937& random) {
  be::conv2d first = random_conv(3, 2, 1, random);
  first.bias = random_values(3, random);
  return {{2, 5, 5},
          {{"c1", {"input"}, first},
           {"r1", {"c1"}, be::relu{}},
           {"c2", {"r1"}, random_conv(3, 3, 3, random)},
           {"r2", {"c2"}, be::relu{.limit = 2}},
           {"sum", {"r1", "r2"}, be::add{}},
           {"mean", {"sum"}, be::average_pool{.size = 5, .stride = 5}},
           {"d", {"mean"}, be::dense{2, random_values(6, random), random_values(2, random)}}}};
}

std::vector<floats> random_inputs(std::size_t count, std::mt19937& random) {
  std::vector<floats> inputs;
  for (std::size_t i = 0; i < count; ++i) inputs.push_back(random_values(50, random));
  return inputs;
}

/// Every site in 4 bits, biases in 24.
bp::plan coarse_plan(be::network& net, const std::vector<floats>& inputs) {
  return bp::choose_formats(bp::calibrate(net, inputs), [](const bp::site& where, const auto& h) {
    return bp::least_error{where.kind == bp::role::bias ? 24 : 4}(h);
  });
}

/// Rounds a network's parameters as a plan says.
be::network rounded(be::network net, const bp::plan& formats) {
  net.for_each_parameter([&](const bp::site& where, bp::tensor_view<float> values) {
    (void)bp::detail::round_tensor(values, formats.at(where), formats.rules);
  });
  return net;
}

/// The mean of each channel of a layer's sums.
std::vector<double> means(const be::network& net, std::size_t layer,
                          const std::vector<floats>& inputs, const bp::plan* formats) {
  const auto round = [&](std::string_view name, bp::tensor_view<float> values) {
    const bp::role kind = bp::role_of_output(name);
    if (formats == nullptr) return;
    (void)bp::detail::round_tensor(values, formats->at({std::string(name), kind}), formats->rules);
  };
  std::vector<double> sums(net.output_shape(layer).channels, 0.0);
  for (const floats& input : inputs) {
    const floats values = net.output_of(layer, input, round);
    const double share =
        static_cast<double>(sums.size()) / static_cast<double>(values.size() * inputs.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      sums[i * sums.size() / values.size()] += share * static_cast<double>(values[i]);
    }
  }
  return sums;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

TEST_CASE("correct_biases: the means of every layer's sums are the float network's again") {
  for (unsigned seed = 0; seed < 10; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    be::network net = random_network(random);
    const std::vector<floats> inputs = random_inputs(30, random);
    bp::plan formats = coarse_plan(net, inputs);
    be::corrected_network result = be::correct_biases(net, formats, inputs);
    REQUIRE(result.biases.size() == 3);
    CHECK(result.biases[1].where == bp::site{"c2", bp::role::bias});
    REQUIRE(result.biases[1].new_format.has_value());  // it had none
    CHECK(result.biases[1].new_format->base.word_length == 4);
    result.formats.at({"c2", bp::role::bias}) = bp::format{24, 20};

    double before = 0;
    const be::network plain = rounded(net, formats);
    const be::network corrected = rounded(result.net, result.formats);
    for (const std::size_t layer : {0U, 2U, 6U}) {
      const std::vector<double> wanted = means(net, layer, inputs, nullptr);
      before = std::max(before, distance(wanted, means(plain, layer, inputs, &formats)));
      // c2's bias was corrected in 4 bits: what came after saw its rounding, and made up for it.
      if (layer != 6) {
        CHECK(distance(wanted, means(corrected, layer, inputs, &result.formats)) < 1e-4);
      }
    }
    CHECK(before > 0.01);
    // Weights are as they were.
    std::vector<floats> weights;
    const auto collect = [&](const bp::site& where, bp::tensor_view<float> values) {
      if (where.kind == bp::role::weight) weights.emplace_back(values.begin(), values.end());
    };
    net.for_each_parameter(collect);
    const std::vector<floats> of_float = std::exchange(weights, {});
    result.net.for_each_parameter(collect);
    CHECK(weights == of_float);
  }
}

TEST_CASE("correct_biases: later layers make up for earlier rounding, biases included") {
  std::mt19937 random(11);
  be::network net = random_network(random);
  const std::vector<floats> inputs = random_inputs(30, random);
  const be::corrected_network result = be::correct_biases(net, coarse_plan(net, inputs), inputs);
  const be::network corrected = rounded(result.net, result.formats);
  CHECK(distance(means(net, 6, inputs, nullptr), means(corrected, 6, inputs, &result.formats)) <
        1e-4);
  // The same again, to the bit.
  CHECK(be::correct_biases(net, coarse_plan(net, inputs), inputs).net.run(inputs[0]) ==
        result.net.run(inputs[0]));
}

TEST_CASE("correct_biases: by hand, with a bias that outgrows its format") {
  // 0.4 * 10 + 1 = 5; the weight in whole numbers is 0: the bias takes 4 over.
  be::network net({1, 1, 1}, {{"d", {"input"}, be::dense{1, {0.4F}, {1}}}});
  bp::plan formats;
  formats[{"input", bp::role::input}] = bp::format{8, 0};
  formats[{"d", bp::role::weight}] = bp::format{8, 0};
  formats[{"d", bp::role::bias}] = bp::format{8, 6};
  formats[{"d", bp::role::activation}] = bp::format{8, 3};
  const std::vector<floats> inputs{{9}, {11}};
  const be::corrected_network result = be::correct_biases(net, formats, inputs);
  CHECK(result.net.run(floats{0})[0] == Approx(5));
  REQUIRE(result.biases.size() == 1);
  CHECK(result.biases[0].largest_change == Approx(4));
  // No negative value: unsigned, 5 in 8 bits.
  CHECK(result.biases[0].new_format == bp::tensor_format(bp::format{8, 5, false}));
  CHECK(result.formats.at({"d", bp::role::bias}) == bp::tensor_format(bp::format{8, 5, false}));

  formats[{"d", bp::role::bias}] = bp::tensor_format(bp::format{8, 6}, {6});
  const auto by_channel = be::correct_biases(net, formats, inputs);
  CHECK(by_channel.formats.at({"d", bp::role::bias}) == bp::tensor_format(bp::format{8, 4}, {4}));

  formats[{"d", bp::role::bias}] = bp::format{8, 4};
  CHECK_FALSE(be::correct_biases(net, formats, inputs).biases[0].new_format.has_value());
  formats[{"d", bp::role::bias}] = std::nullopt;
  CHECK_FALSE(be::correct_biases(net, formats, inputs).biases[0].new_format.has_value());
}

TEST_CASE("correct_biases: a layer makes up for how the bias before it was rounded") {
  const be::network net({1, 1, 1}, {{"a", {"input"}, be::dense{1, {1}, {0.25F}}},
                                    {"b", {"a"}, be::dense{1, {1}, {0}}}});
  bp::plan formats;
  formats[{"input", bp::role::input}] = bp::format{16, 8};
  for (const char* layer : {"a", "b"}) {
    formats[{layer, bp::role::weight}] = bp::format{16, 8};
    formats[{layer, bp::role::bias}] = bp::format{16, layer[0] == 'a' ? 0 : 8};
    formats[{layer, bp::role::activation}] = bp::format{16, 8};
  }
  const std::vector<floats> inputs{{1}, {2}};
  const be::corrected_network result = be::correct_biases(net, formats, inputs);
  REQUIRE(result.biases.size() == 2);
  CHECK(result.biases[0].largest_change == 0.0F);
  CHECK(std::get<be::dense>(result.net.layers()[1].work).bias == floats{0.25F});
}

TEST_CASE("correct_biases: a plan that rounds nothing changes nothing") {
  std::mt19937 random(12);
  be::network net = random_network(random);
  const std::vector<floats> inputs = random_inputs(3, random);
  const bp::plan formats = bp::choose_formats(
      bp::calibrate(net, inputs), [](const auto&) { return std::optional<bp::tensor_format>{}; });
  const be::corrected_network result = be::correct_biases(net, formats, inputs);
  for (const be::corrected_bias& each : result.biases) CHECK(each.largest_change == 0.0F);
  for (const floats& input : inputs) CHECK(result.net.run(input) == net.run(input));
}

TEST_CASE("correct_biases: weights of one bit, whose layer gets a bias below zero") {
  const be::network net({1, 1, 1}, {{"d", {"input"}, be::dense{1, {0.7F}, {}}}});
  bp::plan formats;
  formats[{"d", bp::role::weight}] = bp::format{1, 0, false};
  formats[{"input", bp::role::input}] = bp::format{8, 4};
  const be::corrected_network result = be::correct_biases(net, formats, std::vector<floats>{{1}});
  CHECK(std::get<be::dense>(result.net.layers()[0].work).bias[0] == Approx(-0.3F));
  CHECK(result.formats.at({"d", bp::role::bias}).base.word_length == 2);
}

TEST_CASE("correct_biases: a plan without a site, or no inputs, is refused") {
  be::network net({1, 1, 1}, {{"d", {"input"}, be::dense{1, {0.4F}, {1}}}});
  const std::vector<floats> inputs{{9}};
  bp::plan formats;
  CHECK_THROWS_WITH(be::correct_biases(net, formats, inputs),
                    "binpoint: eigen::correct_biases: the plan has no format for 'd weight'");
  formats[{"d", bp::role::weight}] = bp::format{8, 0};
  formats[{"input", bp::role::input}] = bp::format{8, 0};
  CHECK_THROWS_WITH(be::correct_biases(net, formats, inputs),
                    "binpoint: eigen::correct_biases: the plan has no format for 'd bias'");
  formats[{"d", bp::role::bias}] = bp::tensor_format(bp::format{8, 0}, {0, 1});
  CHECK_THROWS_WITH(be::correct_biases(net, formats, inputs),
                    "binpoint: eigen::correct_biases: 'd bias': found 2 fraction lengths, expected "
                    "one for each of 1 channels");
  CHECK_THROWS_WITH(
      be::correct_biases(net, formats, std::vector<floats>{}),
      "binpoint: eigen::correct_biases: the calibration set is empty, and one input is needed");
}
