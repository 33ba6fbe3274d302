/// @file
/// The windows that a criterion may choose, and the least costly of them.
#ifndef BINPOINT_DETAIL_CANDIDATES_HPP
#define BINPOINT_DETAIL_CANDIDATES_HPP

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "../bits.hpp"
#include "../format.hpp"
#include "../histogram.hpp"
#include "../limits.hpp"
#include "../selection.hpp"
#include "bins.hpp"
#include "check.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// The allowed positions of the highest bit of a window; none when `highest` is below `lowest`.
[[nodiscard]] constexpr position_range allowed_tops(window_limits limits, int magnitude_bits) {
  const int above_lsb = magnitude_bits - 1;
  return {max(limits.lowest_msb, limits.lowest_lsb + above_lsb),
          min(limits.highest_msb, limits.highest_lsb + above_lsb)};
}

/// What a criterion chooses from: words of one length and sign, and the data's positions.
struct candidates {
  int word_length = 8;
  bool is_signed = true;
  bool skip_negative = false;
  position_range positions{};
  position_range tops{};  ///< allowed positions of the highest bit

  [[nodiscard]] constexpr int allowed(int msb) const {
    return max(tops.lowest, min(tops.highest, msb));
  }
  /// The word whose window starts at a position.
  [[nodiscard]] constexpr format at(int msb) const {
    return {word_length, word_length - (is_signed ? 1 : 0) - 1 - msb, is_signed};
  }
  [[nodiscard]] constexpr selection nearest(int msb) const { return {.chosen = at(allowed(msb))}; }
  [[nodiscard]] constexpr bool none() const { return positions.highest < positions.lowest; }
  [[nodiscard]] constexpr selection nothing() const {
    return {.chosen = at(allowed(is_signed ? -1 : 0)), .empty = true};
  }
};

/// Positions of the highest and the lowest bit of the positive values.
template <int S>
[[nodiscard]] constexpr position_range positive_positions(const octave_histogram<S>& h) {
  position_range result;
  for_each_bin(h, [&](const magnitude_bin& bin) {
    if (bin.negative) return;
    const position_range here{msb_position(bin.lowest), msb_position(bin.highest)};
    result = {result.highest < result.lowest ? here.lowest : result.lowest, here.highest};
  });
  return result;
}

template <int S>
[[nodiscard]] constexpr candidates make_candidates(const char* function,
                                                   const octave_histogram<S>& h, int word_length,
                                                   signedness sign, window_limits limits) {
  check_format(function, {word_length, 0, true});
  candidates result;
  result.word_length = word_length;
  result.skip_negative = sign == signedness::never;
  result.positions = result.skip_negative ? positive_positions(h) : occupied_positions(h);
  result.is_signed = sign == signedness::always ||
                     (sign == signedness::automatic && (h.min() < 0 || result.none()));
  if (result.is_signed && word_length < 2) {
    invalid_argument(function, "a signed word of length 1 has no magnitude bit");
  }
  result.tops = allowed_tops(limits, word_length - (result.is_signed ? 1 : 0));
  if (result.tops.highest < result.tops.lowest) {
    invalid_argument(
        function, "the limits leave no window to a word of length " + std::to_string(word_length));
  }
  return result;
}

/// Values whose most significant bit is, or may be, above a position.
template <int S>
[[nodiscard]] constexpr std::uint64_t count_above(const octave_histogram<S>& h,
                                                  const candidates& words, int position) {
  std::uint64_t sum = 0;
  for_each_bin(h, [&](const magnitude_bin& bin) {
    if (words.skip_negative && bin.negative) return;
    if (msb_position(bin.highest) > position) sum += bin.count;
  });
  return sum;
}

/// The window with the least cost(format), by the rules for ties.
template <int S, class Cost>
[[nodiscard]] constexpr selection least_cost(const octave_histogram<S>& h, const candidates& words,
                                   Cost cost) {
  selection best;
  auto least = std::numeric_limits<double>::infinity();
  std::optional<std::uint64_t> above_best;  // counted when a tie asks for it
  // From the finest step up; among equals the highest window below which no more bits are cut off.
  const int first = words.allowed(words.positions.lowest - 1);
  const int last = words.allowed(words.positions.highest + 1);
  for (int msb = first; msb <= last; ++msb) {
    const format candidate = words.at(msb);
    const double c = cost(candidate);
    bool is_better = msb == first || c < least;
    std::optional<std::uint64_t> above;
    if (!is_better && c == least) {
      if (!above_best) above_best = count_above(h, words, best.chosen.msb());
      above = count_above(h, words, msb);
      is_better = *above < *above_best;
    }
    if (is_better) {
      best.chosen = candidate;
      least = c;
      above_best = above;
    }
  }
  return best;
}

}  // namespace binpoint::detail

#endif
