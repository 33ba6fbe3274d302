/// @file
/// Which layers of a network make codes, and from whose codes.
#ifndef BINPOINT_EIGEN_DETAIL_INTEGER_GRAPH_HPP
#define BINPOINT_EIGEN_DETAIL_INTEGER_GRAPH_HPP

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "../layers.hpp"
#include "../network.hpp"

namespace binpoint::eigen::detail {

/// A layer that makes codes.
struct integer_node {
  std::size_t layer = 0;             ///< of the network
  std::size_t shown = 0;             ///< itself, or the ReLU that is fused with it
  std::vector<std::size_t> sources;  ///< 0: the input's codes; i + 1: those of node i
};

[[nodiscard]] inline bool makes_new_values(const operation& work) {
  return !std::holds_alternative<relu>(work) && !std::holds_alternative<max_pool>(work) &&
         !std::holds_alternative<flatten>(work);
}

struct integer_graph {
  std::vector<integer_node> nodes;  ///< in order
  std::size_t output = 0;           ///< whose codes are the network's, counted as sources are
};

[[nodiscard]] inline integer_graph integer_graph_of(const network& net) {
  integer_graph result;
  std::vector<std::size_t> codes_of{0};  // by what layers call their sources
  for (std::size_t i = 0; i < net.layers().size(); ++i) {
    const layer& each = net.layers()[i];
    // The taps say which ReLUs are fused.
    const bool is_fused = std::holds_alternative<relu>(each.work) && net.is_tapped(i);
    if (std::holds_alternative<flatten>(each.work) || is_fused) {
      codes_of.push_back(codes_of[net.source_of(i)]);
      continue;
    }
    integer_node node{i, i, {}};
    if (makes_new_values(each.work) && !net.is_tapped(i)) node.shown = net.users_of(i).front();
    for (std::size_t k = 0; k < each.inputs.size(); ++k) {
      node.sources.push_back(codes_of[net.source_of(i, k)]);
    }
    result.nodes.push_back(node);
    codes_of.push_back(result.nodes.size());
  }
  result.output = codes_of.back();
  return result;
}

/// The limit of the ReLU that is fused with a node; null without one.
[[nodiscard]] inline const relu* fused_relu(const network& net, const integer_node& node) {
  return node.shown == node.layer ? nullptr : &std::get<relu>(net.layers()[node.shown].work);
}

[[nodiscard]] inline const std::string& shown_name(const network& net, const integer_node& node) {
  return net.layers()[node.shown].name;
}

}  // namespace binpoint::eigen::detail

#endif
