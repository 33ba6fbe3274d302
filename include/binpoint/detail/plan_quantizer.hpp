/// @file
/// Rounding the tensors of a network as a plan says, and keeping account of it.
#ifndef BINPOINT_DETAIL_PLAN_QUANTIZER_HPP
#define BINPOINT_DETAIL_PLAN_QUANTIZER_HPP

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "../error_report.hpp"
#include "../network.hpp"
#include "../quantize.hpp"
#include "../site.hpp"
#include "../validation.hpp"
#include "error.hpp"
#include "site_map.hpp"

namespace binpoint::detail {

/// Calls visit(span, channel) for each run of values of one channel, in memory order.
template <class Visit>
void for_each_channel_run(tensor_view<float> values, Visit visit) {
  const std::size_t inner = values.layout().inner;
  for (std::size_t i = 0; i < values.size(); i += inner) {
    visit(values.values().subspan(i, inner), values.layout().channel(i));
  }
}

/// Rounds in place, by one format or by one for each channel.
/// @pre  where there are fraction lengths, there is one for each channel
inline error_report round_tensor(tensor_view<float> values, const tensor_format& chosen,
                                 policy how) {
  if (chosen.stays_float) return {};
  if (chosen.fraction_lengths.empty()) {
    return fake_quantize_and_report(values, values.values(), chosen.base, how);
  }
  error_report losses;
  for_each_channel_run(values, [&](std::span<float> run, std::size_t channel) {
    losses += fake_quantize_and_report(run, run, chosen.of_channel(channel), how);
  });
  return losses;
}

/// Rounds the tensor of a site in place.
/// @throws std::invalid_argument when there is not one fraction length for each channel
inline error_report round_site(const char* function, std::string_view layer, role kind,
                               tensor_view<float> values, const tensor_format& chosen, policy how) {
  const std::size_t found = chosen.fraction_lengths.size();
  if (!chosen.stays_float && found > 0 && found != values.layout().channels) {
    invalid_argument(function, "'" + to_string(site{std::string(layer), kind}) + "': found " +
                                   std::to_string(found) +
                                   " fraction lengths, expected one for each of " +
                                   std::to_string(values.layout().channels) + " channels");
  }
  return round_tensor(values, chosen, how);
}

class plan_quantizer {
 public:
  explicit plan_quantizer(const plan& formats, const char* function = "validate")
      : plan_(formats), function_(function) {}

  /// @throws std::invalid_argument when the plan has no such site
  [[nodiscard]] const tensor_format& format_of(std::string_view layer, role kind) const {
    const tensor_format* chosen = plan_.find(layer, kind);
    if (chosen == nullptr) {
      invalid_argument(function_, "the plan has no format for '" +
                                      to_string(site{std::string(layer), kind}) + "'");
    }
    return *chosen;
  }

  /// Without an account.
  error_report round_once(std::string_view layer, role kind, tensor_view<float> values) const {
    return round_site(function_, layer, kind, values, format_of(layer, kind), plan_.rules);
  }

  void round(std::string_view layer, role kind, tensor_view<float> values) {
    const tensor_format& chosen = format_of(layer, kind);
    site_result& result = results_.get(layer, kind);
    result.chosen = chosen;
    result.losses += round_site(function_, layer, kind, values, chosen, plan_.rules);
  }

  [[nodiscard]] site_map<site_result> results() && { return std::move(results_); }

 private:
  const plan& plan_;
  const char* function_;
  site_map<site_result> results_;
};

}  // namespace binpoint::detail

#endif
