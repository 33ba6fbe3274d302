/// @file
/// Word lengths where they matter: the Pareto front of the network's bytes against the noise that
/// calibration predicts, and the accuracy of the plans on it.
#include <binpoint/binpoint.hpp>
#include <binpoint/report/front.hpp>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "support/demo_network.hpp"
#include "support/images.hpp"
#include "support/options.hpp"
#include "support/progress.hpp"

namespace bp = binpoint;

namespace {

/// "4,8,16"
bp::word_length_set parse_lengths(const std::string& option, const std::string& text) {
  bp::word_length_set result = bp::word_length_set::range(1, 0);
  const char* at = text.data();
  const char* const end = at + text.size();
  for (bool is_last = false; !is_last; ++at) {
    int length = 0;
    const auto [after, error] = std::from_chars(at, end, length);
    is_last = after == end;
    const bool is_length = error == std::errc() && length >= 2 && length <= bp::max_word_length;
    if (!is_length || !(is_last || *after == ',')) {
      throw demo::usage_error(option + ": found '" + text +
                              "', expected word lengths in 2..64, as in 4,8,16");
    }
    result.insert(length);
    at = after;
  }
  return result;
}

struct measurement {
  bp::eigen::network& net;
  const std::vector<std::vector<float>>& inputs;
  const std::vector<int>& labels;

  /// The accuracy in floating point and in the formats of a plan.
  [[nodiscard]] bp::metric_result operator()(const bp::plan& formats) const {
    demo::progress bar("validating", 2 * inputs.size());
    return bp::validate(
               net, formats, inputs, [&](std::size_t done, std::size_t) { bar.show(done); },
               bp::top_1_accuracy{labels})
        .metrics.at(0);
  }
};

void print_plan(const bp::costed_plan& formats, double accuracy, const std::string& why) {
  std::printf("\n%s: %llu bytes, expected SQNR %.1f dB, accuracy %.2f %%\n", why.c_str(),
              static_cast<unsigned long long>(formats.bytes()), formats.expected_sqnr_db(),
              100 * accuracy);
  for (const auto& [where, chosen] : formats) {
    std::printf("  %-18s %s\n", bp::to_string(where).c_str(), bp::to_string(chosen.base).c_str());
  }
}

/// Parameters take the lengths offered; activations take theirs, and do not count in the bytes.
bp::plan_front search(const bp::profile& seen, const demo::options& given) {
  const auto offered = parse_lengths("--offer", given.text("--offer", "4,8,16"));
  const auto of_activations = parse_lengths("--activations", given.text("--activations", "8"));
  return bp::plan_front{
      bp::word_choices(seen, [&](const bp::site& where, const auto&) -> bp::site_rule {
        const bool is_parameter = where.kind == bp::role::weight || where.kind == bp::role::bias;
        return is_parameter ? offered : of_activations;
      })};
}

int run(const std::vector<const char*>& arguments) {
  const demo::options given(
      arguments,
      {{"--offer", "LIST", "word lengths of weights and biases (4,8,16)"},
       {"--activations", "LIST", "word lengths of activations, which do not count as bytes (8)"},
       {"--budget-bytes", "N", "print the plan of the least noise within N bytes of parameters"},
       {"--accuracy-floor", "P", "print the shown plan of the fewest bytes with P % or more"},
       {"--points", "N", "plans that are shown and validated, 2..1000 (10)"},
       {"--data", "DIR", "test on all images there: t10k-*-ubyte, plain or .gz"},
       {"--network", "DIR", "the parameters and the images (examples/data)"}});
  if (given.has("--help")) {
    given.print_help(std::cout, "word_length_search: word lengths where they matter");
    return 0;
  }
  const int points_shown = given.number("--points", 10, 2, 1000);
  const int budget = given.number("--budget-bytes", 0, 1, 1'000'000'000);
  const int floor = given.number("--accuracy-floor", 0, 1, 100);
  const std::filesystem::path files = given.text("--network", BINPOINT_EXAMPLE_DATA);
  bp::eigen::network net = demo::load_demo_network(files);
  const demo::labelled_images test =
      given.has("--data") ? demo::load_labelled_images(given.text("--data", ""), "t10k")
                          : demo::load_labelled_images(files, "test");
  std::vector<std::vector<float>> inputs;
  for (std::size_t i = 0; i < test.size(); ++i) inputs.push_back(demo::to_input(test.images, i));
  const measurement measure{net, inputs, test.labels};

  const bp::profile seen =
      bp::calibrate(net, demo::load_images(files / "calibration-images.idx3-ubyte"));
  const bp::plan_front front = search(seen, given);
  bp::costed_plan within;
  if (budget > 0) within = front.best(bp::within_bits{8 * static_cast<std::uint64_t>(budget)});

  std::vector<bp::front_point> points =
      bp::show_points(front, static_cast<std::size_t>(points_shown));
  double of_float = 0;
  for (bp::front_point& each : points) {
    const bp::metric_result result = measure(each.formats);
    of_float = result.of_float;
    each.measured = result.of_quantized;
  }
  const auto known = [](const bp::plan&) { return 0.0; };  // each point is measured already
  const std::size_t chosen =
      floor > 0 ? bp::first_above(points, floor / 100.0, known) : points.size();

  std::printf("%zu plans on the front, %zu of them on %zu test images; float: %.2f %%\n",
              front.size(), points.size(), inputs.size(), 100 * of_float);
  std::cout << bp::front_table(points, {.marked = chosen}) << std::flush;
  if (budget > 0) {
    print_plan(within, measure(within).of_quantized, "within " + std::to_string(budget) + " bytes");
  }
  if (floor > 0 && chosen == points.size()) {
    throw std::runtime_error("no plan that is shown reaches " + std::to_string(floor) + " %");
  }
  if (floor > 0) {
    print_plan(points[chosen].formats, *points[chosen].measured,
               std::to_string(floor) + " % or more");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  return demo::run_program("word_length_search", [&] { return run(arguments); });
}
