// Includes point down: the layers of the library, and the check that its headers keep to them.

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace {

/// Public headers, and folders of them, by their path in include/binpoint: layer 0 first.
/// detail/ has no layer of its own: a header answers for what it reaches through detail/.
const std::vector<std::vector<std::string>> layers{
    {"version.hpp", "config.hpp"},
    {"format.hpp", "policy.hpp", "layout.hpp", "random.hpp"},
    {"bits.hpp", "convert.hpp", "fixed.hpp", "fixed_arithmetic.hpp", "fixed_math.hpp",
     "fixed_text.hpp", "format_text.hpp", "pack.hpp"},
    {"histogram.hpp", "histogram_algebra.hpp", "channel_histograms.hpp", "error_report.hpp"},
    {"selection.hpp", "limits.hpp", "criteria.hpp", "word_length_table.hpp", "fixed_for.hpp"},
    {"quantize.hpp", "integer/"},
    {"site.hpp", "network.hpp", "calibrate.hpp", "channel_profile.hpp", "channel_formats.hpp",
     "metrics.hpp", "validation.hpp", "validate.hpp", "sensitivity.hpp", "plan_text.hpp",
     "check_plan.hpp", "word_choices.hpp", "plan_front.hpp", "search.hpp"},
    {"binpoint.hpp"},
    {"io.hpp", "io/", "parallel.hpp", "mpi.hpp", "report/", "device/", "eigen/"},
};
constexpr int umbrella = 7;  // binpoint.hpp: reaches everything below it,
constexpr int opt_in = 8;    // and nothing of this.

/// What each header includes: headers of the library by their path in include/binpoint, others as
/// they are written, with angle brackets.
using include_graph = std::map<std::string, std::vector<std::string>>;

std::string folder_of(const std::string& header) {
  const auto slash = header.find('/');
  return slash == std::string::npos ? "" : header.substr(0, slash + 1);
}

bool is_detail(const std::string& header) { return folder_of(header) == "detail/"; }

/// -1 for a header that has no layer.
int layer_of(const std::string& header) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto& paths = layers[i];
    const bool found =
        std::ranges::count(paths, header) + std::ranges::count(paths, folder_of(header)) > 0;
    if (found) return static_cast<int>(i);
  }
  return -1;
}

/// The included file of a line; empty where the line includes nothing.
std::string parse_include(std::string_view line, const std::string& includer) {
  const auto skip_blanks = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  const auto skip = [&](std::string_view word) {
    skip_blanks();
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    skip_blanks();
    return true;
  };
  if (!skip("#") || !skip("include") || line.empty()) return "";
  const auto end = line.find(line.front() == '<' ? '>' : '"', 1);
  const std::string name{line.substr(1, end - 1)};
  if (line.front() == '"') {
    return (std::filesystem::path{includer}.parent_path() / name).lexically_normal().string();
  }
  constexpr std::string_view prefix = "binpoint/";
  return name.starts_with(prefix) ? name.substr(prefix.size()) : "<" + name + ">";
}

include_graph read_headers(const std::filesystem::path& root) {
  include_graph graph;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{root}) {
    if (!entry.is_regular_file()) continue;
    const std::string header = entry.path().lexically_relative(root).generic_string();
    auto& includes = graph[header];
    std::ifstream file{entry.path()};
    for (std::string line; std::getline(file, line);) {
      const std::string included = parse_include(line, header);
      if (!included.empty()) includes.push_back(included);
    }
  }
  return graph;
}

/// Everything that a header reaches, without itself unless it reaches itself. Where `enter` says no
/// to a header, that header is reached and nothing through it.
template <class Enter>
std::set<std::string> reached_from(const include_graph& graph, const std::string& header,
                                   Enter enter) {
  std::set<std::string> reached;
  const std::function<void(const std::string&)> visit = [&](const std::string& from) {
    const auto node = graph.find(from);
    if (node == graph.end()) return;
    for (const std::string& next : node->second) {
      if (reached.insert(next).second && enter(next)) visit(next);
    }
  };
  visit(header);
  return reached;
}

std::set<std::string> reached_from(const include_graph& graph, const std::string& header) {
  return reached_from(graph, header, [](const std::string&) { return true; });
}

bool is_cuda(const std::string& header) {
  return header.starts_with("<cuda") || header.starts_with("<cub/") ||
         header.starts_with("<thrust/") || header.starts_with("<nccl") || header.ends_with(".cuh");
}

bool is_eigen(const std::string& header) {
  return header.starts_with("<Eigen/") || header.starts_with("<unsupported/Eigen/");
}

bool is_mpi(const std::string& header) { return header == "<mpi.h>"; }

using lines = std::vector<std::string>;

/// Every header has a place, and every included file exists.
void check_places(const include_graph& graph, const std::string& header, lines& found) {
  if (layer_of(header) < 0 && !is_detail(header)) found.push_back(header + ": has no layer");
  for (const std::string& next : graph.at(header)) {
    const bool exists = next.starts_with("<") || graph.contains(next);
    if (!exists) found.push_back(header + ": includes no file " + next);
  }
}

/// Includes point down, or sideways within a layer; the opt-in parts do not need Eigen or a device.
void check_directions(const include_graph& graph, const std::string& header, lines& found) {
  const int layer = layer_of(header);
  if (layer < 0) return;
  for (const std::string& next : reached_from(graph, header, is_detail)) {
    const std::string folder = folder_of(next);
    const bool across = layer == opt_in && folder != folder_of(header);
    if (layer_of(next) > layer) {
      found.push_back(header + ": points up to " + next);
    } else if (across && (folder == "eigen/" || folder == "device/")) {
      found.push_back(header + ": reaches across to " + next);
    }
  }
}

/// Nobody meets Eigen, MPI or CUDA without asking for it, and no header includes itself.
void check_reach(const include_graph& graph, const std::string& header, lines& found) {
  const bool may_use_eigen = folder_of(header) == "eigen/";
  const bool may_use_cuda = folder_of(header) == "device/" || header.ends_with(".cuh");
  for (const std::string& next : reached_from(graph, header)) {
    if (next == header) found.push_back(header + ": includes itself");
    if (!may_use_eigen && is_eigen(next)) found.push_back(header + ": reaches Eigen: " + next);
    if (header != "mpi.hpp" && is_mpi(next)) found.push_back(header + ": reaches MPI: " + next);
    if (!may_use_cuda && is_cuda(next)) found.push_back(header + ": reaches CUDA: " + next);
    if (header.ends_with(".hpp") && next.ends_with(".cuh")) {
      found.push_back(header + ": needs nvcc for " + next);
    }
  }
}

/// binpoint.hpp holds every public header below it.
void check_umbrella(const include_graph& graph, lines& found) {
  if (!graph.contains("binpoint.hpp")) return;
  const std::set<std::string> reached = reached_from(graph, "binpoint.hpp");
  for (const auto& node : graph) {
    const int layer = layer_of(node.first);
    const bool belongs = layer >= 0 && layer < umbrella;
    if (belongs && !reached.contains(node.first)) {
      found.push_back("binpoint.hpp: leaves out " + node.first);
    }
  }
}

/// One line for each rule that a header breaks.
lines violations(const include_graph& graph) {
  lines found;
  for (const auto& node : graph) {
    check_places(graph, node.first, found);
    check_directions(graph, node.first, found);
    check_reach(graph, node.first, found);
  }
  check_umbrella(graph, found);
  return found;
}

}  // namespace

TEST_CASE("layers: every header of the library keeps to its layer") {
  const include_graph graph =
      read_headers(std::filesystem::path{BINPOINT_INCLUDE_DIR} / "binpoint");
  REQUIRE(graph.contains("version.hpp"));
  CHECK(violations(graph) == lines{});
}

TEST_CASE("layers: an include is read in every way of writing it") {
  CHECK(parse_include("#include \"config.hpp\"", "format.hpp") == "config.hpp");
  CHECK(parse_include("#include \"../config.hpp\"", "detail/integer.hpp") == "config.hpp");
  CHECK(parse_include("  #  include <binpoint/bits.hpp>  // why", "io.hpp") == "bits.hpp");
  CHECK(parse_include("#include <vector>", "io.hpp") == "<vector>");
  CHECK(parse_include("int include = 0;", "io.hpp").empty());
  CHECK(parse_include("#define include", "io.hpp").empty());
  CHECK(parse_include("", "io.hpp").empty());
}

TEST_CASE("layers: each rule finds the header that breaks it") {
  CHECK(violations({{"bits.hpp", {"config.hpp", "<bit>"}}, {"config.hpp", {}}}) == lines{});
  CHECK(violations({{"new.hpp", {}}}) == lines{"new.hpp: has no layer"});
  CHECK(violations({{"bits.hpp", {"gone.hpp"}}}) == lines{"bits.hpp: includes no file gone.hpp"});
  CHECK(violations({{"bits.hpp", {"histogram.hpp"}}, {"histogram.hpp", {}}}) ==
        lines{"bits.hpp: points up to histogram.hpp"});
  CHECK(violations({{"bits.hpp", {"detail/a.hpp"}},
                    {"detail/a.hpp", {"histogram.hpp"}},
                    {"histogram.hpp", {}}}) == lines{"bits.hpp: points up to histogram.hpp"});
  CHECK(violations({{"binpoint.hpp", {"report/text.hpp"}}, {"report/text.hpp", {}}}) ==
        lines{"binpoint.hpp: points up to report/text.hpp"});
  CHECK(violations({{"binpoint.hpp", {"fixed.hpp"}}, {"fixed.hpp", {}}, {"bits.hpp", {}}}) ==
        lines{"binpoint.hpp: leaves out bits.hpp"});
  CHECK(violations({{"bits.hpp", {"fixed.hpp"}}, {"fixed.hpp", {"bits.hpp"}}}) ==
        lines{"bits.hpp: includes itself", "fixed.hpp: includes itself"});
  CHECK(violations({{"report/svg.hpp", {"eigen/network.hpp"}}, {"eigen/network.hpp", {}}}) ==
        lines{"report/svg.hpp: reaches across to eigen/network.hpp"});
  CHECK(violations({{"network.hpp", {"detail/a.hpp"}}, {"detail/a.hpp", {"<Eigen/Core>"}}}) ==
        lines{"detail/a.hpp: reaches Eigen: <Eigen/Core>",
              "network.hpp: reaches Eigen: <Eigen/Core>"});
  CHECK(violations({{"io/profile.hpp", {"mpi.hpp"}}, {"mpi.hpp", {"<mpi.h>"}}}) ==
        lines{"io/profile.hpp: reaches MPI: <mpi.h>"});
  CHECK(violations({{"network.hpp", {"<cuda_runtime_api.h>"}}}) ==
        lines{"network.hpp: reaches CUDA: <cuda_runtime_api.h>"});
  CHECK(violations({{"device/a.hpp", {"device/b.cuh"}}, {"device/b.cuh", {"<cuda_runtime.h>"}}}) ==
        lines{"device/a.hpp: needs nvcc for device/b.cuh"});
}
