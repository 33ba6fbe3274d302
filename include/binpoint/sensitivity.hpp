/// @file
/// What each site of a quantized network costs by itself, and what has gathered up to it.
#ifndef BINPOINT_SENSITIVITY_HPP
#define BINPOINT_SENSITIVITY_HPP

#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <string_view>
#include <vector>

#include "calibrate.hpp"
#include "detail/error.hpp"
#include "detail/parameter_switch.hpp"
#include "detail/plan_quantizer.hpp"
#include "error_report.hpp"
#include "network.hpp"
#include "validation.hpp"

namespace binpoint {
namespace detail {

template <class Network, class Inputs, class Progress>
class sensitivity_meter {
 public:
  sensitivity_meter(Network& net, const plan& formats, const Inputs& inputs, Progress& on_progress)
      : net_(net),
        inputs_(inputs),
        on_progress_(on_progress),
        quantizer_(formats, "measure_sensitivity"),
        parameters_(net) {
    result_.inputs = static_cast<std::size_t>(std::ranges::distance(inputs));
    if (result_.inputs == 0) {
      invalid_argument("measure_sensitivity", "the test set is empty, and one input is needed");
    }
    for (auto& each : parameters_.parameters()) {
      const auto& [layer, kind] = each.where;
      site_sensitivity& found = result_.sites[each.where];
      found.own = quantizer_.round_once(layer, kind, tensor_view<float>{each.rounded, each.layout});
      found.accumulated = found.own;
    }
  }

  [[nodiscard]] sensitivity measure() {
    for (const auto& input : inputs_) {
      run_in_float(input);
      run_quantized(input);
    }
    for (std::size_t i = 0; i < parameters_.parameters().size(); ++i) measure_parameter(i);
    for (const auto& [where, unused] : result_.sites) {
      if (where.kind == role::activation || where.kind == role::input) measure_output(where);
    }
    return result_;
  }

 private:
  /// Keeps the network's outputs, and of each layer those of this input alone.
  template <class Input>
  void run_in_float(const Input& input) {
    parameters_.restore();
    shown_.clear();
    const auto keep = [&](std::string_view layer, tensor_view<float> output) {
      shown_.emplace_back(output.begin(), output.end());
      (void)result_.sites.get(layer, role_of_output(layer));
    };
    const auto& outputs = net_.run(input, tap{keep});
    outputs_.emplace_back(std::ranges::begin(outputs), std::ranges::end(outputs));
    advance();
  }

  template <class Input>
  void run_quantized(const Input& input) {
    parameters_.round_all();
    std::size_t next = 0;
    const auto round = [&](std::string_view layer, tensor_view<float> output) {
      const role kind = role_of_output(layer);
      quantizer_.round_once(layer, kind, output);
      result_.sites.get(layer, kind).accumulated += binpoint::compare(shown_.at(next), output);
      ++next;
    };
    (void)net_.run(input, tap{round});
    advance();
  }

  void measure_parameter(std::size_t index) {
    parameters_.write([=](std::size_t i) { return i == index; });
    compare_outputs(parameters_.parameters()[index].where, tap{});
  }

  void measure_output(const site& where) {
    parameters_.restore();
    error_report& own = result_.sites[where].own;
    const auto round = [&](std::string_view layer, tensor_view<float> output) {
      if (layer == where.layer) own += quantizer_.round_once(layer, where.kind, output);
    };
    compare_outputs(where, tap{round});
  }

  void compare_outputs(const site& where, tap change) {
    error_report& losses = result_.sites[where].output;
    std::size_t index = 0;
    for (const auto& input : inputs_) {
      losses += binpoint::compare(outputs_[index++], net_.run(input, change));
      advance();
    }
  }

  void advance() { on_progress_(++done_, result_.inputs * (2 + result_.sites.size())); }

  Network& net_;
  const Inputs& inputs_;
  Progress& on_progress_;
  plan_quantizer quantizer_;
  parameter_switch<Network> parameters_;
  std::vector<std::vector<float>> shown_;    ///< by the layers of one input
  std::vector<std::vector<float>> outputs_;  ///< the network's in floating point, by input
  std::size_t done_ = 0;
  sensitivity result_;
};

}  // namespace detail

/// For each site: the error of rounding it alone, what that does to the network's outputs, and the
/// error that has gathered at it in the network that is quantized everywhere.
///
/// The parameters are changed and restored, also when something throws. A few dozen inputs say
/// where the noise comes from: `std::span(inputs).first(50)`.
/// @param on_progress  callable of (done, total), called after each run
/// @throws std::invalid_argument when there are no inputs, or the plan lacks a site or has not one
///         fraction length for each channel of a site; whatever the network throws
/// @par Complexity  for each input, two runs and one more for each site; the outputs of all inputs
///                  and of the layers for one are kept in memory
template <class Network, std::ranges::forward_range Inputs,
          std::invocable<std::size_t, std::size_t> Progress = no_progress>
requires network<Network, std::ranges::range_value_t<Inputs>>
[[nodiscard]] sensitivity measure_sensitivity(Network& net, const plan& formats,
                                              const Inputs& inputs, Progress on_progress = {}) {
  return detail::sensitivity_meter(net, formats, inputs, on_progress).measure();
}

}  // namespace binpoint

#endif
