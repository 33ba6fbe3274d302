/// @file
/// Whether a plan fits a network: a format for each of its tensors, and none for others.
#ifndef BINPOINT_CHECK_PLAN_HPP
#define BINPOINT_CHECK_PLAN_HPP

#include <concepts>
#include <cstddef>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/check.hpp"
#include "detail/error.hpp"
#include "detail/integer.hpp"
#include "detail/plan_reader.hpp"
#include "detail/site_map.hpp"
#include "format.hpp"
#include "format_text.hpp"
#include "layout.hpp"
#include "limits.hpp"
#include "network.hpp"
#include "policy.hpp"
#include "site.hpp"

namespace binpoint {

/// A tensor that a plan needs a format for, and what whoever computes with it can take.
struct planned_site {
  site where;
  std::size_t channels = 1;
  int most_magnitude_bits = max_word_length;
  bool may_stay_float = true;
  bool may_differ_by_channel = true;
  window_limits limits{};

  friend bool operator==(const planned_site&, const planned_site&) = default;
};

/// All of them, and the policies by which values may enter their formats.
struct planned_sites {
  std::vector<planned_site> all;
  bool may_round_stochastically = true;
  bool may_wrap = true;

  planned_sites(std::vector<planned_site> sites) : all(std::move(sites)) {}  // NOLINT(*-explicit-*)
  template <std::ranges::contiguous_range Range>
  requires std::same_as<std::ranges::range_value_t<Range>, planned_site>
  planned_sites(const Range& sites)  // NOLINT(*-explicit-*)
      : all(std::ranges::begin(sites), std::ranges::end(sites)) {}
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

/// What is wrong with the policy, or with the format of a site; nothing if empty.
class plan_checker {
 public:
  explicit plan_checker(const planned_sites& sites)
      : may_round_stochastically_(sites.may_round_stochastically), may_wrap_(sites.may_wrap) {
    for (const planned_site& each : sites.all) known_[each.where] = each;
  }

  [[nodiscard]] std::string operator()(policy rules) const {
    if (rules.rounding == rounding_mode::stochastic && !may_round_stochastically_) {
      return "found stochastic, expected a mode of rounding that needs no random bits";
    }
    if (rules.overflow == overflow_mode::wrap && !may_wrap_) {
      return "found wrap, expected saturate or saturate_symmetric";
    }
    return {};
  }

  [[nodiscard]] std::string operator()(const site& where, const tensor_format& chosen) const {
    const planned_site* const known = known_.find(where);
    if (known == nullptr) return "the network has no such site";
    if (chosen.stays_float) {
      return known->may_stay_float ? "" : "stays in floating point, expected a format";
    }
    if (!chosen.base.is_valid()) return invalid_format(chosen.base);
    const std::string wrong_list = check_list(chosen.fraction_lengths.size(), *known);
    if (!wrong_list.empty()) return wrong_list;
    if (chosen.fraction_lengths.empty()) return check_one(chosen.base, *known);
    for (const int length : chosen.fraction_lengths) {
      const std::string problem =
          check_one({chosen.base.word_length, length, chosen.base.is_signed}, *known);
      if (!problem.empty()) return problem;
    }
    return {};
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
  [[nodiscard]] static std::string check_list(std::size_t found, const planned_site& known) {
    if (found == 0) return {};
    const std::string lengths = "found " + std::to_string(found) + " fraction lengths, expected ";
    if (!known.may_differ_by_channel) return lengths + "one format for the whole tensor";
    if (found == known.channels) return {};
    return lengths + "one for each of " + std::to_string(known.channels) + " channels";
  }

  [[nodiscard]] static std::string check_one(format found, const planned_site& known) {
    if (!found.is_valid()) return invalid_format(found);
    if (found.magnitude_bits() <= known.most_magnitude_bits) {
      return check_window(found, known.limits);
    }
    return "found " + to_string(found) + ", expected " + std::to_string(known.most_magnitude_bits) +
           " magnitude bits at most";
  }

  [[nodiscard]] static std::string check_window(format found, const window_limits& limits) {
    const auto problem = [&](const char* what, int position, const char* bound) {
      return "found " + to_string(found) + ", expected " + what + " 2^" + std::to_string(position) +
             ' ' + bound;
    };
    const int lsb = found.lsb();
    const int msb = max(lsb, found.msb());  // a sign alone has a step, and no bit above it
    if (lsb < limits.lowest_lsb) return problem("a step of", limits.lowest_lsb, "or more");
    if (lsb > limits.highest_lsb) return problem("a step of", limits.highest_lsb, "or less");
    if (msb < limits.lowest_msb) return problem("a highest bit of", limits.lowest_msb, "or more");
    if (msb > limits.highest_msb) return problem("a highest bit of", limits.highest_msb, "or less");
    return {};
  }

  [[nodiscard]] static std::string invalid_format(format found) {
    const std::string longest = std::to_string(max_fraction_length);
    return "found a word length of " + std::to_string(found.word_length) +
           " and a fraction length of " + std::to_string(found.fraction_length) + ", expected 1.." +
           std::to_string(max_word_length) + " and -" + longest + ".." + longest;
  }

  site_map<planned_site> known_;
  bool may_round_stochastically_;
  bool may_wrap_;
};

/// As check_plan, for a function that is named in errors.
inline void check_plan_as(const char* function, const plan& formats, const planned_sites& sites) {
  const plan_checker check(sites);
  std::string problems;
  const auto add = [&](const std::string& problem) {
    if (!problems.empty()) problems += "; ";
    problems += problem;
  };
  if (const std::string problem = check(formats.rules); !problem.empty()) add("policy: " + problem);
  for (const auto& [where, chosen] : formats) {
    const std::string problem = check(where, chosen);
    if (!problem.empty()) add(in_single_quotes(written_site(where)) + ": " + problem);
  }
  const std::string missing = check.missing_in(formats);
  if (!missing.empty()) add("the plan has no format for " + missing);
  if (!problems.empty()) invalid_argument(function, problems);
}

}  // namespace detail

/// Checks that a plan has a valid format for each site, one that it can take, and for no other, in
/// each list of fraction lengths as many as there are channels, and a policy that all can take.
///
/// @param sites  those of the network, from sites_of or from an engine of one's own
/// @throws std::invalid_argument  naming every site for which this is not so, and why
/// @par Complexity  O(sites)
inline void check_plan(const plan& formats, const planned_sites& sites) {
  detail::check_plan_as("check_plan", formats, sites);
}

/// The same for a network, which runs one input.
template <class Network, class Input>
requires network<Network, Input>
void check_plan(const plan& formats, Network& net, const Input& input) {
  check_plan(formats, sites_of(net, input));
}

/// The plan of a text, for a network with these sites.
/// @throws std::invalid_argument  as parse_plan(text) and check_plan: naming the line as well
[[nodiscard]] inline plan parse_plan(std::string_view text, const planned_sites& sites) {
  const detail::plan_checker check(sites);
  detail::plan_reader reader(check);
  if (!reader.read(text)) detail::invalid_argument("parse_plan", reader.problem());
  plan result = std::move(reader).result();
  detail::check_plan_as("parse_plan", result, sites);
  return result;
}

}  // namespace binpoint

#endif
