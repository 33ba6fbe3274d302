// The trainer's gradient against differences of the loss.

#include "support/backward.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <variant>
#include <vector>

#include "support/catch.hpp"

namespace {

std::vector<float> random_values(std::size_t count, std::mt19937& random) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
  return values;
}

/// Every kind of layer, with strides, padding, groups and edges that a pool leaves out.
demo::be::network make_network(std::mt19937& random) {
  namespace be = binpoint::eigen;
  const be::conv2d first{.channels = 4,
                         .kernel_height = 3,
                         .kernel_width = 2,
                         .padding = 1,
                         .weights = random_values(4 * 2 * 3 * 2, random),
                         .bias = random_values(4, random)};
  const be::conv2d second{
      .channels = 4, .padding = 1, .groups = 4, .weights = random_values(4 * 3 * 3, random)};
  const be::batch_norm norm{.gain = random_values(4, random),
                            .bias = random_values(4, random),
                            .mean = random_values(4, random),
                            .variance = {1, 2, 3, 4},
                            .epsilon = 0.5F};
  const be::conv2d third{.channels = 6,
                         .stride = 2,
                         .padding = 1,
                         .groups = 2,
                         .weights = random_values(6 * 2 * 3 * 3, random),
                         .bias = random_values(6, random)};
  return {{2, 9, 8},
          {{"c1", {"input"}, first},
           {"p1", {"c1"}, be::max_pool{}},
           {"c2", {"p1"}, second},
           {"n2", {"c2"}, norm},
           {"r2", {"n2"}, be::relu{.limit = 1.5F}},
           {"c3", {"r2"}, third},
           {"r3", {"c3"}, be::relu{}},
           {"mean", {"r3"}, be::average_pool{.size = 2, .stride = 1}},
           {"f", {"mean"}, be::flatten{}},
           {"d", {"f"}, be::dense{3, random_values(3 * 6, random), random_values(3, random)}}}};
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
  const auto trained = make_network(random);
  const std::vector<float> input = random_values(144, random);
  demo::matrix batch(1, 144);
  std::copy(input.begin(), input.end(), batch.data());
  const std::vector<demo::matrix> outputs = demo::forward_pass(trained, batch);
  const demo::matrix& scores = outputs.back();
  // With the moments of this batch of one, the network itself gives the same.
  std::vector<demo::be::layer> layers = trained.layers();
  auto& norm = std::get<demo::be::batch_norm>(layers[3].work);
  for (std::size_t c = 0; c < 4; ++c) {
    const auto found =
        demo::moments_of(outputs[3], {trained.output_shape(2), trained.output_shape(3)}, c);
    norm.mean[c] = static_cast<float>(found.mean);
    norm.variance[c] = static_cast<float>(found.variance);
  }
  const demo::be::network net(trained.input_shape(), layers);
  const std::vector<float> expected = net.run(input);
  for (std::size_t i = 0; i < 3; ++i) CHECK(scores.data()[i] == Approx(expected[i]).epsilon(1e-4));
}

TEST_CASE("backward: the gradient is the slope of the loss") {
  std::mt19937 random(2);
  auto net = make_network(random);
  demo::matrix batch(5, 144);
  const std::vector<float> values = random_values(5 * 144, random);
  std::copy(values.begin(), values.end(), batch.data());
  const std::vector<int> labels{0, 1, 2, 1, 0};

  std::vector<demo::layer_gradient> gradient(net.layers().size());
  gradient[0] = {std::vector<float>(48), std::vector<float>(4)};
  gradient[2] = {std::vector<float>(36), {}};
  gradient[3] = {std::vector<float>(4), std::vector<float>(4)};
  gradient[5] = {std::vector<float>(108), std::vector<float>(6)};
  gradient[9] = {std::vector<float>(18), std::vector<float>(3)};
  const auto outputs = demo::forward_pass(net, batch);
  double loss = 0.0;
  demo::backward_pass(net, outputs, demo::cross_entropy_gradient(outputs.back(), labels, loss),
                      gradient);
  CHECK(loss == loss_of(net, batch, labels));

  std::size_t checked = 0;
  std::size_t far = 0;
  net.for_each_parameter([&](const binpoint::site& where, binpoint::tensor_view<float> parameters) {
    std::size_t layer = 0;
    while (net.layers()[layer].name != where.layer) ++layer;
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
  CHECK(checked == 231);
  CHECK(far <= checked / 20);
}
