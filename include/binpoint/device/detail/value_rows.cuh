/// @file
/// Rows of a block's table: which row a value is counted in by a shift or two, and which word of
/// the state each row adds to in the end.
///
/// A row of its own is what a value of every common kind has. The row of the lowest exponent counts
/// as zeros, that of the highest as infinities; values that are there and are neither are
/// `special`, and are counted again, in a slot.
#ifndef BINPOINT_DEVICE_DETAIL_VALUE_ROWS_CUH
#define BINPOINT_DEVICE_DETAIL_VALUE_ROWS_CUH

#include <cuda_runtime.h>

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "state_words.hpp"

namespace binpoint::detail {

/// The SubBits bits after bit `top`, the highest one.
template <int SubBits>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr int part_after(std::uint64_t magnitude,
                                                            int top) noexcept {
  return static_cast<int>((magnitude << SubBits) >> top) & ((1 << SubBits) - 1);
}

/// Of a floating-point type: the sign, the exponent field and the SubBits bits after it. Exponents
/// beyond the state's positions share the outer rows.
template <floating T, int SubBits>
struct float_rows {
  using value_type = T;
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  using words = state_words<SubBits>;
  static_assert(layout::fraction_bits >= SubBits);

  static constexpr int fields = 1 << (sizeof(T) * 8 - 1 - layout::fraction_bits);
  static constexpr bool reaches_beyond =
      layout::lowest_position < words::histogram::lowest_position;
  static constexpr int first_field =
      reaches_beyond ? words::histogram::lowest_position + layout::bias : 1;
  static constexpr int end_field =
      reaches_beyond ? words::histogram::highest_position + 1 + layout::bias : fields - 1;

  /// All below `tiny` are zeros or special, all from `huge` on infinities or special.
  static constexpr auto tiny =
      static_cast<bits_type>(bits_type{first_field} << layout::fraction_bits);
  static constexpr auto huge =
      static_cast<bits_type>(bits_type{end_field} << layout::fraction_bits);

  static constexpr int side_rows = reaches_beyond ? words::histogram::bins + 2 : fields << SubBits;
  static constexpr int rows = 2 * side_rows;
  /// NaN, below and above at their words; then the subnormals of each sign.
  static constexpr int subnormals = reaches_beyond ? 0 : layout::fraction_bits << SubBits;
  static constexpr int slots = words::bins + 2 * subnormals;

  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr unsigned row(bits_type bits) noexcept {
    constexpr int shift = layout::fraction_bits - SubBits;
    if constexpr (!reaches_beyond) {
      return static_cast<unsigned>(bits) >> shift;
    } else {
      // Of a double: the upper half has all that matters.
      constexpr int lowest = (first_field << SubBits) - 1;
      const auto upper = static_cast<std::uint32_t>(bits >> 32);
      const int octave = static_cast<int>((upper & 0x7FFF'FFFFU) >> (shift - 32));
      const int inside = detail::min(detail::max(octave - lowest, 0), side_rows - 1);
      return static_cast<unsigned>(inside) + ((upper >> 31) != 0 ? side_rows : 0);
    }
  }

  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr int word_of_row(int row) noexcept {
    const bool negative = row >= side_rows;
    const int r = row - (negative ? side_rows : 0);
    const int lowest = reaches_beyond ? 1 : first_field << SubBits;
    const int end = lowest + ((end_field - first_field) << SubBits);
    if (r < lowest) return words::zero;
    if (r >= end) return words::infinity + (negative ? 1 : 0);
    const int octave = r - lowest;
    return words::of_position(negative, first_field - layout::bias + (octave >> SubBits),
                              octave & ((1 << SubBits) - 1));
  }

  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr bits_type magnitude(bits_type bits) noexcept {
    return static_cast<bits_type>(bits & layout::magnitude_mask);
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr bool is_finite(bits_type bits) noexcept {
    return magnitude(bits) < layout::infinity;
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr bool is_special(bits_type bits) noexcept {
    const bits_type m = magnitude(bits);
    return (m != 0 && m < tiny) || (m >= huge && m != layout::infinity);
  }

  /// @pre  is_special(bits)
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr int slot(bits_type bits) noexcept {
    const bits_type m = magnitude(bits);
    const int side = (bits & layout::sign_mask) != 0 ? 1 : 0;
    if (m > layout::infinity) return words::nan;
    if constexpr (reaches_beyond) {
      return (m < tiny ? words::below : words::above) + side;
    } else {
      const int top = detail::bit_width(m) - 1;
      return words::bins + side * subnormals + (top << SubBits) + part_after<SubBits>(m, top);
    }
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr int word_of_slot(int slot) noexcept {
    if (slot < words::bins) return slot;
    const bool negative = slot >= words::bins + subnormals;
    const int i = slot - words::bins - (negative ? subnormals : 0);
    return words::of_position(negative, layout::lowest_position + (i >> SubBits),
                              i & ((1 << SubBits) - 1));
  }

  /// Of a row or, after all rows, a slot. Floating-point numbers have their own scale.
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr int word(int cell, int) noexcept {
    return cell < rows ? word_of_row(cell) : word_of_slot(cell - rows);
  }
};

/// Of an integer of 16 or 32 bits: those of the float next to it towards zero, which has the same
/// sign and the same leading bits.
template <std::integral T, int SubBits>
struct integer_rows {
  using value_type = T;
  using bits_type = T;
  using words = state_words<SubBits>;
  static constexpr int side_rows = 256 << SubBits;
  static constexpr int rows = std::is_signed_v<T> ? 2 * side_rows : side_rows;
  static constexpr int slots = 0;

  [[nodiscard]] __device__ static unsigned row(T x) noexcept {
    constexpr int shift = float_layout<float>::fraction_bits - SubBits;
    if constexpr (std::is_signed_v<T>) {
      return __float_as_uint(__int2float_rz(x)) >> shift;
    } else {
      return __float_as_uint(__uint2float_rz(x)) >> shift;
    }
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr int word(int row,
                                                               int fraction_length) noexcept {
    const bool negative = row >= side_rows;
    const int r = row - (negative ? side_rows : 0);
    const int field = r >> SubBits;
    if (field == 0) return words::zero;
    return words::of_position(negative, field - float_layout<float>::bias - fraction_length,
                              r & ((1 << SubBits) - 1));
  }
};

/// Of an integer of 8 bits: one for each value, which is all there is to know of it.
template <std::integral T, int SubBits>
struct byte_rows {
  using value_type = T;
  using bits_type = T;
  using words = state_words<SubBits>;
  static constexpr int rows = 256;
  static constexpr int slots = 0;

  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr unsigned row(T x) noexcept {
    return static_cast<std::uint8_t>(x);
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr T value(int row) noexcept {
    return static_cast<T>(row);
  }
  [[nodiscard]] BINPOINT_HOST_DEVICE static constexpr int word(int row,
                                                               int fraction_length) noexcept {
    const T x = value(row);
    if (x == 0) return words::zero;
    const std::uint64_t m = magnitude(x);
    const int top = detail::bit_width(m) - 1;
    return words::of_position(is_negative(x), top - fraction_length, part_after<SubBits>(m, top));
  }
};

template <class T, int SubBits>
struct rows_by_type : float_rows<T, SubBits> {};
template <std::integral T, int SubBits>
struct rows_by_type<T, SubBits>
    : std::conditional_t<sizeof(T) == 1, byte_rows<T, SubBits>, integer_rows<T, SubBits>> {
  static_assert(sizeof(T) <= 4, "binpoint: device histograms take integers of up to 32 bits");
};

}  // namespace binpoint::detail

#endif
