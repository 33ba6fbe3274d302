/// @file
/// The Pareto front of a network: the least expected noise for every number of bits.
#ifndef BINPOINT_PLAN_FRONT_HPP
#define BINPOINT_PLAN_FRONT_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "detail/error.hpp"
#include "detail/plan_search.hpp"
#include "network.hpp"
#include "site.hpp"
#include "word_choices.hpp"

namespace binpoint {

/// A plan, and what is expected of it.
struct costed_plan : plan {
  std::uint64_t bits = 0;             ///< of all budgeted values
  std::uint64_t budgeted_values = 0;  ///< those of the weights and biases, unless a rule says else
  double noise = 0;  ///< sum over the sites of sensitivity * expected noise relative to the signal

  [[nodiscard]] std::uint64_t bytes() const { return (bits + 7) / 8; }
  /// Of the sum of all sites' noise; +infinity without noise.
  /// @par Source  1 / SQNR of a network = sum of 1 / SQNR over its tensors: Lin, Talathi,
  ///              Annapureddy, "Fixed Point Quantization of Deep Convolutional Networks", 2016
  [[nodiscard]] double expected_sqnr_db() const { return -10 * std::log10(noise); }
};

/// The goal of a search: the least noise within so many bits.
struct within_bits {
  std::uint64_t bits = 0;
};

/// The goal of a search: the fewest bits whose expected SQNR is at least so many dB.
struct above_sqnr {
  double sqnr_db = 0;
};

/// The Pareto front of a network: the plans that no other one beats in both bits and noise, from
/// the fewest bits up.
///
/// Exact over all combinations of choices while at most `most_plans` plans are on the front at any
/// site. Beyond, plans are left out, evenly over the bits, and slack_bits() states the guarantee: a
/// plan within b bits has at most the noise of the best within b - slack_bits().
class plan_front {
 public:
  static constexpr std::size_t default_most_plans = std::size_t{1} << 14;

  /// @throws std::invalid_argument when there is no site, a site has no choice or a noise that is
  ///         no number from 0 up, when 64 bits do not count the bits of all, or most_plans is 0
  /// @par Complexity  O(sites * choices^2 * plans) time, 24 bytes a site and plan
  explicit plan_front(choice_table table, std::size_t most_plans = default_most_plans)
      : table_(std::move(table)) {
    if (most_plans == 0) detail::invalid_argument("plan_front", "0 plans, expected 1 or more");
    if (table_.sites.empty()) detail::invalid_argument("plan_front", "there is no site");
    std::vector<std::vector<detail::search_item>> items;
    std::uint64_t most_bits = 0;
    for (const site_choices& site : table_.sites) {
      items.push_back(items_of(site));
      const std::uint64_t most =
          std::ranges::max(items.back(), {}, &detail::search_item::bits).bits;
      if (!__builtin_add_overflow(most_bits, most, &most_bits)) continue;
      detail::invalid_argument("plan_front", "the sites up to '" + to_string(site.where) +
                                                 "' may take more bits than 64 bits count");
    }
    trace_ = detail::search_plans(items, most_plans);
  }

  [[nodiscard]] std::size_t size() const { return front().size(); }
  [[nodiscard]] std::uint64_t slack_bits() const { return trace_.slack_bits; }

  /// Of plan i: the bits rise with i, the noise falls.
  /// @throws std::invalid_argument when there is no plan i
  [[nodiscard]] std::uint64_t bits(std::size_t i) const { return state(i).bits; }
  [[nodiscard]] double noise(std::size_t i) const { return state(i).noise; }

  /// @throws std::invalid_argument when there is no plan i
  /// @par Complexity  O(sites)
  [[nodiscard]] costed_plan operator[](std::size_t i) const {
    costed_plan result;
    result.rules = table_.rules;
    result.bits = bits(i);
    result.noise = noise(i);
    const std::vector<std::size_t> choices = trace_.choices_of(i);
    for (std::size_t site = 0; site < choices.size(); ++site) {
      const site_choices& here = table_.sites[site];
      result[here.where] = here.choices[choices[site]].chosen;
      result.budgeted_values += here.budgeted_values;
    }
    return result;
  }

  /// @throws std::invalid_argument when even the shortest words take more bits
  [[nodiscard]] costed_plan best(within_bits goal) const {
    const auto after =
        std::ranges::upper_bound(front(), goal.bits, {}, &detail::search_state::bits);
    if (after == front().begin()) {
      detail::invalid_argument("choose_formats", "found a budget of " + std::to_string(goal.bits) +
                                                     " bits, expected at least " +
                                                     std::to_string(bits(0)) +
                                                     ", which the shortest words take");
    }
    return (*this)[static_cast<std::size_t>(after - front().begin()) - 1];
  }

  /// @throws std::invalid_argument when even the longest words do not reach it
  [[nodiscard]] costed_plan best(above_sqnr goal) const {
    const auto reaches = [&](const detail::search_state& s) {
      return -10 * std::log10(s.noise) >= goal.sqnr_db;
    };
    const auto found = std::ranges::find_if(front(), reaches);
    if (found == front().end()) {
      detail::invalid_argument("choose_formats",
                               "found a floor of " + std::to_string(goal.sqnr_db) +
                                   " dB, expected at most " +
                                   std::to_string((*this)[size() - 1].expected_sqnr_db()) +
                                   ", which the longest words reach");
    }
    return (*this)[static_cast<std::size_t>(found - front().begin())];
  }

 private:
  [[nodiscard]] static std::vector<detail::search_item> items_of(const site_choices& site) {
    if (site.choices.empty()) {
      detail::invalid_argument("plan_front", "'" + to_string(site.where) + "' has no choice");
    }
    std::vector<detail::search_item> items;
    for (const word_choice& each : site.choices) {
      items.push_back({each.bits, site.sensitivity * each.noise_to_signal});
      if (items.back().noise >= 0) continue;  // said so that a NaN is refused as well
      detail::invalid_argument("plan_front",
                               "found a noise of " + std::to_string(items.back().noise) + " for '" +
                                   to_string(site.where) + "', expected a number from 0 up");
    }
    return items;
  }

  [[nodiscard]] const detail::search_state& state(std::size_t i) const {
    if (i >= size()) {
      detail::invalid_argument("plan_front", "found plan " + std::to_string(i) +
                                                 ", expected one below " + std::to_string(size()));
    }
    return front()[i];
  }

  [[nodiscard]] const detail::search_states& front() const { return trace_.fronts.back(); }

  choice_table table_;
  detail::search_trace trace_;
};

}  // namespace binpoint

#endif
