/// @file
/// The whole way: a trained network is calibrated, its formats are chosen from what was seen, it is
/// validated in fixed point and in integers against floating point, and reports of it are written.
#include <binpoint/binpoint.hpp>
#include <binpoint/io/network_header.hpp>
#include <binpoint/io/plan.hpp>
#include <binpoint/report/html.hpp>
#include <binpoint/report/save.hpp>
#include <binpoint/report/svg.hpp>
#include <binpoint/report/text.hpp>
#include <binpoint/report/validation_text.hpp>
#include <filesystem>
#include <iostream>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "support/criteria.hpp"
#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"
#include "support/quantized_run.hpp"
#include "support/word_lengths.hpp"

namespace bp = binpoint;

namespace {

const std::vector<demo::option> known_options{
    {"--word-length", "N", "bits of every word, 1..32 (8)"},
    {"--criterion", "NAME", demo::criterion_names() + " (least_error)"},
    {"--per-channel", "", "one format for each output channel of the weights"},
    {"--plan", "FILE", "take the formats from a plan, as --save-plan writes it"},
    {"--compare", "", "print a table of all criteria side by side"},
    {"--word-lengths", "", "print a table of accuracies in words of 4 to 16 bits"},
    {"--details", "", "print what each site costs, answers, bytes, guard bits"},
    {"--data", "DIR", "test on all images there: t10k-*-ubyte, plain or .gz"},
    {"--network", "DIR", "the parameters and the calibration images (examples/data)"},
    {"--threads", "N", "for integers and tables, 1..256 (1)"},
    {"--report", "FILE", "the report (report.html)"},
    {"--svg", "FILE", "the heat map as a picture (none)"},
    {"--save-plan", "FILE", "the plan, to be edited by hand (none)"},
    {"--export", "FILE", "the plan and the codes of the parameters as a C++ header (none)"}};

/// What the command line says, before any file is read.
struct settings {
  explicit settings(const demo::options& options)
      : word_length(options.number("--word-length", 8, 1, 32)),
        criterion(demo::find_criterion(options.text("--criterion", "least_error"))),
        threads(static_cast<unsigned>(options.number("--threads", 1, 1, 256))) {
    if (!options.has("--plan")) return;
    for (const char* other : {"--word-length", "--criterion", "--per-channel"}) {
      if (options.has(other)) {
        throw demo::usage_error(std::string("--plan: the formats come from its file, found ") +
                                other + " as well");
      }
    }
  }

  int word_length;
  const demo::named_criterion& criterion;
  unsigned threads;
};

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

/// Every criterion's plan, validated.
template <class Choose>
void compare_criteria(bp::eigen::network& net, const bp::profile& seen, const demo::test_set& test,
                      unsigned threads, Choose choose) {
  std::vector<demo::criterion_result> columns;
  for (const demo::named_criterion& each : demo::all_criteria) {
    const demo::quantized_run run = run_plan(net, choose(each), test, threads);
    columns.push_back({each.name, run.formats, run.accuracy()});
  }
  demo::print_criteria(seen, columns);
}

/// The same with one format for each tensor, the one that its channels have in common.
bp::plan without_channels(bp::plan formats) {
  for (const auto& [where, chosen] : bp::plan(formats)) formats.at(where).fraction_lengths.clear();
  return formats;
}

/// What each site costs, and what formats by channel gain where the plan has them.
void print_details(bp::eigen::network& net, const demo::quantized_run& run,
                   const bp::channel_profile& channels, const demo::test_set& test) {
  constexpr std::size_t measured_inputs = 50;
  const bp::sensitivity alone =
      bp::measure_sensitivity(net, run.formats, test.inputs | std::views::take(measured_inputs));
  const auto gains =
      bp::expected_channel_gains(channels, run.formats, without_channels(run.formats));
  std::cout << '\n'
            << bp::validation_text(run.simulated, {.alone = &alone,
                                                   .gains = gains.empty() ? nullptr : &gains,
                                                   .guard_bits = run.guard_bits});
}

void save_files(const demo::options& options, bp::eigen::network& net, const bp::profile& seen,
                const demo::quantized_run& run) {
  if (options.has("--save-plan")) {
    bp::io::write_plan(options.text("--save-plan", ""), run.formats);
  }
  if (options.has("--export")) {
    bp::io::write_network_header(options.text("--export", ""), net, run.formats);
  }
  if (options.has("--svg")) {
    bp::save_report(options.text("--svg", ""), bp::heat_map_svg(seen, run.formats));
  }
}

std::filesystem::path save_report(const demo::options& options, const settings& chosen,
                                  const bp::profile& seen, const demo::quantized_run& run) {
  const std::filesystem::path path = options.text("--report", "report.html");
  const bool is_read = options.has("--plan");
  bp::save_report(
      path,
      bp::html_report(
          seen, run.formats,
          {.title = "Fashion-MNIST in fixed point",
           .facts = {{"network", "conv 8, conv 16, dense 64, dense 10"},
                     {"calibration", "500 training images"},
                     {"test", std::to_string(run.simulated.inputs) + " test images"},
                     {"criterion", is_read ? "formats read from a plan" : chosen.criterion.name},
                     {"word length", is_read ? "-" : std::to_string(chosen.word_length)},
                     {"integers", run.agreement_text()}},
           .validated = &run.simulated}));
  return path;
}

int run(const std::vector<const char*>& arguments) {
  const demo::options options(arguments, known_options);
  if (options.has("--help")) {
    options.print_help(std::cout, "fashion_mnist: a network from floating point to fixed point");
    return 0;
  }
  const settings chosen(options);
  const std::filesystem::path files = options.text("--network", BINPOINT_EXAMPLE_DATA);
  bp::eigen::network net = demo::load_demo_network(files);
  const demo::test_set test(options.has("--data")
                                ? demo::load_labelled_images(options.text("--data", ""), "t10k")
                                : demo::load_labelled_images(files, "test"));

  const bp::profile seen = calibrate(net, files / "calibration-images.idx3-ubyte");
  const bp::channel_profile channels = bp::observe_channels(net);
  const auto choose = [&](const demo::named_criterion& criterion, int word_length) {
    return criterion.choose(seen, options.has("--per-channel") ? &channels : nullptr, word_length);
  };
  const bp::plan wanted =
      options.has("--plan")
          ? bp::io::read_plan(options.text("--plan", ""), bp::sites_of(net, test.inputs.front()))
          : choose(chosen.criterion, chosen.word_length);
  const demo::quantized_run result = run_plan(net, wanted, test, chosen.threads);

  std::cout << bp::heat_map(seen, result.formats) << '\n';
  const std::string words = std::to_string(chosen.word_length) + "-bit";
  demo::print_run(result, options.has("--plan") ? "planned" : words);
  if (options.has("--details")) print_details(net, result, channels, test);
  if (options.has("--compare")) {
    compare_criteria(net, seen, test, chosen.threads, [&](const demo::named_criterion& each) {
      return choose(each, chosen.word_length);
    });
  }
  if (options.has("--word-lengths")) {
    demo::print_word_lengths(demo::run_word_lengths(
        net, test, chosen.threads, [&](int length) { return choose(chosen.criterion, length); }));
  }

  save_files(options, net, seen, result);
  std::cout << "report: "
            << std::filesystem::absolute(save_report(options, chosen, seen, result)).string()
            << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("fashion_mnist", [&] { return run(arguments); });
}
