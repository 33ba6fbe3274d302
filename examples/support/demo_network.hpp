/// @file
/// The network of the examples: two convolutions, two dense layers, 52,138 parameters.
#ifndef BINPOINT_EXAMPLES_DEMO_NETWORK_HPP
#define BINPOINT_EXAMPLES_DEMO_NETWORK_HPP

#include <binpoint/eigen/network.hpp>
#include <cstddef>
#include <filesystem>
#include <string>

#include "images.hpp"
#include "parameter_files.hpp"

namespace demo {

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
    return load_parameter(directory, name, shape);
  });
}

/// Writes what load_demo_network reads.
inline void save_demo_network(const binpoint::eigen::network& net,
                              const std::filesystem::path& directory) {
  save_parameters(net, directory);
}

}  // namespace demo

#endif
