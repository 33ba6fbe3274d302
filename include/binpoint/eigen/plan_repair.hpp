/// @file
/// Makes a plan one that integers can follow exactly, and says what it changed.
#ifndef BINPOINT_EIGEN_PLAN_REPAIR_HPP
#define BINPOINT_EIGEN_PLAN_REPAIR_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "../format.hpp"
#include "../network.hpp"
#include "../plan_text.hpp"
#include "../site.hpp"
#include "detail/integer_affine.hpp"
#include "detail/integer_graph.hpp"
#include "detail/integer_sources.hpp"
#include "integer_sites.hpp"
#include "network.hpp"

namespace binpoint::eigen {

/// A format that a plan had to give up.
struct plan_repair {
  site where;
  tensor_format before;
  tensor_format after;
  std::string reason;
};

/// "conv1 bias: sfix8_En14 becomes sfix8_En12: ..."
[[nodiscard]] inline std::string to_string(const plan_repair& repair) {
  return binpoint::detail::written_site(repair.where) + ": " + to_string(repair.before) +
         " becomes " + to_string(repair.after) + ": " + repair.reason;
}

/// A plan that quantize takes, and what it differs in from the one that was given.
struct repaired_plan {
  plan formats;
  std::vector<plan_repair> repairs;  ///< in the order of the layers
};

namespace detail {

class plan_repairer {
 public:
  plan_repairer(const network& net, const plan& formats) : net_(net) {
    check_network(function, net, formats);
    result_.formats = formats;
  }

  [[nodiscard]] repaired_plan repaired() && {
    shorten({std::string(input_layer), role::input});
    integer_sources sources(function, net_, result_.formats);
    for (const integer_node& node : integer_graph_of(net_).nodes) {
      const layer& each = net_.layers()[node.layer];
      if (const auto work = affine_view_of(each)) {
        repair_parameters(*work, sources[node.sources.front()]);
      }
      if (makes_new_values(each.work)) shorten({shown_name(net_, node), role::activation});
      sources.add(node);
    }
    return std::move(result_);
  }

 private:
  static constexpr const char* function = "eigen::repair_plan";

  void change(const site& where, const tensor_format& after, const std::string& reason) {
    tensor_format& now = result_.formats.at(where);
    result_.repairs.push_back({where, now, after, reason});
    now = after;
  }

  /// Takes low bits from a format that floats cannot carry.
  void shorten(const site& where) {
    const format chosen = result_.formats.at(where).base;
    const int most = most_bits(where.kind);
    const int beyond = chosen.magnitude_bits() - most;
    if (beyond <= 0) return;
    change(where,
           format{chosen.word_length - beyond, chosen.fraction_length - beyond, chosen.is_signed},
           "the floats of the simulation carry " + std::to_string(most) + " magnitude bits");
  }

  void repair_parameters(const affine_view& work, const code_source& input) {
    const site weight{work.name, role::weight};
    const tensor_format before = result_.formats.at(weight);
    affine_codes codes = affine_codes_of(function, work, input, result_.formats);
    const int sum_bits = codes.sum_bits();
    while (codes.sum_bits() > most_accumulator_bits) {
      shorten_weights(weight, codes.sum_bits());
      codes = affine_codes_of(function, work, input, result_.formats);
    }
    if (const tensor_format& after = result_.formats.at(weight); !(after == before)) {
      result_.repairs.push_back(
          {weight, before, after,
           "its sums need " + (sum_bits > 64 ? "more than 64" : std::to_string(sum_bits)) +
               " bits, expected " + std::to_string(most_accumulator_bits) + " at most"});
    }
    repair_bias(work, codes);
  }

  /// Takes low bits from all weights of a layer.
  void shorten_weights(const site& where, int sum_bits) {
    tensor_format& now = result_.formats.at(where);
    const int beyond = std::min(sum_bits - most_accumulator_bits, now.base.magnitude_bits() - 1);
    if (beyond <= 0) {
      refuse_site(function, where,
                  "its sums need more than " + std::to_string(most_accumulator_bits) +
                      " bits for weights of any length");
    }
    now.base.word_length -= beyond;
    now.base.fraction_length -= beyond;
    for (int& length : now.fraction_lengths) length -= beyond;
  }

  /// A bias finer than its sums takes their steps, with as many bits as it had.
  void repair_bias(const affine_view& work, const affine_codes& codes) {
    if (work.bias.empty()) return;
    const site where{work.name, role::bias};
    if (std::ranges::all_of(codes.bias_shifts, [](int shift) { return shift >= 0; })) return;
    tensor_format after = result_.formats.at(where);
    std::vector<int> lengths;
    for (std::size_t channel = 0; channel < work.channels; ++channel) {
      lengths.push_back(
          std::min(after.of_channel(channel).fraction_length, codes.fraction_lengths[channel]));
      if (lengths.back() >= -max_fraction_length) continue;
      refuse_site(function, where,
                  "found products with a fraction length of " + std::to_string(lengths.back()) +
                      ", expected " + std::to_string(-max_fraction_length) +
                      " at least: no format has their steps");
    }
    const bool is_one = std::ranges::all_of(lengths, [&](int f) { return f == lengths.front(); });
    if (is_one) {
      after.base.fraction_length = lengths.front();
      after.fraction_lengths.clear();
    } else {
      after.fraction_lengths = std::move(lengths);
    }
    change(where, after, "it is finer than the products of input and weight, which it is added to");
  }

  const network& net_;
  repaired_plan result_;
};

}  // namespace detail

/// A plan by which integers compute what the simulation does, and what had to be changed for it.
///
/// Three things are changed, each as little as possible. A bias finer than the products of its
/// layer takes their steps. Activations of more than 22 magnitude bits, and inputs of more than 24,
/// lose their low bits, which the simulation's floats cannot carry. Weights lose low bits while a
/// sum, bounded exactly from their codes, could leave the 53 bits that double holds. Validate the
/// plan that comes back: it is the one that runs.
/// @throws std::invalid_argument  naming the site and the reason, when the plan does not fit the
///                                network, or no such change helps
/// @par Complexity  a few passes over the parameters
[[nodiscard]] inline repaired_plan repair_plan(const network& net, const plan& formats) {
  return detail::plan_repairer(net, formats).repaired();
}

}  // namespace binpoint::eigen

#endif
