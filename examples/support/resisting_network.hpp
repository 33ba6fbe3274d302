/// @file
/// A small network of depthwise convolutions and batch norms that 8 bits for whole tensors harm.
#ifndef BINPOINT_EXAMPLES_RESISTING_NETWORK_HPP
#define BINPOINT_EXAMPLES_RESISTING_NETWORK_HPP

#include <binpoint/eigen/network.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "images.hpp"
#include "parameter_files.hpp"

namespace demo {

/// Adds layers that each take the one before, with parameters from parameter(name, shape).
template <class Parameter>
class layer_chain {
 public:
  explicit layer_chain(Parameter parameter) : parameter_(std::move(parameter)) {}

  /// A convolution without bias, a batch norm and a ReLU.
  /// @param group_inputs  input channels of each group
  void add_block(const std::string& number, const std::string& kind, std::size_t group_inputs,
                 binpoint::eigen::conv2d work) {
    namespace be = binpoint::eigen;
    const std::size_t channels = work.channels;
    work.weights = parameter_(kind + number + ".weight",
                              sizes{channels, group_inputs, work.kernel_height, work.kernel_width});
    add(kind + number, std::move(work));
    const std::string norm = "norm" + number;
    const auto each = [&](const char* name) { return parameter_(norm + name, sizes{channels}); };
    add(norm, be::batch_norm{each(".gain"), each(".bias"), each(".mean"), each(".variance")});
    add("relu" + number, be::relu{});
  }

  void add(const std::string& name, binpoint::eigen::operation work) {
    layers_.push_back({name, {layers_.empty() ? "input" : layers_.back().name}, std::move(work)});
  }

  [[nodiscard]] std::vector<binpoint::eigen::layer> take() { return std::move(layers_); }

 private:
  Parameter parameter_;
  std::vector<binpoint::eigen::layer> layers_;
};

/// Builds the network from parameter(name, shape), for "depth2.weight" and {16, 1, 3, 3} for
/// instance.
template <class Parameter>
[[nodiscard]] binpoint::eigen::network make_resisting_network(Parameter parameter) {
  namespace be = binpoint::eigen;
  layer_chain chain(parameter);
  const auto depthwise = [&](const std::string& number, std::size_t channels, std::size_t stride) {
    chain.add_block(number, "depth", 1,
                    {.channels = channels, .stride = stride, .padding = 1, .groups = channels});
  };
  const auto pointwise = [&](const std::string& number, std::size_t inputs, std::size_t outputs) {
    chain.add_block(number, "point", inputs,
                    {.channels = outputs, .kernel_height = 1, .kernel_width = 1});
  };
  chain.add_block("1", "conv", 1, {.channels = 16, .stride = 2, .padding = 1});
  depthwise("2", 16, 1);
  pointwise("3", 16, 32);
  depthwise("4", 32, 2);
  pointwise("5", 32, 64);
  depthwise("6", 64, 1);
  pointwise("7", 64, 64);
  chain.add("mean", be::average_pool{.size = 7, .stride = 7});
  chain.add("flatten", be::flatten{});
  chain.add("dense8", be::dense{.units = 10,
                                .weights = parameter("dense8.weight", sizes{10, 64}),
                                .bias = parameter("dense8.bias", sizes{10})});
  return {{1, image_side, image_side}, chain.take()};
}

/// Reads the network from one .npy file a parameter.
/// @throws std::runtime_error  naming the file that is missing, damaged or of another shape
[[nodiscard]] inline binpoint::eigen::network load_resisting_network(
    const std::filesystem::path& directory) {
  return make_resisting_network([&](const std::string& name, const sizes& shape) {
    return load_parameter(directory, name, shape);
  });
}

}  // namespace demo

#endif
