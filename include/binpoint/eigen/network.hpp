/// @file
/// A small network for inference on Eigen: convolutions, pools and dense layers, forward only.
#ifndef BINPOINT_EIGEN_NETWORK_HPP
#define BINPOINT_EIGEN_NETWORK_HPP

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "../layout.hpp"
#include "../network.hpp"
#include "detail/forward.hpp"
#include "detail/output_shape.hpp"
#include "layers.hpp"

namespace binpoint::eigen {

/// Layers in topological order; the last one's output is the network's. Models binpoint::network.
///
/// A convolution or dense layer sums its products in double and rounds once, to odd, so that a tap
/// that rounds to a format of 22 bits or fewer meets the same value as an exact accumulator would
/// give, as long as 53 bits hold the sum. Nothing is kept between runs: several threads may run one
/// network at a time, while none changes its parameters.
class network {
 public:
  /// @param input  shape of one input, the source of layers that take "input"
  /// @throws std::invalid_argument  when names are empty, repeated or "input", when a layer takes
  /// what
  ///         is no earlier layer, or when shapes or numbers of parameters do not fit
  network(const shape& input, std::vector<layer> layers)
      : layers_(std::move(layers)), input_(input) {
    detail::checked_size("input", {input.channels, input.height, input.width});
    if (layers_.empty()) detail::refuse("layers", "found none, expected 1 or more");
    for (std::size_t i = 0; i < layers_.size(); ++i) steps_.push_back(make_step(i));
    mark_last_uses();
    mark_taps();
  }

  /// Computes the network's output for one input.
  ///
  /// Calls observe("input", values) on a copy of the input, then observe(name, values) for each
  /// convolution and dense layer, or, if nothing but a ReLU takes its output, for that ReLU
  /// instead. What observe leaves in place is what the next layers compute from. Other layers make
  /// no new values and are not shown.
  /// @throws std::invalid_argument  when the input's size is not that of input_shape()
  [[nodiscard]] std::vector<float> run(std::span<const float> input, tap observe = {}) const {
    if (input.size() != input_.size()) {
      binpoint::detail::invalid_argument(
          "eigen::network::run", "found " + std::to_string(input.size()) + " values, expected " +
                                     detail::shape_text(input_) + " = " +
                                     std::to_string(input_.size()));
    }
    std::vector<std::vector<float>> values(layers_.size() + 1);
    values[0].assign(input.begin(), input.end());
    observe("input", {values[0], input_.layout()});
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const step& now = steps_[i];
      std::vector<float>& source = values[now.source];
      std::vector<float> taken = now.is_last_use ? std::move(source) : source;
      values[i + 1] = std::visit(
          [&](const auto& work) {
            return detail::forward(work, source_shape(now), now.output, std::move(taken));
          },
          layers_[i].work);
      if (now.is_tapped) observe(layers_[i].name, {values[i + 1], now.output.layout()});
    }
    return std::move(values.back());
  }

  /// Calls visit(site, values) for the weights, then the biases, of each layer in order.
  ///
  /// Each output channel or unit is a channel of the view. The values may be changed in place.
  template <class Visit>
  void for_each_parameter(Visit&& visit) {
    for (layer& each : layers_) {
      std::visit([&](auto& work) { visit_parameters(each.name, work, visit); }, each.work);
    }
  }

  [[nodiscard]] const std::vector<layer>& layers() const { return layers_; }
  [[nodiscard]] const shape& input_shape() const { return input_; }
  /// Shape of the output of layers()[i].
  [[nodiscard]] const shape& output_shape(std::size_t i) const { return steps_[i].output; }
  [[nodiscard]] const shape& output_shape() const { return steps_.back().output; }

 private:
  struct step {
    std::size_t source = 0;  ///< 0: the network's input; i + 1: layer i
    shape output;
    bool is_last_use = false;  ///< no later layer takes the same source
    bool is_tapped = false;
  };

  [[nodiscard]] const shape& source_shape(const step& now) const {
    return now.source == 0 ? input_ : steps_[now.source - 1].output;
  }

  [[nodiscard]] step make_step(std::size_t i) const {
    const layer& each = layers_[i];
    const std::string where = "layer '" + each.name + "'";
    if (each.name.empty() || each.name == "input") {
      detail::refuse(where,
                     "the name of layer " + std::to_string(i) + " must not be empty or 'input'");
    }
    if (find(each.name, i) != i + 1) detail::refuse(where, "the name appears twice");
    if (each.inputs.size() != 1) {
      detail::refuse(where, "found " + std::to_string(each.inputs.size()) + " inputs, expected 1");
    }
    step result;
    result.source = each.inputs[0] == "input" ? 0 : find(each.inputs[0], i);
    if (result.source == i + 1)
      detail::refuse(where, "input '" + each.inputs[0] + "' is no earlier layer");
    result.output = std::visit(
        [&](const auto& work) { return detail::output_shape(where, work, source_shape(result)); },
        each.work);
    detail::checked_size(where,
                         {result.output.channels, result.output.height, result.output.width});
    return result;
  }

  /// 1 + the index of the layer of that name among the first `count`; count + 1 if there is none.
  [[nodiscard]] std::size_t find(const std::string& name, std::size_t count) const {
    std::size_t i = 0;
    while (i < count && layers_[i].name != name) ++i;
    return i + 1;
  }

  void mark_last_uses() {
    for (auto now = steps_.begin(); now != steps_.end(); ++now) {
      now->is_last_use = std::none_of(
          now + 1, steps_.end(), [&](const step& later) { return later.source == now->source; });
    }
  }

  void mark_taps() {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const operation& work = layers_[i].work;
      if (!std::holds_alternative<conv2d>(work) && !std::holds_alternative<dense>(work)) continue;
      std::vector<std::size_t> users;
      for (std::size_t later = i + 1; later < layers_.size(); ++later) {
        if (steps_[later].source == i + 1) users.push_back(later);
      }
      const bool is_fused =
          users.size() == 1 && std::holds_alternative<relu>(layers_[users[0]].work);
      steps_[is_fused ? users[0] : i].is_tapped = true;
    }
  }

  template <class Work, class Visit>
  static void visit_parameters(const std::string& name, Work& work, Visit& visit) {
    if constexpr (std::is_same_v<Work, conv2d> || std::is_same_v<Work, dense>) {
      const std::size_t outputs = [&] {
        if constexpr (std::is_same_v<Work, conv2d>) return work.channels;
        if constexpr (std::is_same_v<Work, dense>) return work.units;
      }();
      visit(site{name, role::weight},
            tensor_view<float>{work.weights, {outputs, work.weights.size() / outputs}});
      if (!work.bias.empty())
        visit(site{name, role::bias}, tensor_view<float>{work.bias, {outputs, 1}});
    }
  }

  std::vector<layer> layers_;
  shape input_;
  std::vector<step> steps_;
};

}  // namespace binpoint::eigen

#endif
