/// @file
/// What the main example can be told to do.
#ifndef BINPOINT_EXAMPLES_DEMO_SETTINGS_HPP
#define BINPOINT_EXAMPLES_DEMO_SETTINGS_HPP

#include <string>
#include <vector>

#include "criteria.hpp"
#include "options.hpp"

namespace demo {

inline const std::vector<option> demo_options{
    {"--word-length", "N", "bits of every word, 1..32 (8)"},
    {"--criterion", "NAME", criterion_names() + " (least_error)"},
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
    {"--json", "FILE", "the numbers of the report for programs (none)"},
    {"--csv", "FILE", "a line for each site, for spreadsheets (none)"},
    {"--save-plan", "FILE", "the plan, to be edited by hand (none)"},
    {"--save-profile", "FILE", "what was counted, for inspect and merge_profiles (none)"},
    {"--export", "FILE", "the plan and the codes of the parameters as a C++ header (none)"}};

/// How formats are chosen and the network is run, checked before any file is read.
struct demo_settings {
  /// @throws usage_error  for a wrong number, an unknown criterion, or a plan beside other choices
  explicit demo_settings(const options& given)
      : word_length(given.number("--word-length", 8, 1, 32)),
        criterion(find_criterion(given.text("--criterion", "least_error"))),
        threads(static_cast<unsigned>(given.number("--threads", 1, 1, 256))),
        has_plan(given.has("--plan")) {
    if (!has_plan) return;
    for (const std::string other : {"--word-length", "--criterion", "--per-channel"}) {
      if (!given.has(other)) continue;
      throw usage_error("--plan: found " + other + " beside it, expected formats from its file");
    }
  }

  /// Of the words that the network runs in: "8-bit".
  [[nodiscard]] std::string words() const {
    return has_plan ? "planned" : std::to_string(word_length) + "-bit";
  }

  int word_length;
  const named_criterion& criterion;
  unsigned threads;
  bool has_plan;
};

}  // namespace demo

#endif
