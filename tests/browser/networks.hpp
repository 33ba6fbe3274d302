/// @file
/// What the pages of the browser test show: the demo's network, one of many sites, odd data.
#ifndef BINPOINT_TESTS_BROWSER_NETWORKS_HPP
#define BINPOINT_TESTS_BROWSER_NETWORKS_HPP

#include <binpoint/binpoint.hpp>
#include <binpoint/report/html.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/demo_network.hpp"
#include "support/images.hpp"

namespace browser_test {

namespace bp = binpoint;

/// A report's content, which owns what the options point to.
struct network_run {
  bp::profile seen;
  bp::plan plan;
  bp::validation validated;
  bool is_validated = false;
  bp::sensitivity alone;
  bp::channel_profile channels;
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;

  [[nodiscard]] bp::report_options options() const {
    bp::report_options result{.title = title, .facts = facts};
    if (is_validated) result.validated = &validated;
    if (!alone.sites.empty()) result.alone = &alone;
    if (!channels.empty()) result.channels = &channels;
    return result;
  }
};

inline network_run demo_run() {
  const std::filesystem::path files = BINPOINT_EXAMPLE_DATA;
  bp::eigen::network net = demo::load_demo_network(files);
  const auto images = demo::load_images(files / "calibration-images.idx3-ubyte");
  network_run run;
  run.title = "Fashion-MNIST in fixed point";
  run.facts = {{"network", "conv 8, conv 16, dense 64, dense 10"}, {"criterion", "least_error"}};
  run.seen = bp::calibrate(net, images);
  run.channels = bp::observe_channels(net);
  run.plan = bp::choose_formats(run.seen, bp::least_error{});
  run.plan.at({"conv2", bp::role::weight}) =
      bp::choose_formats(run.seen, run.channels, bp::least_error{}).at({"conv2", bp::role::weight});
  const auto test = demo::load_labelled_images(files, "test");
  std::vector<std::vector<float>> inputs;
  for (std::size_t i = 0; i < 200; ++i) inputs.push_back(demo::to_input(test.images, i));
  run.validated = bp::validate(net, run.plan, inputs, bp::top_1_accuracy{test.labels});
  run.is_validated = true;
  inputs.resize(10);
  run.alone = bp::measure_sensitivity(net, run.plan, inputs);
  return run;
}

using numbers = std::vector<double>;

/// Values as layers have them: bell curves, rectified ones, even spreads, few and many.
inline numbers layer_values(std::mt19937& random, std::size_t kind) {
  std::normal_distribution<double> bell(0, std::exp2(static_cast<double>(kind % 13) - 9));
  std::uniform_real_distribution<double> even(-1, 1);
  numbers values(kind % 3 == 1 ? 40 : 3000);
  for (double& x : values) {
    x = kind % 5 == 4 ? even(random) : bell(random);
    if (kind % 3 == 2 && x < 0) x = 0;
    x = double{static_cast<float>(x)};
  }
  return values;
}

/// Layers of a weight, a bias and an activation each, some with a format for each channel.
inline network_run many_sites(std::size_t count) {
  network_run run;
  run.title = "A network of many sites";
  std::mt19937 random(7);
  constexpr bp::role kinds[] = {bp::role::weight, bp::role::bias, bp::role::activation};
  for (std::size_t i = 0; run.seen.size() < count; ++i) {
    const bp::site where{"Block" + std::to_string(i / 12) + ".conv" + std::to_string(i / 3),
                         kinds[i % 3]};
    numbers values = layer_values(random, i);
    const bp::channel_layout rows{.channels = values.size() / 40, .inner = 40};
    if (i % 3 == 0) {
      for (std::size_t k = 0; k < values.size(); ++k)
        values[k] *= static_cast<double>(1 + k / 40 % 7);
      run.channels.add(where, bp::tensor_view<const double>(values, rows));
    }
    run.seen[where].add(values);
  }
  run.plan = bp::choose_formats(run.seen, bp::most_information{.word_length = 8});
  std::size_t i = 0;
  for (const auto& [where, histogram] : run.seen) {
    bp::tensor_format& chosen = run.plan.at(where);
    const int f = chosen.base.fraction_length;
    if (i % 30 == 0) {
      std::vector<int> lengths(run.channels.at(where).size(), f);
      for (std::size_t c = 0; c < lengths.size(); c += 3) lengths[c] += 2;
      chosen = bp::tensor_format(chosen.base, lengths);
    }
    if (i % 37 == 5) chosen = std::nullopt;
    if (i % 41 == 7) chosen.base = {16, f + 8, chosen.base.is_signed};
    ++i;
  }
  return run;
}

/// Sites that nobody expects: of every value, of none, and with names that mean harm.
/// @param all_doubles  any bit pattern of a double, which takes seconds for each policy; else of a
///                     float
inline network_run odd_sites(bool all_doubles) {
  network_run run;
  run.title = "<script>alert(1)</script> & \"others\"";
  run.facts = {{"<img src=x onerror=alert(2)>", "</script><script>alert(3)</script>"}};
  const auto add = [&](const std::string& layer, const auto& values) {
    run.seen[{layer, bp::role::weight}].add(values);
  };
  std::mt19937_64 random(5);
  std::mt19937 other(3);
  numbers any(300);
  for (double& x : any) {
    const std::uint64_t bits = random();
    x = all_doubles ? bp::detail::bit_cast<double>(bits)
                    : double{bp::detail::bit_cast<float>(static_cast<std::uint32_t>(bits))};
  }
  add("<script>document.title = 'broken'</script>", any);
  add("\"><img src=x onerror=alert(1)>", layer_values(other, 0));
  constexpr double infinity = std::numeric_limits<double>::infinity();
  add("=HYPERLINK(\"x\")", numbers{std::nan(""), infinity, -infinity, 1, -1, 0, 3});
  add(std::string(300, 'n'), numbers{0, 0, 0});
  add("\xe2\x80\xae"
      "backwards\xff\n",
      numbers{-16, 15.875, 16.25, 0.0625, -0.0625, 2.1});
  add("", numbers{1e-300, 5e-324, 3e-46, -2e-40});
  add("large", numbers{1e300, -1e38, 4e38, 1, 1.5});
  add("ties", numbers{0.5, 1.5, 2.5, -0.5, -1.5, 0.25, 0.75, 100.5});
  add("below zero", numbers{-1, -2, -2.5, -0.125});
  add("powers", numbers{1, 2, 4, 8, -8, -16, 0.5, 0.25});
  add("wide integers", std::vector<std::int64_t>{INT64_MAX, INT64_MIN, 3, -5, 1 << 20});
  (void)run.seen[{"never run", bp::role::activation}];
  auto& many = run.seen[{"many", bp::role::activation}];
  many.add(layer_values(other, 4));
  for (int i = 0; i < 48; ++i) many.merge(bp::octave_histogram<3>(many));
  return run;
}

inline std::vector<bp::policy> policies() {
  using enum bp::rounding_mode;
  using enum bp::overflow_mode;
  using enum bp::underflow_mode;
  return {{half_away, saturate, gradual},  {half_even, saturate_symmetric, flush},
          {half_up, wrap, gradual},        {floor, saturate, gradual},
          {ceiling, wrap, flush},          {toward_zero, saturate_symmetric, gradual},
          {stochastic, saturate, gradual}, {stochastic, wrap, flush}};
}

}  // namespace browser_test

#endif
