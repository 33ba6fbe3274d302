/// @file
/// Networks whose word lengths are searched, and the search by trying all combinations.
#ifndef BINPOINT_TESTS_SUPPORT_WORD_SEARCH_HPP
#define BINPOINT_TESTS_SUPPORT_WORD_SEARCH_HPP

#include <algorithm>
#include <binpoint/network.hpp>
#include <binpoint/word_choices.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "distributions.hpp"
#include "random.hpp"

namespace support {

inline const binpoint::word_length_set offered{3, 4, 6, 8};

inline binpoint::profile random_network(std::uint64_t seed, int sites) {
  support::generator random(seed);
  binpoint::profile seen;
  for (int i = 0; i < sites; ++i) {
    using binpoint::role;
    const role kind = i % 3 == 2 ? role::activation : i % 3 == 1 ? role::bias : role::weight;
    const int count = support::random_int(random, 3, 400);
    seen[{"layer" + std::to_string(i), kind}].add(
        support::random_values(support::random_int(random, 0, support::smooth_distributions - 1),
                               std::ldexp(1.0, support::random_int(random, -9, 9)), count, random));
  }
  return seen;
}

struct total {
  std::uint64_t bits = 0;
  double noise = 0;
};

/// Every combination of the choices, by counting.
inline std::vector<total> all_combinations(const binpoint::choice_table& table) {
  std::vector<total> result(1);
  for (const binpoint::site_choices& site : table.sites) {
    std::vector<total> next;
    for (const total& before : result) {
      for (const binpoint::word_choice& choice : site.choices) {
        next.push_back(
            {before.bits + choice.bits, before.noise + site.sensitivity * choice.noise_to_signal});
      }
    }
    result = std::move(next);
  }
  return result;
}

inline double least_noise(const std::vector<total>& all, std::uint64_t bits) {
  double least = std::numeric_limits<double>::infinity();
  for (const total& each : all) {
    if (each.bits <= bits) least = std::min(least, each.noise);
  }
  return least;
}

/// What a plan costs, by the table it was chosen from; every format must be in it.
inline total cost_of(const binpoint::plan& plan, const binpoint::choice_table& table) {
  total sum;
  for (const binpoint::site_choices& site : table.sites) {
    const auto found =
        std::ranges::find(site.choices, plan.at(site.where), &binpoint::word_choice::chosen);
    REQUIRE(found != site.choices.end());
    sum.bits += found->bits;
    sum.noise += site.sensitivity * found->noise_to_signal;
  }
  return sum;
}

}  // namespace support

#endif
