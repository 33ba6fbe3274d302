// The trainer's gradient against differences of the loss.

#include "support/backward.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

std::vector<float> random_values(std::size_t count, std::mt19937& random) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
  return values;
}

/// Every kind of layer, with strides, padding and edges that a pool leaves out.
demo::be::network make_network(std::mt19937& random) {
  namespace be = binpoint::eigen;
  const be::conv2d first{.channels = 3,
                         .kernel_height = 3,
                         .kernel_width = 2,
                         .padding = 1,
                         .weights = random_values(3 * 2 * 3 * 2, random),
                         .bias = random_values(3, random)};
  const be::conv2d second{.channels = 4,
                          .stride = 2,
                          .padding = 1,
                          .weights = random_values(4 * 3 * 3 * 3, random),
                          .bias = random_values(4, random)};
  return {{2, 7, 6},
          {{"c1", {"input"}, first},
           {"p1", {"c1"}, be::max_pool{}},
           {"c2", {"p1"}, second},
           {"r2", {"c2"}, be::relu{}},
           {"f", {"r2"}, be::flatten{}},
           {"d", {"f"}, be::dense{3, random_values(3 * 16, random), random_values(3, random)}}}};
}

double loss_of(const demo::be::network& net, const demo::matrix& batch,
               const std::vector<int>& labels) {
  double loss = 0.0;
  (void)demo::cross_entropy_gradient(demo::forward_pass(net, batch).back(), labels, loss);
  return loss;
}

}  // namespace

TEST_CASE("backward: the forward pass is the network's own") {
  std::mt19937 random(1);
  const auto net = make_network(random);
  const std::vector<float> input = random_values(84, random);
  demo::matrix batch(1, 84);
  std::copy(input.begin(), input.end(), batch.data());
  const demo::matrix scores = demo::forward_pass(net, batch).back();
  const std::vector<float> expected = net.run(input);
  for (std::size_t i = 0; i < 3; ++i) CHECK(scores.data()[i] == Approx(expected[i]).epsilon(1e-4));
}

TEST_CASE("backward: the gradient is the slope of the loss") {
  std::mt19937 random(2);
  auto net = make_network(random);
  demo::matrix batch(5, 84);
  const std::vector<float> values = random_values(5 * 84, random);
  std::copy(values.begin(), values.end(), batch.data());
  const std::vector<int> labels{0, 1, 2, 1, 0};

  std::vector<demo::layer_gradient> gradient(net.layers().size());
  gradient[0] = {std::vector<float>(36), std::vector<float>(3)};
  gradient[2] = {std::vector<float>(108), std::vector<float>(4)};
  gradient[5] = {std::vector<float>(48), std::vector<float>(3)};
  const auto outputs = demo::forward_pass(net, batch);
  double loss = 0.0;
  demo::backward_pass(net, outputs, demo::cross_entropy_gradient(outputs.back(), labels, loss),
                      gradient);
  CHECK(loss == loss_of(net, batch, labels));

  const std::vector<std::string> order{"c1", "p1", "c2", "r2", "f", "d"};
  std::size_t checked = 0;
  std::size_t far = 0;
  net.for_each_parameter([&](const binpoint::site& where, binpoint::tensor_view<float> parameters) {
    const auto layer = static_cast<std::size_t>(std::find(order.begin(), order.end(), where.layer) -
                                                order.begin());
    const bool is_weight = where.kind == binpoint::role::weight;
    const std::vector<float>& slopes = is_weight ? gradient[layer].weights : gradient[layer].bias;
    REQUIRE(slopes.size() == parameters.size());
    for (std::size_t i = 0; i < parameters.size(); ++i, ++checked) {
      constexpr float step = 1e-2F;
      const float before = parameters.data()[i];
      parameters.data()[i] = before + step;
      const double above = loss_of(net, batch, labels);
      parameters.data()[i] = before - step;
      const double below = loss_of(net, batch, labels);
      parameters.data()[i] = before;
      const double measured = (above - below) / static_cast<double>(2 * step);
      const double error = std::abs(measured - static_cast<double>(slopes[i]));
      // Where a ReLU or a pool switches within the step, the difference is no slope.
      far += error > 0.02 * (1.0 + std::abs(measured)) ? 1U : 0U;
    }
  });
  CHECK(checked == 202);
  CHECK(far <= checked / 20);
}
