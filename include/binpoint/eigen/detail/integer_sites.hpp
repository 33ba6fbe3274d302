/// @file
/// The formats that a plan gives to a network in integers, and the codes of its parameters.
#ifndef BINPOINT_EIGEN_DETAIL_INTEGER_SITES_HPP
#define BINPOINT_EIGEN_DETAIL_INTEGER_SITES_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "../../check_plan.hpp"
#include "../../convert.hpp"
#include "../../detail/error.hpp"
#include "../../format.hpp"
#include "../../format_text.hpp"
#include "../../network.hpp"
#include "../../policy.hpp"
#include "../../quantize.hpp"
#include "../../site.hpp"
#include "../integer_sites.hpp"
#include "../network.hpp"

namespace binpoint::eigen::detail {

/// Magnitude bits that the simulation's floats carry: the sums of layers are rounded twice, to odd
/// and then to the format, which needs two bits more.
inline constexpr int most_sum_bits = 22;
inline constexpr int most_float_bits = 24;

/// The simulation sums in double: integers of this word and their sums are exact there.
inline constexpr int most_accumulator_bits = 54;

[[noreturn]] inline void refuse_site(const char* function, const site& where,
                                     const std::string& reason) {
  binpoint::detail::invalid_argument(function,
                                     "'" + binpoint::detail::written_site(where) + "': " + reason);
}

[[nodiscard]] constexpr int most_bits(role kind) {
  return kind == role::activation ? most_sum_bits : most_float_bits;
}

/// The format of an input or activation, which is no longer than the simulation can carry.
/// @pre  check_network lets the plan pass
[[nodiscard]] inline format output_format(const char* function, const plan& formats,
                                          const site& where) {
  const format chosen = formats.at(where).base;
  const int most = most_bits(where.kind);
  if (chosen.magnitude_bits() > most) {
    refuse_site(function, where,
                to_string(chosen) + " has " + std::to_string(chosen.magnitude_bits()) +
                    " magnitude bits, the floats of the simulation carry " + std::to_string(most) +
                    " (repair_plan shortens it)");
  }
  return chosen;
}

/// The codes of a parameter, as the simulation rounds it.
/// @pre  check_network lets the plan pass
/// @throws std::invalid_argument when a code is no float
[[nodiscard]] inline std::vector<std::int32_t> parameter_codes(
    const char* function, const site& where, std::span<const float> values, std::size_t channels,
    const tensor_format& chosen, policy rules) {
  std::vector<std::int32_t> codes(values.size());
  const std::size_t inner = values.size() / channels;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const format f = chosen.of_channel(channel);
    const std::span<std::int32_t> run = std::span(codes).subspan(channel * inner, inner);
    binpoint::quantize(values.subspan(channel * inner, inner), run, f, rules);
    const auto fits = [&](std::int32_t code) {
      const double value = decode(code, f);
      if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max())) return false;
      return static_cast<double>(static_cast<float>(value)) == value && (code == 0 || value != 0);
    };
    const auto wrong = std::ranges::find_if_not(run, fits);
    if (wrong != run.end()) {
      refuse_site(function, where,
                  "code " + std::to_string(*wrong) + " of " + to_string(f) +
                      " is no float, which the simulation computes with");
    }
  }
  return codes;
}

/// Whether integers can run a network: its layers, and the plan as far as integer_sites says.
inline void check_network(const char* function, const network& net, const plan& formats) {
  for (const layer& each : net.layers()) {
    if (std::holds_alternative<batch_norm>(each.work)) {
      binpoint::detail::invalid_argument(
          function, "layer '" + each.name +
                        "' is a batch norm: fold it into the layer before it first "
                        "(fold_batch_norm)");
    }
  }
  binpoint::detail::check_plan_as(function, formats, integer_sites(net));
}

}  // namespace binpoint::eigen::detail

#endif
