/// @file
/// The fields of binary floating-point types.
#ifndef BINPOINT_DETAIL_FLOAT_LAYOUT_HPP
#define BINPOINT_DETAIL_FLOAT_LAYOUT_HPP

#include <cstdint>

#include "../config.hpp"

namespace binpoint {

/// Sign bit, biased exponent, fraction: an IEEE 754 interchange format or one shaped like it.
template <class Bits, int ExponentBits, int FractionBits>
struct ieee_layout {
  using bits_type = Bits;
  static constexpr int fraction_bits = FractionBits;
  static constexpr int bias = (1 << (ExponentBits - 1)) - 1;
  static constexpr Bits sign_mask = static_cast<Bits>(Bits{1} << (ExponentBits + FractionBits));
  static constexpr Bits magnitude_mask = static_cast<Bits>(sign_mask - 1);
  static constexpr Bits fraction_mask = static_cast<Bits>((Bits{1} << FractionBits) - 1);
  static constexpr Bits infinity = static_cast<Bits>(magnitude_mask & ~fraction_mask);
  static constexpr int lowest_position = 1 - bias - FractionBits;  ///< of the least subnormal
};

/// Layout of a floating-point type. One line admits a type of one's own:
/// `template <> struct binpoint::float_layout<half> : binpoint::ieee_layout<std::uint16_t, 5, 10> {};`
template <class T>
struct float_layout {};
template <>
struct float_layout<float> : ieee_layout<std::uint32_t, 8, 23> {};
template <>
struct float_layout<double> : ieee_layout<std::uint64_t, 11, 52> {};

/// Bit patterns of 16-bit numbers, for data whose type the compiler does not have: IEEE 754 binary16,
/// and the upper half of a float.
struct half_bits {
  std::uint16_t bits;
};
struct bfloat16_bits {
  std::uint16_t bits;
};
template <>
struct float_layout<half_bits> : ieee_layout<std::uint16_t, 5, 10> {};
template <>
struct float_layout<bfloat16_bits> : ieee_layout<std::uint16_t, 8, 7> {};

#if BINPOINT_HAS_FLOAT16
template <>
struct float_layout<_Float16> : ieee_layout<std::uint16_t, 5, 10> {};
#endif

/// A type whose bits the library can read as a floating-point number.
template <class T>
concept floating = requires { typename float_layout<T>::bits_type; };

}  // namespace binpoint

#endif
