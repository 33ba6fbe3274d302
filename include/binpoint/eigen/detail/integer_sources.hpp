/// @file
/// Which codes each layer of a network in integers makes, and takes.
#ifndef BINPOINT_EIGEN_DETAIL_INTEGER_SOURCES_HPP
#define BINPOINT_EIGEN_DETAIL_INTEGER_SOURCES_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "../../convert.hpp"
#include "../../format.hpp"
#include "../../integer/requantization.hpp"
#include "../../network.hpp"
#include "../layers.hpp"
#include "../network.hpp"
#include "integer_affine.hpp"
#include "integer_graph.hpp"
#include "integer_sites.hpp"

namespace binpoint::eigen::detail {

/// The parameters of a convolution or dense layer; nothing for others.
[[nodiscard]] inline std::optional<affine_view> affine_view_of(const layer& each) {
  if (const auto* work = std::get_if<conv2d>(&each.work)) {
    return affine_view{each.name, work->weights, work->bias, work->channels};
  }
  if (const auto* work = std::get_if<dense>(&each.work)) {
    return affine_view{each.name, work->weights, work->bias, work->units};
  }
  return {};
}

/// The codes that each node makes, as far as they are known: 0 the input's, i + 1 those of node i.
class integer_sources {
 public:
  /// The plan may change for nodes that are not added yet.
  integer_sources(const char* function, const network& net, const plan& formats)
      : function_(function), net_(net), formats_(formats) {
    const format input = output_format(function, formats, {std::string(input_layer), role::input});
    sources_.push_back({input, integer::limits_of(input, formats.rules.overflow)});
  }

  [[nodiscard]] const code_source& operator[](std::size_t i) const { return sources_[i]; }

  /// The codes of the next node.
  const code_source& add(const integer_node& node) {
    const operation& work = net_.layers()[node.layer].work;
    code_source made = sources_[node.sources.front()];
    if (const auto* alone = std::get_if<relu>(&work)) {
      made.limits = limits_of_relu_alone(node, *alone, made);
    } else if (makes_new_values(work)) {
      made.codes = output_format(function_, formats_, {shown_name(net_, node), role::activation});
      made.limits = integer::limits_of(made.codes, formats_.rules.overflow);
      if (const relu* fused = fused_relu(net_, node)) {
        made.limits = integer::relu_limits(made.limits, limit_code(*fused, made.codes).code);
      }
    }
    sources_.push_back(made);
    return sources_.back();
  }

 private:
  [[nodiscard]] encoded limit_code(const relu& work, format codes) const {
    return encode(work.limit, codes, formats_.rules);
  }

  /// Codes of a tensor that is already rounded: the limit must be one of them, or none.
  [[nodiscard]] integer::code_limits limits_of_relu_alone(const integer_node& node,
                                                          const relu& work,
                                                          const code_source& from) const {
    const encoded limit = limit_code(work, from.codes);
    if (limit.rounded || limit.underflowed) {
      binpoint::detail::invalid_argument(
          function_, "layer '" + net_.layers()[node.layer].name + "': the limit " +
                         std::to_string(work.limit) + " is no value of " + to_string(from.codes) +
                         ", the format of its input");
    }
    return integer::relu_limits(from.limits, limit.code);
  }

  const char* function_;
  const network& net_;
  const plan& formats_;
  std::vector<code_source> sources_;
};

}  // namespace binpoint::eigen::detail

#endif
