/// @file
/// Networks and plans for tests of networks in integers, and the comparison with the simulation.
#ifndef BINPOINT_TESTS_SUPPORT_INTEGER_NETWORKS_HPP
#define BINPOINT_TESTS_SUPPORT_INTEGER_NETWORKS_HPP

#include <algorithm>
#include <binpoint/check_plan.hpp>
#include <binpoint/detail/plan_quantizer.hpp>
#include <binpoint/eigen/integer_network.hpp>
#include <binpoint/eigen/network.hpp>
#include <binpoint/network.hpp>
#include <binpoint/quantize.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "random.hpp"

namespace support {

using code_table = std::map<std::string, std::vector<std::int32_t>>;

inline std::vector<float> random_floats(generator& random, std::size_t count, double scale) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(scale * random_normal(random));
  return values;
}

/// Two branches that meet, groups, a depthwise convolution, a ReLU6, pools of both kinds and of
/// sizes 2 and 3, a ReLU that is not fused, a layer without bias.
inline binpoint::eigen::network branching_network(generator& random) {
  namespace be = binpoint::eigen;
  const auto floats = [&](std::size_t count, double scale) {
    return random_floats(random, count, scale);
  };
  return {{2, 9, 11},
          {{"wide",
            {"input"},
            be::conv2d{
                .channels = 4, .padding = 1, .weights = floats(72, 0.4), .bias = floats(4, 0.3)}},
           {"wide relu", {"wide"}, be::relu{6.0F}},
           {"deep",
            {"wide relu"},
            be::conv2d{.channels = 4,
                       .padding = 1,
                       .groups = 4,
                       .weights = floats(36, 0.5),
                       .bias = floats(4, 0.2)}},
           {"pairs",
            {"deep"},
            be::conv2d{.channels = 4,
                       .kernel_height = 1,
                       .kernel_width = 1,
                       .groups = 2,
                       .weights = floats(8, 0.9),
                       .bias = {}}},
           {"sum", {"wide relu", "pairs"}, be::add{}},
           {"sum relu", {"sum"}, be::relu{}},
           {"mean", {"sum relu"}, be::average_pool{3, 2}},
           {"mean 4", {"pairs"}, be::average_pool{2, 2}},
           {"largest", {"mean 4"}, be::max_pool{2, 1}},
           {"largest relu", {"largest"}, be::relu{}},
           {"strided",
            {"largest relu"},
            be::conv2d{.channels = 3,
                       .kernel_height = 2,
                       .kernel_width = 2,
                       .stride = 2,
                       .weights = floats(48, 0.3),
                       .bias = floats(3, 0.5)}},
           {"flat", {"strided"}, be::flatten{}},
           {"last", {"flat"}, be::dense{5, floats(30, 0.5), floats(5, 1.0)}}}};
}

/// A format for each site, of lengths and positions around those of normal values; for parameters
/// some have a fraction length for each channel.
inline binpoint::plan random_plan(generator& random, binpoint::eigen::network net, int shortest,
                                  int longest) {
  binpoint::plan result;
  const auto sites = binpoint::sites_of(net, std::vector<float>(net.input_shape().size()));
  for (const binpoint::planned_site& each : sites) {
    const binpoint::site& where = each.where;
    const bool is_signed = where.kind != binpoint::role::activation || random() % 3 != 0;
    const int length = random_int(random, shortest, longest);
    const int fraction = length - random_int(random, 1, 5);
    binpoint::tensor_format chosen{binpoint::format{length, fraction, is_signed}};
    const bool is_parameter =
        where.kind == binpoint::role::weight || where.kind == binpoint::role::bias;
    if (is_parameter && random() % 2 == 0) {
      for (std::size_t k = 0; k < each.channels; ++k) {
        chosen.fraction_lengths.push_back(fraction + random_int(random, -2, 2));
      }
    }
    result[where] = chosen;
  }
  return result;
}

/// Runs a network as validate does: everything rounded as a plan says, in floating point.
class simulation {
 public:
  simulation(binpoint::eigen::network net, binpoint::plan formats)
      : net_(std::move(net)), formats_(std::move(formats)) {
    net_.for_each_parameter([&](const binpoint::site& where, binpoint::tensor_view<float> values) {
      (void)binpoint::detail::round_tensor(values, formats_.at(where), formats_.rules);
    });
  }

  /// The codes of what each tap sees, after it is rounded.
  [[nodiscard]] code_table codes(const std::vector<float>& input) const {
    code_table table;
    const auto round = [&](std::string_view layer, binpoint::tensor_view<float> values) {
      const binpoint::tensor_format& chosen =
          formats_.at({std::string(layer), binpoint::role_of_output(layer)});
      (void)binpoint::detail::round_tensor(values, chosen, formats_.rules);
      std::vector<std::int32_t> codes(values.size());
      binpoint::quantize(values, codes, chosen.base);
      table[std::string(layer)] = codes;
    };
    (void)net_.run(input, binpoint::tap{round});
    return table;
  }

 private:
  binpoint::eigen::network net_;
  binpoint::plan formats_;
};

/// The codes that a network in integers shows.
inline code_table codes_of(const binpoint::eigen::integer_network& net,
                           const std::vector<float>& input) {
  code_table table;
  const auto observe = [&](std::string_view layer, binpoint::eigen::code_tap::codes codes,
                           const binpoint::format&) {
    table[std::string(layer)] = {codes.begin(), codes.end()};
  };
  (void)net.run(input, observe);
  return table;
}

/// The first layer whose codes are not those of the simulation; empty if all are.
inline std::string first_difference(const binpoint::eigen::integer_network& net,
                                    const simulation& simulated, const std::vector<float>& input) {
  const code_table integers = codes_of(net, input);
  for (const auto& [layer, codes] : simulated.codes(input)) {
    const auto found = integers.find(layer);
    if (found == integers.end()) return layer + ": not shown";
    if (found->second == codes) continue;
    const auto [a, b] = std::ranges::mismatch(found->second, codes);
    return layer + ": code " + std::to_string(a - found->second.begin()) + " is " +
           std::to_string(*a) + ", simulated " + std::to_string(*b);
  }
  return "";
}

}  // namespace support

#endif
