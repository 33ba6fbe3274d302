/// @file
/// What every way of counting has to find beside the counts: the extremes of the finite values.
#ifndef BINPOINT_DETAIL_COUNT_SCAN_HPP
#define BINPOINT_DETAIL_COUNT_SCAN_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "extremes.hpp"
#include "float_layout.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// What a pass over bit patterns finds with three comparisons a value, as integers: neither zeros
/// nor values that are no finite numbers change them.
template <class T>
struct scan_result {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;

  bits_type largest_positive = 0;
  bits_type most_negative = layout::sign_mask;                          ///< its bits
  bits_type smallest_less_one = static_cast<bits_type>(~bits_type{0});  ///< if there is a number

  constexpr void merge(const scan_result& other) {
    largest_positive = max(largest_positive, other.largest_positive);
    most_negative = max(most_negative, other.most_negative);
    smallest_less_one = min(smallest_less_one, other.smallest_less_one);
  }

  [[nodiscard]] constexpr bool has_positive() const { return largest_positive > 0; }
  [[nodiscard]] constexpr bool has_negative() const { return most_negative > layout::sign_mask; }
  /// Exponent fields of the smallest and the largest finite magnitude.
  /// @pre  has_positive() or has_negative()
  [[nodiscard]] constexpr int lowest_exponent() const { return exponent(smallest()); }
  [[nodiscard]] constexpr int highest_exponent() const {
    return exponent(
        max(largest_positive, static_cast<bits_type>(most_negative & layout::magnitude_mask)));
  }

  [[nodiscard]] constexpr extreme_words extremes(bool has_zero) const {
    extreme_tracker<T> seen;
    if (has_zero) seen.add_zero();
    if (has_positive()) seen.add(largest_positive);
    if (has_negative()) seen.add(most_negative);
    // With both signs the smallest is no extreme but of the magnitudes: its sign does not matter.
    if (has_positive()) {
      seen.add(smallest());
    } else if (has_negative()) {
      seen.add(static_cast<bits_type>(smallest() | layout::sign_mask));
    }
    return seen.result();
  }

 private:
  [[nodiscard]] constexpr bits_type smallest() const {
    return static_cast<bits_type>(smallest_less_one + 1);
  }
  [[nodiscard]] static constexpr int exponent(bits_type magnitude) {
    return static_cast<int>(magnitude >> layout::fraction_bits);
  }
};

/// The scan in portable code.
template <class T>
[[nodiscard]] constexpr scan_result<T> scan_plain(const T* x, std::size_t n) {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using signed_type = std::make_signed_t<bits_type>;
  scan_result<T> seen;
  signed_type largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    auto bits = bit_cast<bits_type>(x[i]);
    const auto magnitude = static_cast<bits_type>(bits & layout::magnitude_mask);
    bits = magnitude < layout::infinity ? bits : bits_type{0};
    largest = max(largest, static_cast<signed_type>(bits));
    seen.most_negative = max(seen.most_negative, bits);
    seen.smallest_less_one = min(seen.smallest_less_one, static_cast<bits_type>(magnitude - 1));
  }
  seen.largest_positive = static_cast<bits_type>(largest);
  return seen;
}

}  // namespace binpoint::detail

#endif
