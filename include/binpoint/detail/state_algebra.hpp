/// @file
/// Words of a histogram's state from those of another, and sums of products beyond 64 bits.
#ifndef BINPOINT_DETAIL_STATE_ALGEBRA_HPP
#define BINPOINT_DETAIL_STATE_ALGEBRA_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../histogram.hpp"
#include "bins.hpp"
#include "error.hpp"
#include "extremes.hpp"
#include "float_layout.hpp"
#include "integer.hpp"
#include "wide.hpp"

namespace binpoint::detail {

[[nodiscard]] constexpr bool is_less(double_word a, double_word b) {
  return a.high != b.high ? a.high < b.high : a.low < b.low;
}
[[nodiscard]] constexpr double_word add(double_word a, double_word b) {
  const std::uint64_t low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1 : 0), low};
}
/// @pre  b is not above a
[[nodiscard]] constexpr double_word subtract(double_word a, double_word b) {
  return {a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low};
}
[[nodiscard]] constexpr double to_double(double_word a) {
  return static_cast<double>(a.high) * 0x1p64 + static_cast<double>(a.low);
}

/// The sums of a histogram whose bins are moved up by that many octaves, or down.
/// @pre  nothing comes back from outside the positions
template <int S>
[[nodiscard]] std::vector<std::uint64_t> move_bins(const octave_histogram<S>& h, int octaves) {
  using histogram = octave_histogram<S>;
  constexpr std::size_t specials = 8;
  const auto from = h.sums();
  std::vector<std::uint64_t> to(from.begin(), from.begin() + specials);
  to.resize(from.size());
  for (std::size_t i = specials; i < from.size(); ++i) {
    const std::size_t side = (i - specials) / histogram::bins;
    const auto bin = static_cast<std::int64_t>((i - specials) % histogram::bins);
    const std::int64_t moved = bin + std::int64_t{octaves} * histogram::sub_bins;
    std::size_t word = specials + side * histogram::bins + static_cast<std::size_t>(moved);
    if (moved < 0) word = 4 + side;
    if (moved >= histogram::bins) word = 6 + side;
    to[word] += from[i];
  }
  return to;
}

template <int S>
[[nodiscard]] extreme_words scale_extremes(const octave_histogram<S>& h, int exponent) {
  if (h.finite() == 0) return {};
  const auto scale = [&](double x) {
    const double scaled = std::ldexp(x, exponent);
    if (std::ldexp(scaled, -exponent) != x) {
      invalid_argument("scaled_by_power", "a scaled value is beyond the range of double");
    }
    return scaled;
  };
  return make_extremes(scale(h.min()), scale(h.max()), scale(h.smallest_nonzero()),
                       h.extremes_exact());
}

/// Bounds of the extremes of a part of a histogram's values.
/// @param sums  the state of that part
template <int S>
[[nodiscard]] extreme_words bound_extremes(std::span<const std::uint64_t> sums,
                                           const octave_histogram<S>& whole) {
  extreme_words of_whole = make_extremes(whole.min(), whole.max(), whole.smallest_nonzero(), false);
  const auto part = octave_histogram<S>::from_state(sums, of_whole.words);
  if (part.finite() == 0) return {};
  extreme_words result;
  if (part.zeros() > 0) result = make_extremes(0, 0, 0, false);
  for_each_bin(part, [&](const magnitude_bin& bin) {
    const double least = bin.lowest;
    // Rounded values may lie on the end of a bin below which the values themselves are.
    const double most = whole.extremes_exact() ? bin.highest : bin.upper;
    result.merge(
        make_extremes(bin.negative ? -most : least, bin.negative ? -least : most, least, false));
  });
  return result;
}

}  // namespace binpoint::detail

#endif
