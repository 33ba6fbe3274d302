#include <algorithm>
#include <binpoint/eigen/network.hpp>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace be = binpoint::eigen;
using floats = std::vector<float>;

static_assert(binpoint::network<be::network, floats>);

namespace {

/// conv2d 3x3 with one weight of 1 in the middle: hands its input on.
be::conv2d copying_conv() {
  return {.channels = 1, .padding = 1, .weights = {0, 0, 0, 0, 1, 0, 0, 0, 0}, .bias = {}};
}

struct tapped {
  std::string name;
  floats values;
  binpoint::channel_layout layout;
};

std::vector<tapped> tap_all(const be::network& net, const floats& input) {
  std::vector<tapped> seen;
  const auto observe = [&](std::string_view layer, binpoint::tensor_view<float> values) {
    seen.push_back({std::string(layer), floats(values.begin(), values.end()), values.layout()});
  };
  (void)net.run(input, observe);
  return seen;
}

}  // namespace

TEST_CASE("eigen::network: taps in order, the copied input first, after a fused ReLU") {
  const be::network net({1, 4, 6}, {{"conv", {"input"}, copying_conv()},
                                    {"relu", {"conv"}, be::relu{}},
                                    {"pool", {"relu"}, be::max_pool{}},
                                    {"flat", {"pool"}, be::flatten{}},
                                    {"dense", {"flat"}, be::dense{2, floats(12, 1.0F), {}}}});
  floats input(24, -1.0F);
  input[0] = 3.0F;
  const floats before = input;
  const std::vector<tapped> seen = tap_all(net, input);
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].name == "input");
  CHECK(seen[0].values == input);
  CHECK(seen[0].layout == binpoint::channel_layout{1, 24});
  CHECK(seen[1].name == "relu");
  CHECK(*std::min_element(seen[1].values.begin(), seen[1].values.end()) == 0.0F);
  CHECK(seen[1].layout == binpoint::channel_layout{1, 24});
  CHECK(seen[2].name == "dense");
  CHECK(seen[2].values == floats{3.0F, 3.0F});
  CHECK(seen[2].layout == binpoint::channel_layout{2, 1});
  CHECK(input == before);
}

TEST_CASE("eigen::network: a ReLU is fused only when nothing else takes the sum") {
  const be::network net({1, 2, 2}, {{"conv", {"input"}, copying_conv()},
                                    {"relu", {"conv"}, be::relu{}},
                                    {"beside", {"conv"}, be::max_pool{}},
                                    {"relu of input", {"input"}, be::relu{}},
                                    {"last", {"relu"}, copying_conv()}});
  const std::vector<tapped> seen = tap_all(net, {-1, 2, -3, 4});
  REQUIRE(seen.size() == 3);
  CHECK(seen[1].name == "conv");
  CHECK(seen[1].values == floats{-1, 2, -3, 4});
  CHECK(seen[2].name == "last");
  CHECK(seen[2].values == floats{0, 2, 0, 4});
}

TEST_CASE("eigen::network: the next layers compute from what a tap leaves") {
  const be::network net(
      {1, 2, 2},
      {{"a", {"input"}, copying_conv()}, {"r", {"a"}, be::relu{}}, {"b", {"r"}, copying_conv()}});
  std::string order;
  const auto change = [&](std::string_view layer, binpoint::tensor_view<float> values) {
    order += layer;
    for (float& value : values) value = layer == "input" ? value + 10.0F : value * 2.0F;
  };
  CHECK(net.run(floats{1, 2, 3, -14}, change) == floats{44, 48, 52, 0});
  CHECK(order == "inputrb");
}

TEST_CASE("eigen::network: what makes new values is tapped, a pool of largest values is not") {
  const be::batch_norm norm{{1}, {0}, {0}, {1}, 0};
  const be::network net({1, 2, 2}, {{"conv", {"input"}, copying_conv()},
                                    {"norm", {"conv"}, norm},
                                    {"relu", {"norm"}, be::relu{}},
                                    {"sum", {"relu", "input"}, be::add{}},
                                    {"relu2", {"sum"}, be::relu{.limit = 6}},
                                    {"max", {"relu2"}, be::max_pool{1, 1}},
                                    {"mean", {"max"}, be::average_pool{}},
                                    {"twice", {"mean", "mean"}, be::add{}}});
  const std::vector<tapped> seen = tap_all(net, {-1, 2, -3, 4});
  std::string names;
  for (const tapped& each : seen) names += each.name + ' ';
  CHECK(names == "input conv relu relu2 mean twice ");
  CHECK(seen[2].values == floats{0, 2, 0, 4});
  CHECK(seen[3].values == floats{0, 4, 0, 6});
  CHECK(seen[4].values == floats{2.5F});
  CHECK(seen[5].values == floats{5});
}

TEST_CASE("eigen::network: sources, users and taps can be asked for") {
  const be::network net({1, 2, 2}, {{"a", {"input"}, copying_conv()},
                                    {"r", {"a"}, be::relu{}},
                                    {"s", {"input", "r"}, be::add{}},
                                    {"t", {"r", "r"}, be::add{}}});
  CHECK(net.source_of(0) == 0);
  CHECK(net.source_of(2, 0) == 0);
  CHECK(net.source_of(2, 1) == 2);
  CHECK_THROWS_WITH(net.source_of(0, 1),
                    "binpoint: eigen::network::source_of: layer 'a': found input 1, expected one "
                    "below 1");
  CHECK(net.users_of(0) == std::vector<std::size_t>{1});
  CHECK(net.users_of(1) == std::vector<std::size_t>{2, 3, 3});
  CHECK(net.users_of(3).empty());
  CHECK_FALSE(net.is_tapped(0));
  CHECK(net.is_tapped(1));
  CHECK(net.is_tapped(2));
}

TEST_CASE(
    "eigen::network: the output of a layer in the middle, before its tap and after the others") {
  const be::network net(
      {1, 2, 2},
      {{"a", {"input"}, copying_conv()}, {"r", {"a"}, be::relu{}}, {"b", {"r"}, copying_conv()}});
  std::string order;
  const auto change = [&](std::string_view layer, binpoint::tensor_view<float> values) {
    order += layer;
    for (float& value : values) value += layer == "input" ? 10.0F : 100.0F;
  };
  CHECK(net.output_of(0, floats{1, 2, 3, -14}, change) == floats{11, 12, 13, -4});
  CHECK(net.output_of(2, floats{1, 2, 3, -14}, change) == floats{111, 112, 113, 100});
  CHECK(order == "inputinputr");
  CHECK_THROWS_WITH(net.output_of(3, floats(4)),
                    "binpoint: eigen::network::output_of: found layer 3, expected one of 3");
  CHECK_THROWS_WITH(net.output_of(0, floats(5)),
                    "binpoint: eigen::network::output_of: found 5 values, expected 1x2x2 = 4");
}

TEST_CASE("eigen::network: a batch norm's gain and bias are parameters, its statistics are not") {
  be::network net({2, 1, 1}, {{"n", {"input"}, be::batch_norm{{1, 2}, {3, 4}, {5, 6}, {7, 8}, 0}}});
  std::vector<std::string> seen;
  net.for_each_parameter([&](const binpoint::site& where, binpoint::tensor_view<float> values) {
    seen.push_back(to_string(where));
    CHECK(values.layout() == binpoint::channel_layout{2, 1});
    values.data()[0] = where.kind == binpoint::role::bias ? 10.0F : 0.0F;
  });
  CHECK(seen == std::vector<std::string>{"n weight", "n bias"});
  CHECK(net.run(floats{1, 6}) == floats{10, 4});
}

TEST_CASE("eigen::network: parameters are visited by layer, by channel, in place") {
  be::network net(
      {2, 3, 3}, {{"c",
                   {"input"},
                   be::conv2d{.channels = 4, .weights = floats(72, 1.0F), .bias = floats(4, 0.0F)}},
                  {"r", {"c"}, be::relu{}},
                  {"d", {"r"}, be::dense{3, floats(12, 1.0F), floats(3, 0.0F)}},
                  {"e", {"d"}, be::dense{1, floats(3, 1.0F), {}}}});
  std::vector<std::string> sites;
  std::vector<binpoint::channel_layout> layouts;
  net.for_each_parameter([&](const binpoint::site& where, binpoint::tensor_view<float> values) {
    sites.push_back(to_string(where));
    layouts.push_back(values.layout());
    if (where.layer == "e") values.data()[0] = 5.0F;
  });
  CHECK(sites == std::vector<std::string>{"c weight", "c bias", "d weight", "d bias", "e weight"});
  CHECK(layouts == std::vector<binpoint::channel_layout>{{4, 18}, {4, 1}, {3, 4}, {3, 1}, {1, 3}});
  // Each unit of d is 4 * 18 * 1; e adds three of them, the first one five times.
  CHECK(net.run(floats(18, 1.0F)) == floats{72 * 7});
}

TEST_CASE("eigen::network: what does not fit is named") {
  const auto error_of = [](const be::shape& input,
                           const std::vector<be::layer>& layers) -> std::string {
    try {
      const be::network net(input, layers);
      return "";
    } catch (const std::invalid_argument& error) {
      const std::string text = error.what();
      const std::string prefix = "binpoint: eigen::network: ";
      return text.starts_with(prefix) ? text.substr(prefix.size()) : "other: " + text;
    }
  };
  const be::shape in{1, 4, 4};
  be::conv2d conv = copying_conv();
  CHECK(error_of(in, {{"a", {"input"}, conv}}).empty());
  CHECK(error_of(in, {}) == "layers: found none, expected 1 or more");
  CHECK(error_of({1, 0, 4}, {{"a", {"input"}, conv}}) ==
        "input: a dimension is 0, expected 1 or more");
  const std::size_t huge = std::size_t{1} << 40;
  CHECK(error_of({huge, huge, 1}, {{"a", {"input"}, be::relu{}}}) ==
        "input: the dimensions multiply to more than memory holds");
  CHECK(error_of(in, {{"input", {"input"}, conv}}) ==
        "layer 'input': the name of layer 0 must not be empty or 'input'");
  CHECK(error_of(in, {{"", {"input"}, conv}}) ==
        "layer '': the name of layer 0 must not be empty or 'input'");
  CHECK(error_of(in, {{"a", {"input"}, conv}, {"a", {"a"}, conv}}) ==
        "layer 'a': the name appears twice");
  CHECK(error_of(in, {{"a", {"b"}, conv}, {"b", {"input"}, conv}}) ==
        "layer 'a': input 'b' is no earlier layer");
  CHECK(error_of(in, {{"a", {"a"}, conv}}) == "layer 'a': input 'a' is no earlier layer");
  CHECK(error_of(in, {{"a", {}, conv}}) == "layer 'a': found 0 inputs, expected 1");
  CHECK(error_of(in, {{"a", {"input", "input"}, conv}}) == "layer 'a': found 2 inputs, expected 1");
  CHECK(error_of({2, 4, 4}, {{"a", {"input"}, conv}}) == "layer 'a': found 9 weights, expected 18");
  conv.bias = {1, 2};
  CHECK(error_of(in, {{"a", {"input"}, conv}}) == "layer 'a': found 2 biases, expected 1");
  conv = copying_conv();
  conv.padding = 3;
  CHECK(error_of(in, {{"a", {"input"}, conv}}) ==
        "layer 'a': a padding of 3 is not less than the kernel of 3x3");
  conv.padding = 0;
  CHECK(error_of({1, 4, 2}, {{"a", {"input"}, conv}}) ==
        "layer 'a': a window of 3 does not fit into 2 values");
  conv.stride = 0;
  CHECK(error_of(in, {{"a", {"input"}, conv}}) == "layer 'a': window and stride must be 1 or more");
  CHECK(error_of({1, 1, 4}, {{"a", {"input"}, be::max_pool{}}}) ==
        "layer 'a': a window of 2 does not fit into 1 values");
  CHECK(error_of({1, 1, 4}, {{"a", {"input"}, be::average_pool{}}}) ==
        "layer 'a': a window of 2 does not fit into 1 values");
  CHECK(error_of(in, {{"a", {"input"}, be::average_pool{1, 0}}}) ==
        "layer 'a': window and stride must be 1 or more");
  conv = copying_conv();
  for (const std::size_t groups : {0U, 2U}) {
    conv.groups = groups;
    CHECK(error_of(in, {{"a", {"input"}, conv}}) ==
          "layer 'a': " + std::to_string(groups) +
              " groups do not divide 1 input and 1 output channels");
  }
  CHECK(error_of({3, 4, 4}, {{"a", {"input"}, be::conv2d{.channels = 4, .groups = 2}}}) ==
        "layer 'a': 2 groups do not divide 3 input and 4 output channels");
  CHECK(error_of({4, 4, 4}, {{"a", {"input"}, be::conv2d{.channels = 4, .groups = 4}}}) ==
        "layer 'a': found 0 weights, expected 36");
  CHECK(error_of(in, {{"a", {"input"}, be::add{}}}) == "layer 'a': found 1 inputs, expected 2");
  CHECK(error_of(in, {{"p", {"input"}, be::max_pool{}}, {"a", {"p", "input"}, be::add{}}}) ==
        "layer 'a': inputs of 1x2x2 and 1x4x4 have no sum");
  CHECK(error_of(in, {{"a", {"input", "b"}, be::add{}}}) ==
        "layer 'a': input 'b' is no earlier layer");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float limit : {0.0F, -1.0F, nan}) {
    CHECK(error_of(in, {{"a", {"input"}, be::relu{limit}}}) ==
          "layer 'a': the limit of a ReLU must be above 0");
  }
  CHECK(error_of(in, {{"a", {"input"}, be::batch_norm{{1}, {}, {1}, {1}, 0}}}) ==
        "layer 'a': found 0 biases, expected 1");
  CHECK(error_of(in, {{"a", {"input"}, be::batch_norm{{1, 1}, {1}, {1}, {1}, 0}}}) ==
        "layer 'a': found 2 gains, expected 1");
  for (const float variance : {0.0F, -1.0F, nan}) {
    CHECK(
        error_of(in, {{"a", {"input"}, be::batch_norm{{1}, {1}, {1}, {variance}, 0}}}) ==
        "layer 'a': the variance of channel 0 is negative, not a number, or 0 without an epsilon");
  }
  CHECK(error_of(in, {{"a", {"input"}, be::dense{1, floats(16), {}}}}) ==
        "layer 'a': dense takes a vector, found 1x4x4 (flatten it first)");
  CHECK(error_of({4, 1, 1}, {{"a", {"input"}, be::dense{0, {}, {}}}}) ==
        "layer 'a': a dimension is 0, expected 1 or more");

  const be::network net(in, {{"a", {"input"}, copying_conv()}});
  CHECK_THROWS_WITH(net.run(floats(15)),
                    "binpoint: eigen::network::run: found 15 values, expected 1x4x4 = 16");
}
