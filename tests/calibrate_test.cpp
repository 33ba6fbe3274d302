/// @file
/// Observing a network: every parameter once, every output of every input, nothing else.
#include <array>
#include <binpoint/calibrate.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/toy_network.hpp"

namespace bp = binpoint;

namespace {
const std::vector<std::array<float, 2>> inputs{{1, 2}, {-4, 0}, {0.5F, 8}};
}

TEST_CASE("calibrate counts what the network shows", "[calibrate]") {
  support::toy_network net;
  const bp::profile seen = bp::calibrate(net, inputs);
  CHECK(net.runs == 3);
  REQUIRE(seen.size() == 4);

  bp::profile expected;
  expected[{"dense", bp::role::weight}].add(net.weights);
  expected[{"dense", bp::role::bias}].add(net.bias);
  expected[{"input", bp::role::input}].add(std::vector<float>{1, 2, -4, 0, 0.5F, 8});
  auto& outputs = expected[{"dense", bp::role::activation}];
  for (const auto& input : inputs) outputs.add(net.run(input, {}));
  CHECK(seen == expected);
}

TEST_CASE("a coarser profile is the finer one, coarsened", "[calibrate]") {
  support::toy_network net;
  const auto coarse = bp::calibrate<0>(net, inputs);
  const auto fine = bp::calibrate<3>(net, inputs);
  for (const auto& [where, histogram] : coarse) {
    CHECK(histogram == bp::msb_histogram(fine.at(where)));
  }
}

TEST_CASE("calibrate tells how far it is", "[calibrate]") {
  support::toy_network net;
  std::vector<std::pair<std::size_t, std::size_t>> steps;
  (void)bp::calibrate(net, inputs,
                      [&](std::size_t done, std::size_t total) { steps.emplace_back(done, total); });
  CHECK(steps == std::vector<std::pair<std::size_t, std::size_t>>{{1, 3}, {2, 3}, {3, 3}});
}

TEST_CASE("an empty calibration set is refused", "[calibrate]") {
  support::toy_network net;
  const std::vector<std::array<float, 2>> none;
  CHECK_THROWS_WITH(bp::calibrate(net, none),
                    "binpoint: calibrate: the calibration set is empty, and one input is needed");
}
