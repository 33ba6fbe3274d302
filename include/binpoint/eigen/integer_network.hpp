/// @file
/// A network that runs on codes, from the first layer to the last, bit for bit as it was simulated.
#ifndef BINPOINT_EIGEN_INTEGER_NETWORK_HPP
#define BINPOINT_EIGEN_INTEGER_NETWORK_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "../format.hpp"
#include "../format_text.hpp"
#include "../network.hpp"
#include "../quantize.hpp"
#include "code_tap.hpp"
#include "detail/integer_builder.hpp"
#include "detail/integer_forward.hpp"
#include "integer_layer.hpp"
#include "network.hpp"

namespace binpoint::eigen {

/// Made by quantize. Only the input is ever floating point, and only until it is encoded.
///
/// For every input, the codes of each layer are those of the values that validate sees there with
/// the same plan. Nothing is kept between runs: several threads may run one network at a time.
class integer_network {
 public:
  /// The codes of the last layer for one input, in output_format().
  ///
  /// Calls observe("input", codes, format), then observe(name, codes, format) for each layer of
  /// layers(), in order.
  /// @throws std::invalid_argument  when the input's size is not that of input_shape()
  [[nodiscard]] std::vector<std::int32_t> run(std::span<const float> input,
                                              code_tap observe = {}) const {
    check_size("eigen::integer_network::run", input.size());
    return is_narrow_ ? run_as(encoded<std::int16_t>(input), observe)
                      : run_as(encoded<std::int32_t>(input), observe);
  }

  /// The same from codes in input_format().
  /// @throws std::invalid_argument  for another number of codes, or one outside the format
  [[nodiscard]] std::vector<std::int32_t> run_codes(std::span<const std::int32_t> input,
                                                    code_tap observe = {}) const {
    constexpr const char* function = "eigen::integer_network::run_codes";
    check_size(function, input.size());
    for (std::size_t i = 0; i < input.size(); ++i) {
      if (input[i] >= input_limits_.lowest && input[i] <= input_limits_.highest) continue;
      binpoint::detail::invalid_argument(function, "code " + std::to_string(input[i]) + " at " +
                                                       std::to_string(i) + " is none of " +
                                                       to_string(input_format_));
    }
    return is_narrow_ ? run_as(std::vector<std::int16_t>(input.begin(), input.end()), observe)
                      : run_as(std::vector<std::int32_t>(input.begin(), input.end()), observe);
  }

  /// The layers that make codes. Where the sums of one need 32 bits or fewer, they run in 32.
  [[nodiscard]] const std::vector<integer_layer>& layers() const { return layers_; }
  [[nodiscard]] const shape& input_shape() const { return input_shape_; }
  [[nodiscard]] const format& input_format() const { return input_format_; }
  /// That of the float network's output: a vector where that ends with a flatten, which is no layer
  /// here.
  [[nodiscard]] const shape& output_shape() const { return output_shape_; }
  [[nodiscard]] const format& output_format() const {
    return output_ == 0 ? input_format_ : layers_[output_ - 1].codes;
  }
  /// The plan that it follows.
  [[nodiscard]] const plan& formats() const { return formats_; }

 private:
  friend integer_network quantize(const network& net, const plan& formats);

  integer_network(const network& net, const plan& formats)
      : formats_(formats), input_shape_(net.input_shape()), output_shape_(net.output_shape()) {
    detail::check_network(detail::integer_builder::function, net, formats);
    detail::integer_builder builder(net, formats);
    const detail::integer_graph graph = detail::integer_graph_of(net);
    for (const detail::integer_node& node : graph.nodes) {
      layers_.push_back(builder.make(node));
      prepared_.push_back(
          detail::prepare(layers_.back().work, builder.source(node.sources.front()).limits));
    }
    output_ = graph.output;
    input_format_ = builder.source(0).codes;
    input_limits_ = builder.source(0).limits;
    for (std::size_t i = 0; i <= layers_.size(); ++i) {
      const integer::code_limits limits = builder.source(i).limits;
      is_narrow_ = is_narrow_ && limits.lowest >= std::numeric_limits<std::int16_t>::min() &&
                   limits.highest <= std::numeric_limits<std::int16_t>::max();
    }
  }

  void check_size(const char* function, std::size_t found) const {
    if (found == input_shape_.size()) return;
    binpoint::detail::invalid_argument(function, "found " + std::to_string(found) +
                                                     " values, expected " +
                                                     detail::shape_text(input_shape_) + " = " +
                                                     std::to_string(input_shape_.size()));
  }

  template <class Code>
  [[nodiscard]] std::vector<Code> encoded(std::span<const float> input) const {
    std::vector<Code> codes(input.size());
    binpoint::quantize(input, codes, input_format_, formats_.rules);
    return codes;
  }

  template <class Code>
  [[nodiscard]] std::vector<std::int32_t> run_as(std::vector<Code> input,
                                                 const code_tap& observe) const {
    std::vector<std::vector<Code>> codes{std::move(input)};
    show(observe, input_layer, codes[0], input_shape_, input_format_);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const integer_layer& each = layers_[i];
      std::vector<Code> made(each.output.size());
      const std::span<const Code> first(codes[each.sources.front()]);
      const std::span<const Code> last(codes[each.sources.back()]);
      std::visit(
          [&](const auto& work) { detail::forward(work, prepared_[i], first, last, made.data()); },
          each.work);
      show(observe, each.name, made, each.output, each.codes);
      codes.push_back(std::move(made));
    }
    return {codes[output_].begin(), codes[output_].end()};
  }

  template <class Code>
  static void show(const code_tap& observe, std::string_view name, const std::vector<Code>& codes,
                   const shape& of, const format& in) {
    if (!observe) return;
    const std::vector<std::int32_t> wide(codes.begin(), codes.end());
    observe(name, {wide, of.layout()}, in);
  }

  plan formats_;
  shape input_shape_;
  shape output_shape_;
  format input_format_{};
  integer::code_limits input_limits_{};
  std::vector<integer_layer> layers_;
  std::vector<detail::prepared_weights> prepared_;  ///< of each layer
  std::size_t output_ = 0;                          ///< 0: the input; i + 1: layer i
  bool is_narrow_ = true;                           ///< all codes fit 16 bits
};

/// A network in integers that computes what the plan says of this one.
///
/// Parameters are encoded once, each bias in its own format, which an exact left shift aligns with
/// the products. ReLUs are limits of the codes before them. Every sum is bounded by the codes of
/// its weights and the range of its inputs: no accumulator can overflow, and the simulation, which
/// sums in double, is exact.
/// @throws std::invalid_argument  naming the site or layer and the reason: for a plan that does not
///     name exactly the network's sites, or a format that integers cannot take; for a bias finer
///     than its products and for sums of more than 54 bits (repair_plan mends both); for stochastic
///     rounding and wrapping codes; for a batch norm
/// @par Complexity  a few passes over the parameters
[[nodiscard]] inline integer_network quantize(const network& net, const plan& formats) {
  return {net, formats};
}

}  // namespace binpoint::eigen

#endif
