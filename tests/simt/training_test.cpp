/// @file
/// The training step of the GPU example, on the executor: its gradients are right, and it learns.
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include "../../examples/support/gpu_network.cuh"
#include "support/catch.hpp"
#include "support/device_memory.cuh"
#include "support/random.hpp"

namespace {

constexpr demo::gpu_network_shape shape{.inputs = 6, .hidden = 8, .classes = 3, .batch = 9};
/// So fine that rounding is far below what the gradients are compared to.
constexpr demo::gpu_network_formats fine{{30, 26}, {30, 26}, {30, 24, false}};

/// A network and its data in device memory.
class trainer {
 public:
  trainer() {
    support::generator random(3);
    std::vector<float> images;
    std::vector<int> labels;
    for (int i = 0; i < 90; ++i) {
      labels.push_back(i % 3);
      for (std::size_t k = 0; k < shape.inputs; ++k) {
        const double centre = static_cast<int>(k) / 2 == i % 3 ? 1.5 : 0;
        images.push_back(static_cast<float>(centre + 0.4 * support::random_normal(random)));
      }
    }
    const auto weights = [&](std::size_t n) {
      std::vector<float> values(n);
      for (float& w : values) w = static_cast<float>(0.4 * support::random_normal(random));
      return add(values);
    };
    const auto zeros = [&](std::size_t n) { return add(std::vector<float>(n)); };
    const std::size_t first = shape.hidden * shape.inputs;
    const std::size_t second = shape.classes * shape.hidden;
    labels_ = std::make_unique<support::device_memory<int>>(labels);
    y_ = std::make_unique<support::device_memory<int>>(std::vector<int>(shape.batch));
    tensors = {.images = add(images),
               .labels = labels_->span().data(),
               .image_count = labels.size(),
               .step = step_.span().data(),
               .x = zeros(shape.batch * shape.inputs),
               .y = y_->span().data(),
               .weights_1 = weights(first),
               .bias_1 = weights(shape.hidden),
               .weights_2 = weights(second),
               .bias_2 = weights(shape.classes),
               .rounded_1 = zeros(first),
               .rounded_2 = zeros(second),
               .activations = zeros(shape.batch * shape.hidden),
               .rounded_activations = zeros(shape.batch * shape.hidden),
               .scores = zeros(shape.batch * shape.classes),
               .losses = zeros(shape.batch),
               .scores_gradient = zeros(shape.batch * shape.classes),
               .activations_gradient = zeros(shape.batch * shape.hidden),
               .weights_1_gradient = zeros(first),
               .weights_2_gradient = zeros(second)};
  }

  /// The mean loss of the batch of this step, before the step has changed anything.
  double step(const demo::gpu_network_formats& formats, float rate) {
    demo::enqueue_step(shape, tensors, formats, rate, nullptr);
    double sum = 0;
    for (const float loss : read(tensors.losses, shape.batch)) sum += static_cast<double>(loss);
    return sum / shape.batch;
  }

  [[nodiscard]] static std::vector<float> read(const float* from, std::size_t n) {
    std::vector<float> values(n);
    support::check(cudaMemcpy(values.data(), from, n * sizeof(float), cudaMemcpyDeviceToHost));
    return values;
  }
  static void write(float* to, float value) {
    support::check(cudaMemcpy(to, &value, sizeof(float), cudaMemcpyHostToDevice));
  }

  demo::gpu_network_tensors tensors;

 private:
  float* add(const std::vector<float>& values) {
    floats_.push_back(std::make_unique<support::device_memory<float>>(values));
    return floats_.back()->span().data();
  }

  std::vector<std::unique_ptr<support::device_memory<float>>> floats_;
  std::unique_ptr<support::device_memory<int>> labels_;
  std::unique_ptr<support::device_memory<int>> y_;
  support::device_memory<unsigned> step_{std::vector<unsigned>(1)};
};

/// The slope of the first batch's loss along one weight, from two losses.
double slope(float* demo::gpu_network_tensors::*weights, std::size_t i) {
  constexpr float distance = 0x1p-8F;
  double loss[2] = {};
  for (const int side : {0, 1}) {
    trainer t;
    float* const weight = t.tensors.*weights + i;
    const float middle = trainer::read(weight, 1).front();
    trainer::write(weight, side == 0 ? middle - distance : middle + distance);
    loss[side] = t.step(fine, 0);
  }
  return (loss[1] - loss[0]) / (2 * static_cast<double>(distance));
}

}  // namespace

TEST_CASE("simt: the gradients of the training example are slopes of its loss", "[example]") {
  trainer t;
  t.step(fine, 0);
  const auto first = trainer::read(t.tensors.weights_1_gradient, shape.hidden * shape.inputs);
  const auto second = trainer::read(t.tensors.weights_2_gradient, shape.classes * shape.hidden);
  for (std::size_t i = 0; i < first.size(); i += 7) {
    INFO("first layer, weight " << i);
    CHECK(std::abs(slope(&demo::gpu_network_tensors::weights_1, i) -
                   static_cast<double>(first[i])) < 2e-3);
  }
  for (std::size_t i = 0; i < second.size(); i += 5) {
    INFO("second layer, weight " << i);
    CHECK(std::abs(slope(&demo::gpu_network_tensors::weights_2, i) -
                   static_cast<double>(second[i])) < 2e-3);
  }
}

TEST_CASE("simt: the training example learns with weights and activations of 5 bits", "[example]") {
  constexpr demo::gpu_network_formats coarse{{5, 3}, {5, 3}, {5, 3, false}};
  trainer t;
  double before = 0;
  double after = 0;
  for (int i = 0; i < 10; ++i) before += t.step(coarse, 0.2F);
  for (int i = 0; i < 60; ++i) t.step(coarse, 0.2F);
  for (int i = 0; i < 10; ++i) after += t.step(coarse, 0.2F);
  CHECK(after < before / 4);
  for (const float w : trainer::read(t.tensors.rounded_1, shape.hidden * shape.inputs)) {
    CHECK(w * 8 == std::round(w * 8));
  }
}
