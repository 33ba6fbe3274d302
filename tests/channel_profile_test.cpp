/// @file
/// Observing by channel: each histogram that of its channel's values, all merged those of the
/// tensor.
#include <array>
#include <binpoint/channel_profile.hpp>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/toy_network.hpp"

namespace bp = binpoint;

namespace {

const std::vector<std::array<float, 2>> calibration_inputs{{1, 2}, {-4, 0}, {0.5F, 8}};
const bp::site dense_weight{"dense", bp::role::weight};
const bp::site dense_output{"dense", bp::role::activation};

/// A network that shows its outputs as one channel a unit.
struct network_by_unit : support::toy_network {
  std::vector<float> run(const std::array<float, 2>& input, bp::tap observe) {
    const auto by_unit = [&](std::string_view layer, bp::tensor_view<float> values) {
      observe(layer, {values.values(), {.channels = values.size()}});
    };
    return support::toy_network::run(input, bp::tap{by_unit});
  }
};

}  // namespace

TEST_CASE("parameters are observed channel by channel, and the network does not run",
          "[channel_profile]") {
  support::toy_network net;
  const bp::channel_profile seen = bp::observe_channels(net);
  CHECK(net.runs == 0);
  REQUIRE(seen.size() == 2);
  REQUIRE(seen.at(dense_weight).size() == 2);
  CHECK(seen.at(dense_weight)[0] == bp::count_msb(std::vector<float>{1.03F, -0.5F}));
  CHECK(seen.at(dense_weight)[1] == bp::count_msb(std::vector<float>{0.25F, 2}));
  // The view of the bias has one channel.
  REQUIRE(seen.at({"dense", bp::role::bias}).size() == 1);
}

TEST_CASE("outputs are observed channel by channel over all inputs", "[channel_profile]") {
  network_by_unit net;
  const bp::channel_profile seen = bp::calibrate_channels(net, calibration_inputs);
  CHECK(net.runs == 3);
  REQUIRE(seen.size() == 4);
  for (std::size_t unit = 0; unit < 2; ++unit) {
    bp::msb_histogram expected;
    for (const auto& input : calibration_inputs) {
      expected.add(net.run(input, {})[unit]);
    }
    CHECK(seen.at(dense_output).at(unit) == expected);
  }
}

TEST_CASE("merged channels are the profile of the tensors, bit for bit", "[channel_profile]") {
  network_by_unit net;
  CHECK(bp::merge_channels(bp::calibrate_channels<3>(net, calibration_inputs)) ==
        bp::calibrate(net, calibration_inputs));
  CHECK(bp::merge_channels(bp::calibrate_channels(net, calibration_inputs)) ==
        bp::calibrate<0>(net, calibration_inputs));

  support::generator random(7);
  for (const bp::channel_layout layout : {bp::channel_layout{5, 3}, {64, 1}, {2, 300}}) {
    bp::basic_channel_profile<2> by_channel;
    bp::basic_profile<2> whole;
    for (int batch = 0; batch < 3; ++batch) {
      const auto count = static_cast<int>(layout.channels * layout.inner) * (batch + 1);
      std::vector<double> values = support::mixed_values<double>(random, count);
      values.resize(static_cast<std::size_t>(count));
      by_channel.add(dense_output, bp::tensor_view<const double>(values, layout));
      whole[dense_output].add(values);
    }
    CHECK(bp::merge_channels(by_channel) == whole);
  }
}

TEST_CASE("profiles by channel merge like the data they saw", "[channel_profile]") {
  const std::vector<float> first{1, -2, 3, 0};
  const std::vector<float> second{0.5F, 8};
  const bp::channel_layout layout{.channels = 2};
  bp::channel_profile a;
  a.add(dense_weight, bp::tensor_view(first, layout));
  bp::channel_profile b;
  b.add(dense_output, bp::tensor_view(second, layout));
  b.add(dense_weight, bp::tensor_view(second, layout));
  bp::channel_profile all;
  all.add(dense_weight, bp::tensor_view(first, layout));
  all.add(dense_weight, bp::tensor_view(second, layout));
  all.add(dense_output, bp::tensor_view(second, layout));
  CHECK_FALSE(a == all);
  a += b;
  CHECK(a == all);
}

TEST_CASE("a site keeps its number of channels", "[channel_profile]") {
  const std::vector<float> values(6, 1.0F);
  bp::channel_profile seen;
  seen.add(dense_weight, bp::tensor_view(values, {.channels = 2}));
  bp::channel_profile other;
  other.add(dense_weight, bp::tensor_view(values, {.channels = 3}));
  CHECK_THROWS_WITH(seen.add(dense_weight, bp::tensor_view(values, {.channels = 3})),
                    "binpoint: add: 'dense weight' has 2 channels, found 3");
  CHECK_THROWS_WITH(seen.merge(other), "binpoint: merge: 'dense weight' has 2 channels, found 3");
  CHECK(seen.at(dense_weight)[1].total() == 3);
}

TEST_CASE("calibrating by channel tells how far it is, and needs an input", "[channel_profile]") {
  network_by_unit net;
  std::vector<std::pair<std::size_t, std::size_t>> steps;
  (void)bp::calibrate_channels(net, calibration_inputs, [&](std::size_t done, std::size_t total) {
    steps.emplace_back(done, total);
  });
  CHECK(steps == std::vector<std::pair<std::size_t, std::size_t>>{{1, 3}, {2, 3}, {3, 3}});
  const std::vector<std::array<float, 2>> none;
  CHECK_THROWS_WITH(
      bp::calibrate_channels(net, none),
      "binpoint: calibrate_channels: the calibration set is empty, and one input is needed");
}
