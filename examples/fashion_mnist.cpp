/// @file
/// The whole way: a trained network is calibrated, its formats are chosen from what was seen, it is
/// validated in fixed point against floating point, and the heat map of its layers is drawn.
#include <binpoint/binpoint.hpp>
#include <binpoint/report/html.hpp>
#include <binpoint/report/save.hpp>
#include <binpoint/report/svg.hpp>
#include <binpoint/report/text.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "support/criteria.hpp"
#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"

namespace bp = binpoint;

namespace {

bp::profile calibrate(bp::eigen::network& net, const std::filesystem::path& images) {
  const auto inputs = demo::load_images(images);
  demo::progress bar("calibrating", inputs.size());
  return bp::calibrate(net, inputs, [&](std::size_t done, std::size_t) { bar.show(done); });
}

bp::validation validate(bp::eigen::network& net, const bp::plan& plan,
                        const demo::labelled_images& test) {
  std::vector<std::vector<float>> inputs;
  for (std::size_t i = 0; i < test.size(); ++i) inputs.push_back(demo::to_input(test.images, i));
  demo::progress bar("validating ", 2 * inputs.size());
  return bp::validate(
      net, plan, inputs, [&](std::size_t done, std::size_t) { bar.show(done); },
      bp::top_1_accuracy{test.labels});
}

void print_results(const bp::validation& v, int word_length) {
  const bp::metric_result& accuracy = v.metrics.at(0);
  std::printf("accuracy on %zu test images\n", v.inputs);
  std::printf("  float             %.2f %%\n", 100 * accuracy.of_float);
  std::printf("  %2d-bit fixed point %.2f %%   (same answer as float for %.2f %%)\n", word_length,
              100 * accuracy.of_quantized, 100 * v.agreement);
  std::printf("bytes of the %llu parameters: %llu before, %llu after, %llu packed bit by bit\n",
              static_cast<unsigned long long>(v.bytes.count),
              static_cast<unsigned long long>(v.bytes.before),
              static_cast<unsigned long long>(v.bytes.stored),
              static_cast<unsigned long long>(v.bytes.packed));
}

/// Every criterion's plan, validated.
void compare_criteria(bp::eigen::network& net, const bp::profile& seen, int word_length,
                      const demo::labelled_images& test) {
  std::vector<demo::criterion_result> columns;
  for (const demo::named_criterion& each : demo::all_criteria) {
    const bp::plan plan = each.choose(seen, word_length);
    columns.push_back({each.name, plan, validate(net, plan, test).metrics.at(0).of_quantized});
  }
  demo::print_criteria(seen, columns);
}

int run(const std::vector<const char*>& arguments) {
  const demo::options options(
      arguments, {{"--word-length", "N", "bits of every word, 1..64 (8)"},
                  {"--criterion", "NAME", demo::criterion_names() + " (least_error)"},
                  {"--compare", "", "print a table of all criteria side by side"},
                  {"--data", "DIR", "test on all images there: t10k-*-ubyte, plain or .gz"},
                  {"--network", "DIR", "the parameters and the calibration images (examples/data)"},
                  {"--report", "FILE", "the report (report.html)"},
                  {"--svg", "FILE", "the heat map as a picture (none)"}});
  if (options.has("--help")) {
    options.print_help(std::cout, "fashion_mnist: a network from floating point to fixed point");
    return 0;
  }
  const int word_length = options.number("--word-length", 8, 1, bp::max_word_length);
  const demo::named_criterion& criterion =
      demo::find_criterion(options.text("--criterion", "least_error"));
  const std::filesystem::path files = options.text("--network", BINPOINT_EXAMPLE_DATA);
  const std::filesystem::path report = options.text("--report", "report.html");

  bp::eigen::network net = demo::load_demo_network(files);
  const demo::labelled_images test =
      options.has("--data") ? demo::load_labelled_images(options.text("--data", ""), "t10k")
                            : demo::load_labelled_images(files, "test");

  const bp::profile seen = calibrate(net, files / "calibration-images.idx3-ubyte");
  const bp::plan plan = criterion.choose(seen, word_length);
  const bp::validation result = validate(net, plan, test);

  std::cout << bp::heat_map(seen, plan) << '\n';
  print_results(result, word_length);
  if (options.has("--compare")) compare_criteria(net, seen, word_length, test);

  bp::save_report(report,
                  bp::html_report(seen, plan,
                                  {.title = "Fashion-MNIST in fixed point",
                                   .facts = {{"network", "conv 8, conv 16, dense 64, dense 10"},
                                             {"calibration", "500 training images"},
                                             {"test", std::to_string(result.inputs) + " test images"},
                                             {"criterion", criterion.name},
                                             {"word length", std::to_string(word_length)}},
                                   .validated = &result}));
  std::cout << "report: " << std::filesystem::absolute(report).string() << '\n';
  if (options.has("--svg")) {
    bp::save_report(options.text("--svg", ""), bp::heat_map_svg(seen, plan));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("fashion_mnist", [&] { return run(arguments); });
}
