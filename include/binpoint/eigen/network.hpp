/// @file
/// A small network for inference on Eigen: convolutions, pools and dense layers, forward only.
#ifndef BINPOINT_EIGEN_NETWORK_HPP
#define BINPOINT_EIGEN_NETWORK_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "../layout.hpp"
#include "../network.hpp"
#include "detail/forward.hpp"
#include "detail/multiply_accumulates.hpp"
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
  ///         what is no earlier layer, or when shapes or numbers of parameters do not fit
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
  /// layer that makes new values (convolution, dense, add, average pool, batch norm), or, if
  /// nothing but a ReLU takes its output, for that ReLU instead. What observe leaves in place is
  /// what the next layers compute from. Other layers make no new values and are not shown.
  /// @throws std::invalid_argument  when the input's size is not that of input_shape()
  [[nodiscard]] std::vector<float> run(std::span<const float> input, tap observe = {}) const {
    check_input("eigen::network::run", input);
    return run_first(layers_.size(), input, observe, true);
  }

  /// The output of layers()[i] as run() computes it, before that layer's own tap; the taps before
  /// it are called, those after it are not reached.
  /// @throws std::invalid_argument  as run(), and when there is no such layer
  [[nodiscard]] std::vector<float> output_of(std::size_t i, std::span<const float> input,
                                             tap observe = {}) const {
    if (i >= layers_.size()) {
      binpoint::detail::invalid_argument("eigen::network::output_of",
                                         "found layer " + std::to_string(i) + ", expected one of " +
                                             std::to_string(layers_.size()));
    }
    check_input("eigen::network::output_of", input);
    return run_first(i + 1, input, observe, false);
  }

  /// Calls visit(site, values) for the weights, then the biases, of each layer in order.
  ///
  /// Each output channel or unit is a channel of the view. The values may be changed in place. A
  /// batch norm's gain is visited as a weight; its mean and variance are not.
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
  /// Whose output layers()[i] takes as its k-th input: 0 for the network's input, j + 1 for
  /// layers()[j].
  /// @throws std::invalid_argument when it takes fewer
  [[nodiscard]] std::size_t source_of(std::size_t i, std::size_t k = 0) const {
    const auto& sources = steps_[i].sources;
    if (k < sources.size()) return sources[k].index;
    binpoint::detail::invalid_argument("eigen::network::source_of",
                                       "layer '" + layers_[i].name + "': found input " +
                                           std::to_string(k) + ", expected one below " +
                                           std::to_string(sources.size()));
  }
  /// Indices of the layers that take the output of layers()[i], in order; twice where one takes it
  /// twice.
  [[nodiscard]] std::vector<std::size_t> users_of(std::size_t i) const {
    std::vector<std::size_t> users;
    for (std::size_t later = i + 1; later < steps_.size(); ++later) {
      for (const source& from : steps_[later].sources) {
        if (from.index == i + 1) users.push_back(later);
      }
    }
    return users;
  }
  /// Products that layers()[i] sums for one input: those of a convolution, the zeros of its padding
  /// among them, or of a dense layer; none for other layers.
  [[nodiscard]] std::uint64_t multiply_accumulates(std::size_t i) const {
    return std::visit(
        [&](const auto& work) { return detail::multiply_accumulates(work, steps_[i].output); },
        layers_[i].work);
  }
  /// Those of all layers.
  [[nodiscard]] std::uint64_t multiply_accumulates() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < layers_.size(); ++i) sum += multiply_accumulates(i);
    return sum;
  }
  /// Whether run() shows the output of layers()[i] to the tap.
  [[nodiscard]] bool is_tapped(std::size_t i) const { return steps_[i].is_tapped; }

 private:
  struct source {
    std::size_t index = 0;     ///< 0: the network's input; i + 1: layer i
    bool is_last_use = false;  ///< nothing takes it afterwards
  };
  struct step {
    std::vector<source> sources;
    shape output;
    bool is_tapped = false;
  };

  void check_input(const char* function, std::span<const float> input) const {
    if (input.size() == input_.size()) return;
    binpoint::detail::invalid_argument(
        function, "found " + std::to_string(input.size()) + " values, expected " +
                      detail::shape_text(input_) + " = " + std::to_string(input_.size()));
  }

  /// The output of the last of the first `count` layers.
  [[nodiscard]] std::vector<float> run_first(std::size_t count, std::span<const float> input,
                                             tap observe, bool is_last_tapped) const {
    std::vector<std::vector<float>> values(count + 1);
    values[0].assign(input.begin(), input.end());
    observe("input", {values[0], input_.layout()});
    for (std::size_t i = 0; i < count; ++i) {
      const step& now = steps_[i];
      std::vector<std::vector<float>> taken;
      for (const source& from : now.sources) {
        std::vector<float>& there = values[from.index];
        taken.push_back(from.is_last_use ? std::move(there) : there);
      }
      values[i + 1] = std::visit(
          [&](const auto& work) {
            return detail::forward_from(work, source_shape(now.sources[0]), now.output,
                                        std::move(taken));
          },
          layers_[i].work);
      if (now.is_tapped && (i + 1 < count || is_last_tapped)) {
        observe(layers_[i].name, {values[i + 1], now.output.layout()});
      }
    }
    return std::move(values.back());
  }

  [[nodiscard]] const shape& source_shape(const source& from) const {
    return from.index == 0 ? input_ : steps_[from.index - 1].output;
  }

  [[nodiscard]] step make_step(std::size_t i) const {
    const layer& each = layers_[i];
    const std::string where = "layer '" + each.name + "'";
    if (each.name.empty() || each.name == "input") {
      detail::refuse(where,
                     "the name of layer " + std::to_string(i) + " must not be empty or 'input'");
    }
    if (find(each.name, i) != i + 1) detail::refuse(where, "the name appears twice");
    const std::size_t expected = std::holds_alternative<add>(each.work) ? 2 : 1;
    if (each.inputs.size() != expected) {
      detail::refuse(where, "found " + std::to_string(each.inputs.size()) + " inputs, expected " +
                                std::to_string(expected));
    }
    step result;
    for (const std::string& name : each.inputs) {
      result.sources.push_back({name == "input" ? 0 : find(name, i)});
      if (result.sources.back().index == i + 1) {
        detail::refuse(where, "input '" + name + "' is no earlier layer");
      }
    }
    const shape& in = source_shape(result.sources.front());
    if (const shape& other = source_shape(result.sources.back()); !(in == other)) {
      detail::refuse(where, "inputs of " + detail::shape_text(in) + " and " +
                                detail::shape_text(other) + " have no sum");
    }
    result.output = std::visit(
        [&](const auto& work) { return detail::output_shape(where, work, in); }, each.work);
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
    std::vector<source*> last(steps_.size() + 1, nullptr);
    for (step& each : steps_) {
      for (source& from : each.sources) last[from.index] = &from;
    }
    for (source* const each : last) {
      if (each != nullptr) each->is_last_use = true;
    }
  }

  void mark_taps() {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (!makes_values(layers_[i].work)) continue;
      const std::vector<std::size_t> users = users_of(i);
      const bool is_fused =
          users.size() == 1 && std::holds_alternative<relu>(layers_[users[0]].work);
      steps_[is_fused ? users[0] : i].is_tapped = true;
    }
  }

  [[nodiscard]] static bool makes_values(const operation& work) {
    return !std::holds_alternative<relu>(work) && !std::holds_alternative<max_pool>(work) &&
           !std::holds_alternative<flatten>(work);
  }

  template <class Work, class Visit>
  static void visit_parameters(const std::string& name, Work& work, Visit& visit) {
    if constexpr (std::is_same_v<Work, conv2d>) {
      visit_pair(name, work.weights, work.bias, work.channels, visit);
    } else if constexpr (std::is_same_v<Work, dense>) {
      visit_pair(name, work.weights, work.bias, work.units, visit);
    } else if constexpr (std::is_same_v<Work, batch_norm>) {
      visit_pair(name, work.gain, work.bias, work.gain.size(), visit);
    }
  }

  template <class Visit>
  static void visit_pair(const std::string& name, std::vector<float>& weights,
                         std::vector<float>& bias, std::size_t outputs, Visit& visit) {
    visit(site{name, role::weight},
          tensor_view<float>{weights, {outputs, weights.size() / outputs}});
    if (!bias.empty()) visit(site{name, role::bias}, tensor_view<float>{bias, {outputs, 1}});
  }

  std::vector<layer> layers_;
  shape input_;
  std::vector<step> steps_;
};

}  // namespace binpoint::eigen

#endif
