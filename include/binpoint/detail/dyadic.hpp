/// @file
/// Exact numbers m * 2^e, between every source type and every format or floating-point type.
#ifndef BINPOINT_DETAIL_DYADIC_HPP
#define BINPOINT_DETAIL_DYADIC_HPP

#include <cstdint>

#include "../config.hpp"
#include "float_layout.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// (-1)^negative * significand * 2^exponent, exactly.
struct dyadic {
  bool negative = false;
  std::uint64_t significand = 0;
  int exponent = 0;
};

enum class number_class { finite, infinite, nan };

template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr number_class classify(T x) noexcept {
  using layout = float_layout<T>;
  const auto bits = bit_cast<typename layout::bits_type>(x) & layout::magnitude_mask;
  return bits < layout::infinity    ? number_class::finite
         : bits == layout::infinity ? number_class::infinite
                                    : number_class::nan;
}

template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool sign_bit(T x) noexcept {
  using layout = float_layout<T>;
  return (bit_cast<typename layout::bits_type>(x) & layout::sign_mask) != 0;
}

/// @pre  x is finite
template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr dyadic to_dyadic(T x) noexcept {
  using layout = float_layout<T>;
  const auto bits = static_cast<std::uint64_t>(bit_cast<typename layout::bits_type>(x) &
                                               layout::magnitude_mask);
  const std::uint64_t fraction = bits & layout::fraction_mask;
  const int exponent = static_cast<int>(bits >> layout::fraction_bits);
  if (exponent == 0) return {sign_bit(x), fraction, layout::lowest_position};
  return {sign_bit(x), fraction | (std::uint64_t{1} << layout::fraction_bits),
          exponent - 1 + layout::lowest_position};
}

/// The nearest floating-point number, ties to even, rounded once, subnormals and infinity included.
template <class T>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr T to_float(dyadic x) noexcept {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  std::uint64_t bits = 0;
  if (x.significand != 0) {
    const int width = bit_width(x.significand);
    // The weight of the last bit kept: fraction_bits below the first, but never below the least subnormal.
    const int last = max(width - 1 - layout::fraction_bits + x.exponent, layout::lowest_position);
    const int drop = last - x.exponent;
    std::uint64_t kept = 0;
    if (drop <= 0) {
      kept = x.significand << -drop;
    } else if (drop <= 64) {
      kept = drop == 64 ? 0 : x.significand >> drop;
      const std::uint64_t half = std::uint64_t{1} << (drop - 1);
      const std::uint64_t rest = x.significand & low_mask(drop);
      kept += (rest > half || (rest == half && (kept & 1) != 0)) ? 1 : 0;
    }
    // A carry out of the fraction moves into the exponent field by itself, up to infinity.
    const int field = last - layout::lowest_position;
    bits = field >= (1 << (sizeof(T) * 8 - 1 - layout::fraction_bits)) - 2
               ? std::uint64_t{layout::infinity}
               : min((static_cast<std::uint64_t>(field) << layout::fraction_bits) + kept,
                     std::uint64_t{layout::infinity});
  }
  return bit_cast<T>(static_cast<bits_type>(bits | (x.negative ? layout::sign_mask : 0)));
}

}  // namespace binpoint::detail

#endif
