/// @file
/// The quantized network against the float network: metrics, agreement, losses by site, bytes.
#ifndef BINPOINT_VALIDATE_HPP
#define BINPOINT_VALIDATE_HPP

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "calibrate.hpp"
#include "detail/error.hpp"
#include "detail/plan_quantizer.hpp"
#include "error_report.hpp"
#include "metrics.hpp"
#include "network.hpp"
#include "validation.hpp"

namespace binpoint {

namespace detail {

/// What one pass over the inputs gives: each metric's result, and each input's highest output.
struct pass_result {
  std::vector<double> metrics;
  std::vector<std::ptrdiff_t> highest;
};

template <class Network, class Inputs, class Progress, class... Metrics>
[[nodiscard]] pass_result run_all(Network& net, const Inputs& inputs, tap change, Progress on_input,
                                  const Metrics&... metrics) {
  std::tuple<metric_state<Metrics>...> states{metric_state<Metrics>(metrics)...};
  pass_result result;
  std::size_t index = 0;
  for (const auto& input : inputs) {
    const auto& outputs = net.run(input, change);
    const std::span<const float> values(std::ranges::data(outputs), std::ranges::size(outputs));
    std::apply([&](auto&... state) { (state.add(index, values), ...); }, states);
    result.highest.push_back(std::max_element(values.begin(), values.end()) - values.begin());
    ++index;
    on_input();
  }
  result.metrics = std::apply(
      [](const auto&... state) { return std::vector<double>{state.result()...}; }, states);
  return result;
}

inline void add_bytes(parameter_bytes& sum, std::uint64_t count, const tensor_format& chosen) {
  const auto bits = static_cast<std::uint64_t>(chosen.base.word_length);
  const std::uint64_t container = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
  sum.count += count;
  sum.before += count * sizeof(float);
  sum.packed += chosen.stays_float ? count * sizeof(float) : (count * bits + 7) / 8;
  sum.stored += count * (chosen.stays_float ? sizeof(float) : container);
}

}  // namespace detail

/// Runs a network in floating point, then with parameters and outputs rounded as a plan says.
///
/// The parameters are changed for the second pass and restored after it, also when something
/// throws.
/// @param on_progress  callable of (done, total), called after each of the two runs of each input
/// @param metrics      any number; see the concept `metric`
/// @throws std::invalid_argument when there are no inputs or the plan lacks a site; whatever the
///         network or a metric throws
/// @par Complexity  two runs for each input
template <class Network, std::ranges::forward_range Inputs,
          std::invocable<std::size_t, std::size_t> Progress, metric... Metrics>
requires network<Network, std::ranges::range_value_t<Inputs>>
[[nodiscard]] validation validate(Network& net, const plan& formats, const Inputs& inputs,
                                  Progress on_progress, const Metrics&... metrics) {
  const auto total = static_cast<std::size_t>(std::ranges::distance(inputs));
  if (total == 0) {
    detail::invalid_argument("validate", "the test set is empty, and one input is needed");
  }
  std::size_t done = 0;
  const auto on_input = [&] { on_progress(++done, 2 * total); };
  const detail::pass_result before = detail::run_all(net, inputs, tap{}, on_input, metrics...);

  validation result;
  result.inputs = total;
  const detail::parameter_restorer<Network> restorer(net);
  detail::plan_quantizer quantizer(formats);
  net.for_each_parameter([&](const site& where, tensor_view<float> values) {
    quantizer.round(where.layer, where.kind, values);
    detail::add_bytes(result.bytes, values.size(), formats.at(where));
  });
  const auto round_output = [&](std::string_view layer, tensor_view<float> output) {
    quantizer.round(layer, role_of_output(layer), output);
  };
  const detail::pass_result after =
      detail::run_all(net, inputs, tap{round_output}, on_input, metrics...);

  std::size_t index = 0;
  [[maybe_unused]] const auto add_metric = [&](const auto& m) {
    result.metrics.push_back(
        {detail::metric_name(m, index), before.metrics[index], after.metrics[index]});
    ++index;
  };
  (add_metric(metrics), ...);
  std::size_t same = 0;
  for (std::size_t i = 0; i < total; ++i) same += before.highest[i] == after.highest[i] ? 1U : 0U;
  result.agreement = static_cast<double>(same) / static_cast<double>(total);
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
