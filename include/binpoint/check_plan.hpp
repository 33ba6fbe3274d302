/// @file
/// Whether a plan fits a network: a format for each of its tensors, and none for others.
#ifndef BINPOINT_CHECK_PLAN_HPP
#define BINPOINT_CHECK_PLAN_HPP

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/check.hpp"
#include "detail/error.hpp"
#include "detail/plan_reader.hpp"
#include "detail/site_map.hpp"
#include "format.hpp"
#include "format_text.hpp"
#include "layout.hpp"
#include "network.hpp"
#include "site.hpp"

namespace binpoint {

/// A tensor that a plan needs a format for, and what whoever computes with it can take.
struct planned_site {
  site where;
  std::size_t channels = 1;
  int most_magnitude_bits = max_word_length;
  bool may_stay_float = true;

  friend bool operator==(const planned_site&, const planned_site&) = default;
};

/// The tensors of a network: its parameters, then what it taps when it runs one input.
template <class Network, class Input>
requires network<Network, Input>
[[nodiscard]] std::vector<planned_site> sites_of(Network& net, const Input& input) {
  std::vector<planned_site> result;
  net.for_each_parameter([&](const site& where, tensor_view<float> values) {
    result.push_back({where, values.layout().channels});
  });
  const auto observe = [&](std::string_view layer, tensor_view<float> output) {
    result.push_back({{std::string(layer), role_of_output(layer)}, output.layout().channels});
  };
  (void)net.run(input, tap{observe});
  return result;
}

namespace detail {

/// What is wrong with the format of a site; nothing if empty.
class site_checker {
 public:
  explicit site_checker(std::span<const planned_site> sites) {
    for (const planned_site& each : sites) known_[each.where] = each;
  }

  [[nodiscard]] std::string operator()(const site& where, const tensor_format& chosen) const {
    const planned_site* const known = known_.find(where);
    if (known == nullptr) return "the network has no such site";
    if (chosen.stays_float) {
      return known->may_stay_float ? "" : "stays in floating point, expected a format";
    }
    if (!chosen.base.is_valid()) return invalid_format(chosen.base);
    for (const int length : chosen.fraction_lengths) {
      const format of_channel{chosen.base.word_length, length, chosen.base.is_signed};
      if (!of_channel.is_valid()) return invalid_format(of_channel);
    }
    if (chosen.base.magnitude_bits() > known->most_magnitude_bits) {
      return "found " + to_string(chosen.base) + ", expected " +
             std::to_string(known->most_magnitude_bits) + " magnitude bits at most";
    }
    const std::size_t found = chosen.fraction_lengths.size();
    if (found == 0 || found == known->channels) return {};
    return "found " + std::to_string(found) + " fraction lengths, expected one for each of " +
           std::to_string(known->channels) + " channels";
  }

  /// Those that a plan lacks: "'conv1 weight', 'conv1 bias'".
  [[nodiscard]] std::string missing_in(const plan& formats) const {
    std::string result;
    for (const auto& [where, known] : known_) {
      if (formats.contains(where)) continue;
      if (!result.empty()) result += ", ";
      result += in_single_quotes(written_site(where));
    }
    return result;
  }

 private:
  [[nodiscard]] static std::string invalid_format(format found) {
    const std::string longest = std::to_string(max_fraction_length);
    return "found a word length of " + std::to_string(found.word_length) +
           " and a fraction length of " + std::to_string(found.fraction_length) + ", expected 1.." +
           std::to_string(max_word_length) + " and -" + longest + ".." + longest;
  }

  site_map<planned_site> known_;
};

}  // namespace detail

/// Checks that a plan has a valid format for each site, one that it can take, and for no other, and
/// in each list of fraction lengths as many as there are channels.
///
/// @param sites  those of the network, from sites_of or from an engine of one's own
/// @throws std::invalid_argument  naming every site for which this is not so, and why
/// @par Complexity  O(sites)
inline void check_plan(const plan& formats, std::span<const planned_site> sites) {
  const detail::site_checker check(sites);
  std::string problems;
  const auto add = [&](const std::string& problem) {
    if (!problems.empty()) problems += "; ";
    problems += problem;
  };
  for (const auto& [where, chosen] : formats) {
    const std::string problem = check(where, chosen);
    if (!problem.empty())
      add(detail::in_single_quotes(detail::written_site(where)) + ": " + problem);
  }
  const std::string missing = check.missing_in(formats);
  if (!missing.empty()) add("the plan has no format for " + missing);
  if (!problems.empty()) detail::invalid_argument("check_plan", problems);
}

/// The same for a network, which runs one input.
template <class Network, class Input>
requires network<Network, Input>
void check_plan(const plan& formats, Network& net, const Input& input) {
  check_plan(formats, sites_of(net, input));
}

/// The plan of a text, for a network with these sites.
/// @throws std::invalid_argument  as parse_plan(text) and check_plan: naming the line as well
[[nodiscard]] inline plan parse_plan(std::string_view text, std::span<const planned_site> sites) {
  const detail::site_checker check(sites);
  detail::plan_reader reader(check);
  if (!reader.read(text)) detail::invalid_argument("parse_plan", reader.problem());
  plan result = std::move(reader).result();
  check_plan(result, sites);
  return result;
}

}  // namespace binpoint

#endif
