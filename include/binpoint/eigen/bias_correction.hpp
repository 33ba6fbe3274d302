/// @file
/// The mean error of each channel's sums, taken off again by the bias.
#ifndef BINPOINT_EIGEN_BIAS_CORRECTION_HPP
#define BINPOINT_EIGEN_BIAS_CORRECTION_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "../criteria.hpp"
#include "../detail/error.hpp"
#include "../detail/plan_quantizer.hpp"
#include "../error_report.hpp"
#include "../histogram.hpp"
#include "../layout.hpp"
#include "../limits.hpp"
#include "../network.hpp"
#include "../site.hpp"
#include "detail/parameters.hpp"
#include "layers.hpp"
#include "network.hpp"

namespace binpoint::eigen {

/// What happened to one bias.
struct corrected_bias {
  site where;
  float largest_change = 0;  ///< in magnitude, over all channels
  /// The format that it has now, if the plan had none for it, or one in which a new value would
  /// have overflowed.
  std::optional<tensor_format> new_format{};
};

/// A network whose biases make up for what the plan's rounding shifts, and the plan for it.
struct corrected_network {
  network net;
  plan formats;
  std::vector<corrected_bias> biases;  ///< in the order of layers, also those that did not change
};

namespace detail {

/// The mean of each channel of a layer's output over all inputs and places, in a fixed order.
template <class Inputs>
[[nodiscard]] std::vector<double> channel_means(const network& net, std::size_t layer,
                                                const Inputs& inputs, tap observe) {
  const shape& out = net.output_shape(layer);
  std::vector<double> means(out.channels, 0.0);
  double count = 0;
  for (const auto& input : inputs) {
    const std::vector<float> values = net.output_of(layer, input, observe);
    for (std::size_t i = 0; i < values.size(); ++i) {
      means[out.layout().channel(i)] += static_cast<double>(values[i]);
    }
    count += static_cast<double>(out.height * out.width);
  }
  for (double& mean : means) mean /= count;
  return means;
}

/// Least error within the word length, but a word of one bit, which may have no room for a sign, is
/// made longer by one; one format for each channel where there was one.
[[nodiscard]] inline tensor_format choose_bias_format(std::span<const float> bias,
                                                      const tensor_format& before) {
  if (before.stays_float) return before;
  const int word_length = std::max(before.base.word_length, 2);
  if (before.fraction_lengths.empty())
    return least_error{word_length}(count_octaves<3>(bias)).chosen;
  const least_error choose{word_length, signedness::always};
  std::vector<int> lengths;
  for (const float value : bias) {
    lengths.push_back(choose(count_octaves<3>(std::span(&value, 1))).chosen.fraction_length);
  }
  return {format{word_length, lengths[0], true}, std::move(lengths)};
}

/// The layers of a network before and after correction, and those of its quantized twin.
class bias_corrector {
 public:
  static constexpr const char* function = "eigen::correct_biases";

  bias_corrector(const network& net, const plan& formats)
      : before_(net), corrected_(net.layers()), rounded_(net.layers()), formats_(formats) {}

  /// Corrects layer i, and rounds it in the quantized twin.
  /// @pre  called for each layer in order
  template <class Inputs>
  void correct(std::size_t i, const Inputs& inputs) {
    const std::string& name = corrected_[i].name;
    if (auto* const norm = std::get_if<batch_norm>(&rounded_[i].work)) {
      round(name, role::weight, by_channel(norm->gain, norm->gain.size()));
      round(name, role::bias, by_channel(norm->bias, norm->bias.size()));
    }
    const parameters now = parameters_of(rounded_[i].work);
    if (now.weights == nullptr) return;
    round(name, role::weight, by_channel(*now.weights, now.outputs));
    // The twin has this layer's bias still as it was: what rounding that will add is not meant
    // here.
    const auto round_output = [&](std::string_view layer, tensor_view<float> values) {
      round(layer, role_of_output(layer), values);
    };
    const std::vector<double> wanted = channel_means(before_, i, inputs, tap{});
    const std::vector<double> found =
        channel_means(network(before_.input_shape(), rounded_), i, inputs, tap{round_output});
    if (!now.bias->empty()) (void)format_of(name, role::bias);
    now.bias->resize(now.outputs, 0.0F);
    corrected_bias report{{name, role::bias}};
    for (std::size_t c = 0; c < now.outputs; ++c) {
      const double added = wanted[c] - found[c];
      if (!std::isfinite(added)) continue;
      report.largest_change = std::max(report.largest_change, static_cast<float>(std::fabs(added)));
      (*now.bias)[c] = static_cast<float>(static_cast<double>((*now.bias)[c]) + added);
    }
    *parameters_of(corrected_[i].work).bias = *now.bias;
    report.new_format = changed_format(*now.bias, report.where);
    if (report.new_format) formats_[report.where] = *report.new_format;
    round(name, role::bias, by_channel(*now.bias, now.outputs));
    biases_.push_back(std::move(report));
  }

  [[nodiscard]] corrected_network result() && {
    return {network(before_.input_shape(), std::move(corrected_)), std::move(formats_),
            std::move(biases_)};
  }

 private:
  [[nodiscard]] static tensor_view<float> by_channel(std::vector<float>& values,
                                                     std::size_t channels) {
    return {values, {channels, values.size() / channels}};
  }

  [[nodiscard]] const tensor_format& format_of(std::string_view name, role kind) const {
    const tensor_format* const chosen = formats_.find(name, kind);
    if (chosen == nullptr) {
      binpoint::detail::invalid_argument(
          function,
          "the plan has no format for '" + to_string(site{std::string(name), kind}) + "'");
    }
    return *chosen;
  }

  error_report round(std::string_view name, role kind, tensor_view<float> values) const {
    return binpoint::detail::round_site(function, name, kind, values, format_of(name, kind),
                                        formats_.rules);
  }

  /// None where the plan's own fits.
  [[nodiscard]] std::optional<tensor_format> changed_format(std::vector<float> bias,
                                                            const site& where) const {
    const tensor_format* const now = formats_.find(where);
    if (now == nullptr) return choose_bias_format(bias, formats_.at({where.layer, role::weight}));
    const std::vector<float> exact = bias;
    if (round(where.layer, where.kind, by_channel(bias, bias.size())).overflows == 0) return {};
    return choose_bias_format(exact, *now);
  }

  const network& before_;
  std::vector<layer> corrected_;
  std::vector<layer> rounded_;
  plan formats_;
  std::vector<corrected_bias> biases_;
};

}  // namespace detail

/// Adds to each bias the mean, over all inputs and places, by which the sums of its channel are
/// smaller in the quantized network than in the float network.
///
/// Layer by layer in order, so that each correction is measured with all layers before it quantized
/// and corrected. Means are sums in double in a fixed order: the same inputs give the same bits. A
/// layer without a bias gets one, with a format of its weights' word length. Where a new value
/// overflows its format, that is chosen anew by least error in the same word length; other formats
/// stay. New formats have 2 bits or more.
/// @param inputs  calibration data, a range of what net.run takes
/// @throws std::invalid_argument when there are no inputs, or the plan lacks a site or has not one
///         fraction length for each channel of a site
/// @par Complexity  two runs for each input and each convolution or dense layer, up to that layer
/// @par Source      Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
///                  Correction" (2019), 4.2, the empirical form
template <std::ranges::forward_range Inputs>
[[nodiscard]] corrected_network correct_biases(const network& net, const plan& formats,
                                               const Inputs& inputs) {
  if (std::ranges::empty(inputs)) {
    binpoint::detail::invalid_argument(detail::bias_corrector::function,
                                       "the calibration set is empty, and one input is needed");
  }
  detail::bias_corrector corrector(net, formats);
  for (std::size_t i = 0; i < net.layers().size(); ++i) corrector.correct(i, inputs);
  return std::move(corrector).result();
}

}  // namespace binpoint::eigen

#endif
