/// @file
/// Histograms of the positions of most significant bits: exact, mergeable, the same for any order.
#ifndef BINPOINT_HISTOGRAM_HPP
#define BINPOINT_HISTOGRAM_HPP

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "bits.hpp"
#include "detail/count_integers.hpp"
#include "detail/count_plain.hpp"
#include "detail/count_values.hpp"
#include "detail/error.hpp"
#include "detail/extremes.hpp"
#include "detail/histogram_words.hpp"

namespace binpoint {

/// A contiguous range of floating-point numbers: vector, array, span, tensor_view.
template <class Range>
concept floating_range = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
    floating<std::ranges::range_value_t<Range>>;

/// The same for integers, which stand for x * 2^-fraction_length.
template <class Range>
concept integer_range = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
    std::integral<std::ranges::range_value_t<Range>> &&
    !std::same_as<std::ranges::range_value_t<Range>, bool>;

/// The same for fixed-point numbers: codes and a fraction length, as `fixed` has them.
template <class Range>
concept fixed_point_range = std::ranges::contiguous_range<Range> &&
    std::ranges::sized_range<Range> && requires(const std::ranges::range_value_t<Range>& x) {
  { x.code() } -> std::integral;
  { std::ranges::range_value_t<Range>::fraction_length } -> std::convertible_to<int>;
};

/// Integers are counted with fraction lengths up to this one, positive or negative: their values
/// are doubles then.
inline constexpr int max_counted_fraction_length = 900;

/// Counts, for each position p and each of 2^SubBits equal parts of [2^p, 2^(p + 1)), the values
/// whose magnitude lies there; positive and negative ones apart.
///
/// Positions -149..127 hold every float; a double outside is counted by below() or above(). Zeros,
/// NaNs and infinities are counted apart, so total() is the number of values given. Merging adds
/// integers: any order, split or machine gives the same bytes. Memory: 4.5 KB for 0 sub-bits,
/// doubling with each. Adding a value is O(1) and allocates nothing.
template <int SubBits>
class octave_histogram {
  using words = detail::histogram_words;
  static_assert(SubBits >= 0 && SubBits <= 6, "binpoint: octave_histogram has 0..6 sub-bits");

 public:
  static constexpr int sub_bits = SubBits;
  static constexpr int sub_bins = 1 << SubBits;
  static constexpr int lowest_position = words::lowest_position;
  static constexpr int highest_position = words::highest_position;
  static constexpr int octaves = words::octaves;
  static constexpr int bins = octaves * sub_bins;

  constexpr octave_histogram() = default;

  /// A finer histogram is also a coarser one, exactly.
  template <int Finer>
  requires(Finer > SubBits) constexpr octave_histogram(
      const octave_histogram<Finer>& finer)  // NOLINT(*-explicit-*)
      : extremes_(finer.extremes_) {
    for (std::size_t i = 0; i < special_count; ++i) sums_[i] = finer.sums_[i];
    for (std::size_t i = 0; i < std::size_t{2} * octave_histogram<Finer>::bins; ++i) {
      sums_[special_count + (i >> (Finer - SubBits))] += finer.sums_[special_count + i];
    }
  }

  template <floating T>
  constexpr void add(T x) {
    detail::count_plain<SubBits>(&x, 1, sums_.data(), extremes_);
  }

  /// @par Complexity  O(n) time, no allocation; on the stack 14 KB for 0 sub-bits, 18, 35 and 68 KB
  ///                  for 1 to 3, 2 KB for more, and 17 KB besides for doubles and integers
  template <floating_range Range>
  constexpr void add(const Range& values) {
    detail::count_values<SubBits>(std::ranges::data(values), std::ranges::size(values),
                                  sums_.data(), extremes_);
  }

  /// Integers x as the numbers x * 2^-fraction_length. Those of 64 bits beyond 2^53 are counted
  /// exactly, but the extremes are rounded outward to doubles, and extremes_exact() is false.
  /// @throws std::invalid_argument for a fraction length beyond max_counted_fraction_length
  template <integer_range Range>
  constexpr void add(const Range& values, int fraction_length = 0) {
    if (fraction_length < -max_counted_fraction_length ||
        fraction_length > max_counted_fraction_length) {
      detail::invalid_argument(
          "octave_histogram",
          "a fraction length of " + std::to_string(fraction_length) + " is not within -900..900");
    }
    detail::count_integers<SubBits>(std::ranges::data(values), std::ranges::size(values),
                                    fraction_length, sums_.data(), extremes_);
  }
  template <std::integral T>
  requires(!std::same_as<T, bool>) constexpr void add(T x, int fraction_length = 0) {
    add(std::span<const T>(&x, 1), fraction_length);
  }

  template <fixed_point_range Range>
  constexpr void add(const Range& values) {
    using number = std::ranges::range_value_t<Range>;
    using code_type = decltype(std::declval<const number&>().code());
    constexpr std::size_t chunk = 1024;
    const number* from = std::ranges::data(values);
    const std::size_t n = std::ranges::size(values);
    for (std::size_t i = 0; i < n; i += chunk) {
      const std::size_t size = detail::min(chunk, n - i);
      code_type codes[chunk] = {};
      for (std::size_t k = 0; k < size; ++k) codes[k] = from[i + k].code();
      add(std::span<const code_type>(codes, size), number::fraction_length);
    }
  }
  template <class T>
  requires fixed_point_range<std::span<const T>>
  constexpr void add(const T& x) { add(std::span<const T>(&x, 1)); }

  /// As if every value given to `other` had been given here.
  constexpr void merge(const octave_histogram& other) {
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += other.sums_[i];
    extremes_.merge(other.extremes_);
  }
  constexpr octave_histogram& operator+=(const octave_histogram& other) {
    merge(other);
    return *this;
  }
  friend constexpr bool operator==(const octave_histogram&, const octave_histogram&) = default;

  /// Values whose most significant bit is at a position: all, the positive, the negative ones.
  [[nodiscard]] constexpr std::uint64_t count(int position) const {
    return positive(position) + negative(position);
  }
  [[nodiscard]] constexpr std::uint64_t positive(int position) const {
    return octave(position, positive_bins);
  }
  [[nodiscard]] constexpr std::uint64_t negative(int position) const {
    return octave(position, negative_bins);
  }

  /// The same for one part of an octave: [2^p (1 + part / 2^SubBits), 2^p (1 + (part + 1) /
  /// 2^SubBits)).
  [[nodiscard]] constexpr std::uint64_t positive(int position, int part) const {
    return bin(position, part, positive_bins);
  }
  [[nodiscard]] constexpr std::uint64_t negative(int position, int part) const {
    return bin(position, part, negative_bins);
  }

  [[nodiscard]] constexpr std::uint64_t zeros() const { return sums_[words::zero]; }
  [[nodiscard]] constexpr std::uint64_t nans() const { return sums_[words::nan]; }
  [[nodiscard]] constexpr std::uint64_t positive_infinities() const {
    return sums_[words::positive_infinity];
  }
  [[nodiscard]] constexpr std::uint64_t negative_infinities() const {
    return sums_[words::negative_infinity];
  }
  [[nodiscard]] constexpr std::uint64_t infinities() const {
    return positive_infinities() + negative_infinities();
  }

  /// Magnitudes below 2^-149 (not zero), and from 2^128 on: only doubles have them.
  [[nodiscard]] constexpr std::uint64_t below() const {
    return sums_[words::positive_below] + sums_[words::negative_below];
  }
  [[nodiscard]] constexpr std::uint64_t above() const {
    return sums_[words::positive_above] + sums_[words::negative_above];
  }

  /// Number of values given, of every kind.
  [[nodiscard]] constexpr std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : sums_) sum += count;
    return sum;
  }
  /// Number of finite values, zeros included.
  [[nodiscard]] constexpr std::uint64_t finite() const { return total() - nans() - infinities(); }

  /// Over finite values, zeros included, -0 as +0; 0 when there are none.
  [[nodiscard]] constexpr double min() const { return extremes_.min(); }
  [[nodiscard]] constexpr double max() const { return extremes_.max(); }
  /// The smallest magnitude other than zero; 0 when there is none.
  [[nodiscard]] constexpr double smallest_nonzero() const { return extremes_.smallest_nonzero(); }
  /// Whether the three above are values that were given, rather than bounds of them.
  [[nodiscard]] constexpr bool extremes_exact() const { return extremes_.exact(); }

  /// The state, version 1. Merging adds these words: zeros, NaNs, +infinities, -infinities,
  /// positive below, negative below, positive above, negative above, then the positive bins from
  /// position -149 up, then the negative ones.
  [[nodiscard]] constexpr std::span<const std::uint64_t> sums() const { return sums_; }
  /// Merging takes the larger of these words, 0 being the identity; see detail/extremes.hpp.
  [[nodiscard]] constexpr std::span<const std::uint64_t> extremes() const {
    return extremes_.words;
  }

  /// The histogram with that state: what sums() and extremes() of another one gave, on any machine.
  /// @throws std::invalid_argument when there are not as many words as the state has
  [[nodiscard]] static constexpr octave_histogram from_state(
      std::span<const std::uint64_t> sums, std::span<const std::uint64_t> extremes) {
    octave_histogram result;
    if (sums.size() != result.sums_.size() || extremes.size() != result.extremes_.words.size()) {
      detail::invalid_argument("octave_histogram", std::to_string(sums.size()) + " sums and " +
                                                       std::to_string(extremes.size()) +
                                                       " extremes are not the state of " +
                                                       std::to_string(result.sums_.size()) +
                                                       " and " + std::to_string(extreme_count));
    }
    for (std::size_t i = 0; i < sums.size(); ++i) result.sums_[i] = sums[i];
    for (std::size_t i = 0; i < extremes.size(); ++i) result.extremes_.words[i] = extremes[i];
    return result;
  }

 private:
  template <int>
  friend class octave_histogram;

  static constexpr std::size_t extreme_count = detail::extreme_words::count;

  static constexpr std::size_t special_count = words::special_count;
  static constexpr std::size_t positive_bins = special_count;
  static constexpr std::size_t negative_bins = special_count + bins;

  [[nodiscard]] constexpr std::uint64_t bin(int position, int part, std::size_t side) const {
    if (position < lowest_position || position > highest_position) return 0;
    if (part < 0 || part >= sub_bins) return 0;
    return sums_[side + static_cast<std::size_t>((position - lowest_position) * sub_bins + part)];
  }
  [[nodiscard]] constexpr std::uint64_t octave(int position, std::size_t side) const {
    std::uint64_t sum = 0;
    for (int part = 0; part < sub_bins; ++part) sum += bin(position, part, side);
    return sum;
  }

  std::array<std::uint64_t, special_count + 2 * std::size_t{bins}> sums_{};
  detail::extreme_words extremes_{};
};

/// One bin for each position and sign.
using msb_histogram = octave_histogram<0>;

/// Ranges that a histogram counts.
template <class Range>
concept countable_range = floating_range<Range> || integer_range<Range> || fixed_point_range<Range>;

/// The histogram of a range's most significant bits, in one pass.
///
/// @param values  any length, any alignment; a tensor_view counts all its channels together
/// @par Complexity  O(n) time, no allocation
/// @par Source      IEEE 754-2019, 3.4 (the exponent field of a binary interchange format)
template <countable_range Range>
[[nodiscard]] constexpr msb_histogram count_msb(const Range& values) {
  msb_histogram result;
  result.add(values);
  return result;
}

/// The same with each octave split into 2^SubBits equal parts.
template <int SubBits, countable_range Range>
[[nodiscard]] constexpr octave_histogram<SubBits> count_octaves(const Range& values) {
  octave_histogram<SubBits> result;
  result.add(values);
  return result;
}

/// Of integers x that stand for x * 2^-fraction_length.
/// @throws std::invalid_argument for a fraction length beyond max_counted_fraction_length
template <integer_range Range>
[[nodiscard]] constexpr msb_histogram count_msb(const Range& codes, int fraction_length) {
  msb_histogram result;
  result.add(codes, fraction_length);
  return result;
}
template <int SubBits, integer_range Range>
[[nodiscard]] constexpr octave_histogram<SubBits> count_octaves(const Range& codes,
                                                                int fraction_length) {
  octave_histogram<SubBits> result;
  result.add(codes, fraction_length);
  return result;
}

}  // namespace binpoint

#endif
