/// @file
/// Accuracy, and what counts as a metric.
#include <binpoint/metrics.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "support/catch.hpp"

namespace bp = binpoint;

TEST_CASE("top-1 accuracy compares the highest output with the label", "[metrics]") {
  const std::vector<std::uint8_t> labels{2, 0, 1};
  const bp::top_1_accuracy accuracy{labels};
  CHECK(accuracy(0, std::vector<float>{0.1F, 0.2F, 0.7F}) == 1);
  CHECK(accuracy(1, std::vector<float>{-3, -2, -1}) == 0);
  CHECK(accuracy(2, std::vector<float>{5, 6, 6}) == 1);  // The first of equals counts.
  CHECK_THROWS_WITH(accuracy(3, std::vector<float>{1}),
                    "binpoint: top_1_accuracy: input 3 has no label, there are only 3");
}

TEST_CASE("lambdas are metrics, by input or over all", "[metrics]") {
  const auto by_input = [](std::size_t, std::span<const float>) { return 1.0; };
  const auto over_all = [](std::span<const std::vector<float>>) { return 1.0; };
  const auto neither = [](int) { return 1.0; };
  STATIC_REQUIRE(bp::sample_metric<decltype(by_input)>);
  STATIC_REQUIRE(bp::set_metric<decltype(over_all)>);
  STATIC_REQUIRE_FALSE(bp::metric<decltype(neither)>);
}
