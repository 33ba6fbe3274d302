/// @file
/// Stochastic gradient descent with momentum; the same result for any number of threads.
#ifndef BINPOINT_EXAMPLES_SGD_HPP
#define BINPOINT_EXAMPLES_SGD_HPP

#include <Eigen/Core>
#include <algorithm>
#include <binpoint/eigen/network.hpp>
#include <binpoint/parallel.hpp>
#include <cmath>
#include <cstddef>
#include <random>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "backward.hpp"
#include "images.hpp"

namespace demo {

/// Uniform in [-1, 1), the same on every machine (the standard's distributions are not).
[[nodiscard]] inline float next_uniform(std::mt19937& random) {
  return static_cast<float>(std::ldexp(static_cast<double>(random()), -31) - 1.0);
}

/// One image of an epoch, as it is or its left and right exchanged: twice the data for nothing.
struct sample {
  std::size_t image = 0;
  bool is_mirrored = false;
};

/// The first `count` images in random order, each mirrored or not by chance.
[[nodiscard]] inline std::vector<sample> draw_samples(std::size_t count, std::mt19937& random) {
  std::vector<sample> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = {i, random() % 2 == 1};
  for (std::size_t i = count; i > 1; --i) std::swap(result[i - 1], result[random() % i]);
  return result;
}

/// The inputs of these images as a batch.
[[nodiscard]] inline matrix gather(const labelled_images& data, std::span<const sample> samples) {
  matrix batch(to_index(samples.size()), to_index(pixels_per_image));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::vector<float> input = to_input(data.images, samples[i].image);
    constexpr Eigen::Index side = to_index(image_side);
    const const_map image(input.data(), side, side);
    map target(batch.row(to_index(i)).data(), side, side);
    if (samples[i].is_mirrored) {
      target = image.rowwise().reverse();
    } else {
      target = image;
    }
  }
  return batch;
}

[[nodiscard]] inline std::vector<int> gather_labels(const labelled_images& data,
                                                    std::span<const sample> samples) {
  std::vector<int> labels;
  for (const sample& each : samples) labels.push_back(data.labels[each.image]);
  return labels;
}

struct sgd_options {
  float momentum = 0.9F;
  float weight_decay = 5e-4F;
};

class sgd {
 public:
  static constexpr std::size_t batch_size = 64;

  sgd(be::network& net, sgd_options how) : net_(net), how_(how), momentum_(zeros()) {}

  /// One step along the mean gradient of a mini-batch; returns the mean loss before it.
  double step(const labelled_images& data, std::span<const sample> batch, float rate) {
    return step(batch, rate, [&](std::size_t, auto slice, auto& sum, double& loss) {
      add_gradient(data, slice, sum, loss);
    });
  }

  /// The same with another way to the gradient.
  /// @param add_slice  called in parallel with (index of the slice, its samples, sums, loss), adds
  ///                   to the sums the gradient of each parameter, and to the loss
  template <class AddSlice>
  double step(std::span<const sample> batch, float rate, AddSlice add_slice) {
    // Slices of a fixed size, added in a fixed order: threads change nothing but the time.
    const std::size_t count = slices_of(batch.size());
    std::vector<std::vector<layer_gradient>> gradients(count);
    std::vector<double> losses(count, 0.0);
    binpoint::thread_executor{}(count, [&](std::size_t i) {
      const std::size_t first = i * slice_size;
      const auto slice = batch.subspan(first, std::min(slice_size, batch.size() - first));
      gradients[i] = zeros();
      add_slice(i, slice, gradients[i], losses[i]);
    });
    double loss = 0.0;
    const float share = 1.0F / static_cast<float>(batch.size());
    for (std::size_t i = 0; i < count; ++i) {
      loss += losses[i];
      if (i > 0) add(gradients[i], gradients[0]);
    }
    update(gradients[0], rate, share);
    return loss / static_cast<double>(batch.size());
  }

  [[nodiscard]] static constexpr std::size_t slices_of(std::size_t batch) {
    return (batch + slice_size - 1) / slice_size;
  }

 private:
  static constexpr std::size_t slice_size = 16;

  [[nodiscard]] std::vector<layer_gradient> zeros() const {
    std::vector<layer_gradient> result(net_.layers().size());
    for (std::size_t i = 0; i < result.size(); ++i) {
      std::visit(
          [&](const auto& work) {
            if constexpr (requires { work.weights; }) {
              result[i] = {std::vector<float>(work.weights.size()),
                           std::vector<float>(work.bias.size())};
            }
          },
          net_.layers()[i].work);
    }
    return result;
  }

  void add_gradient(const labelled_images& data, std::span<const sample> slice,
                    std::vector<layer_gradient>& sum, double& loss) const {
    const std::vector<matrix> values = forward_pass(net_, gather(data, slice));
    const std::vector<int> labels = gather_labels(data, slice);
    backward_pass(net_, values, cross_entropy_gradient(values.back(), labels, loss), sum);
  }

  static void add(const std::vector<layer_gradient>& from, std::vector<layer_gradient>& to) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      for (std::size_t j = 0; j < to[i].weights.size(); ++j) to[i].weights[j] += from[i].weights[j];
      for (std::size_t j = 0; j < to[i].bias.size(); ++j) to[i].bias[j] += from[i].bias[j];
    }
  }

  void update(const std::vector<layer_gradient>& gradient, float rate, float share) {
    net_.for_each_parameter([&](const binpoint::site& where, binpoint::tensor_view<float> values) {
      std::size_t i = 0;
      while (net_.layers()[i].name != where.layer) ++i;
      const bool is_weight = where.kind == binpoint::role::weight;
      const std::vector<float>& slope = is_weight ? gradient[i].weights : gradient[i].bias;
      std::vector<float>& speed = is_weight ? momentum_[i].weights : momentum_[i].bias;
      const float decay = is_weight ? how_.weight_decay : 0.0F;
      for (std::size_t j = 0; j < values.size(); ++j) {
        float& value = values.data()[j];
        speed[j] = how_.momentum * speed[j] + share * slope[j] + decay * value;
        value -= rate * speed[j];
      }
    });
  }

  be::network& net_;
  sgd_options how_;
  std::vector<layer_gradient> momentum_;
};

}  // namespace demo

#endif
