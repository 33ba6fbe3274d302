/// @file
/// The whole way: a trained network is calibrated, its formats are chosen from what was seen, it is
/// validated in fixed point and in integers against floating point, and reports of it are written.
#include <binpoint/binpoint.hpp>
#include <binpoint/io/plan.hpp>
#include <binpoint/report/text.hpp>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "support/criteria.hpp"
#include "support/demo_network.hpp"
#include "support/demo_reports.hpp"
#include "support/demo_settings.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"
#include "support/quantized_run.hpp"
#include "support/word_lengths.hpp"

namespace bp = binpoint;

namespace {

demo::test_set load_test_set(const demo::options& options, const std::filesystem::path& files) {
  return demo::test_set(options.has("--data")
                            ? demo::load_labelled_images(options.text("--data", ""), "t10k")
                            : demo::load_labelled_images(files, "test"));
}

bp::profile calibrate(bp::eigen::network& net, const std::filesystem::path& images) {
  const auto inputs = demo::load_images(images);
  demo::progress bar("calibrating", inputs.size());
  return bp::calibrate(net, inputs, [&](std::size_t done, std::size_t) { bar.show(done); });
}

demo::quantized_run run_plan(bp::eigen::network& net, const bp::plan& plan,
                             const demo::test_set& test, unsigned threads) {
  demo::progress bar("validating ", 2 * test.inputs.size());
  return demo::run_quantized(net, plan, test, threads,
                             [&](std::size_t done, std::size_t) { bar.show(done); });
}

int run(const std::vector<const char*>& arguments) {
  const demo::options options(arguments, demo::demo_options);
  if (options.has("--help")) {
    options.print_help(std::cout, "fashion_mnist: a network from floating point to fixed point");
    return 0;
  }
  const demo::demo_settings chosen(options);
  const std::filesystem::path files = options.text("--network", BINPOINT_EXAMPLE_DATA);
  bp::eigen::network net = demo::load_demo_network(files);
  const demo::test_set test = load_test_set(options, files);

  const bp::profile seen = calibrate(net, files / "calibration-images.idx3-ubyte");
  const bp::channel_profile channels = bp::observe_channels(net);
  const auto choose = [&](const demo::named_criterion& criterion, int word_length) {
    return criterion.choose(seen, options.has("--per-channel") ? &channels : nullptr, word_length);
  };
  const bp::plan wanted =
      chosen.has_plan ? bp::io::read_plan(options.text("--plan", ""), bp::eigen::integer_sites(net))
                      : choose(chosen.criterion, chosen.word_length);
  const demo::quantized_run result = run_plan(net, wanted, test, chosen.threads);

  std::cout << bp::heat_map(seen, result.formats) << '\n';
  demo::print_run(result, chosen.words());
  const demo::run_details details(net, test, seen, channels, result);
  if (options.has("--details")) demo::print_details(details);
  if (options.has("--compare")) {
    std::vector<demo::criterion_result> columns;
    for (const demo::named_criterion& each : demo::all_criteria) {
      const auto with_it = run_plan(net, choose(each, chosen.word_length), test, chosen.threads);
      columns.push_back({each.name, with_it.formats, with_it.accuracy()});
    }
    demo::print_criteria(seen, channels, columns);
  }
  if (options.has("--word-lengths")) {
    demo::print_word_lengths(demo::run_word_lengths(
        net, test, chosen.threads, [&](int length) { return choose(chosen.criterion, length); }));
  }
  const std::filesystem::path report = demo::save_files(options, chosen, net, details);
  std::cout << "report: " << std::filesystem::absolute(report).string() << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("fashion_mnist", [&] { return run(arguments); });
}
