/// @file
/// Which word of a histogram's state counts a number.
#ifndef BINPOINT_DETAIL_HISTOGRAM_WORDS_HPP
#define BINPOINT_DETAIL_HISTOGRAM_WORDS_HPP

#include <cstddef>
#include <cstdint>

#include "../bits.hpp"
#include "../config.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Positions that hold every float, and the words of the state: first those of special values, then
/// the bins of positive numbers upward, then those of negative ones.
struct histogram_words {
  static constexpr int lowest_position = -149;
  static constexpr int highest_position = 127;
  static constexpr int octaves = highest_position - lowest_position + 1;

  enum special : std::size_t {
    zero,
    nan,
    positive_infinity,
    negative_infinity,
    positive_below,
    negative_below,
    positive_above,
    negative_above,
    special_count
  };

  /// The word of a magnitude with that position, whose next SubBits bits are `part`.
  template <int SubBits>
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr std::size_t word(bool negative, int position,
                                                                       std::size_t part) {
    if (position < lowest_position) return negative ? negative_below : positive_below;
    if (position > highest_position) return negative ? negative_above : positive_above;
    const std::size_t side = negative ? std::size_t{octaves} << SubBits : 0;
    const auto octave = static_cast<std::size_t>(position - lowest_position);
    return special_count + side + (octave << SubBits) + part;
  }
};

/// The SubBits bits after the highest one.
/// @pre  magnitude is not 0
template <int SubBits>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t part_of_integer(std::uint64_t magnitude) {
  const std::uint64_t rest = magnitude << (64 - bit_width(magnitude)) << 1;
  return SubBits == 0 ? 0 : static_cast<std::size_t>(rest >> (63 - SubBits) >> 1);
}

/// The word of a value that is no normal number, or lies outside the positions.
template <int SubBits, class Layout>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t word_of_special(
    typename Layout::bits_type bits) {
  using words = histogram_words;
  const auto magnitude = static_cast<std::uint64_t>(bits & Layout::magnitude_mask);
  const bool negative = (bits & Layout::sign_mask) != 0;
  if (magnitude == 0) return words::zero;
  if (magnitude > Layout::infinity) return words::nan;
  if (magnitude == Layout::infinity) {
    return negative ? words::negative_infinity : words::positive_infinity;
  }
  const int exponent = static_cast<int>(magnitude >> Layout::fraction_bits);
  const bool is_subnormal = exponent == 0;
  const int position =
      is_subnormal ? bit_width(magnitude) - 1 + Layout::lowest_position : exponent - Layout::bias;
  // A fraction shorter than the sub-bits is filled up with zeros.
  const std::uint64_t significand =
      is_subnormal ? magnitude
                   : (magnitude & Layout::fraction_mask) + Layout::fraction_mask + std::uint64_t{1};
  return words::word<SubBits>(negative, position, part_of_integer<SubBits>(significand));
}

/// The word that counts the number with those bits.
template <int SubBits, class Layout>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::size_t word_of_bits(
    typename Layout::bits_type bits) {
  using words = histogram_words;
  if constexpr (Layout::fraction_bits >= SubBits) {
    // Of a normal number, exponent and the first bits of the fraction are the word, moved.
    constexpr int lowest = max(1, words::lowest_position + Layout::bias);
    constexpr int top = static_cast<int>(Layout::infinity >> Layout::fraction_bits);
    constexpr int highest = min(top - 1, words::highest_position + Layout::bias);
    constexpr std::uint64_t first = std::uint64_t{lowest} << Layout::fraction_bits;
    constexpr std::uint64_t end = std::uint64_t{highest + 1} << Layout::fraction_bits;
    constexpr std::size_t base = words::word<SubBits>(false, lowest - Layout::bias, 0);
    constexpr std::size_t side = std::size_t{words::octaves} << SubBits;
    constexpr int sign_shift = static_cast<int>(sizeof(bits)) * 8 - 1;
    constexpr int part_shift = Layout::fraction_bits - SubBits;
    const auto magnitude = static_cast<std::uint64_t>(bits & Layout::magnitude_mask);
    if (magnitude - first < end - first) {
      // A product, for g++ would make a branch that half of all values take.
      const std::size_t negative = std::size_t{bits} >> sign_shift;
      return base + static_cast<std::size_t>((magnitude - first) >> part_shift) + negative * side;
    }
  }
  return word_of_special<SubBits, Layout>(bits);
}

}  // namespace binpoint::detail

#endif
