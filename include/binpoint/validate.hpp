/// @file
/// The quantized network against the float network: metrics, agreement, losses by site, bytes.
#ifndef BINPOINT_VALIDATE_HPP
#define BINPOINT_VALIDATE_HPP

#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "calibrate.hpp"
#include "detail/byte_meter.hpp"
#include "detail/error.hpp"
#include "detail/output_comparison.hpp"
#include "detail/parameter_switch.hpp"
#include "detail/plan_quantizer.hpp"
#include "metrics.hpp"
#include "network.hpp"
#include "validation.hpp"

namespace binpoint {
namespace detail {

/// Runs the network on all inputs, and returns each metric's result.
/// @param on_outputs  called with the index of the input and its outputs
template <class Network, class Inputs, class OnOutputs, class... Metrics>
[[nodiscard]] std::vector<double> run_all(Network& net, const Inputs& inputs, tap change,
                                          OnOutputs on_outputs, const Metrics&... metrics) {
  std::tuple<metric_state<Metrics>...> states{metric_state<Metrics>(metrics)...};
  std::size_t index = 0;
  for (const auto& input : inputs) {
    const auto& outputs = net.run(input, change);
    const std::span<const float> values(std::ranges::data(outputs), std::ranges::size(outputs));
    std::apply([&](auto&... state) { (state.add(index, values), ...); }, states);
    on_outputs(index++, values);
  }
  return std::apply([](const auto&... state) { return std::vector<double>{state.result()...}; },
                    states);
}

/// Gives the network the rounded parameters, and puts down what that does.
template <class Network>
void round_parameters(parameter_switch<Network>& parameters, plan_quantizer& quantizer,
                      byte_counts& bytes) {
  for (auto& each : parameters.parameters()) {
    const auto& [layer, kind] = each.where;
    quantizer.round(layer, kind, tensor_view<float>{each.rounded, each.layout});
    bytes += bytes_of(each.rounded.size(), quantizer.format_of(layer, kind));
  }
  parameters.round_all();
}

template <class... Metrics>
[[nodiscard]] std::vector<metric_result> pair_metrics(
    [[maybe_unused]] const std::vector<double>& before,
    [[maybe_unused]] const std::vector<double>& after, const Metrics&... metrics) {
  std::vector<metric_result> result;
  [[maybe_unused]] const auto add = [&](const auto& metric) {
    const std::size_t i = result.size();
    result.push_back({metric_name(metric, i), before[i], after[i]});
  };
  (add(metrics), ...);
  return result;
}

}  // namespace detail

/// Runs a network in floating point, then with parameters and outputs rounded as a plan says.
///
/// The parameters are changed for the second pass and restored after it, also when something
/// throws. The outputs of the first pass are kept in memory for the comparison.
/// @param on_progress  callable of (done, total), called after each of the two runs of each input
/// @param metrics      any number; see the concept `metric`
/// @throws std::invalid_argument when there are no inputs, or the plan lacks a site or has not one
///         fraction length for each channel of a site; whatever the network or a metric throws
/// @par Complexity  two runs for each input
template <class Network, std::ranges::forward_range Inputs,
          std::invocable<std::size_t, std::size_t> Progress, metric... Metrics>
requires network<Network, std::ranges::range_value_t<Inputs>>
[[nodiscard]] validation validate(Network& net, const plan& formats, const Inputs& inputs,
                                  Progress on_progress, const Metrics&... metrics) {
  validation result;
  result.inputs = static_cast<std::size_t>(std::ranges::distance(inputs));
  if (result.inputs == 0) {
    detail::invalid_argument("validate", "the test set is empty, and one input is needed");
  }
  std::size_t done = 0;
  detail::output_comparison outputs;
  const auto keep = [&](std::size_t, std::span<const float> values) {
    outputs.keep(values);
    on_progress(++done, 2 * result.inputs);
  };
  const auto before = detail::run_all(net, inputs, tap{}, keep, metrics...);

  detail::parameter_switch parameters(net);
  detail::plan_quantizer quantizer(formats);
  detail::round_parameters(parameters, quantizer, result.bytes);
  detail::activation_meter activations;
  const auto round_output = [&](std::string_view layer, tensor_view<float> output) {
    quantizer.round(layer, role_of_output(layer), output);
    activations.add(output.size(), quantizer.format_of(layer, role_of_output(layer)));
  };
  const auto compare_outputs = [&](std::size_t input, std::span<const float> values) {
    outputs.add(input, values);
    activations.begin_input();
    on_progress(++done, 2 * result.inputs);
  };
  const auto after = detail::run_all(net, inputs, tap{round_output}, compare_outputs, metrics...);

  result.metrics = detail::pair_metrics(before, after, metrics...);
  result.agreement = outputs.agreement();
  result.confusion = outputs.confusion();
  result.outputs = outputs.losses();
  result.activations = activations.result();
  if constexpr (counts_products<Network>) result.multiply_accumulates = net.multiply_accumulates();
  result.sites = std::move(quantizer).results();
  return result;
}

/// The same without a callback.
template <class Network, std::ranges::forward_range Inputs, metric... Metrics>
requires network<Network, std::ranges::range_value_t<Inputs>>
[[nodiscard]] validation validate(Network& net, const plan& formats, const Inputs& inputs,
                                  const Metrics&... metrics) {
  return validate(net, formats, inputs, no_progress{}, metrics...);
}

}  // namespace binpoint

#endif
