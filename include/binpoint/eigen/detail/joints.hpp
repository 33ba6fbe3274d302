/// @file
/// Two layers between which a factor of each channel can be moved, and the tensors that it moves.
#ifndef BINPOINT_EIGEN_DETAIL_JOINTS_HPP
#define BINPOINT_EIGEN_DETAIL_JOINTS_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "../../site.hpp"
#include "../layers.hpp"
#include "../network.hpp"
#include "parameters.hpp"

namespace binpoint::eigen::detail {

/// A layer whose output is shown to a tap. Behind a flatten, its channels are the pixels of those
/// before.
struct tapped_layer {
  std::string name;
  std::size_t channels = 1;
};

/// From one layer with weights to the next. `to` == `from`: there is none, the output is the
/// network's.
struct joint {
  std::size_t from = 0;
  std::size_t to = 0;
  std::vector<tapped_layer> tapped;  ///< those before `to`
  std::string obstacle;              ///< why no factor can be moved; else empty
};

[[nodiscard]] inline std::string obstacle_of(const layer& each) {
  if (const auto* const cut = std::get_if<relu>(&each.work)) {
    return std::isinf(cut->limit) ? "" : "'" + each.name + "' is a ReLU with a limit";
  }
  if (std::holds_alternative<add>(each.work)) return "'" + each.name + "' adds two layers";
  if (std::holds_alternative<batch_norm>(each.work)) {
    return "'" + each.name + "' is a batch norm that is not folded";
  }
  return "";
}

[[nodiscard]] inline joint find_joint(const network& net, std::size_t from) {
  joint result{from, from, {}, ""};
  std::size_t now = from;
  while (result.to == from) {
    const layer& each = net.layers()[now];
    if (now != from) result.obstacle = obstacle_of(each);
    if (!result.obstacle.empty()) return result;
    if (net.is_tapped(now)) {
      result.tapped.push_back({each.name, net.output_shape(now).channels});
    }
    const std::vector<std::size_t> users = net.users_of(now);
    if (users.empty()) return result;
    if (users.size() > 1) {
      result.obstacle = "'" + each.name + "' is taken " + std::to_string(users.size()) + " times";
      return result;
    }
    now = users[0];
    const operation& work = net.layers()[now].work;
    if (std::holds_alternative<conv2d>(work) || std::holds_alternative<dense>(work)) {
      result.to = now;
    }
  }
  return result;
}

[[nodiscard]] inline bool is_exact(float value, int exponent) {
  const double scaled = std::ldexp(static_cast<double>(value), exponent);
  if (!(std::fabs(scaled) <= static_cast<double>(std::numeric_limits<float>::max()))) return false;
  return static_cast<double>(static_cast<float>(scaled)) == scaled;
}

/// The weights and the bias that give one channel, and the weights that take it.
class channel_values {
 public:
  /// @pre  `to` takes the channels of `from` in order, each as the same number of inputs
  channel_values(const parameters& from, const parameters& to, std::size_t channel)
      : from_(from), to_(to), channel_(channel) {}

  [[nodiscard]] double highest_of_output() const {
    double highest = 0;
    for_each_output_weight([&](float& value) { raise(highest, value); });
    return highest;
  }
  [[nodiscard]] double highest_of_input() const {
    double highest = 0;
    for_each_input_weight([&](float& value) { raise(highest, value); });
    return highest;
  }

  /// Whether every value keeps all of its bits.
  [[nodiscard]] bool can_scale(int exponent) const {
    bool can = from_.bias->empty() || is_exact((*from_.bias)[channel_], exponent);
    for_each_output_weight([&](float& value) { can = can && is_exact(value, exponent); });
    for_each_input_weight([&](float& value) { can = can && is_exact(value, -exponent); });
    return can;
  }

  void scale(int exponent) const {
    if (!from_.bias->empty()) move((*from_.bias)[channel_], exponent);
    for_each_output_weight([&](float& value) { move(value, exponent); });
    for_each_input_weight([&](float& value) { move(value, -exponent); });
  }

 private:
  static void raise(double& highest, float value) {
    highest = std::fmax(highest, static_cast<double>(std::fabs(value)));
  }
  static void move(float& value, int exponent) { value = std::ldexp(value, exponent); }

  template <class Visit>
  void for_each_output_weight(Visit visit) const {
    const std::size_t row = from_.weights->size() / from_.outputs;
    for (std::size_t i = 0; i < row; ++i) visit((*from_.weights)[channel_ * row + i]);
  }

  template <class Visit>
  void for_each_input_weight(Visit visit) const {
    const std::size_t inputs = to_.inputs_per_group();
    const std::size_t repeats = inputs * to_.groups / from_.outputs;  // after flatten: pixels
    const std::size_t outputs = to_.outputs / to_.groups;
    for (std::size_t i = channel_ * repeats; i < (channel_ + 1) * repeats; ++i) {
      for (std::size_t o = i / inputs * outputs; o < (i / inputs + 1) * outputs; ++o) {
        float* const first = to_.weights->data() + (o * inputs + i % inputs) * to_.kernel;
        for (std::size_t place = 0; place < to_.kernel; ++place) visit(first[place]);
      }
    }
  }

  parameters from_;
  parameters to_;
  std::size_t channel_;
};

/// What became of each tensor by all factors that were moved.
struct scaled_sites {
  std::vector<std::pair<site, std::vector<int>>> scaled;
  std::vector<site> mixed;

  void add(const network& net, const joint& between, const std::vector<int>& exponents) {
    operation work = net.layers()[between.from].work;
    const std::string& from = net.layers()[between.from].name;
    raise({from, role::weight}, exponents);
    if (!parameters_of(work).bias->empty()) raise({from, role::bias}, exponents);
    for (const tapped_layer& each : between.tapped) {
      raise({each.name, role::activation}, spread(exponents, each.channels));
    }
    add_inputs(net.layers()[between.to], exponents);
  }

 private:
  /// Of each channel for all that it was split into.
  [[nodiscard]] static std::vector<int> spread(const std::vector<int>& exponents,
                                               std::size_t channels) {
    std::vector<int> result(channels);
    for (std::size_t i = 0; i < channels; ++i) {
      result[i] = exponents[i / (channels / exponents.size())];
    }
    return result;
  }

  void add_inputs(const layer& to, const std::vector<int>& exponents) {
    const site where{to.name, role::weight};
    operation work = to.work;
    const parameters all = parameters_of(work);
    const bool is_depthwise = all.inputs_per_group() == 1 && all.groups == exponents.size();
    if (is_depthwise) {
      std::vector<int> of_outputs = spread(exponents, all.outputs);
      for (int& exponent : of_outputs) exponent = -exponent;
      raise(where, of_outputs);
    } else if (std::ranges::any_of(exponents, [](int e) { return e != 0; })) {
      mixed.push_back(where);
    }
  }

  void raise(const site& where, const std::vector<int>& exponents) {
    const auto found =
        std::ranges::find(scaled, where, [](const auto& each) { return each.first; });
    if (found == scaled.end()) {
      scaled.emplace_back(where, exponents);
      return;
    }
    for (std::size_t i = 0; i < exponents.size(); ++i) found->second[i] += exponents[i];
  }
};

}  // namespace binpoint::eigen::detail

#endif
