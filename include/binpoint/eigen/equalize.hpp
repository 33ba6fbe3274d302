/// @file
/// Ranges of weights made alike from channel to channel, by powers of two: nothing is rounded.
#ifndef BINPOINT_EIGEN_EQUALIZE_HPP
#define BINPOINT_EIGEN_EQUALIZE_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "../detail/error.hpp"
#include "../site.hpp"
#include "detail/joints.hpp"
#include "detail/parameters.hpp"
#include "layers.hpp"
#include "network.hpp"

namespace binpoint::eigen {

/// Two layers between which factors were moved.
struct equalized_joint {
  std::string from;
  std::string to;
  /// Channel c of what `from` gives is multiplied by 2^exponents[c], and `to` undoes that.
  std::vector<int> exponents;
  std::size_t limited = 0;  ///< channels with a smaller factor than wanted: a value would be lost
};

/// A layer whose outputs could not be scaled, and why.
struct skipped_joint {
  std::string from;
  std::string reason;
};

/// A tensor whose channel c was multiplied by 2^exponents[c]: its histograms move by that.
struct scaled_tensor {
  site where;
  std::vector<int> exponents;
};

struct equalized_network {
  network net;
  std::vector<equalized_joint> joints;
  std::vector<skipped_joint> skipped;
  std::vector<scaled_tensor> scaled;  ///< each tensor once, where an exponent is not 0
  /// Weights whose inputs were scaled unevenly within a channel: count them anew, no data is
  /// needed.
  std::vector<site> mixed;
};

struct equalize_options {
  int rounds = 20;  ///< over all joints; fewer when a round changes nothing
  /// n, of 0..126: activations within 2^-(126 - n) .. 2^(127 - n) in magnitude cannot be lost.
  int largest_exponent = 24;
};

namespace detail {

/// e with |weights of the output| * 2^e and |weights of the input| * 2^-e nearest to each other.
[[nodiscard]] inline int balancing_exponent(double of_output, double of_input) {
  const bool is_known = of_output > 0 && of_input > 0 && std::isfinite(of_output + of_input);
  if (!is_known) return 0;
  int exponent = 0;
  (void)std::frexp(of_input / of_output, &exponent);
  return exponent >= 0 ? exponent / 2 : (exponent - 1) / 2;
}

/// One joint's round; true if a factor was moved.
inline bool balance(const joint& between, std::vector<layer>& layers, equalize_options how,
                    equalized_joint& total) {
  const parameters from = parameters_of(layers[between.from].work);
  const parameters to = parameters_of(layers[between.to].work);
  bool has_moved = false;
  total.limited = 0;
  for (std::size_t channel = 0; channel < from.outputs; ++channel) {
    const channel_values values(from, to, channel);
    const int wanted = balancing_exponent(values.highest_of_output(), values.highest_of_input());
    const int before = total.exponents[channel];
    int exponent =
        std::clamp(before + wanted, -how.largest_exponent, how.largest_exponent) - before;
    while (exponent != 0 && !values.can_scale(exponent)) exponent -= exponent > 0 ? 1 : -1;
    total.limited += exponent != wanted ? 1U : 0U;
    if (exponent == 0) continue;
    values.scale(exponent);
    total.exponents[channel] += exponent;
    has_moved = true;
  }
  return has_moved;
}

}  // namespace detail

/// Multiplies each output channel of a convolution or dense layer by a power of two and divides the
/// weights that take it by the same, so that both layers' largest weights of that channel come to
/// within a factor of 2: a tensor's one format then serves all of its channels.
///
/// Goes between layers that only ReLUs without a limit, pools and flatten join, each taking the
/// output of one before; depthwise convolutions are layers like others, so that factors move along
/// chains of them. Every other joint is left, with the reason. Only exponents change: no weight and
/// no bias is rounded (a factor that would lose one is made smaller), and the network's outputs are
/// the same bits as long as no activation leaves the range that `largest_exponent` keeps.
/// @throws std::invalid_argument for a `largest_exponent` outside 0..126
/// @par Complexity  O(parameters) a round
/// @par Source      Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
///                  Correction" (2019), 4.1; factors rounded to powers of two here
[[nodiscard]] inline equalized_network equalize(const network& net, equalize_options how = {}) {
  if (how.largest_exponent < 0 || how.largest_exponent > 126) {
    binpoint::detail::invalid_argument("eigen::equalize", "found a largest exponent of " +
                                                              std::to_string(how.largest_exponent) +
                                                              ", expected 0..126");
  }
  std::vector<layer> layers = net.layers();
  std::vector<skipped_joint> skipped;
  std::vector<detail::joint> found;
  std::vector<equalized_joint> joints;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const detail::parameters from = detail::parameters_of(layers[i].work);
    if (from.weights == nullptr) continue;
    detail::joint next = detail::find_joint(net, i);
    if (!next.obstacle.empty()) {
      skipped.push_back({layers[i].name, next.obstacle});
    } else if (next.to != i) {
      joints.push_back(
          {layers[i].name, layers[next.to].name, std::vector<int>(from.outputs, 0), 0});
      found.push_back(std::move(next));
    }
  }
  for (int round = 0; round < how.rounds; ++round) {
    bool has_moved = false;
    for (std::size_t i = 0; i < found.size(); ++i) {
      has_moved |= detail::balance(found[i], layers, how, joints[i]);
    }
    if (!has_moved) break;
  }
  detail::scaled_sites sites;
  for (std::size_t i = 0; i < found.size(); ++i) sites.add(net, found[i], joints[i].exponents);
  equalized_network result{network(net.input_shape(), std::move(layers)),
                           std::move(joints),
                           std::move(skipped),
                           {},
                           std::move(sites.mixed)};
  for (auto& [where, exponents] : sites.scaled) {
    const bool is_moved = std::ranges::any_of(exponents, [](int e) { return e != 0; });
    if (is_moved && !std::ranges::count(result.mixed, where))
      result.scaled.push_back({where, std::move(exponents)});
  }
  return result;
}

}  // namespace binpoint::eigen

#endif
