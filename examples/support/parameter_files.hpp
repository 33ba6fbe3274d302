/// @file
/// The parameters of a network as files, one .npy each.
#ifndef BINPOINT_EXAMPLES_PARAMETER_FILES_HPP
#define BINPOINT_EXAMPLES_PARAMETER_FILES_HPP

#include <binpoint/eigen/network.hpp>
#include <binpoint/io/npy.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace demo {

using sizes = std::vector<std::size_t>;

/// Reads NAME.npy.
/// @throws std::runtime_error  naming the file that is missing, damaged or of another shape
[[nodiscard]] inline std::vector<float> load_parameter(const std::filesystem::path& directory,
                                                       const std::string& name,
                                                       const sizes& shape) {
  const std::filesystem::path path = directory / (name + ".npy");
  binpoint::io::npy_array found = binpoint::io::read_npy(path);
  if (found.shape != shape) {
    binpoint::io::fail(path.string(), "found shape " + binpoint::io::shape_text(found.shape) +
                                          ", expected " + binpoint::io::shape_text(shape));
  }
  return std::move(found.values);
}

/// Writes LAYER.weight.npy and LAYER.bias.npy, or a batch norm's four, for each layer that has
/// them.
inline void save_parameters(const binpoint::eigen::network& net,
                            const std::filesystem::path& directory) {
  namespace be = binpoint::eigen;
  for (const be::layer& each : net.layers()) {
    const auto save = [&](const char* name, const sizes& shape, const std::vector<float>& values) {
      if (values.empty()) return;
      binpoint::io::write_npy(directory / (each.name + name + ".npy"), shape, values);
    };
    if (const auto* conv = std::get_if<be::conv2d>(&each.work)) {
      const std::size_t kernel = conv->kernel_height * conv->kernel_width;
      save(".weight",
           {conv->channels, conv->weights.size() / conv->channels / kernel, conv->kernel_height,
            conv->kernel_width},
           conv->weights);
      save(".bias", {conv->channels}, conv->bias);
    } else if (const auto* dense = std::get_if<be::dense>(&each.work)) {
      save(".weight", {dense->units, dense->weights.size() / dense->units}, dense->weights);
      save(".bias", {dense->units}, dense->bias);
    } else if (const auto* norm = std::get_if<be::batch_norm>(&each.work)) {
      save(".gain", {norm->gain.size()}, norm->gain);
      save(".bias", {norm->gain.size()}, norm->bias);
      save(".mean", {norm->gain.size()}, norm->mean);
      save(".variance", {norm->gain.size()}, norm->variance);
    }
  }
}

}  // namespace demo

#endif
