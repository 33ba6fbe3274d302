/// @file
/// A network's outputs for each input, kept from one run and compared with those of another.
#ifndef BINPOINT_DETAIL_OUTPUT_COMPARISON_HPP
#define BINPOINT_DETAIL_OUTPUT_COMPARISON_HPP

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "../error_report.hpp"
#include "../validation.hpp"

namespace binpoint::detail {

/// The index of the highest output, which is a classifier's answer.
[[nodiscard]] inline std::size_t highest_output(std::span<const float> outputs) {
  return static_cast<std::size_t>(std::ranges::max_element(outputs) - outputs.begin());
}

class output_comparison {
 public:
  void keep(std::span<const float> of_float) {
    kept_.emplace_back(of_float.begin(), of_float.end());
  }

  /// @param input  its index among those kept
  void add(std::size_t input, std::span<const float> of_quantized) {
    const std::vector<float>& of_float = kept_[input];
    losses_ += binpoint::compare(of_float, of_quantized);
    const std::size_t expected = highest_output(of_float);
    const std::size_t found = highest_output(of_quantized);
    confusion_.classes = std::max(confusion_.classes, of_float.size());
    ++confusion_.counts[{expected, found}];
    if (expected == found) ++same_;
  }

  [[nodiscard]] const error_report& losses() const { return losses_; }
  [[nodiscard]] const confusion_matrix& confusion() const { return confusion_; }
  [[nodiscard]] double agreement() const {
    return static_cast<double>(same_) / static_cast<double>(kept_.size());
  }

 private:
  std::vector<std::vector<float>> kept_;
  error_report losses_;
  confusion_matrix confusion_;
  std::size_t same_ = 0;
};

}  // namespace binpoint::detail

#endif
