/// @file
/// The network of the examples: two convolutions, two dense layers, 52,138 parameters.
#ifndef BINPOINT_EXAMPLES_DEMO_NETWORK_HPP
#define BINPOINT_EXAMPLES_DEMO_NETWORK_HPP

#include <binpoint/eigen/network.hpp>
#include <binpoint/io/npy.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "images.hpp"

namespace demo {

using sizes = std::vector<std::size_t>;

/// Builds the network from parameter(name, shape), for "conv1.weight" and {8, 1, 3, 3} for
/// instance.
template <class Parameter>
[[nodiscard]] binpoint::eigen::network make_demo_network(Parameter parameter) {
  namespace be = binpoint::eigen;
  const auto conv = [&](const std::string& name, std::size_t outputs, std::size_t inputs) {
    return be::conv2d{.channels = outputs,
                      .padding = 1,
                      .weights = parameter(name + ".weight", sizes{outputs, inputs, 3, 3}),
                      .bias = parameter(name + ".bias", sizes{outputs})};
  };
  const auto dense = [&](const std::string& name, std::size_t outputs, std::size_t inputs) {
    return be::dense{.units = outputs,
                     .weights = parameter(name + ".weight", sizes{outputs, inputs}),
                     .bias = parameter(name + ".bias", sizes{outputs})};
  };
  return {{1, image_side, image_side},
          {{"conv1", {"input"}, conv("conv1", 8, 1)},
           {"relu1", {"conv1"}, be::relu{}},
           {"pool1", {"relu1"}, be::max_pool{}},
           {"conv2", {"pool1"}, conv("conv2", 16, 8)},
           {"relu2", {"conv2"}, be::relu{}},
           {"pool2", {"relu2"}, be::max_pool{}},
           {"flatten", {"pool2"}, be::flatten{}},
           {"dense1", {"flatten"}, dense("dense1", 64, 784)},
           {"relu3", {"dense1"}, be::relu{}},
           {"dense2", {"relu3"}, dense("dense2", 10, 64)}}};
}

/// Reads the network from one .npy file a parameter.
/// @throws std::runtime_error  naming the file that is missing, damaged or of another shape
[[nodiscard]] inline binpoint::eigen::network load_demo_network(
    const std::filesystem::path& directory) {
  return make_demo_network([&](const std::string& name, const sizes& shape) {
    const std::filesystem::path path = directory / (name + ".npy");
    binpoint::io::npy_array found = binpoint::io::read_npy(path);
    if (found.shape != shape) {
      binpoint::io::fail(path.string(), "found shape " + binpoint::io::shape_text(found.shape) +
                                            ", expected " + binpoint::io::shape_text(shape));
    }
    return std::move(found.values);
  });
}

/// Writes what load_demo_network reads.
inline void save_demo_network(const binpoint::eigen::network& net,
                              const std::filesystem::path& directory) {
  const auto save = [&](const std::string& name, const sizes& shape,
                        const std::vector<float>& values) {
    binpoint::io::write_npy(directory / (name + ".npy"), shape, values);
  };
  for (const binpoint::eigen::layer& each : net.layers()) {
    if (const auto* conv = std::get_if<binpoint::eigen::conv2d>(&each.work)) {
      const std::size_t kernel = conv->kernel_height * conv->kernel_width;
      save(each.name + ".weight",
           {conv->channels, conv->weights.size() / conv->channels / kernel, conv->kernel_height,
            conv->kernel_width},
           conv->weights);
      save(each.name + ".bias", {conv->channels}, conv->bias);
    } else if (const auto* dense = std::get_if<binpoint::eigen::dense>(&each.work)) {
      save(each.name + ".weight", {dense->units, dense->weights.size() / dense->units},
           dense->weights);
      save(each.name + ".bias", {dense->units}, dense->bias);
    }
  }
}

}  // namespace demo

#endif
