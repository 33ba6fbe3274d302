#include <algorithm>
#include <binpoint/calibrate.hpp>
#include <binpoint/eigen/equalized_profile.hpp>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "support/spread_values.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;
using floats = std::vector<float>;
using support::spread_values;

namespace {

be::network two_joints(std::mt19937& random) {
  be::conv2d first{.channels = 4, .padding = 1};
  first.weights = spread_values(4, 18, random);
  first.bias = spread_values(4, 1, random);
  be::conv2d second{.channels = 8, .padding = 1, .groups = 4};
  second.weights = spread_values(8, 9, random);
  return {{2, 6, 6},
          {{"c1", {"input"}, first},
           {"r1", {"c1"}, be::relu{}},
           {"c2", {"r1"}, second},
           {"r2", {"c2"}, be::relu{}},
           {"mean", {"r2"}, be::average_pool{.size = 3, .stride = 3}},
           {"flat", {"mean"}, be::flatten{}},
           {"same", {"flat"}, be::average_pool{.size = 1, .stride = 1}},  // shown again, flattened
           {"d", {"same"}, be::dense{3, spread_values(3, 32, random), {1, 2, 3}}}}};
}

template <int S>
bool is_same(const bp::octave_histogram<S>& a, const bp::octave_histogram<S>& b) {
  return std::ranges::equal(a.sums(), b.sums()) && std::ranges::equal(a.extremes(), b.extremes());
}

template <int S>
int different_channels(const bp::basic_channel_profile<S>& a,
                       const bp::basic_channel_profile<S>& b) {
  REQUIRE(a.size() == b.size());
  int different = 0;
  for (const auto& [where, channels] : a) {
    const auto& others = b.at(where);
    REQUIRE(channels.size() == others.size());
    for (std::size_t c = 0; c < channels.size(); ++c) {
      different += is_same(channels[c], others[c]) ? 0 : 1;
    }
  }
  return different;
}

}  // namespace

TEST_CASE("equalized_profile: what calibrating again would give, byte for byte") {
  for (unsigned seed = 0; seed < 8; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    be::network net = two_joints(random);
    std::vector<floats> inputs;
    for (int i = 0; i < 5; ++i) inputs.push_back(spread_values(72, 1, random));
    const auto before = bp::calibrate_channels<2>(net, inputs);
    be::equalized_network after = be::equalize(net);
    const auto moved = be::equalized_profile(before, after);
    const auto counted = bp::calibrate_channels<2>(after.net, inputs);
    CHECK(different_channels(before, counted) > 8);
    CHECK(different_channels(moved, counted) == 0);
    const bp::basic_profile<2> whole = bp::merge_channels(moved);
    for (const auto& [where, histogram] : bp::calibrate<2>(after.net, inputs)) {
      CHECK(is_same(histogram, whole.at(where)));
    }
  }
}

TEST_CASE("equalized_profile: of parameters alone, another network's is refused") {
  std::mt19937 random(9);
  be::network net = two_joints(random);
  be::equalized_network after = be::equalize(net);
  CHECK(different_channels(be::equalized_profile(bp::observe_channels(net), after),
                           bp::observe_channels(after.net)) == 0);
  bp::channel_profile other;
  const floats values{1, 2, 3};
  other.add({"c1", bp::role::weight}, bp::tensor_view<const float>{values, {3, 1}});
  CHECK_THROWS_AS(be::equalized_profile(other, after), std::invalid_argument);
}
