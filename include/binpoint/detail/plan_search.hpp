/// @file
/// The search over one choice for each site: the least noise for every number of bits.
#ifndef BINPOINT_DETAIL_PLAN_SEARCH_HPP
#define BINPOINT_DETAIL_PLAN_SEARCH_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace binpoint::detail {

/// A choice of one site: what it adds to the bits and to the noise.
struct search_item {
  std::uint64_t bits = 0;
  double noise = 0;
};

/// One choice for each of the sites so far: the sums, the state of the sites before this one that
/// it continues, and the choice here.
struct search_state {
  std::uint64_t bits = 0;
  double noise = 0;
  std::uint32_t before = 0;
  std::uint32_t choice = 0;
};

/// States by bits, upward; the noise falls from each to the next.
using search_states = std::vector<search_state>;

/// Appends a state whose bits are not below those of the last one, unless that one is as good.
inline void append_better(search_states& front, const search_state& next) {
  if (!front.empty() && front.back().noise <= next.noise) return;
  if (!front.empty() && front.back().bits == next.bits) front.pop_back();
  front.push_back(next);
}

/// The states of two lists that no other one beats; of equal ones that of the first list.
[[nodiscard]] inline search_states merge_fronts(const search_states& a, const search_states& b) {
  search_states result;
  result.reserve(a.size() + b.size());
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() || j != b.end()) {
    const bool take_a = j == b.end() || (i != a.end() && i->bits <= j->bits);
    append_better(result, take_a ? *i++ : *j++);
  }
  return result;
}

/// Every state with each of the next site's choices.
[[nodiscard]] inline search_states extend_front(const search_states& front,
                                                const std::vector<search_item>& choices) {
  search_states result;
  search_states extended(front.size());
  for (std::size_t c = 0; c < choices.size(); ++c) {
    for (std::size_t i = 0; i < front.size(); ++i) {
      extended[i] = {front[i].bits + choices[c].bits, front[i].noise + choices[c].noise,
                     static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(c)};
    }
    // Rounding may make neighbours equal.
    result = merge_fronts(result, extended);
  }
  return result;
}

/// Keeps the fewest bits, and the least noise of each interval of `width` bits; whether that left
/// out any state.
inline bool thin_front(search_states& front, std::uint64_t width) {
  if (front.empty()) return false;
  const std::uint64_t first = front.front().bits;
  const auto same_interval = [&](const search_state& a, const search_state& b) {
    return (a.bits - first) / width == (b.bits - first) / width;
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < front.size(); ++i) {
    // The last one of an interval has its least noise.
    const bool is_last = i + 1 == front.size() || !same_interval(front[i], front[i + 1]);
    if (i == 0 || is_last) front[kept++] = front[i];
  }
  const bool left_out = kept < front.size();
  front.resize(kept);
  return left_out;
}

/// The fronts of the first 1, 2, ... sites.
struct search_trace {
  std::vector<search_states> fronts;
  std::uint64_t slack_bits = 0;

  /// The choice of each site for a state of the last front.
  [[nodiscard]] std::vector<std::size_t> choices_of(std::size_t state) const {
    std::vector<std::size_t> result(fronts.size());
    for (std::size_t site = fronts.size(); site-- > 0;) {
      result[site] = fronts[site][state].choice;
      state = fronts[site][state].before;
    }
    return result;
  }
};

[[nodiscard]] inline std::uint64_t spread_of_bits(const std::vector<search_item>& choices) {
  const auto [least, most] = std::minmax_element(
      choices.begin(), choices.end(), [](const auto& a, const auto& b) { return a.bits < b.bits; });
  return most->bits - least->bits;
}

/// Dynamic programming over the sites, by the front of what no other combination beats. A front
/// longer than `most_states` keeps one state for each interval of bits: every combination of b bits
/// then has a state with at most its noise and fewer than b + width bits, and so on for each front.
/// @pre  every site has a choice
/// @par Complexity  O(sites * choices * most_states * choices), less where fronts are short
/// @par Source  Kellerer, Pferschy, Pisinger, "Knapsack Problems", 2004, chapter 11 (multiple
///              choice), by lists of undominated states
[[nodiscard]] inline search_trace search_plans(const std::vector<std::vector<search_item>>& sites,
                                               std::size_t most_states) {
  std::uint64_t spread = 0;
  for (const auto& choices : sites) spread += spread_of_bits(choices);
  const std::uint64_t width = spread / most_states + 1;
  search_trace result;
  search_states front(1);
  for (const auto& choices : sites) {
    front = extend_front(front, choices);
    if (front.size() > most_states && thin_front(front, width)) result.slack_bits += width;
    result.fronts.push_back(front);
  }
  return result;
}

}  // namespace binpoint::detail

#endif
