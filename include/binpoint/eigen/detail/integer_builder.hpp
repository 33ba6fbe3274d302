/// @file
/// From a network and a plan to layers in integers, all checks included.
#ifndef BINPOINT_EIGEN_DETAIL_INTEGER_BUILDER_HPP
#define BINPOINT_EIGEN_DETAIL_INTEGER_BUILDER_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "../../integer/bounds.hpp"
#include "../../network.hpp"
#include "../integer_layer.hpp"
#include "../network.hpp"
#include "integer_affine.hpp"
#include "integer_graph.hpp"
#include "integer_sources.hpp"

namespace binpoint::eigen::detail {

[[nodiscard]] inline integer::shape integer_shape(const shape& s) {
  return {s.channels, s.height, s.width};
}

class integer_builder {
 public:
  static constexpr const char* function = "eigen::quantize";

  integer_builder(const network& net, const plan& formats)
      : net_(net), formats_(formats), sources_(function, net, formats) {}

  [[nodiscard]] integer_layer make(const integer_node& node) {
    const layer& each = net_.layers()[node.layer];
    const shape& in = shape_of(net_.source_of(node.layer));
    const code_source made = sources_.add(node);
    auto work = std::visit(
        [&](const auto& it) -> integer_operation { return make_work(it, each, node, in, made); },
        each.work);
    return {shown_name(net_, node), node.sources, net_.output_shape(node.layer), made.codes,
            std::move(work)};
  }

  [[nodiscard]] const code_source& source(std::size_t i) const { return sources_[i]; }

 private:
  [[nodiscard]] const shape& shape_of(std::size_t source) const {
    return source == 0 ? net_.input_shape() : net_.output_shape(source - 1);
  }

  [[nodiscard]] integer_operation make_work(const conv2d& work, const layer& each,
                                            const integer_node& node, const shape& in,
                                            const code_source& made) const {
    return integer_conv2d{{integer_shape(in), work.channels, work.kernel_height, work.kernel_width,
                           work.stride, work.padding, work.groups},
                          make_parameters(each, node, made)};
  }

  [[nodiscard]] integer_operation make_work(const dense& work, const layer& each,
                                            const integer_node& node, const shape& in,
                                            const code_source& made) const {
    return integer_dense{{in.size(), work.units}, make_parameters(each, node, made)};
  }

  [[nodiscard]] integer_parameters make_parameters(const layer& each, const integer_node& node,
                                                   const code_source& made) const {
    const code_source& input = sources_[node.sources.front()];
    affine_codes codes = affine_codes_of(function, *affine_view_of(each), input, formats_);
    for (std::size_t channel = 0; channel < codes.bounds.size(); ++channel) {
      const std::string which = "channel " + std::to_string(channel) + ": ";
      if (!codes.bias.empty() && codes.bias_shifts[channel] < 0) {
        refuse_site(function, {each.name, role::bias},
                    which + "found " + std::to_string(-codes.bias_shifts[channel]) +
                        " fraction bits more than the products of input and weight have "
                        "(repair_plan takes them away)");
      }
      check_sums(each, which, codes.bounds[channel]);
    }
    return {std::move(codes.weights), std::move(codes.bias), std::move(codes.bias_shifts),
            make_finish(codes.fraction_lengths, made), std::move(codes.bounds)};
  }

  /// @param lengths  fraction lengths of the sums of each channel
  [[nodiscard]] code_finish make_finish(std::vector<int> lengths, const code_source& made) const {
    for (int& length : lengths) length -= made.codes.fraction_length;
    return {std::move(lengths), made.limits, formats_.rules};
  }

  static void check_sums(const layer& each, const std::string& which,
                         const integer::sum_bounds& sums) {
    const int bits = sums.word_length();
    if (bits <= most_accumulator_bits) return;
    binpoint::detail::invalid_argument(
        function, "layer '" + each.name + "': " + which + "its sums need " +
                      (bits > 64 ? "more than 64" : std::to_string(bits)) + " bits, expected " +
                      std::to_string(most_accumulator_bits) +
                      " at most, which the simulation sums" + " exactly" +
                      (affine_view_of(each) ? " (repair_plan shortens weights)" : ""));
  }

  [[nodiscard]] integer_operation make_work(const add&, const layer& each, const integer_node& node,
                                            const shape&, const code_source& made) const {
    const code_source& a = sources_[node.sources[0]];
    const code_source& b = sources_[node.sources[1]];
    const int finer = std::max(a.codes.fraction_length, b.codes.fraction_length);
    integer_add result;
    result.left_shifts = {finer - a.codes.fraction_length, finer - b.codes.fraction_length};
    result.finish = make_finish(channel_lengths(node, finer), made);
    for (const auto& [from, shift] :
         {std::pair(a, result.left_shifts[0]), std::pair(b, result.left_shifts[1])}) {
      integer::sum_bounds branch;
      branch.add_shifted(from.limits.lowest, shift);
      branch.add_shifted(from.limits.highest, shift);
      result.bounds.add(branch.lowest, branch.highest);
      result.bounds.exceeds_64_bits |= branch.exceeds_64_bits;
    }
    check_sums(each, "", result.bounds);
    return result;
  }

  [[nodiscard]] integer_operation make_work(const average_pool& work, const layer& each,
                                            const integer_node& node, const shape& in,
                                            const code_source& made) const {
    const code_source& from = sources_[node.sources.front()];
    integer_average_pool result{{integer_shape(in), work.size, work.stride}, {}, {}};
    result.finish = make_finish(channel_lengths(node, from.codes.fraction_length), made);
    // What is divided has two bits more than its quotient is rounded to.
    const int more = 2 + std::max(-result.finish.shifts.front(), 0);
    integer::code_limits square = from.limits;
    square.lowest *= static_cast<std::int64_t>(work.size * work.size);
    square.highest *= static_cast<std::int64_t>(work.size * work.size);
    result.bounds.add_shifted(square.lowest, more);
    result.bounds.add_shifted(square.highest, more);
    check_sums(each, "", result.bounds);
    return result;
  }

  [[nodiscard]] std::vector<int> channel_lengths(const integer_node& node, int length) const {
    return std::vector<int>(net_.output_shape(node.layer).channels, length);
  }

  [[nodiscard]] static integer_operation make_work(const max_pool& work, const layer&,
                                                   const integer_node&, const shape& in,
                                                   const code_source&) {
    return integer_max_pool{{integer_shape(in), work.size, work.stride}};
  }

  [[nodiscard]] static integer_operation make_work(const relu&, const layer&, const integer_node&,
                                                   const shape&, const code_source& made) {
    return integer_relu{made.limits};
  }

  // Flattening is no node, and networks with a batch norm have been refused.

  [[nodiscard]] static integer_operation make_work(const flatten&, const layer& each,
                                                   const integer_node&, const shape&,
                                                   const code_source&) {
    make_no_codes(each);
  }

  [[nodiscard]] static integer_operation make_work(const batch_norm&, const layer& each,
                                                   const integer_node&, const shape&,
                                                   const code_source&) {
    make_no_codes(each);
  }

  [[noreturn]] static void make_no_codes(const layer& each) {
    binpoint::detail::invalid_argument(function, "layer '" + each.name + "' makes no codes");
  }

  const network& net_;
  const plan& formats_;
  integer_sources sources_;
};

}  // namespace binpoint::eigen::detail

#endif
