/// @file
/// Trains a small network of depthwise convolutions and batch norms on Fashion-MNIST, made so that
/// 8 bits for whole tensors harm it, and writes examples/data/resisting/.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "support/images.hpp"
#include "support/options.hpp"
#include "support/quantized_runs.hpp"
#include "support/resisting_network.hpp"
#include "support/sgd.hpp"
#include "support/training.hpp"

namespace {

namespace be = binpoint::eigen;

constexpr std::size_t validation_count = 5000;
constexpr std::size_t settling_count = 8000;
constexpr float highest_rate = 0.1F;

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Every fourth channel before a depthwise convolution starts so far below zero that the ReLU
/// passes few of its values. Training keeps most of them so: what the depthwise convolution then
/// gives varies little, its batch norm divides by that, and once that is folded its weights are far
/// larger than those of other channels.
float first_bias(const std::string& norm, std::size_t channel) {
  const bool is_before_depthwise = norm == "norm1" || norm == "norm3" || norm == "norm5";
  return is_before_depthwise && channel % 4 == 3 ? -2.0F : 0.0F;
}

be::network make_untrained_network(std::mt19937& random) {
  return demo::make_resisting_network([&](const std::string& name, const demo::sizes& shape) {
    std::size_t inputs = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) inputs *= shape[i];
    std::vector<float> values(inputs * shape[0], 0.0F);
    if (ends_with(name, ".weight")) {
      // Uniform of variance 2 / inputs, so that ReLU layers keep the size of signals.
      const float limit = std::sqrt(6.0F / static_cast<float>(inputs));
      for (float& value : values) value = limit * demo::next_uniform(random);
    } else if (ends_with(name, ".gain") || ends_with(name, ".variance")) {
      std::ranges::fill(values, 1.0F);
    } else if (ends_with(name, ".bias")) {
      const std::string norm = name.substr(0, name.find('.'));
      for (std::size_t c = 0; c < values.size(); ++c) values[c] = first_bias(norm, c);
    }
    return values;
  });
}

/// The network with the mean and variance that its batch norms meet in training, over these
/// samples.
be::network settle_statistics(const be::network& net, const demo::labelled_images& data,
                              std::span<const demo::sample> samples) {
  std::vector<be::layer> layers = net.layers();
  std::vector<std::vector<demo::channel_moments>> sums(layers.size());
  constexpr std::size_t slice = 16;
  const double share = static_cast<double>(slice) / static_cast<double>(samples.size());
  // Mean and mean square over all slices, each as large as the others.
  for (std::size_t first = 0; first + slice <= samples.size(); first += slice) {
    const auto values = demo::forward_pass(net, demo::gather(data, samples.subspan(first, slice)));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (!std::holds_alternative<be::batch_norm>(layers[i].work)) continue;
      sums[i].resize(net.output_shape(i).channels);
      for (std::size_t c = 0; c < sums[i].size(); ++c) {
        const auto found = demo::moments_of(values[i], {{}, net.output_shape(i)}, c);
        sums[i][c].mean += share * found.mean;
        sums[i][c].variance += share * (found.variance + found.mean * found.mean);
      }
    }
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (std::size_t c = 0; c < sums[i].size(); ++c) {
      auto& norm = std::get<be::batch_norm>(layers[i].work);
      const double mean = sums[i][c].mean;
      norm.mean[c] = static_cast<float>(mean);
      norm.variance[c] = static_cast<float>(std::fmax(sums[i][c].variance - mean * mean, 0.0));
    }
  }
  return {net.input_shape(), std::move(layers)};
}

be::network train(const demo::labelled_images& data, int epochs, unsigned seed) {
  std::mt19937 random(seed);
  be::network net = make_untrained_network(random);
  demo::sgd descent(net, {});
  const std::size_t count = data.size() - validation_count;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const double loss =
        demo::train_epoch(descent, data, demo::draw_samples(count, random),
                          demo::fading_rate(highest_rate, static_cast<double>(epoch) / epochs),
                          demo::fading_rate(highest_rate, static_cast<double>(epoch + 1) / epochs),
                          "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(epochs));
    std::printf("epoch %2d  loss %.4f\n", epoch + 1, loss);
    std::fflush(stdout);
  }
  const std::vector<demo::sample> samples = demo::draw_samples(count, random);
  return settle_statistics(net, data, std::span(samples).first(settling_count));
}

int run(std::span<const char* const> arguments) {
  const demo::options given(
      arguments,
      {{"--data", "DIR", "the data set, IDX files, plain or .gz (Debian's dataset-fashion-mnist)"},
       {"--out", "DIR", "where the trained network goes (examples/data/resisting)"},
       {"--epochs", "N", "passes over the training images, 1..1000 (5)"},
       {"--seed", "N", "of the first weights and the order of images (1)"}});
  if (given.has("--help")) {
    given.print_help(std::cout, "train_resisting_network: a network that plain 8 bits harm");
    return 0;
  }
  const std::string source = given.text("--data", "/usr/share/datasets/fashion-mnist");
  const std::filesystem::path target = given.text("--out", "examples/data/resisting");
  const int epochs = given.number("--epochs", 5, 1, 1000);
  const auto seed = static_cast<unsigned>(given.number("--seed", 1, 0, 1'000'000'000));
  const demo::labelled_images training = demo::load_labelled_images(source, "train");
  if (training.size() < validation_count + settling_count) {
    binpoint::io::fail(source, "found " + std::to_string(training.size()) +
                                   " training images, expected " +
                                   std::to_string(validation_count + settling_count) + " or more");
  }
  const demo::labelled_images test = demo::load_labelled_images(source, "t10k");
  std::filesystem::create_directories(target);

  const auto start = std::chrono::steady_clock::now();
  const be::network net = train(training, epochs, seed);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  demo::save_parameters(net, target);
  std::printf(
      "trained in %.0f s; accuracy on the last %zu training images (validation) %.4f, on all %zu "
      "test images %.4f\n",
      seconds.count(), validation_count,
      demo::accuracy(net, training, training.size() - validation_count, training.size()),
      test.size(), demo::accuracy(net, test, 0, test.size()));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("train_resisting_network", [&] { return run(arguments); });
}
