/// @file
/// What a report tells beside the profile and the plan.
#ifndef BINPOINT_REPORT_OPTIONS_HPP
#define BINPOINT_REPORT_OPTIONS_HPP

#include <string>
#include <utility>
#include <vector>

#include "../channel_profile.hpp"
#include "../validation.hpp"
#include "../version.hpp"

namespace binpoint {

struct report_options {
  std::string title = "Fixed-point report";
  /// What the reader should know about the run, by name: the network, the data, the criterion.
  std::vector<std::pair<std::string, std::string>> facts{};
  const validation* validated = nullptr;  ///< null: the report has no results of a run
  const sensitivity* alone = nullptr;     ///< what each site costs by itself; null: not told
  /// Draws the channels of its sites, and tells the losses of formats by channel; null: neither.
  const channel_profile* channels = nullptr;
};

namespace detail {

/// "1.2.3"
[[nodiscard]] inline std::string version_text() {
  return std::to_string(BINPOINT_VERSION_MAJOR) + '.' + std::to_string(BINPOINT_VERSION_MINOR) +
         '.' + std::to_string(BINPOINT_VERSION_PATCH);
}

}  // namespace detail
}  // namespace binpoint

#endif
