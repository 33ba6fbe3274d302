#include <algorithm>
#include <binpoint/eigen/fold.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace be = binpoint::eigen;
using floats = std::vector<float>;
using names = std::vector<std::string>;

namespace {

floats values_between(std::size_t count, float low, float high, std::mt19937& random) {
  floats values(count);
  for (float& value : values) {
    value = low + (high - low) * static_cast<float>(random() % 100'001) / 100'000.0F;
  }
  return values;
}

be::batch_norm random_norm(std::size_t channels, std::mt19937& random) {
  return {values_between(channels, -2, 2, random), values_between(channels, -1, 1, random),
          values_between(channels, -3, 3, random), values_between(channels, 0.001F, 9, random),
          1e-3F};
}

names layer_names(const be::network& net) {
  names result;
  for (const be::layer& each : net.layers()) result.push_back(each.name);
  return result;
}

/// For each output of one convolution without padding and its batch norm, the sum of magnitudes in
/// which the error is stated.
floats magnitudes(const be::network& folded, const be::conv2d& before, const be::batch_norm& norm,
                  const floats& x) {
  auto work = std::get<be::conv2d>(folded.layers()[0].work);
  for (float& weight : work.weights) weight = std::fabs(weight);
  for (std::size_t c = 0; c < work.channels; ++c) {
    const float slope = std::fabs(norm.gain[c]) / std::sqrt(norm.variance[c] + norm.epsilon);
    const float old_bias = before.bias.empty() ? 0 : std::fabs(before.bias[c]);
    work.bias[c] = std::fabs(norm.bias[c]) + slope * (std::fabs(norm.mean[c]) + old_bias);
  }
  floats positive = x;
  for (float& value : positive) value = std::fabs(value);
  return be::network(folded.input_shape(), {{"c", {"input"}, work}}).run(positive);
}

}  // namespace

TEST_CASE("fold_batch_norm: outputs stay within the stated bound") {
  double worst = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const std::size_t groups = 1 + random() % 3;
    be::conv2d conv;
    conv.channels = 2 * groups;
    conv.groups = groups;
    conv.weights = values_between(2 * groups * 2 * 9, -1, 1, random);
    if (seed % 2 == 0) conv.bias = values_between(conv.channels, -1, 1, random);
    const be::batch_norm norm = random_norm(conv.channels, random);
    const be::network net({2 * groups, 5, 6}, {{"c", {"input"}, conv}, {"n", {"c"}, norm}});
    const be::folded_network result = be::fold_batch_norm(net);
    REQUIRE(result.folded == names{"n"});
    REQUIRE(result.left.empty());
    REQUIRE(layer_names(result.net) == names{"c"});
    const floats x = values_between(net.input_shape().size(), -4, 4, random);
    const floats before = net.run(x);
    const floats after = result.net.run(x);
    const floats bound = magnitudes(result.net, conv, norm, x);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      const double error = std::abs(static_cast<double>(before[i]) - static_cast<double>(after[i]));
      worst = std::max(worst, error / static_cast<double>(bound[i]));
    }
  }
  CHECK(worst <= 0x1p-21);
  CHECK(worst > 0x1p-28);  // two roundings differ: the bound is not met by doing nothing
}

TEST_CASE("fold_batch_norm: each parameter is its line's, rounded once") {
  const be::network net(
      {1, 1, 1}, {{"d", {"input"}, be::dense{2, {0.3F, -0.7F}, {0.1F, 0.2F}}},
                  {"n", {"d"}, be::batch_norm{{0.9F, 2}, {3, 4}, {5, -6}, {7, 0.5F}, 0.25F}}});
  const be::folded_network result = be::fold_batch_norm(net);
  const auto& dense = std::get<be::dense>(result.net.layers()[0].work);
  const double first = static_cast<double>(0.9F) / std::sqrt(7.25);
  const double second = 2 / std::sqrt(0.75);
  CHECK(dense.weights == floats{static_cast<float>(first * static_cast<double>(0.3F)),
                                static_cast<float>(second * static_cast<double>(-0.7F))});
  CHECK(dense.bias[0] == Approx(first * (0.1 - 5) + 3).epsilon(1e-6));
  CHECK(dense.bias[1] == Approx(second * (0.2 + 6) + 4).epsilon(1e-6));
}

TEST_CASE("fold_batch_norm: a chain, and who took a folded layer's output") {
  std::mt19937 random(7);
  const be::conv2d conv{2, 1, 1, 1, 0, 1, values_between(4, -1, 1, random), {}};
  const be::network net({2, 2, 2}, {{"c", {"input"}, conv},
                                    {"n1", {"c"}, random_norm(2, random)},
                                    {"n2", {"n1"}, random_norm(2, random)},
                                    {"r", {"n2"}, be::relu{}},
                                    {"s", {"n2", "r"}, be::add{}}});
  const be::folded_network result = be::fold_batch_norm(net);
  CHECK(result.folded == names{"n1", "n2"});
  CHECK(layer_names(result.net) == names{"c", "r", "s"});
  CHECK(result.net.layers()[2].inputs == names{"c", "r"});
  const floats x = values_between(8, -1, 1, random);
  const floats before = net.run(x);
  const floats after = result.net.run(x);
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(after[i] == Approx(before[i]).epsilon(1e-4).margin(1e-4));
  }
}

TEST_CASE("fold_batch_norm: the output stays the last layer's, behind layers that nothing takes") {
  const be::conv2d twice{1, 1, 1, 1, 0, 1, {2}, {}};
  const be::network net({1, 1, 1}, {{"c", {"input"}, twice},
                                    {"n1", {"c"}, be::batch_norm{{1}, {1}, {0}, {1}, 0}},
                                    {"unused", {"input"}, be::conv2d{1, 1, 1, 1, 0, 1, {100}, {}}},
                                    {"n2", {"n1"}, be::batch_norm{{1}, {4}, {0}, {1}, 0}}});
  const be::folded_network result = be::fold_batch_norm(net);
  CHECK(result.folded == names{"n1", "n2"});
  CHECK(layer_names(result.net) == names{"unused", "c"});
  CHECK(net.run(floats{3}) == floats{11});
  CHECK(result.net.run(floats{3}) == floats{11});
}

TEST_CASE("fold_batch_norm: what cannot be folded is left as it is, and named") {
  std::mt19937 random(8);
  const be::conv2d conv{2, 1, 1, 1, 0, 1, values_between(4, -1, 1, random), {}};
  const be::network net({2, 2, 2}, {{"of input", {"input"}, random_norm(2, random)},
                                    {"c", {"of input"}, conv},
                                    {"one of two", {"c"}, random_norm(2, random)},
                                    {"r", {"c"}, be::relu{}},
                                    {"of relu", {"r"}, random_norm(2, random)},
                                    {"s", {"one of two", "of relu"}, be::add{}},
                                    {"of sum", {"s"}, random_norm(2, random)}});
  const be::folded_network result = be::fold_batch_norm(net);
  CHECK(result.folded.empty());
  CHECK(result.left == names{"of input", "one of two", "of relu", "of sum"});
  CHECK(layer_names(result.net) == layer_names(net));
  const floats x = values_between(8, -1, 1, random);
  CHECK(result.net.run(x) == net.run(x));

  const be::batch_norm huge{{3e38F}, {0}, {0}, {1}, 0};
  const be::network beyond({1, 1, 1},
                           {{"d", {"input"}, be::dense{1, {2}, {}}}, {"n", {"d"}, huge}});
  CHECK(be::fold_batch_norm(beyond).left == names{"n"});
  CHECK(be::fold_batch_norm(beyond).net.run(floats{0.25F}) == beyond.run(floats{0.25F}));
}
