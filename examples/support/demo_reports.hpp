/// @file
/// What the main example prints of a run and writes to files.
#ifndef BINPOINT_EXAMPLES_DEMO_REPORTS_HPP
#define BINPOINT_EXAMPLES_DEMO_REPORTS_HPP

#include <algorithm>
#include <binpoint/binpoint.hpp>
#include <binpoint/eigen/network.hpp>
#include <binpoint/io/network_header.hpp>
#include <binpoint/io/plan.hpp>
#include <binpoint/io/profile.hpp>
#include <binpoint/report/csv.hpp>
#include <binpoint/report/html.hpp>
#include <binpoint/report/json.hpp>
#include <binpoint/report/save.hpp>
#include <binpoint/report/svg.hpp>
#include <binpoint/report/validation_text.hpp>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <span>
#include <string>

#include "demo_settings.hpp"
#include "images.hpp"
#include "options.hpp"
#include "quantized_run.hpp"

namespace demo {

/// The same with one format for each tensor: the one that its channels have in common.
[[nodiscard]] inline binpoint::plan without_channels(binpoint::plan formats) {
  for (const auto& [where, chosen] : binpoint::plan(formats)) {
    formats.at(where).fraction_lengths.clear();
  }
  return formats;
}

/// What is known of a run for its reports.
struct run_details {
  const binpoint::profile& seen;
  const binpoint::channel_profile& channels;
  const quantized_run& run;
  binpoint::sensitivity alone;  ///< of the first few inputs

  run_details(binpoint::eigen::network& net, const test_set& test,
              const binpoint::profile& observed, const binpoint::channel_profile& by_channel,
              const quantized_run& of)
      : seen(observed),
        channels(by_channel),
        run(of),
        alone(binpoint::measure_sensitivity(
            net, of.formats,
            std::span(test.inputs).first(std::min(test.inputs.size(), measured_inputs)))) {}

 private:
  static constexpr std::size_t measured_inputs = 50;
};

/// What each site costs, and what formats by channel gain where the plan has them.
inline void print_details(const run_details& of) {
  const binpoint::plan& formats = of.run.formats;
  const auto gains =
      binpoint::expected_channel_gains(of.channels, formats, without_channels(formats));
  std::cout << '\n'
            << binpoint::validation_text(of.run.simulated,
                                         {.alone = &of.alone,
                                          .gains = gains.empty() ? nullptr : &gains,
                                          .guard_bits = of.run.guard_bits});
}

[[nodiscard]] inline binpoint::report_options report_on(const run_details& of,
                                                        const demo_settings& chosen) {
  const quantized_run& run = of.run;
  std::string guard_bits;
  for (const binpoint::layer_guard_bits& each : run.guard_bits) {
    guard_bits.append(guard_bits.empty() ? "" : ", ").append(each.layer).append(" ");
    guard_bits.append(std::to_string(each.guard_bits)).append(" of ");
    guard_bits.append(std::to_string(each.accumulator_bits));
  }
  // Each image that the network was calibrated on has been counted at its input.
  const auto calibrated = of.seen.at({"input", binpoint::role::input}).total() / pixels_per_image;
  return {
      .title = "Fashion-MNIST in fixed point",
      .facts = {{"network", "conv 8, conv 16, dense 64, dense 10"},
                {"calibration", std::to_string(calibrated) + " training images"},
                {"test", std::to_string(run.simulated.inputs) + " test images"},
                {"criterion", chosen.has_plan ? "a plan that was given" : chosen.criterion.name},
                {"integers", run.agreement_text()},
                {"guard bits", guard_bits}},
      .validated = &run.simulated,
      .alone = &of.alone,
      .channels = &of.channels};
}

/// Writes the report, and whatever else was asked for.
/// @return  the report's path
inline std::filesystem::path save_files(const options& given, const demo_settings& chosen,
                                        binpoint::eigen::network& net, const run_details& of) {
  const binpoint::plan& formats = of.run.formats;
  const binpoint::report_options about = report_on(of, chosen);
  const auto save = [&](const char* option, const auto& write) {
    if (given.has(option)) write(std::filesystem::path(given.text(option, "")));
  };
  const auto save_text = [&](const char* option, const auto& make_text) {
    save(option, [&](const auto& path) { binpoint::save_report(path, make_text()); });
  };
  save("--save-plan", [&](const auto& path) { binpoint::io::write_plan(path, formats); });
  save("--save-profile", [&](const auto& path) { binpoint::io::write_profile(path, of.seen); });
  save("--export",
       [&](const auto& path) { binpoint::io::write_network_header(path, net, formats); });
  save_text("--svg", [&] { return binpoint::heat_map_svg(of.seen, formats); });
  save_text("--json", [&] { return binpoint::json_report(of.seen, formats, about); });
  save_text("--csv", [&] { return binpoint::csv_report(of.seen, formats, about); });
  const std::filesystem::path report = given.text("--report", "report.html");
  binpoint::save_report(report, binpoint::html_report(of.seen, formats, about));
  return report;
}

}  // namespace demo

#endif
