/// @file
/// Quantization-aware training: the network computes with rounded parameters and outputs, the
/// gradient passes straight through the rounding, and the formats follow what the loop sees.
#ifndef BINPOINT_EXAMPLES_QUANTIZED_TRAINING_HPP
#define BINPOINT_EXAMPLES_QUANTIZED_TRAINING_HPP

#include <binpoint/binpoint.hpp>
#include <binpoint/eigen/network.hpp>
#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backward.hpp"
#include "images.hpp"
#include "sgd.hpp"

namespace demo {

/// What the layers computed from, and what was rounded to it.
struct rounded_values {
  std::vector<matrix>
      taken;  ///< the input, then the output of each layer, rounded where it is a site
  std::vector<matrix> exact;  ///< the same before rounding; empty where nothing was rounded

  [[nodiscard]] const matrix& before_rounding(std::size_t i) const {
    return exact[i].size() == 0 ? taken[i] : exact[i];
  }
};

[[nodiscard]] inline std::span<const float> values_of(const matrix& m) {
  return {m.data(), static_cast<std::size_t>(m.size())};
}
[[nodiscard]] inline std::span<float> values_of(matrix& m) {
  return {m.data(), static_cast<std::size_t>(m.size())};
}

/// The forward pass in the formats of a plan.
/// @param net      its parameters are rounded already
/// @param observe  called with each site's output before it is rounded
template <class Observe>
[[nodiscard]] rounded_values rounded_forward_pass(const be::network& net,
                                                  const binpoint::plan& formats, matrix batch,
                                                  Observe observe) {
  rounded_values result;
  const auto append = [&](const std::string& layer, matrix output) {
    const binpoint::role kind = binpoint::role_of_output(layer);
    const binpoint::tensor_format* chosen = formats.find(layer, kind);
    if (chosen == nullptr || chosen->stays_float) {
      result.taken.push_back(std::move(output));
      result.exact.emplace_back();
      return;
    }
    observe(layer, kind, values_of(std::as_const(output)));
    matrix rounded(output.rows(), output.cols());
    binpoint::fake_quantize(values_of(std::as_const(output)), values_of(rounded), chosen->base,
                            formats.rules);
    result.taken.push_back(std::move(rounded));
    result.exact.push_back(std::move(output));
  };
  append("input", std::move(batch));
  be::shape in = net.input_shape();
  for (std::size_t i = 0; i < net.layers().size(); ++i) {
    const layer_place at{in, net.output_shape(i)};
    append(net.layers()[i].name,
           std::visit([&](const auto& work) { return layer_output(work, at, result.taken.back()); },
                      net.layers()[i].work));
    in = at.out;
  }
  return result;
}

/// Adds to `sum` the gradient of every rounded parameter; the gradient of a rounded output passes
/// to the exact one where it did not overflow.
inline void rounded_backward_pass(const be::network& net, const binpoint::plan& formats,
                                  const rounded_values& values, matrix above,
                                  std::vector<layer_gradient>& sum) {
  for (std::size_t i = net.layers().size(); i-- > 0;) {
    const be::layer& layer = net.layers()[i];
    if (values.exact[i + 1].size() != 0) {
      binpoint::fake_quantize_gradient(
          values_of(values.exact[i + 1]), values_of(std::as_const(above)), values_of(above),
          formats.at({layer.name, binpoint::role::activation}).base, formats.rules);
    }
    const layer_place at{i == 0 ? net.input_shape() : net.output_shape(i - 1), net.output_shape(i),
                         i == 0};
    above = std::visit(
        [&](const auto& work) {
          return input_gradient(work, at, values.taken[i], values.before_rounding(i + 1), above,
                                sum[i]);
        },
        layer.work);
  }
}

struct quantized_training_options {
  /// Steps from one choice of formats to the next.
  std::size_t steps_per_choice = 50;
  /// Formats are chosen from what was seen since so many choices ago: a moving window.
  std::size_t choices_per_window = 4;
};

/// Trains the parameters of a network, kept in floating point, for the formats of a plan.
class quantized_training {
 public:
  /// @param first  the formats of the first steps: what is chosen without training
  quantized_training(be::network& net, binpoint::plan first, quantized_training_options how,
                     sgd_options descent = {})
      : net_(net), how_(how), formats_(std::move(first)), descent_(net, descent) {}

  /// One step of descent, in which every site's values are counted, and then a new choice of
  /// formats where it is due; returns the mean loss before it.
  double step(const labelled_images& data, std::span<const sample> batch, float rate) {
    const be::network rounded = round_parameters();
    std::vector<binpoint::profile> seen(sgd::slices_of(batch.size()));
    const double loss =
        descent_.step(batch, rate, [&](std::size_t i, auto slice, auto& sum, double& slice_loss) {
          const rounded_values values = rounded_forward_pass(
              rounded, formats_, gather(data, slice),
              [&](const std::string& layer, binpoint::role kind, std::span<const float> output) {
                seen[i].get(layer, kind).add(output);
              });
          rounded_backward_pass(
              rounded, formats_, values,
              cross_entropy_gradient(values.taken.back(), gather_labels(data, slice), slice_loss),
              sum);
          clip(sum);
        });
    // Counts are integers: the sum is the same whoever comes first.
    for (const binpoint::profile& each : seen) seen_.merge(each);
    if (!is_frozen_ && ++steps_ % how_.steps_per_choice == 0) choose_again();
    return loss;
  }

  /// Keeps the formats as they are from here on, so that the parameters settle in them.
  void freeze_formats() { is_frozen_ = true; }

  [[nodiscard]] const binpoint::plan& formats() const { return formats_; }

 private:
  /// The network in the formats; counts its parameters.
  [[nodiscard]] be::network round_parameters() {
    be::network rounded = net_;
    rounded.for_each_parameter(
        [&](const binpoint::site& where, binpoint::tensor_view<float> values) {
          seen_[where].add(values);
          binpoint::fake_quantize(values, values.values(), formats_.at(where).base, formats_.rules);
        });
    return rounded;
  }

  /// From the gradient of the rounded parameters to that of the exact ones.
  void clip(std::vector<layer_gradient>& sum) const {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const be::layer& layer = net_.layers()[i];
      const auto clip_one = [&](const std::vector<float>& values, std::vector<float>& gradient,
                                binpoint::role kind) {
        binpoint::fake_quantize_gradient(values, gradient, gradient,
                                         formats_.at({layer.name, kind}).base, formats_.rules);
      };
      std::visit(
          [&](const auto& work) {
            if constexpr (requires { work.weights; }) {
              clip_one(work.weights, sum[i].weights, binpoint::role::weight);
              clip_one(work.bias, sum[i].bias, binpoint::role::bias);
            }
          },
          layer.work);
    }
  }

  /// What was seen less what had been seen at the beginning of the window: no second pass.
  void choose_again() {
    binpoint::profile window;
    for (const auto& [where, all] : seen_) {
      const bool is_first = snapshots_.empty();
      window[where] = is_first ? all : binpoint::values_since(all, snapshots_.front().at(where));
    }
    const binpoint::plan now = formats_;  // Each site keeps its word length.
    const auto choose = [&](const binpoint::site& where, const auto& histogram) {
      return binpoint::least_error{.word_length = now.at(where).base.word_length}(histogram);
    };
    formats_ = binpoint::choose_formats(window, choose, now.rules);
    snapshots_.push_back(seen_);
    if (snapshots_.size() > how_.choices_per_window) snapshots_.pop_front();
  }

  be::network& net_;
  quantized_training_options how_;
  binpoint::plan formats_;
  sgd descent_;
  binpoint::profile seen_;
  std::deque<binpoint::profile> snapshots_;
  std::size_t steps_ = 0;
  bool is_frozen_ = false;
};

}  // namespace demo

#endif
