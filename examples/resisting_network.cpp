/// @file
/// A network that loses points in plain 8 bits, and what brings them back: exact transformations,
/// corrected biases, formats by channel, bits where they matter, and training.
#include "support/resisting_network.hpp"

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/eigen/bias_correction.hpp>
#include <binpoint/eigen/equalize.hpp>
#include <binpoint/eigen/equalized_profile.hpp>
#include <binpoint/eigen/fold.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "support/images.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"
#include "support/quantized_runs.hpp"
#include "support/training.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;

namespace {

/// Least error; biases, which are few, in words of twice the length.
struct biased_least_error {
  int word_length = 8;

  template <int S>
  bp::selection operator()(const bp::site& where, const bp::octave_histogram<S>& h) const {
    return bp::least_error{where.kind == bp::role::bias ? 2 * word_length : word_length}(h);
  }
};

/// Prints a line for each setting, with its difference to the float network.
class table {
 public:
  table(const be::network& net, const demo::labelled_images& test)
      : test_(test), of_float_(demo::accuracy(net, test, 0, test.size())) {
    std::printf("accuracy on %zu test images, and points above float\n", test.size());
    print("float", of_float_);
  }

  void add_float(const char* setting, const be::network& net) const {
    print(setting, demo::accuracy(net, test_, 0, test_.size()));
  }
  void add(const char* setting, be::network net, const bp::plan& formats) const {
    print(setting, demo::measure_accuracy(net, formats, test_).of_quantized);
  }

 private:
  void print(const char* setting, double accuracy) const {
    std::printf("  %-30s %6.2f %%  %+7.2f\n", setting, 100 * accuracy,
                100 * (accuracy - of_float_));
    std::fflush(stdout);
  }

  const demo::labelled_images& test_;
  double of_float_;
};

bp::basic_channel_profile<3> calibrate(be::network& net,
                                       const std::vector<std::vector<float>>& inputs) {
  demo::progress bar("calibrating", inputs.size());
  return bp::calibrate_channels<3>(net, inputs,
                                   [&](std::size_t done, std::size_t) { bar.show(done); });
}

/// As many bits for all parameters as in the other settings, weights of each layer in words of
/// their own length.
bp::plan choose_mixed(const bp::profile& seen, int word_length) {
  std::uint64_t bits = 0;
  for (const auto& [where, histogram] : seen) {
    const int length = where.kind == bp::role::bias ? 2 * word_length : word_length;
    const bool is_parameter = where.kind == bp::role::weight || where.kind == bp::role::bias;
    if (is_parameter) bits += histogram.total() * static_cast<std::uint64_t>(length);
  }
  const bp::within_bits budget{bits};
  const auto rule = [&](const bp::site& where, const auto&) -> bp::site_rule {
    if (where.kind == bp::role::weight) return bp::word_length_set::range(2, 16);
    return bp::word_length_set{where.kind == bp::role::bias ? 2 * word_length : word_length};
  };
  return bp::choose_formats(seen, budget, rule);
}

void print_preparation(const be::folded_network& folded, const be::equalized_network& equalized) {
  std::printf("batch norms: %zu folded, %zu left\n", folded.folded.size(), folded.left.size());
  for (const be::equalized_joint& each : equalized.joints) {
    const auto [least, most] = std::ranges::minmax(each.exponents);
    std::printf("%s -> %s: channels times 2^%d to 2^%d\n", each.from.c_str(), each.to.c_str(),
                least, most);
  }
}

/// Trains the folded network on in its formats.
void train(const table& rows, const be::network& net, const bp::plan& first,
           const std::string& source, int epochs) {
  constexpr std::size_t validation_count = 5000;
  const demo::labelled_images training = demo::load_labelled_images(source, "train");
  demo::quantized_run_options how;
  how.epochs = epochs;
  const std::size_t count = training.size() - std::min(validation_count, training.size() / 2);
  const demo::quantized_run run = demo::train_quantized(net, first, training, count, 1, how);
  rows.add("equalised, trained", run.net, run.formats);
}

int run(const std::vector<const char*>& arguments) {
  const demo::options options(
      arguments, {{"--word-length", "N", "bits of every word, 2..16 (8)"},
                  {"--data", "DIR", "test on all images there: t10k-*-ubyte, plain or .gz"},
                  {"--train", "N", "with --data: also train N epochs in the formats, 1..100"},
                  {"--files", "DIR", "calibration and test images (examples/data)"},
                  {"--network", "DIR", "the parameters (resisting/ in there)"}});
  if (options.has("--help")) {
    options.print_help(std::cout, "resisting_network: what brings a network's accuracy back");
    return 0;
  }
  const int word_length = options.number("--word-length", 8, 2, 16);
  const int epochs = options.number("--train", 0, 1, 100);
  if (epochs > 0 && !options.has("--data")) {
    throw demo::usage_error("--train: needs --data, for the training images");
  }
  const std::filesystem::path files = options.text("--files", BINPOINT_EXAMPLE_DATA);
  const std::filesystem::path parameters =
      options.text("--network", (files / "resisting").string());
  const be::network net = demo::load_resisting_network(parameters);
  const auto inputs = demo::load_images(files / "calibration-images.idx3-ubyte");
  const std::string source = options.text("--data", "");
  const demo::labelled_images test = source.empty() ? demo::load_labelled_images(files, "test")
                                                    : demo::load_labelled_images(source, "t10k");

  be::folded_network folded = be::fold_batch_norm(net);
  const auto channels = calibrate(folded.net, inputs);
  const be::equalized_network equalized = be::equalize(folded.net);
  print_preparation(folded, equalized);

  // The equalised network need not be calibrated: its histograms are those of the folded one,
  // moved.
  const bp::profile seen = bp::merge_channels(channels);
  const auto moved_channels = be::equalized_profile(channels, equalized);
  const bp::profile moved = bp::merge_channels(moved_channels);
  const biased_least_error criterion{word_length};
  const bp::plan plain = bp::choose_formats(seen, criterion);
  const bp::plan balanced = bp::choose_formats(moved, criterion);
  const be::corrected_network corrected = be::correct_biases(folded.net, plain, inputs);
  const be::corrected_network both = be::correct_biases(equalized.net, balanced, inputs);

  std::printf("weights and outputs of %d bits, biases of %d\n", word_length, 2 * word_length);
  const table rows(net, test);
  rows.add_float("float, folded", folded.net);
  rows.add_float("float, equalised", equalized.net);
  rows.add("per tensor", folded.net, plain);
  rows.add("biases corrected", corrected.net, corrected.formats);
  rows.add("per channel", folded.net, bp::choose_formats(seen, channels, criterion));
  rows.add("equalised", equalized.net, balanced);
  rows.add("equalised, biases corrected", both.net, both.formats);
  rows.add("mixed word lengths", folded.net, choose_mixed(seen, word_length));
  rows.add("equalised, mixed word lengths", equalized.net, choose_mixed(moved, word_length));
  if (epochs > 0) train(rows, equalized.net, balanced, source, epochs);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("resisting_network", [&] { return run(arguments); });
}
