/// @file
/// Rounding the tensors of a network as a plan says, and keeping account of it.
#ifndef BINPOINT_DETAIL_PLAN_QUANTIZER_HPP
#define BINPOINT_DETAIL_PLAN_QUANTIZER_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "../error_report.hpp"
#include "../network.hpp"
#include "../quantize.hpp"
#include "../site.hpp"
#include "../validation.hpp"
#include "error.hpp"
#include "site_map.hpp"

namespace binpoint {

namespace detail {

/// Calls visit(span, channel) for each run of values of one channel, in memory order.
template <class Visit>
void for_each_channel_run(tensor_view<float> values, Visit visit) {
  const std::size_t inner = values.layout().inner;
  for (std::size_t i = 0; i < values.size(); i += inner) {
    visit(values.values().subspan(i, inner), values.layout().channel(i));
  }
}

/// Rounds in place, by one format or by one for each channel.
/// @throws std::invalid_argument when there is not one fraction length for each channel
inline error_report round_tensor(tensor_view<float> values, const tensor_format& chosen,
                                 policy how) {
  if (chosen.stays_float) return {};
  if (chosen.fraction_lengths.empty()) {
    return fake_quantize_and_report(values, values.values(), chosen.base, how);
  }
  if (chosen.fraction_lengths.size() != values.layout().channels) {
    invalid_argument("validate", std::to_string(chosen.fraction_lengths.size()) +
                                     " fraction lengths do not fit a tensor of " +
                                     std::to_string(values.layout().channels) + " channels");
  }
  error_report losses;
  for_each_channel_run(values, [&](std::span<float> run, std::size_t channel) {
    losses += fake_quantize_and_report(run, run, chosen.of_channel(channel), how);
  });
  return losses;
}

class plan_quantizer {
 public:
  explicit plan_quantizer(const plan& formats) : plan_(formats) {}

  /// @throws std::invalid_argument when the plan has no such site
  void round(std::string_view layer, role kind, tensor_view<float> values) {
    const tensor_format* chosen = plan_.find(layer, kind);
    if (chosen == nullptr) {
      invalid_argument("validate", "the plan has no format for '" +
                                       to_string(site{std::string(layer), kind}) + "'");
    }
    site_result& result = results_.get(layer, kind);
    result.chosen = *chosen;
    result.losses += round_tensor(values, *chosen, plan_.rules);
  }

  [[nodiscard]] site_map<site_result> results() && { return std::move(results_); }

 private:
  const plan& plan_;
  site_map<site_result> results_;
};

/// Copies a network's parameters, and writes them back at the end of its life.
template <class Network>
class parameter_restorer {
 public:
  explicit parameter_restorer(Network& net) : net_(net) {
    net_.for_each_parameter([this](const site&, tensor_view<float> values) {
      saved_.emplace_back(values.begin(), values.end());
    });
  }
  parameter_restorer(const parameter_restorer&) = delete;
  parameter_restorer& operator=(const parameter_restorer&) = delete;
  ~parameter_restorer() {
    std::size_t next = 0;
    net_.for_each_parameter([&](const site&, tensor_view<float> values) {
      std::ranges::copy(saved_[next++], values.begin());
    });
  }

 private:
  Network& net_;
  std::vector<std::vector<float>> saved_;
};

}  // namespace detail
}  // namespace binpoint

#endif
