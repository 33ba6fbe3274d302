/// @file
/// Whether words that came from elsewhere are the state of a histogram.
#ifndef BINPOINT_DETAIL_HISTOGRAM_STATE_HPP
#define BINPOINT_DETAIL_HISTOGRAM_STATE_HPP

#include <cstddef>
#include <cstdint>
#include <span>

#include "../bits.hpp"
#include "extremes.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// The bins of a histogram along the number line: 0 holds zero, 1 and -1 the magnitudes below
/// 2^-149, then the parts of the octaves outward, and the ends whatever lies beyond.
template <class Histogram>
struct bin_line {
  static constexpr int end = Histogram::bins + 2;

  [[nodiscard]] static constexpr int place_of(double x) {
    if (x == 0) return 0;
    const int position = msb_position(x);
    const int octave = position - Histogram::lowest_position;
    int place = 1;
    if (position > Histogram::highest_position) {
      place = end;
    } else if (octave >= 0) {
      const auto bits = bit_cast<std::uint64_t>(x) & float_layout<double>::fraction_mask;
      const int part =
          static_cast<int>(bits >> (float_layout<double>::fraction_bits - Histogram::sub_bits));
      place = 2 + octave * Histogram::sub_bins + part;
    }
    return x < 0 ? -place : place;
  }

  [[nodiscard]] static constexpr std::uint64_t count(std::span<const std::uint64_t> sums,
                                                     int place) {
    if (place == 0) return sums[0];
    const bool negative = place < 0;
    const int distance = negative ? -place : place;
    if (distance == 1) return sums[negative ? 5 : 4];
    if (distance == end) return sums[negative ? 7 : 6];
    return sums[static_cast<std::size_t>(8 + (negative ? Histogram::bins : 0) + distance - 2)];
  }
};

/// The outermost and the innermost bins that are not empty.
template <class Histogram>
struct occupied_bins {
  using line = bin_line<Histogram>;
  int lowest = line::end + 1;
  int highest = -line::end - 1;
  int nearest = line::end + 1;  ///< the least distance of a bin other than that of zero

  constexpr explicit occupied_bins(std::span<const std::uint64_t> sums) {
    for (int place = -line::end; place <= line::end; ++place) {
      if (line::count(sums, place) == 0) continue;
      lowest = min(lowest, place);
      highest = max(highest, place);
      if (place != 0) nearest = min(nearest, place < 0 ? -place : place);
    }
  }
  [[nodiscard]] constexpr bool empty() const { return lowest > highest; }
  [[nodiscard]] constexpr bool only_zeros() const { return nearest > line::end; }
};

/// Whether the words are keys of finite numbers, -0 left out.
[[nodiscard]] constexpr bool are_finite(const extreme_words& extremes, bool only_zeros) {
  using layout = float_layout<double>;
  const auto is_finite_key = [](std::uint64_t key) {
    const std::uint64_t bits = bits_of_key(key, layout::sign_mask);
    return (bits & layout::magnitude_mask) < layout::infinity && bits != layout::sign_mask;
  };
  const std::uint64_t smallest = extremes.words[extreme_words::smallest_bits_complement];
  return is_finite_key(~extremes.words[extreme_words::min_key_complement]) &&
         is_finite_key(extremes.words[extreme_words::max_key]) &&
         (only_zeros ? smallest == 0 : ~smallest != 0 && ~smallest < layout::infinity);
}

/// Extremes that are bounds may lie further out than the bins; exact ones lie in them.
template <class Histogram>
[[nodiscard]] constexpr bool extremes_fit(const extreme_words& extremes,
                                          const occupied_bins<Histogram>& bins) {
  using line = bin_line<Histogram>;
  const double lowest = extremes.min();
  const double highest = extremes.max();
  const double smallest = extremes.smallest_nonzero();
  const int low = line::place_of(lowest);
  const int high = line::place_of(highest);
  const int near = line::place_of(smallest);
  if (lowest > highest || low > bins.lowest || high < bins.highest) return false;
  if (!bins.only_zeros() && near > bins.nearest) return false;
  if (!extremes.exact()) return true;
  if (lowest > 0 && smallest != lowest) return false;
  if (highest < 0 && smallest != -highest) return false;
  if ((highest > 0 && smallest > highest) || (lowest < 0 && smallest > -lowest)) return false;
  return low == bins.lowest && high == bins.highest && (bins.only_zeros() || near == bins.nearest);
}

/// What keeps words from being the state of a histogram, null when nothing does.
template <class Histogram>
[[nodiscard]] constexpr const char* state_problem(std::span<const std::uint64_t> sums,
                                                  std::span<const std::uint64_t> extremes) {
  if (sums.size() != 8 + 2 * static_cast<std::size_t>(Histogram::bins) ||
      extremes.size() != extreme_words::count) {
    return "another number of words";
  }
  std::uint64_t total = 0;
  for (const std::uint64_t count : sums) {
    total += count;
    if (total < count) return "counts of 2^64 or more in all";
  }
  extreme_words words;
  for (std::size_t i = 0; i < extreme_words::count; ++i) words.words[i] = extremes[i];
  if (extremes[extreme_words::inexact] > 1) return "extremes neither exact nor inexact";

  const occupied_bins<Histogram> bins(sums);
  if (bins.empty()) {
    return (extremes[0] | extremes[1] | extremes[2]) == 0 ? nullptr : "extremes of no values";
  }
  if (!are_finite(words, bins.only_zeros())) return "extremes that are no finite numbers";
  return extremes_fit(words, bins) ? nullptr : "extremes that contradict the counts";
}

}  // namespace binpoint::detail

#endif
