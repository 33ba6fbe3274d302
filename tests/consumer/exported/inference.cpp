// The demo network in integers, from its exported header and the operators over codes alone: no
// heap, no floating point, no exceptions. The same source serves every plan.

#include "inference.hpp"

#include <binpoint/integer/bias.hpp>
#include <binpoint/integer/conv2d.hpp>
#include <binpoint/integer/dense.hpp>
#include <binpoint/integer/pool.hpp>
#include <binpoint/integer/requantization.hpp>

#include "network_formats.hpp"

namespace {

namespace bi = binpoint::integer;
namespace net = demo_formats;

template <class Format>
using code = typename Format::storage_type;

/// The codes of a layer's parameters, unpacked.
template <class Weight, std::size_t Weights, class Bias, std::size_t Biases>
struct parameters {
  code<Weight> weights[Weights];
  code<Bias> biases[Biases];

  void unpack(code<Weight> (*weight)(std::size_t), code<Bias> (*bias)(std::size_t)) {
    for (std::size_t i = 0; i < Weights; ++i) weights[i] = weight(i);
    for (std::size_t i = 0; i < Biases; ++i) biases[i] = bias(i);
  }
};

/// By how many bits each channel's sums are shifted right to become codes, and its bias left to
/// join the sums.
template <std::size_t Channels>
struct shifts {
  int of_sum[Channels];
  int of_bias[Channels];

  constexpr shifts(int input, int (*weight)(std::size_t), int (*bias)(std::size_t), int output)
      : of_sum(), of_bias() {
    for (std::size_t channel = 0; channel < Channels; ++channel) {
      const int sum = input + weight(channel);
      of_sum[channel] = sum - output;
      of_bias[channel] = sum - bias(channel);
    }
  }

  [[nodiscard]] constexpr bool are_valid() const {
    for (const int shift : of_bias) {
      if (shift < 0 || shift > 16) return false;
    }
    return true;
  }
};

// One layer: the formats it takes and makes, its parameters and its shifts.
#define LAYER(name, input, output)                                                     \
  parameters<net::name##_weight, net::name##_weight_count, net::name##_bias,           \
             net::name##_bias_count>                                                   \
      name;                                                                            \
  constexpr shifts<net::name##_bias_count> name##_shifts{                              \
      net::input::fraction_length, net::name##_weight_fraction_length,                 \
      net::name##_bias_fraction_length, net::output::fraction_length};                 \
  static_assert(name##_shifts.are_valid());                                            \
  static_assert(net::input::word_length + net::name##_weight::word_length + 10 < 32 && \
                    net::name##_weight_count <= 1024 * net::name##_bias_count,         \
                "32 bits hold the products of a channel");

LAYER(conv1, input, relu1_activation)
LAYER(conv2, relu1_activation, relu2_activation)
LAYER(dense1, relu2_activation, relu3_activation)
LAYER(dense2, relu3_activation, dense2_activation)

/// The codes that a format has.
template <class Format>
constexpr bi::code_limits all_codes = bi::limits_of({Format::word_length, Format::fraction_length,
                                                     Format::is_signed});

template <class Parameters, class Shifts>
[[nodiscard]] auto bias_of(const Parameters& layer, const Shifts& by) {
  return bi::aligned_bias{.codes = layer.biases, .shift = 0, .shifts = by.of_bias};
}
template <class Shifts>
[[nodiscard]] bi::requantization finish(const Shifts& by, bi::code_limits limits) {
  return {.shift = 0, .shifts = by.of_sum, .limits = limits};
}

constexpr bi::conv2d_geometry first{.input = {1, 28, 28}, .channels = 8, .padding = 1};
constexpr bi::pool_geometry first_pool{.input = first.output()};
constexpr bi::conv2d_geometry second{.input = first_pool.output(), .channels = 16, .padding = 1};
constexpr bi::pool_geometry second_pool{.input = second.output()};
static_assert(first.weights() == net::conv1_weight_count);
static_assert(second.weights() == net::conv2_weight_count);

code<net::input> image[input_count];
code<net::relu1_activation> map1[first.output().size()];
code<net::relu2_activation> map2[second.output().size()];
code<net::relu3_activation> hidden[net::dense1_bias_count];
code<net::dense2_activation> scores[output_count];

}  // namespace

void prepare() {
  conv1.unpack(net::conv1_weight_code, net::conv1_bias_code);
  conv2.unpack(net::conv2_weight_code, net::conv2_bias_code);
  dense1.unpack(net::dense1_weight_code, net::dense1_bias_code);
  dense2.unpack(net::dense2_weight_code, net::dense2_bias_code);
}

void infer(const std::int32_t* input, std::int32_t* output) {
  for (std::size_t i = 0; i < input_count; ++i) image[i] = static_cast<code<net::input>>(input[i]);
  // A ReLU is a lower limit of the layer before it; pooling works in place.
  bi::conv2d<std::int32_t>(image, conv1.weights, bias_of(conv1, conv1_shifts), first,
                           finish(conv1_shifts, bi::relu_limits(all_codes<net::relu1_activation>)),
                           map1);
  bi::max_pool(map1, first_pool, map1);
  bi::conv2d<std::int32_t>(map1, conv2.weights, bias_of(conv2, conv2_shifts), second,
                           finish(conv2_shifts, bi::relu_limits(all_codes<net::relu2_activation>)),
                           map2);
  bi::max_pool(map2, second_pool, map2);
  bi::dense<std::int32_t>(map2, dense1.weights, bias_of(dense1, dense1_shifts),
                          {.inputs = second_pool.output().size(), .units = net::dense1_bias_count},
                          finish(dense1_shifts, bi::relu_limits(all_codes<net::relu3_activation>)),
                          hidden);
  bi::dense<std::int32_t>(hidden, dense2.weights, bias_of(dense2, dense2_shifts),
                          {.inputs = net::dense1_bias_count, .units = output_count},
                          finish(dense2_shifts, all_codes<net::dense2_activation>), scores);
  for (std::size_t i = 0; i < output_count; ++i) output[i] = scores[i];
}
