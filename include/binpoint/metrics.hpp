/// @file
/// Measures of a network's outputs, for validation.
#ifndef BINPOINT_METRICS_HPP
#define BINPOINT_METRICS_HPP

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "detail/error.hpp"

namespace binpoint {

/// Callable with (index of the input, its outputs): a number, averaged over the inputs.
template <class M>
concept sample_metric =
    std::is_invocable_r_v<double, const M&, std::size_t, std::span<const float>>;

/// Callable with the outputs of all inputs at once: the result. All outputs are kept in memory for it.
template <class M>
concept set_metric = std::is_invocable_r_v<double, const M&, std::span<const std::vector<float>>>;

/// A measure of a network's outputs. A member `name` names it in reports.
template <class M>
concept metric = sample_metric<M> || set_metric<M>;

/// Share of the inputs whose highest output is that of their label.
/// @pre  the labels outlive the metric
template <std::integral Label>
struct top_1_accuracy {
  std::span<const Label> labels;
  std::string_view name = "top-1 accuracy";

  /// @throws std::invalid_argument for an input without a label
  [[nodiscard]] double operator()(std::size_t input, std::span<const float> outputs) const {
    if (input >= labels.size()) {
      detail::invalid_argument("top_1_accuracy", "input " + std::to_string(input) +
                                                     " has no label, there are only " +
                                                     std::to_string(labels.size()));
    }
    const auto highest = std::max_element(outputs.begin(), outputs.end()) - outputs.begin();
    return std::cmp_equal(highest, labels[input]) ? 1.0 : 0.0;
  }
};
template <class Labels>
top_1_accuracy(const Labels&) -> top_1_accuracy<std::ranges::range_value_t<Labels>>;

namespace detail {

/// One metric while the inputs go by: its sum so far, or the outputs it has asked to keep.
template <class Metric>
class metric_state {
 public:
  explicit metric_state(const Metric& metric) : metric_(metric) {}

  void add(std::size_t input, std::span<const float> outputs) {
    ++count_;
    if constexpr (sample_metric<Metric>) {
      sum_ += metric_(input, outputs);
    } else {
      kept_.emplace_back(outputs.begin(), outputs.end());
    }
  }

  [[nodiscard]] double result() const {
    if constexpr (sample_metric<Metric>) {
      return sum_ / static_cast<double>(count_);
    } else {
      return metric_(std::span<const std::vector<float>>(kept_));
    }
  }

 private:
  const Metric& metric_;
  double sum_ = 0;
  std::size_t count_ = 0;
  std::vector<std::vector<float>> kept_;
};

template <class Metric>
[[nodiscard]] std::string metric_name(const Metric& metric, std::size_t index) {
  if constexpr (requires { std::string(metric.name); }) {
    return std::string(metric.name);
  } else {
    return "metric " + std::to_string(index + 1);
  }
}

}  // namespace detail
}  // namespace binpoint

#endif
