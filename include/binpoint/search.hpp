/// @file
/// Word lengths where they matter: the least noise within a number of bits, the fewest bits above
/// an SQNR or an accuracy.
#ifndef BINPOINT_SEARCH_HPP
#define BINPOINT_SEARCH_HPP

#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <vector>

#include "histogram.hpp"
#include "network.hpp"
#include "plan_front.hpp"
#include "policy.hpp"
#include "word_choices.hpp"

namespace binpoint {

/// A format for every site, of the word lengths that a rule offers: the least noise within so many
/// bits, or the fewest bits above an SQNR. From the histograms alone, all sites weighed together.
///
/// @param rule  word lengths for all sites, or a callable of (site, histogram) that pins sites,
///              excludes them, weighs their noise, counts activations: see site_rule
/// @throws std::invalid_argument when the goal cannot be reached; as word_choices does
/// @par Complexity  that of word_choices and plan_front; keep the front where many goals are tried
template <int S, site_rules<octave_histogram<S>> Rule = site_rule>
[[nodiscard]] costed_plan choose_formats(const basic_profile<S>& observed, within_bits goal,
                                         const Rule& rule = {}, policy rules = {}) {
  return plan_front(word_choices(observed, rule, rules)).best(goal);
}
template <int S, site_rules<octave_histogram<S>> Rule = site_rule>
[[nodiscard]] costed_plan choose_formats(const basic_profile<S>& observed, above_sqnr goal,
                                         const Rule& rule = {}, policy rules = {}) {
  return plan_front(word_choices(observed, rule, rules)).best(goal);
}

/// A plan of the front as it is shown, with what validation measured of it.
struct front_point {
  costed_plan formats;
  std::optional<double> measured{};  ///< the accuracy, say; empty: not validated
};

/// At most so many plans of a front, its first and its last among them, evenly over the expected
/// SQNR.
[[nodiscard]] inline std::vector<front_point> show_points(const plan_front& front,
                                                          std::size_t count) {
  const std::size_t last = front.size() - 1;
  // A plan without noise counts as one bit better than the one before it.
  const auto sqnr_db = [&](std::size_t i) {
    if (front.noise(i) > 0) return -10 * std::log10(front.noise(i));
    return i == 0 ? 0.0 : 6 - 10 * std::log10(front.noise(i - 1));
  };
  const double lowest_db = sqnr_db(0);
  const double range_db = sqnr_db(last) - lowest_db;
  std::vector<front_point> result;
  std::size_t next = 0;
  for (std::size_t k = 0; k < count && next <= last; ++k) {
    const bool at_end = k + 1 == count;
    const double wanted_db =
        at_end ? 0 : lowest_db + range_db * static_cast<double>(k) / static_cast<double>(count - 1);
    if (!at_end && next > 0 && sqnr_db(next - 1) >= wanted_db) continue;
    while (next < last && (at_end || sqnr_db(next) < wanted_db)) ++next;
    result.push_back({front[next], {}});
    ++next;
  }
  return result;
}

/// The point with the fewest bits whose measure is at least `floor`; points.size() when there is
/// none.
///
/// Each point is measured at most once, from the fewest bits up, until one holds; results stay in
/// the points.
/// @param measure  callable of a plan: validate and take the metric, for instance
template <std::invocable<const plan&> Measure>
[[nodiscard]] std::size_t first_above(std::vector<front_point>& points, double floor,
                                      Measure measure) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].measured) points[i].measured = measure(points[i].formats);
    if (*points[i].measured >= floor) return i;
  }
  return points.size();
}

}  // namespace binpoint

#endif
