/// @file
/// Runs of quantization-aware training from several seeds, each validated, and what they regain.
#ifndef BINPOINT_EXAMPLES_QUANTIZED_RUNS_HPP
#define BINPOINT_EXAMPLES_QUANTIZED_RUNS_HPP

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "images.hpp"
#include "progress.hpp"
#include "quantized_training.hpp"
#include "sgd.hpp"

namespace demo {

struct quantized_run_options {
  quantized_training_options training{};
  int epochs = 1;
  float highest_rate = 0.01F;
  /// Formats are chosen anew during this share of the steps, and then kept.
  double choosing_share = 0.75;
};

/// A network trained for the formats of its plan.
struct quantized_run {
  be::network net;
  binpoint::plan formats;
  std::vector<double> losses;  ///< the mean of each epoch
};

/// The learning rate falls along half a cosine wave to zero.
[[nodiscard]] inline float fading_rate(float highest, double done) {
  return highest * 0.5F * (1.0F + static_cast<float>(std::cos(std::numbers::pi * done)));
}

/// Trains on from a trained network, on its first `count` images, in an order that the seed
/// decides.
[[nodiscard]] inline quantized_run train_quantized(const be::network& trained,
                                                   const binpoint::plan& first,
                                                   const labelled_images& data, std::size_t count,
                                                   unsigned seed, quantized_run_options how) {
  quantized_run result{trained, {}, {}};
  std::mt19937 random(seed);
  quantized_training training(result.net, first, how.training);
  const double total = static_cast<double>(count) * how.epochs;
  for (int epoch = 0; epoch < how.epochs; ++epoch) {
    const std::vector<sample> samples = draw_samples(count, random);
    progress bar("seed " + std::to_string(seed) + ", epoch " + std::to_string(epoch + 1), count);
    double loss = 0.0;
    for (std::size_t i = 0; i < count; i += sgd::batch_size) {
      const auto batch =
          std::span(samples).subspan(i, std::min(sgd::batch_size, samples.size() - i));
      const double done = (static_cast<double>(i) + static_cast<double>(count) * epoch) / total;
      if (done >= how.choosing_share) training.freeze_formats();
      loss += training.step(data, batch, fading_rate(how.highest_rate, done)) *
              static_cast<double>(batch.size());
      bar.show(i + batch.size());
    }
    result.losses.push_back(loss / static_cast<double>(count));
  }
  result.formats = training.formats();
  return result;
}

/// The accuracy in floating point and in the formats of a plan.
[[nodiscard]] inline binpoint::metric_result measure_accuracy(be::network& net,
                                                              const binpoint::plan& formats,
                                                              const labelled_images& test) {
  std::vector<std::vector<float>> inputs;
  for (std::size_t i = 0; i < test.size(); ++i) inputs.push_back(to_input(test.images, i));
  progress bar("validating", 2 * inputs.size());
  return binpoint::validate(
             net, formats, inputs, [&](std::size_t done, std::size_t) { bar.show(done); },
             binpoint::top_1_accuracy{test.labels})
      .metrics.at(0);
}

struct mean_and_spread {
  double mean = 0;
  double spread = 0;  ///< standard deviation of the sample; 0 for a single value
};

[[nodiscard]] inline mean_and_spread summarise(std::span<const double> values) {
  mean_and_spread result;
  const auto n = static_cast<double>(values.size());
  for (const double x : values) result.mean += x / n;
  double squares = 0;
  for (const double x : values) squares += (x - result.mean) * (x - result.mean);
  if (values.size() > 1) result.spread = std::sqrt(squares / (n - 1));
  return result;
}

struct comparison_options {
  int word_length = 4;  ///< of every site
  int seeds = 3;        ///< runs
  quantized_run_options run{};
};

/// Trains from the seeds 1, 2, ... and prints what each regains of the accuracy that the formats
/// chosen without training lose.
inline void compare_quantized_runs(be::network& trained, const binpoint::profile& seen,
                                   const labelled_images& training, std::size_t count,
                                   const labelled_images& test, comparison_options how) {
  const int bits = how.word_length;
  const binpoint::plan first =
      binpoint::choose_formats(seen, binpoint::least_error{.word_length = bits});
  const binpoint::metric_result before = measure_accuracy(trained, first, test);
  std::printf("accuracy on %zu test images\nfloat                    %.2f %%\n", test.size(),
              100 * before.of_float);
  std::printf("%2d bits, not trained     %.2f %%\n", bits, 100 * before.of_quantized);
  std::fflush(stdout);
  std::vector<double> accuracies;
  std::vector<double> regained;
  for (int seed = 1; seed <= how.seeds; ++seed) {
    quantized_run run =
        train_quantized(trained, first, training, count, static_cast<unsigned>(seed), how.run);
    accuracies.push_back(measure_accuracy(run.net, run.formats, test).of_quantized);
    regained.push_back((accuracies.back() - before.of_quantized) /
                       (before.of_float - before.of_quantized));
    std::printf("%2d bits, trained, seed %d %.2f %%   (%.0f %% of the loss regained; training loss",
                bits, seed, 100 * accuracies.back(), 100 * regained.back());
    for (const double loss : run.losses) std::printf(" %.3f", loss);
    std::printf(")\n");
    std::fflush(stdout);
  }
  const mean_and_spread accuracy = summarise(accuracies);
  const mean_and_spread share = summarise(regained);
  std::printf("%2d bits, trained         %.2f +- %.2f %%, regained %.0f +- %.0f %%\n", bits,
              100 * accuracy.mean, 100 * accuracy.spread, 100 * share.mean, 100 * share.spread);
}

}  // namespace demo

#endif
