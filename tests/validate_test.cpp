/// @file
/// Float against fixed point: metrics, losses, bytes, and the network as it was before.
#include <array>
#include <binpoint/convert.hpp>
#include <binpoint/criteria.hpp>
#include <binpoint/validate.hpp>
#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/toy_network.hpp"

namespace bp = binpoint;

namespace {

const std::vector<std::array<float, 2>> test_inputs{{1, 2}, {-4, 0}, {0.55F, 8}, {0.01F, 1.5F}};

bp::plan pinned_plan(bp::format f) {
  support::toy_network net;
  return bp::choose_formats(bp::calibrate(net, test_inputs), bp::pinned{f});
}

double rounded(double x, bp::format f) { return bp::decode(bp::encode(x, f).code, f); }

const auto first_output = [](std::size_t, std::span<const float> outputs) {
  return static_cast<double>(outputs[0]);
};

}  // namespace

TEST_CASE("the quantized network computes with rounded values everywhere", "[validate]") {
  constexpr bp::format f{8, 3};
  support::toy_network net;
  const bp::validation v = bp::validate(net, pinned_plan(f), test_inputs, first_output);

  double of_float = 0;
  double of_quantized = 0;
  for (const auto& input : test_inputs) {
    of_float += static_cast<double>(net.run(input, {})[0]);
    of_quantized += rounded(rounded(1.03, f) * rounded(static_cast<double>(input[0]), f) +
                                rounded(-0.5, f) * rounded(static_cast<double>(input[1]), f) +
                                rounded(0.125, f),
                            f);
  }
  REQUIRE(v.metrics.size() == 1);
  CHECK(v.metrics[0].name == "metric 1");
  CHECK(v.metrics[0].of_float == Approx(of_float / 4));
  CHECK(v.metrics[0].of_quantized == Approx(of_quantized / 4));
  CHECK(v.metrics[0].of_float != v.metrics[0].of_quantized);
  CHECK(v.inputs == 4);
}

TEST_CASE("losses are reported site by site", "[validate]") {
  support::toy_network net;
  const bp::validation v = bp::validate(net, pinned_plan({6, 3}), test_inputs);
  REQUIRE(v.sites.size() == 4);
  const bp::error_report& weights = v.sites.at({"dense", bp::role::weight}).losses;
  CHECK(weights.total == 4);
  CHECK(weights.precision_losses == 1);
  const bp::error_report& input = v.sites.at({"input", bp::role::input}).losses;
  CHECK(input.total == 8);
  CHECK(input.overflows == 1);   // 8, the highest value being 3.875
  CHECK(input.underflows == 1);  // 0.01
}

TEST_CASE("bytes are those of packed bits and of stored integers", "[validate]") {
  support::toy_network net;
  bp::plan plan = pinned_plan({4, 1});
  const bp::byte_counts four = bp::validate(net, plan, test_inputs).bytes;
  CHECK(four.count == 6);
  CHECK(four.before == 24);
  CHECK(four.packed == 3);
  CHECK(four.stored == 6);
  plan.at({"dense", bp::role::weight}) = bp::format{12, 4};
  plan.at({"dense", bp::role::bias}) = std::nullopt;
  const bp::byte_counts mixed = bp::validate(net, plan, test_inputs).bytes;
  CHECK(mixed.packed == 6 + 8);
  CHECK(mixed.stored == 8 + 8);
}

TEST_CASE("agreement is the share of equal answers", "[validate]") {
  support::toy_network net;
  CHECK(bp::validate(net, pinned_plan({32, 20}), test_inputs).agreement == 1.0);
  // With steps of 8 almost everything becomes zero.
  const bp::validation coarse = bp::validate(net, pinned_plan({8, -3}), test_inputs);
  CHECK(coarse.agreement < 1.0);
}

TEST_CASE("bytes of outputs: all of them, and the most that two in succession take", "[validate]") {
  support::toy_network net;
  bp::plan plan = pinned_plan({4, 1});
  plan.at({"dense", bp::role::activation}) = bp::format{12, 4};
  const bp::activation_bytes of_outputs = bp::validate(net, plan, test_inputs).activations;
  // Two inputs of 4 bits, two outputs of 12, in each run.
  CHECK(of_outputs.sum == bp::byte_counts{4, 16, 1 + 3, 2 + 4});
  CHECK(of_outputs.peak == of_outputs.sum);

  bp::detail::activation_meter meter;
  const bp::tensor_format eight(bp::format{8, 0});
  for (const std::uint64_t count : {5U, 1U, 7U, 2U}) meter.add(count, eight);
  meter.begin_input();
  for (const std::uint64_t count : {3U, 8U}) meter.add(count, std::nullopt);
  CHECK(meter.result().sum == bp::byte_counts{15, 60, 44, 44});
  CHECK(meter.result().peak == bp::byte_counts{11, 44, 44, 44});
}

TEST_CASE("confusion: rows are what float answered, columns what the quantized network did",
          "[validate]") {
  support::toy_network net;
  // In steps of 2 the outputs are (4, 0), (-8, -4), (0, 12), (0, 0); in floating point (0.155,
  // 1.25), (-3.995, -4), (-3.31, 13.1), (-0.61, 0.0025).
  const bp::validation v = bp::validate(net, pinned_plan({8, -1}), test_inputs);
  CHECK(v.confusion.classes == 2);
  CHECK(v.confusion.count(0, 0) == 0);
  CHECK(v.confusion.count(0, 1) == 1);
  CHECK(v.confusion.count(1, 0) == 2);
  CHECK(v.confusion.count(1, 1) == 1);
  CHECK(v.agreement == 0.25);
}

TEST_CASE("the error of the outputs is that against the float network", "[validate]") {
  constexpr bp::format f{8, 3};
  support::toy_network net;
  const bp::validation v = bp::validate(net, pinned_plan(f), test_inputs);
  std::vector<std::vector<float>> of_float;
  for (const auto& input : test_inputs) of_float.push_back(net.run(input, {}));
  net.weights = {1, -0.5F, 0.25F, 2};  // as the format has them
  bp::error_report expected;
  for (std::size_t i = 0; i < test_inputs.size(); ++i) {
    const std::array<float, 2> input{
        static_cast<float>(rounded(static_cast<double>(test_inputs[i][0]), f)),
        static_cast<float>(rounded(static_cast<double>(test_inputs[i][1]), f))};
    std::vector<float> outputs = net.run(input, {});
    for (float& y : outputs) y = static_cast<float>(rounded(static_cast<double>(y), f));
    expected += bp::compare(of_float[i], outputs);
  }
  CHECK(v.outputs == expected);
  CHECK(v.outputs.error_energy > 0);
  CHECK(v.outputs.total == 8);
}

TEST_CASE("products are told where the network knows them", "[validate]") {
  struct telling_network : support::toy_network {
    [[nodiscard]] unsigned multiply_accumulates() const { return 4; }
  };
  telling_network net;
  CHECK(bp::validate(net, pinned_plan({8, 3}), test_inputs).multiply_accumulates == 4U);
  support::toy_network silent;
  CHECK_FALSE(
      bp::validate(silent, pinned_plan({8, 3}), test_inputs).multiply_accumulates.has_value());
}

TEST_CASE("any number of metrics, by input or over all, with their names", "[validate]") {
  support::toy_network net;
  const std::vector<int> labels{1, 0, 1, 0};
  const auto largest = [](std::span<const std::vector<float>> outputs) {
    double result = 0;
    for (const auto& each : outputs) {
      for (const float y : each) result = std::max(result, static_cast<double>(y));
    }
    return result;
  };
  const bp::validation v = bp::validate(net, pinned_plan({16, 8}), test_inputs,
                                        bp::top_1_accuracy{labels}, first_output, largest);
  REQUIRE(v.metrics.size() == 3);
  CHECK(v.metrics[0].name == "top-1 accuracy");
  CHECK(v.metrics[0].of_float == 0.75);
  CHECK(v.metrics[1].name == "metric 2");
  CHECK(v.metrics[2].of_float == Approx(0.25 * 0.55 + 2 * 8 - 3));
}

TEST_CASE("parameters are restored, also when a metric throws", "[validate]") {
  support::toy_network net;
  const support::toy_network before = net;
  (void)bp::validate(net, pinned_plan({3, 0}), test_inputs, first_output);
  CHECK(net.weights == before.weights);
  CHECK(net.bias == before.bias);

  net.runs = 0;
  const auto throws_late = [&](std::size_t, std::span<const float>) -> double {
    if (net.runs > 6) throw std::runtime_error("late");
    return 0;
  };
  CHECK_THROWS_WITH(bp::validate(net, pinned_plan({3, 0}), test_inputs, throws_late), "late");
  CHECK(net.runs == 7);
  CHECK(net.weights == before.weights);
  CHECK(net.bias == before.bias);
}

TEST_CASE("channels have their own formats where the plan says so", "[validate]") {
  support::toy_network net;
  bp::plan plan = pinned_plan({24, 16});
  plan.at({"dense", bp::role::weight}) = bp::tensor_format(bp::format{8, 0}, {6, 0});
  const bp::validation v = bp::validate(net, plan, test_inputs);
  // 1.03 is rounded to steps of 1/64, 0.25 becomes 0 in steps of 1.
  CHECK(v.sites.at({"dense", bp::role::weight}).losses.precision_losses == 1);
  CHECK(v.sites.at({"dense", bp::role::weight}).losses.underflows == 1);
  plan.at({"dense", bp::role::weight}) = bp::tensor_format(bp::format{8, 0}, {6, 0, 1});
  CHECK_THROWS_WITH(
      bp::validate(net, plan, test_inputs),
      "binpoint: validate: 'dense weight': found 3 fraction lengths, expected one for "
      "each of 2 channels");
}

TEST_CASE("validate refuses a plan without a site and an empty test set", "[validate]") {
  support::toy_network net;
  bp::profile seen;
  seen[{"dense", bp::role::weight}].add(1.0F);
  const bp::plan incomplete = bp::choose_formats(seen, bp::pinned{{8, 3}});
  CHECK_THROWS_WITH(bp::validate(net, incomplete, test_inputs),
                    "binpoint: validate: the plan has no format for 'dense bias'");
  CHECK(net.weights == support::toy_network{}.weights);
  const std::vector<std::array<float, 2>> none;
  CHECK_THROWS_WITH(bp::validate(net, incomplete, none),
                    "binpoint: validate: the test set is empty, and one input is needed");
}
