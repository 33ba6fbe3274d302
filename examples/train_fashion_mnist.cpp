/// @file
/// Trains the small network of the examples on Fashion-MNIST and writes examples/data/: the
/// network, the first test images, and images to calibrate with. With --quantize it trains that
/// network on, for words of few bits.

#include <algorithm>
#include <binpoint/parallel.hpp>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"
#include "support/quantized_runs.hpp"
#include "support/sgd.hpp"
#include "support/training.hpp"

namespace {

constexpr std::size_t validation_count = 5000;
constexpr std::size_t kept_test_images = 2000;
constexpr std::size_t kept_calibration_images = 500;

/// Uniform weights of variance 2 / inputs, so that ReLU layers keep the size of signals.
binpoint::eigen::network make_untrained_network(std::mt19937& random) {
  return demo::make_demo_network([&](const std::string&, const demo::sizes& shape) {
    std::size_t inputs = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) inputs *= shape[i];
    std::vector<float> values(inputs * shape[0], 0.0F);
    if (shape.size() == 1) return values;  // biases start at 0
    const float limit = std::sqrt(6.0F / static_cast<float>(inputs));
    for (float& value : values) value = limit * demo::next_uniform(random);
    return values;
  });
}

/// Half a cosine wave from the highest rate to zero.
float learning_rate(int epoch, int epochs) {
  constexpr float highest = 0.05F;
  const float done = static_cast<float>(epoch) / static_cast<float>(epochs);
  return highest * 0.5F * (1.0F + std::cos(std::numbers::pi_v<float> * done));
}

/// Returns the network of the epoch that did best on images it was not trained on.
binpoint::eigen::network train(const demo::labelled_images& data, int epochs, unsigned seed) {
  std::mt19937 random(seed);
  binpoint::eigen::network net = make_untrained_network(random);
  binpoint::eigen::network best = net;
  double best_accuracy = -1.0;
  demo::sgd descent(net, {});
  const std::size_t training_count = data.size() - validation_count;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const double loss =
        train_epoch(descent, data, demo::draw_samples(training_count, random),
                    learning_rate(epoch, epochs), learning_rate(epoch + 1, epochs),
                    "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(epochs));
    const double now = demo::accuracy(net, data, training_count, data.size());
    const bool is_better = now > best_accuracy;
    std::printf("epoch %2d  loss %.4f  validation accuracy %.4f%s\n", epoch + 1, loss, now,
                is_better ? "  (best so far)" : "");
    std::fflush(stdout);
    if (!is_better) continue;
    best_accuracy = now;
    best = net;
  }
  return best;
}

void save_first_images(const binpoint::io::idx_array& images, std::size_t count,
                       const std::filesystem::path& path) {
  const demo::sizes shape{count, demo::image_side, demo::image_side};
  binpoint::io::write_idx(path, shape,
                          std::span(images.values).first(count * demo::pixels_per_image));
}

void save(const binpoint::eigen::network& net, const demo::labelled_images& training,
          const demo::labelled_images& test, const std::filesystem::path& directory) {
  demo::save_demo_network(net, directory);
  // The first ones are never among the validation images, which are the last.
  save_first_images(training.images, kept_calibration_images,
                    directory / "calibration-images.idx3-ubyte");
  save_first_images(test.images, kept_test_images, directory / "test-images.idx3-ubyte");
  const std::vector<std::uint8_t> labels(test.labels.begin(),
                                         test.labels.begin() + std::ptrdiff_t{kept_test_images});
  binpoint::io::write_idx(directory / "test-labels.idx1-ubyte", demo::sizes{labels.size()}, labels);
}

void require_images(const demo::labelled_images& data, std::size_t count,
                    const std::string& directory, const std::string& name) {
  if (data.size() >= count) return;
  binpoint::io::fail(directory, "found " + std::to_string(data.size()) + " " + name +
                                    " images, expected " + std::to_string(count) + " or more");
}

/// Trains a new network and writes it.
void train_float(const demo::labelled_images& training, const demo::labelled_images& test,
                 const demo::options& given) {
  const std::filesystem::path target = given.text("--out", "examples/data");
  const int epochs = given.number("--epochs", 40, 1, 1000);
  const int seed = given.number("--seed", 1, 0, 1'000'000'000);
  std::filesystem::create_directories(target);

  const auto start = std::chrono::steady_clock::now();
  const binpoint::eigen::network net = train(training, epochs, static_cast<unsigned>(seed));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  save(net, training, test, target);
  std::printf(
      "trained in %.0f s; accuracy on the last %zu training images (validation) %.4f, "
      "on all %zu test images %.4f, on the first %zu %.4f\n",
      seconds.count(), validation_count,
      demo::accuracy(net, training, training.size() - validation_count, training.size()),
      test.size(), demo::accuracy(net, test, 0, test.size()), kept_test_images,
      demo::accuracy(net, test, 0, kept_test_images));
}

/// Trains the network there is on, in words of few bits; writes nothing.
void train_for_few_bits(const demo::labelled_images& training, const demo::labelled_images& test,
                        const demo::options& given) {
  demo::comparison_options how;
  how.word_length = given.number("--quantize", how.word_length, 2, 24);
  how.seeds = given.number("--seeds", how.seeds, 1, 1000);
  how.run.epochs = given.number("--epochs", how.run.epochs, 1, 1000);
  const std::filesystem::path files = given.text("--network", BINPOINT_EXAMPLE_DATA);
  binpoint::eigen::network net = demo::load_demo_network(files);
  const binpoint::profile seen =
      binpoint::calibrate(net, demo::load_images(files / "calibration-images.idx3-ubyte"));
  demo::compare_quantized_runs(net, seen, training, training.size() - validation_count, test, how);
}

/// An option of the other mode would change nothing.
void refuse_other_mode(const demo::options& given) {
  const bool for_few_bits = given.has("--quantize");
  for (const std::string name : {"--out", "--seed", "--seeds", "--network"}) {
    const bool is_of_few_bits = name == "--seeds" || name == "--network";
    if (!given.has(name) || is_of_few_bits == for_few_bits) continue;
    throw demo::usage_error(name + (for_few_bits ? ": found --quantize beside it, expected not"
                                                 : ": expected --quantize beside it"));
  }
}

int run(std::span<const char* const> arguments) {
  const demo::options given(
      arguments,
      {{"--data", "DIR", "the data set, IDX files, plain or .gz (Debian's dataset-fashion-mnist)"},
       {"--out", "DIR", "where the trained network and the images go (examples/data)"},
       {"--epochs", "N", "passes over the training images, 1..1000 (40; with --quantize 1)"},
       {"--seed", "N", "of the first weights and the order of images (1)"},
       {"--quantize", "N", "train on for words of N bits, 2..24, and write nothing"},
       {"--seeds", "K", "with --quantize: runs, with the images in another order each (3)"},
       {"--network", "DIR", "with --quantize: the network to train on (examples/data)"}});
  if (given.has("--help")) {
    given.print_help(std::cout, "train_fashion_mnist: trains the network of the examples");
    return 0;
  }
  refuse_other_mode(given);
  const std::string source = given.text("--data", "/usr/share/datasets/fashion-mnist");
  const demo::labelled_images training = demo::load_labelled_images(source, "train");
  const demo::labelled_images test = demo::load_labelled_images(source, "t10k");
  require_images(training, validation_count + kept_calibration_images, source, "training");
  require_images(test, kept_test_images, source, "test");
  if (given.has("--quantize")) {
    train_for_few_bits(training, test, given);
  } else {
    train_float(training, test, given);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("train_fashion_mnist", [&] { return run(arguments); });
}
