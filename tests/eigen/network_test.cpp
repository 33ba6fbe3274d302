#include <algorithm>
#include <binpoint/eigen/network.hpp>
#include <cstddef>
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
  CHECK(error_of(in, {{"a", {"input"}, be::dense{1, floats(16), {}}}}) ==
        "layer 'a': dense takes a vector, found 1x4x4 (flatten it first)");
  CHECK(error_of({4, 1, 1}, {{"a", {"input"}, be::dense{0, {}, {}}}}) ==
        "layer 'a': a dimension is 0, expected 1 or more");

  const be::network net(in, {{"a", {"input"}, copying_conv()}});
  CHECK_THROWS_WITH(net.run(floats(15)),
                    "binpoint: eigen::network::run: found 15 values, expected 1x4x4 = 16");
}
