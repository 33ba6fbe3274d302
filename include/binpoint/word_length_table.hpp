/// @file
/// What every word length would do to the values of one histogram.
#ifndef BINPOINT_WORD_LENGTH_TABLE_HPP
#define BINPOINT_WORD_LENGTH_TABLE_HPP

#include <concepts>
#include <vector>

#include "criteria.hpp"
#include "histogram.hpp"
#include "limits.hpp"
#include "policy.hpp"
#include "selection.hpp"

namespace binpoint {

/// A criterion that has one word length, which can be set: all of criteria.hpp but `shortest_word`
/// and `pinned`.
template <class C, class Histogram>
concept word_criterion = criterion<C, Histogram> && requires(C choose) {
  { choose.word_length } -> std::same_as<int&>;
};

/// The selection of each word length, from the shortest up: its format, its SQNR (expected, and
/// certain bounds), its underflows and overflows. The values are not looked at again.
///
/// @param choose   the criterion, whose own word length does not matter
/// @param lengths  those to try; a length that has no magnitude bit for the sign of the data is an
///                 error, as it is for the criterion
/// @throws std::invalid_argument as the criterion does
/// @par Complexity  O(occupied bins) for each window tried: at most one for each occupied octave
///                  and word length
template <int S, class Criterion = least_error>
requires word_criterion<Criterion, octave_histogram<S>>
[[nodiscard]] std::vector<selection> word_length_table(
    const octave_histogram<S>& histogram, Criterion choose = {}, policy how = {},
    word_length_set lengths = word_length_set::range(2, 16)) {
  std::vector<selection> table;
  for (int length = 1; length <= max_word_length; ++length) {
    if (!lengths.contains(length)) continue;
    choose.word_length = length;
    table.push_back(choose_format(histogram, choose, how));
  }
  return table;
}

}  // namespace binpoint

#endif
