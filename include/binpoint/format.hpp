/// @file
/// A fixed-point format known at run time: word length, fraction length, sign.
#ifndef BINPOINT_FORMAT_HPP
#define BINPOINT_FORMAT_HPP

#include <cstdint>

#include "config.hpp"
#include "detail/dyadic.hpp"
#include "detail/integer.hpp"

namespace binpoint {

/// Limits of every format: 1 <= word_length <= 64, |fraction_length| <= 32767.
inline constexpr int max_word_length = 64;
inline constexpr int max_fraction_length = 32767;

/// Value = code * 2^-fraction_length, the code being an integer of word_length bits.
///
/// The fraction length may be negative or exceed the word length. The members below need a valid
/// format; functions that take a format check it.
struct format {
  int word_length = 8;      ///< all bits, sign included
  int fraction_length = 0;  ///< bits right of the binary point
  bool is_signed = true;

  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool is_valid() const noexcept {
    return word_length >= 1 && word_length <= max_word_length &&
           fraction_length >= -max_fraction_length && fraction_length <= max_fraction_length;
  }

  /// Bits of the magnitude: the word without its sign bit.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr int magnitude_bits() const noexcept {
    return word_length - (is_signed ? 1 : 0);
  }

  /// Positions of the highest and the lowest magnitude bit: the window is msb()..lsb().
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr int msb() const noexcept {
    return magnitude_bits() - 1 - fraction_length;
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr int lsb() const noexcept { return -fraction_length; }

  /// Codes as 64-bit patterns: the highest code of an unsigned 64-bit format reads as -1 here.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t highest_code() const noexcept {
    return static_cast<std::int64_t>(detail::low_mask(magnitude_bits()));
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::int64_t lowest_code() const noexcept {
    return is_signed ? static_cast<std::int64_t>(~detail::low_mask(magnitude_bits())) : 0;
  }

  /// Values as double, rounded once where 53 bits do not hold them; 0 or infinity outside its range.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr double step() const noexcept {
    return detail::to_float<double>({false, 1, -fraction_length});
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr double highest() const noexcept {
    return detail::to_float<double>(
        {false, detail::low_mask(magnitude_bits()), -fraction_length});
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr double lowest() const noexcept {
    return is_signed ? detail::to_float<double>(
                           {true, std::uint64_t{1} << magnitude_bits(), -fraction_length})
                     : 0.0;
  }

  friend constexpr bool operator==(const format&, const format&) = default;
};

}  // namespace binpoint

#endif
