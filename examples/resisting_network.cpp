/// @file
/// A network that loses points in plain 8 bits, and what brings them back: exact transformations,
/// corrected biases, formats by channel, bits where they matter, and training.
#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/eigen/bias_correction.hpp>
#include <binpoint/eigen/equalize.hpp>
#include <binpoint/eigen/equalized_profile.hpp>
#include <binpoint/eigen/fold.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "support/images.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"
#include "support/quantized_runs.hpp"
#include "support/resisting_network.hpp"

namespace bp = binpoint;
namespace be = binpoint::eigen;

namespace {

/// Prints a line for each setting, with its difference to the float network.
class table {
 public:
  table(const demo::labelled_images& test, int word_length)
      : test_(test), word_length_(word_length) {}

  /// @param net  its accuracy in floating point must be the first one's, unless it was trained
  void add(const char* setting, be::network net, const bp::plan& formats, bool is_trained = false) {
    const bp::metric_result found = demo::measure_accuracy(net, formats, test_);
    if (lines_++ == 0) {
      of_float_ = found.of_float;
      std::printf("accuracy on %zu test images\n%-36s %6.2f %%\n", test_.size(), "float",
                  100 * of_float_);
    }
    std::printf("%2d bits, %-27s %6.2f %%  %+.2f points\n", word_length_, setting,
                100 * found.of_quantized, 100 * (found.of_quantized - of_float_));
    if (!is_trained) different_ += found.of_float != of_float_ ? 1 : 0;
    std::fflush(stdout);
  }

  [[nodiscard]] int different() const { return different_; }

 private:
  const demo::labelled_images& test_;
  int word_length_;
  int lines_ = 0;
  int different_ = 0;
  double of_float_ = 0;
};

bp::basic_channel_profile<3> calibrate(be::network& net,
                                       const std::vector<std::vector<float>>& inputs) {
  demo::progress bar("calibrating", inputs.size());
  return bp::calibrate_channels<3>(net, inputs,
                                   [&](std::size_t done, std::size_t) { bar.show(done); });
}

/// As many bits for all parameters as words of one length take, each tensor its own length; outputs
/// have that one length.
bp::plan choose_mixed(const bp::profile& seen, int word_length) {
  std::uint64_t parameters = 0;
  for (const auto& [where, histogram] : seen) {
    const bool counts = where.kind == bp::role::weight || where.kind == bp::role::bias;
    parameters += counts ? histogram.total() : 0;
  }
  const bp::within_bits budget{parameters * static_cast<std::uint64_t>(word_length)};
  return bp::choose_formats(seen, budget, [&](const bp::site& where, const bp::profile::entry::second_type&) -> bp::site_rule {
    const bool counts = where.kind == bp::role::weight || where.kind == bp::role::bias;
    return counts ? bp::word_length_set::range(2, 16) : bp::word_length_set{word_length};
  });
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
void train(table& rows, const be::network& net, const bp::plan& first, const std::string& source,
           int word_length, int epochs) {
  constexpr std::size_t validation_count = 5000;
  const demo::labelled_images training = demo::load_labelled_images(source, "train");
  demo::quantized_run_options how;
  how.training.word_length = word_length;
  how.epochs = epochs;
  const std::size_t count = training.size() - std::min(validation_count, training.size() / 2);
  const demo::quantized_run run = demo::train_quantized(net, first, training, count, 1, how);
  rows.add("equalised, trained", run.net, run.formats, true);
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

  // The equalised network need not be calibrated: its histograms are those of the folded one, moved.
  const bp::profile seen = bp::merge_channels(channels);
  const auto moved_channels = be::equalized_profile(channels, equalized);
  const bp::profile moved = bp::merge_channels(moved_channels);
  const bp::least_error criterion{.word_length = word_length};
  const bp::plan plain = bp::choose_formats(seen, criterion);
  const bp::plan balanced = bp::choose_formats(moved, criterion);
  const be::corrected_network corrected = be::correct_biases(folded.net, plain, inputs);
  const be::corrected_network both = be::correct_biases(equalized.net, balanced, inputs);

  table rows(test, word_length);
  rows.add("per tensor", folded.net, plain);
  rows.add("biases corrected", corrected.net, corrected.formats, true);
  rows.add("per channel", folded.net, bp::choose_formats(seen, channels, criterion));
  rows.add("equalised", equalized.net, balanced);
  rows.add("equalised, biases corrected", both.net, both.formats, true);
  rows.add("equalised, per channel", equalized.net,
           bp::choose_formats(moved, moved_channels, criterion));
  rows.add("mixed, as many bits in all", folded.net, choose_mixed(seen, word_length));
  rows.add("equalised, mixed", equalized.net, choose_mixed(moved, word_length));
  if (epochs > 0) train(rows, equalized.net, balanced, source, word_length, epochs);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("resisting_network", [&] { return run(arguments); });
}
