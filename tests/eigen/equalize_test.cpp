#include <algorithm>
#include <binpoint/eigen/equalize.hpp>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/spread_values.hpp"

namespace be = binpoint::eigen;
using floats = std::vector<float>;
using support::spread_values;

namespace {

be::conv2d spread_conv(std::size_t outputs, std::size_t inputs, std::size_t kernel,
                       std::size_t groups, std::mt19937& random) {
  be::conv2d work{.channels = outputs,
                  .kernel_height = kernel,
                  .kernel_width = kernel,
                  .padding = kernel / 2,
                  .groups = groups};
  work.weights = spread_values(outputs, inputs / groups * kernel * kernel, random);
  work.bias = spread_values(outputs, 1, random);
  return work;
}

/// Along depthwise convolutions, pools and flatten: three joints and the last layer.
be::network spread_network(std::mt19937& random) {
  return {
      {2, 6, 6},
      {{"c1", {"input"}, spread_conv(4, 2, 3, 1, random)},
       {"r1", {"c1"}, be::relu{}},
       {"c2", {"r1"}, spread_conv(4, 4, 3, 4, random)},
       {"r2", {"c2"}, be::relu{}},
       {"mean", {"r2"}, be::average_pool{}},
       {"c3", {"mean"}, spread_conv(6, 4, 1, 2, random)},
       {"max", {"c3"}, be::max_pool{.size = 2, .stride = 1}},
       {"r3", {"max"}, be::relu{}},
       {"flat", {"r3"}, be::flatten{}},
       {"d", {"flat"}, be::dense{3, spread_values(3, 24, random), spread_values(3, 1, random)}}}};
}

std::vector<std::uint32_t> output_bits(const floats& values) {
  std::vector<std::uint32_t> bits;
  for (const float value : values) bits.push_back(std::bit_cast<std::uint32_t>(value));
  return bits;
}

int count_different(const be::network& a, const be::network& b, unsigned seed) {
  std::mt19937 random(seed);
  int different = 0;
  for (int i = 0; i < 20; ++i) {
    const floats x = spread_values(a.input_shape().size(), 1, random);
    different += output_bits(a.run(x)) != output_bits(b.run(x)) ? 1 : 0;
  }
  return different;
}

/// Each tensor's values by channel, in the network's own order.
std::map<std::string, std::vector<floats>> parameters_by_channel(be::network net) {
  std::map<std::string, std::vector<floats>> result;
  net.for_each_parameter([&](const binpoint::site& where, binpoint::tensor_view<float> values) {
    auto& channels = result[to_string(where)];
    channels.resize(values.layout().channels);
    for (std::size_t i = 0; i < values.size(); ++i) {
      channels[values.layout().channel(i)].push_back(values.data()[i]);
    }
  });
  return result;
}

}  // namespace

TEST_CASE("equalize: outputs are the same bits, for any network and input") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const be::network net = spread_network(random);
    const be::equalized_network result = be::equalize(net);
    REQUIRE(result.joints.size() == 3);
    CHECK(result.skipped.empty());
    std::ptrdiff_t moved = 0;
    for (const be::equalized_joint& each : result.joints) {
      CHECK(each.limited == 0);
      moved += std::ranges::count_if(each.exponents, [](int e) { return e != 0; });
    }
    CHECK(moved > 6);
    CHECK(count_different(net, result.net, seed) == 0);
  }
}

TEST_CASE("equalize: the largest weights of a channel meet on both sides of a joint") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const be::equalized_network result = be::equalize(spread_network(random));
    const auto weights = parameters_by_channel(result.net);
    const auto highest = [](const floats& values) {
      float most = 0;
      for (const float value : values) most = std::max(most, std::fabs(value));
      return most;
    };
    for (std::size_t c = 0; c < 4; ++c) {
      const float given = highest(weights.at("c1 weight")[c]);
      const float taken = highest(weights.at("c2 weight")[c]);  // depthwise: one output each
      CHECK(given <= 2 * taken);
      CHECK(taken <= 2 * given);
    }
    for (std::size_t c = 0; c < 6; ++c) {
      float taken = 0;
      for (const floats& unit : weights.at("d weight")) {
        for (std::size_t i = 4 * c; i < 4 * c + 4; ++i) taken = std::max(taken, std::fabs(unit[i]));
      }
      const float given = highest(weights.at("c3 weight")[c]);
      CHECK(given <= 2 * taken);
      CHECK(taken <= 2 * given);
    }
    // Nothing is left to do, so that a second time changes nothing.
    for (const be::equalized_joint& again : be::equalize(result.net).joints) {
      CHECK(std::ranges::count(again.exponents, 0) ==
            static_cast<std::ptrdiff_t>(again.exponents.size()));
    }
  }
}

TEST_CASE("equalize: each tensor is scaled by the exponents that are reported") {
  std::mt19937 random(3);
  const be::network net = spread_network(random);
  const be::equalized_network result = be::equalize(net);
  CHECK(result.mixed ==
        std::vector<binpoint::site>{{"c3", binpoint::role::weight}, {"d", binpoint::role::weight}});
  auto expected = parameters_by_channel(net);
  std::vector<std::string> activations;
  for (const be::scaled_tensor& each : result.scaled) {
    if (each.where.kind == binpoint::role::activation) {
      activations.push_back(each.where.layer);
      continue;
    }
    auto& channels = expected.at(to_string(each.where));
    REQUIRE(channels.size() == each.exponents.size());
    for (std::size_t c = 0; c < channels.size(); ++c) {
      for (float& value : channels[c]) value = std::ldexp(value, each.exponents[c]);
    }
  }
  CHECK(activations == std::vector<std::string>{"r1", "r2", "mean", "c3"});
  auto actual = parameters_by_channel(result.net);
  for (const binpoint::site& each : result.mixed) {
    expected.erase(to_string(each));
    actual.erase(to_string(each));
  }
  CHECK(actual.size() == 6);
  CHECK(actual == expected);
}

TEST_CASE("equalize: a factor that would lose a value is made smaller") {
  // Balance wants 2^-60 for channel 0, in which the weight 2^-140 would vanish: 2^-9 keeps it.
  const be::dense first{2, {1, 0x1p-140F, 1, 1}, {1, 1}};
  const be::dense second{1, {0x1p-120F, 0x1p-8F}, {0}};
  const be::network net({2, 1, 1},
                        {{"a", {"input"}, first}, {"r", {"a"}, be::relu{}}, {"b", {"r"}, second}});
  const be::equalized_network result = be::equalize(net, {.largest_exponent = 100});
  REQUIRE(result.joints.size() == 1);
  CHECK(result.joints[0].exponents == std::vector<int>{-9, -4});
  CHECK(result.joints[0].limited == 1);
  const auto& scaled = std::get<be::dense>(result.net.layers()[0].work);
  CHECK(scaled.weights == floats{0x1p-9F, 0x1p-149F, 0x1p-4F, 0x1p-4F});
  CHECK(scaled.bias == floats{0x1p-9F, 0x1p-4F});
  CHECK(count_different(net, result.net, 1) == 0);

  const be::equalized_network less = be::equalize(net, {.largest_exponent = 3});
  CHECK(less.joints[0].exponents == std::vector<int>{-3, -3});
  CHECK(less.joints[0].limited == 2);
  // Nor above the largest float: 2^120 may grow by 2^7 only.
  const be::network large({1, 1, 1}, {{"a", {"input"}, be::dense{1, {0x1p-20F}, {0x1p120F}}},
                                      {"b", {"a"}, be::dense{1, {1}, {}}}});
  CHECK(be::equalize(large).joints[0].exponents == std::vector<int>{7});
}

TEST_CASE("equalize: weights of zero, infinity or NaN are left alone") {
  const float nan = std::nanf("");
  const float infinity = INFINITY;
  const be::dense first{4, {0, 8, infinity, nan}, {}};
  const be::dense second{1, {1, 0, 1, 1}, {}};
  const be::network net({1, 1, 1}, {{"a", {"input"}, first}, {"b", {"a"}, second}});
  const be::equalized_network result = be::equalize(net);
  CHECK(result.joints[0].exponents == std::vector<int>{0, 0, 0, 0});
  CHECK(result.scaled.empty());
}

TEST_CASE("equalize: joints that no factor passes are named with the reason") {
  std::mt19937 random(4);
  const auto conv = [&] { return spread_conv(2, 2, 1, 1, random); };
  const be::network net({2, 2, 2}, {{"a", {"input"}, conv()},
                                    {"six", {"a"}, be::relu{.limit = 6}},
                                    {"b", {"six"}, conv()},
                                    {"norm", {"b"}, be::batch_norm{{1, 1}, {0, 0}, {0, 0}, {1, 1}}},
                                    {"c", {"norm"}, conv()},
                                    {"r", {"c"}, be::relu{}},
                                    {"d", {"r"}, conv()},
                                    {"sum", {"r", "d"}, be::add{}},
                                    {"e", {"sum"}, conv()}});
  const be::equalized_network result = be::equalize(net);
  CHECK(result.joints.empty());
  std::vector<std::string> reasons;
  for (const be::skipped_joint& each : result.skipped) {
    reasons.push_back(each.from + ": " + each.reason);
  }
  CHECK(reasons == std::vector<std::string>{"a: 'six' is a ReLU with a limit",
                                            "b: 'norm' is a batch norm that is not folded",
                                            "c: 'r' is taken 2 times", "d: 'sum' adds two layers"});
  CHECK(count_different(net, result.net, 4) == 0);
}

TEST_CASE("equalize: a largest exponent that no float leaves room for is refused") {
  const be::network net({1, 1, 1}, {{"d", {"input"}, be::dense{1, {2}, {}}}});
  CHECK_NOTHROW(be::equalize(net, {.largest_exponent = 0}));
  CHECK_NOTHROW(be::equalize(net, {.largest_exponent = 126}));
  CHECK_THROWS_WITH(be::equalize(net, {.largest_exponent = -1}),
                    "binpoint: eigen::equalize: found a largest exponent of -1, expected 0..126");
  CHECK_THROWS_WITH(be::equalize(net, {.largest_exponent = 127}),
                    "binpoint: eigen::equalize: found a largest exponent of 127, expected 0..126");
}
