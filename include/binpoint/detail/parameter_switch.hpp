/// @file
/// A network's parameters as they were, and rounded: either, and at the end as they were.
#ifndef BINPOINT_DETAIL_PARAMETER_SWITCH_HPP
#define BINPOINT_DETAIL_PARAMETER_SWITCH_HPP

#include <algorithm>
#include <cstddef>
#include <vector>

#include "../layout.hpp"
#include "../site.hpp"

namespace binpoint::detail {

template <class Network>
class parameter_switch {
 public:
  struct parameter {
    site where;
    channel_layout layout;
    std::vector<float> original;
    std::vector<float> rounded;  ///< the original until it is written
  };

  explicit parameter_switch(Network& net) : net_(net) {
    net_.for_each_parameter([this](const site& where, tensor_view<float> values) {
      const std::vector<float> copy(values.begin(), values.end());
      parameters_.push_back({where, values.layout(), copy, copy});
    });
  }
  parameter_switch(const parameter_switch&) = delete;
  parameter_switch& operator=(const parameter_switch&) = delete;
  ~parameter_switch() { restore(); }

  [[nodiscard]] std::vector<parameter>& parameters() { return parameters_; }

  /// Gives the network the rounded values of the parameters for which is_rounded(index), and the
  /// original ones of all others.
  template <class Choose>
  void write(Choose is_rounded) {
    std::size_t next = 0;
    net_.for_each_parameter([&](const site&, tensor_view<float> values) {
      const parameter& each = parameters_[next];
      std::ranges::copy(is_rounded(next) ? each.rounded : each.original, values.begin());
      ++next;
    });
  }
  void restore() {
    write([](std::size_t) { return false; });
  }
  void round_all() {
    write([](std::size_t) { return true; });
  }

 private:
  Network& net_;
  std::vector<parameter> parameters_;
};

}  // namespace binpoint::detail

#endif
