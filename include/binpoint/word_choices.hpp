/// @file
/// What each site of a network may become: the formats of the word lengths offered, with the noise
/// and the bits of each.
#ifndef BINPOINT_WORD_CHOICES_HPP
#define BINPOINT_WORD_CHOICES_HPP

#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "criteria.hpp"
#include "detail/bins.hpp"
#include "detail/candidates.hpp"
#include "detail/check.hpp"
#include "detail/error.hpp"
#include "detail/window_error.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "limits.hpp"
#include "network.hpp"
#include "policy.hpp"
#include "site.hpp"

namespace binpoint {

/// What a search may do with a site.
struct site_rule {
  word_length_set offered = word_length_set::range(2, 16);
  /// The one format that the site has, or floating point: nothing is searched. Of formats by
  /// channel the noise is estimated as that of the base, for a profile does not tell channels
  /// apart.
  std::optional<tensor_format> pinned{};
  /// Weighs the noise of this site in the sum over all of them; 0: the noise does not matter.
  double sensitivity = 1;
  /// Values of the site that the bits are counted for. If not given: all of a weight or a bias,
  /// none of an activation or an input.
  std::optional<std::uint64_t> budgeted_values{};
  /// Chooses the format of each word length; its own word length does not matter.
  least_error choose{};

  site_rule() = default;
  site_rule(word_length_set lengths) : offered(lengths) {}            // NOLINT(*-explicit-*)
  site_rule(format only) : pinned(only) {}                            // NOLINT(*-explicit-*)
  site_rule(std::nullopt_t) : pinned(std::in_place, std::nullopt) {}  // NOLINT(*-explicit-*)
};

/// One format that a site may take.
struct word_choice {
  tensor_format chosen;
  std::uint64_t bits = 0;         ///< of all the site's budgeted values
  double mean_squared_error = 0;  ///< expected, over the site's finite values
  double noise_to_signal = 0;     ///< the same relative to their mean square; 0 without a signal
};

/// What one site may become: one choice for each word length, from the shortest up.
struct site_choices {
  site where;
  double sensitivity = 1;
  std::uint64_t budgeted_values = 0;
  std::vector<word_choice> choices;
};

/// What every site of a network may become, and the policy by which values enter the formats. Plain
/// data: a site whose formats are chosen elsewhere, per channel say, is added by hand.
struct choice_table {
  std::vector<site_choices> sites;
  policy rules{};
};

/// A rule for every site: word lengths for all, or a callable of (site, histogram) that returns
/// a site_rule or what converts to one: word lengths, a format to pin, std::nullopt to leave the
/// site in floating point.
template <class R, class Histogram>
concept site_rules = std::convertible_to<R, site_rule> ||
    requires(const R& rule, const site& where, const Histogram& histogram) {
  { rule(where, histogram) } -> std::convertible_to<site_rule>;
};

namespace detail {

template <int S, class Rule>
[[nodiscard]] site_rule rule_of_site(const Rule& rule, const site& where,
                                     const octave_histogram<S>& h) {
  if constexpr (std::convertible_to<Rule, site_rule>) {
    return rule;
  } else {
    return rule(where, h);
  }
}

[[nodiscard]] inline std::uint64_t count_budgeted(const site_rule& rule, role kind,
                                                  std::uint64_t values) {
  const bool is_parameter = kind == role::weight || kind == role::bias;
  return rule.budgeted_values.value_or(is_parameter ? values : 0);
}

/// The noise of one format, which is none for a site that stays in floating point.
template <int S>
[[nodiscard]] word_choice expect_choice(const octave_histogram<S>& h, const tensor_format& chosen,
                                        policy how, std::uint64_t values) {
  constexpr std::uint64_t float_bits = 32;
  if (chosen.stays_float) return {chosen, values * float_bits};
  word_choice result{chosen, values * static_cast<std::uint64_t>(chosen.base.word_length)};
  const expected_energies energies = expect_energies(h, chosen.base, how);
  if (!(energies.signal > 0)) return result;
  result.noise_to_signal = energies.error / energies.signal;
  const double mean = energies.error / static_cast<double>(h.finite());
  result.mean_squared_error = std::ldexp(mean, 2 * occupied_positions(h).highest);
  return result;
}

/// Whether the rule's criterion has a window for words of a length.
template <int S>
[[nodiscard]] bool has_window(const octave_histogram<S>& h, const least_error& choose, int length) {
  const bool is_signed = choose.sign == signedness::always ||
                         (choose.sign == signedness::automatic && (h.min() < 0 || !(h.max() > 0)));
  const int magnitude_bits = length - (is_signed ? 1 : 0);
  const position_range tops = allowed_tops(choose.limits, magnitude_bits);
  return magnitude_bits > 0 && tops.lowest <= tops.highest;
}

template <int S>
[[nodiscard]] std::vector<word_choice> make_choices(const octave_histogram<S>& h,
                                                    const site_rule& rule, policy how,
                                                    std::uint64_t values) {
  if (rule.pinned) {
    if (!rule.pinned->stays_float) check_format("word_choices", rule.pinned->base);
    return {expect_choice(h, *rule.pinned, how, values)};
  }
  std::vector<word_choice> result;
  least_error choose = rule.choose;
  for (int length = 1; length <= max_word_length; ++length) {
    if (!rule.offered.contains(length) || !has_window(h, choose, length)) continue;
    choose.word_length = length;
    result.push_back(expect_choice(h, choose(h).chosen, how, values));
  }
  return result;
}

}  // namespace detail

/// What each site of a profile may become: for each word length its best format, and what noise is
/// expected of it; from the histograms alone.
///
/// Word lengths without a magnitude bit, or without a window within the limits, are left out.
/// @param rule  for all sites, or a callable of (site, histogram); see site_rules
/// @throws std::invalid_argument naming the site, when no word length is left, its sensitivity is
///         no number from 0 up, or 64 bits do not count its bits; for an invalid pinned format
/// @par Complexity  O(occupied bins) for each site, word length and window that may be the best:
///                  some five, rarely more
/// @par Source  the closed form of detail/window_error.hpp, summed over the bins
template <int S, site_rules<octave_histogram<S>> Rule = site_rule>
[[nodiscard]] choice_table word_choices(const basic_profile<S>& observed, const Rule& rule = {},
                                        policy rules = {}) {
  choice_table table{{}, rules};
  for (const auto& [where, histogram] : observed) {
    const site_rule here = detail::rule_of_site(rule, where, histogram);
    if (!(here.sensitivity >= 0 && here.sensitivity < 1e300)) {
      detail::invalid_argument(
          "word_choices", "found a sensitivity of " + std::to_string(here.sensitivity) + " for '" +
                              to_string(where) + "', expected a finite number from 0 up");
    }
    const std::uint64_t values = detail::count_budgeted(here, where.kind, histogram.total());
    constexpr std::uint64_t most_values = ~std::uint64_t{0} / max_word_length;
    if (values > most_values) {
      detail::invalid_argument("word_choices", "found " + std::to_string(values) +
                                                   " budgeted values for '" + to_string(where) +
                                                   "', expected " + std::to_string(most_values) +
                                                   " at most");
    }
    site_choices site{where, here.sensitivity, values,
                      detail::make_choices(histogram, here, rules, values)};
    if (site.choices.empty()) {
      detail::invalid_argument("word_choices", "no word length that is offered has a window for '" +
                                                   to_string(where) + "'");
    }
    table.sites.push_back(std::move(site));
  }
  return table;
}

}  // namespace binpoint

#endif
