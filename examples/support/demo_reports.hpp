/// @file
/// What the main example prints of a run and writes to files.
#ifndef BINPOINT_EXAMPLES_DEMO_REPORTS_HPP
#define BINPOINT_EXAMPLES_DEMO_REPORTS_HPP

#include <binpoint/binpoint.hpp>
#include <binpoint/eigen/network.hpp>
#include <binpoint/io/network_header.hpp>
#include <binpoint/io/plan.hpp>
#include <binpoint/report/csv.hpp>
#include <binpoint/report/html.hpp>
#include <binpoint/report/json.hpp>
#include <binpoint/report/save.hpp>
#include <binpoint/report/svg.hpp>
#include <binpoint/report/validation_text.hpp>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <ranges>
#include <string>

#include "demo_settings.hpp"
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

/// What each site costs, and what formats by channel gain where the plan has them.
inline void print_details(binpoint::eigen::network& net, const quantized_run& run,
                          const binpoint::channel_profile& channels, const test_set& test) {
  constexpr std::size_t measured_inputs = 50;
  const binpoint::sensitivity alone = binpoint::measure_sensitivity(
      net, run.formats, test.inputs | std::views::take(measured_inputs));
  const auto gains =
      binpoint::expected_channel_gains(channels, run.formats, without_channels(run.formats));
  std::cout << '\n'
            << binpoint::validation_text(run.simulated, {.alone = &alone,
                                                         .gains = gains.empty() ? nullptr : &gains,
                                                         .guard_bits = run.guard_bits});
}

/// Writes the report, and whatever else was asked for.
/// @return  the report's path
inline std::filesystem::path save_files(const options& given, const demo_settings& chosen,
                                        binpoint::eigen::network& net,
                                        const binpoint::profile& seen, const quantized_run& run) {
  const auto save = [&](const char* option, const auto& write) {
    if (given.has(option)) write(std::filesystem::path(given.text(option, "")));
  };
  const auto save_text = [&](const char* option, const auto& make_text) {
    save(option, [&](const auto& path) { binpoint::save_report(path, make_text()); });
  };
  const binpoint::report_options about{
      .title = "Fashion-MNIST in fixed point",
      .facts = {{"network", "conv 8, conv 16, dense 64, dense 10"},
                {"calibration", "500 training images"},
                {"test", std::to_string(run.simulated.inputs) + " test images"},
                {"criterion", chosen.has_plan ? "formats read from a plan" : chosen.criterion.name},
                {"words", chosen.words()},
                {"integers", run.agreement_text()}},
      .validated = &run.simulated};
  save("--save-plan", [&](const auto& path) { binpoint::io::write_plan(path, run.formats); });
  save("--export",
       [&](const auto& path) { binpoint::io::write_network_header(path, net, run.formats); });
  save_text("--svg", [&] { return binpoint::heat_map_svg(seen, run.formats); });
  save_text("--json", [&] { return binpoint::json_report(seen, run.formats, about); });
  save_text("--csv", [&] { return binpoint::csv_report(seen, run.formats, about); });
  const std::filesystem::path report = given.text("--report", "report.html");
  binpoint::save_report(report, binpoint::html_report(seen, run.formats, about));
  return report;
}

}  // namespace demo

#endif
