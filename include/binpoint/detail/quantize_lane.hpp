/// @file
/// One value on its way to a code: the same results as encode, in a form that every compiler
/// vectorises.
///
/// NaN and huge magnitudes are replaced as integers, before any floating-point operation sees them,
/// and rounding decisions compare bit patterns: so nothing depends on -ffast-math, and no
/// conversion to an integer is out of range.
#ifndef BINPOINT_DETAIL_QUANTIZE_LANE_HPP
#define BINPOINT_DETAIL_QUANTIZE_LANE_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "../config.hpp"
#include "../format.hpp"
#include "../policy.hpp"
#include "dyadic.hpp"
#include "encode.hpp"
#include "float_layout.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// Everything a lane needs to know of a format and a policy.
template <class T>
struct lane_constants {
  using bits_type = std::make_signed_t<typename float_layout<T>::bits_type>;

  T scale;              ///< 2^F
  T step;               ///< 2^-F
  bits_type limit;      ///< larger magnitudes overflow as this one does
  bits_type top;        ///< bits of the highest value
  bits_type bottom;     ///< bits of the lowest value, of -0 where that is 0
  std::int32_t lowest;  ///< codes
  std::int32_t highest;
  bits_type away[2];   ///< least fraction that rounds away from zero, by sign: twice its bits
  bits_type odd;       ///< for half_even: by how much less suffices for odd codes
  bits_type quarter;   ///< of a step
  std::int32_t flush;  ///< -1 where magnitudes below one step become zero
};

/// Whether the kernel covers a format and policy; the others take the exact scalar path.
///
/// Codes have at most 30 bits, twice the range is finite, 2^F and 2^-F are normal numbers, and
/// subnormal inputs lie far enough below a step to be like any other small number.
template <class T>
[[nodiscard]] constexpr bool kernel_covers(format target, policy how) {
  constexpr int bias = float_layout<T>::bias;
  return target.magnitude_bits() <= 29 && target.msb() + 2 <= bias &&
         target.fraction_length >= 1 - bias && target.fraction_length <= bias - 2 &&
         how.overflow != overflow_mode::wrap && how.rounding != rounding_mode::stochastic;
}

// Values of lane_constants::away, beside 1: any fraction.
template <class T>
inline constexpr auto away_from_half = static_cast<typename lane_constants<T>::bits_type>(
    bit_cast<typename float_layout<T>::bits_type>(T(0.5)) * 2);
template <class T>
inline constexpr auto away_never =
    static_cast<typename lane_constants<T>::bits_type>(float_layout<T>::magnitude_mask);

template <class T>
[[nodiscard]] constexpr lane_constants<T> make_constants(format target, policy how) {
  using layout = float_layout<T>;
  using bits_type = typename lane_constants<T>::bits_type;
  constexpr bits_type half = away_from_half<T>;
  constexpr auto above_half = static_cast<bits_type>(half + 2);
  constexpr bits_type never = away_never<T>;
  const T limit = to_float<T>({false, 1, target.magnitude_bits() + 1 - target.fraction_length});
  lane_constants<T> c{};
  c.scale = to_float<T>({false, 1, target.fraction_length});
  c.step = to_float<T>({false, 1, -target.fraction_length});
  c.limit = static_cast<bits_type>(bit_cast<typename layout::bits_type>(limit));
  c.lowest =
      static_cast<std::int32_t>(signed_code(true, magnitude_limit(target, how.overflow, true)));
  c.highest = static_cast<std::int32_t>(target.highest_code());
  c.top = bit_cast<bits_type>(to_float<T>(code_to_dyadic(c.highest, target)));
  c.bottom = bit_cast<bits_type>(to_float<T>(code_to_dyadic(c.lowest, target))) |
             static_cast<bits_type>(layout::sign_mask);
  c.quarter = static_cast<bits_type>(
      bit_cast<typename layout::bits_type>(to_float<T>({false, 1, -target.fraction_length - 2})));
  c.flush = how.underflow == underflow_mode::flush ? -1 : 0;
  switch (how.rounding) {
    case rounding_mode::half_away:
      c.away[0] = c.away[1] = half;
      break;
    case rounding_mode::half_even:
      c.away[0] = c.away[1] = above_half;
      c.odd = 2;
      break;
    case rounding_mode::half_up:
      c.away[0] = half;
      c.away[1] = above_half;
      break;
    case rounding_mode::floor:
      c.away[0] = never;
      c.away[1] = 1;
      break;
    case rounding_mode::ceiling:
      c.away[0] = 1;
      c.away[1] = never;
      break;
    default:
      c.away[0] = c.away[1] = never;
  }
  return c;
}

/// The magnitude's bits as a signed integer, with NaN as 0.
template <class T>
[[nodiscard]] BINPOINT_ALWAYS_INLINE auto number_bits(T x) {
  using layout = float_layout<T>;
  using bits_type = typename lane_constants<T>::bits_type;
  const auto magnitude = static_cast<bits_type>(bit_cast<bits_type>(x) &
                                                static_cast<bits_type>(layout::magnitude_mask));
  return magnitude & -static_cast<bits_type>(magnitude <= static_cast<bits_type>(layout::infinity));
}

[[nodiscard]] BINPOINT_ALWAYS_INLINE BINPOINT_HOST_DEVICE std::int32_t saturate(
    std::int32_t n, std::int32_t lowest, std::int32_t highest) {
  n = n < highest ? n : highest;
  return n > lowest ? n : lowest;
}

/// The largest number below one half: half itself would carry its own predecessor up to 1.
template <class T>
inline constexpr T below_half = bit_cast<T>(static_cast<typename float_layout<T>::bits_type>(
    bit_cast<typename float_layout<T>::bits_type>(T(0.5)) - 1));

/// 1.5 * 2^23 for float: the sum with a number below 2^22 has the nearest integer, ties to even, in
/// its low bits.
template <class T>
inline constexpr T aligner = T(3) * static_cast<T>(std::uint64_t{1}
                                                   << (std::numeric_limits<T>::digits - 2));

/// Whether fast_code covers a format that the kernel covers.
template <class T>
[[nodiscard]] constexpr bool fast_code_covers(format target, policy how) {
  return target.magnitude_bits() <= std::numeric_limits<T>::digits - 5 &&
         target.fraction_length <= float_layout<T>::bias - 3 &&
         how.underflow == underflow_mode::gradual;
}

/// The bits of x with NaN as 0. For floor and ceiling, a quarter of a step stands for all that is
/// nearer to zero, which else could vanish as a subnormal: below zero for floor, above for ceiling.
template <rounding_mode Rounding, class T>
[[nodiscard]] BINPOINT_ALWAYS_INLINE auto plain_bits(T x, const lane_constants<T>& c) {
  using layout = float_layout<T>;
  using bits_type = typename lane_constants<T>::bits_type;
  using word = typename layout::bits_type;
  auto bits = bit_cast<bits_type>(x);
  const auto magnitude =
      static_cast<bits_type>(bits & static_cast<bits_type>(layout::magnitude_mask));
  if constexpr (Rounding != rounding_mode::floor && Rounding != rounding_mode::ceiling) {
    return bits & -static_cast<bits_type>(magnitude <= static_cast<bits_type>(layout::infinity));
  } else {
    // One comparison, of numbers moved by half a turn less one, finds NaN and zero.
    constexpr auto end = static_cast<bits_type>(word{layout::infinity} + word{layout::sign_mask});
    const auto moved =
        static_cast<bits_type>(static_cast<word>(magnitude) + (word{layout::sign_mask} - 1));
    if constexpr (Rounding == rounding_mode::floor) {
      const auto quarter =
          static_cast<bits_type>(c.quarter | static_cast<bits_type>(layout::sign_mask));
      bits = bits > quarter ? bits : quarter;
    } else {
      const auto quarter = static_cast<word>(c.quarter);
      const auto pattern = static_cast<word>(bits);
      bits = static_cast<bits_type>(pattern > quarter ? pattern : quarter);
    }
    return bits & -static_cast<bits_type>(moved < end);
  }
}

/// The bits of a number within the format's range. As signed integers, bits order the positive
/// numbers, above all negative ones; as unsigned integers, the negative ones by magnitude, above
/// all positive ones.
template <class T>
[[nodiscard]] BINPOINT_ALWAYS_INLINE auto clamped_bits(typename lane_constants<T>::bits_type bits,
                                                       const lane_constants<T>& c) {
  using word = typename float_layout<T>::bits_type;
  bits = bits < c.top ? bits : c.top;
  const auto pattern = static_cast<word>(bits);
  const auto bottom = static_cast<word>(c.bottom);
  return pattern < bottom ? pattern : bottom;
}

/// A code without flush, in the fewest instructions.
template <rounding_mode Rounding, class T>
[[nodiscard]] BINPOINT_ALWAYS_INLINE std::int32_t fast_code(T x, const lane_constants<T>& c) {
  using layout = float_layout<T>;
  using bits_type = typename lane_constants<T>::bits_type;
  using word = typename layout::bits_type;
  const word clamped = clamped_bits(plain_bits<Rounding>(x, c), c);
  const T s = bit_cast<T>(clamped) * c.scale;
  if constexpr (Rounding == rounding_mode::toward_zero) {
    return static_cast<std::int32_t>(s);
  } else if constexpr (Rounding == rounding_mode::half_away) {
    const word sign = clamped & word{layout::sign_mask};
    return static_cast<std::int32_t>(s + bit_cast<T>(bit_cast<word>(below_half<T>) | sign));
  } else {
    auto n = static_cast<std::int32_t>(bit_cast<bits_type>(s + aligner<T>) -
                                       bit_cast<bits_type>(aligner<T>));
    if constexpr (Rounding == rounding_mode::half_up) {
      n += bit_cast<bits_type>(s - static_cast<T>(n)) == bit_cast<bits_type>(T(0.5)) ? 1 : 0;
    } else if constexpr (Rounding == rounding_mode::floor) {
      n -= bit_cast<bits_type>(static_cast<T>(n) - s) > 0 ? 1 : 0;
    } else if constexpr (Rounding == rounding_mode::ceiling) {
      n += bit_cast<bits_type>(s - static_cast<T>(n)) > 0 ? 1 : 0;
    }
    return n;
  }
}

/// A code by any rounding mode the kernel covers.
template <class T>
[[nodiscard]] BINPOINT_ALWAYS_INLINE std::int32_t any_code(T x, const lane_constants<T>& c) {
  using bits_type = typename lane_constants<T>::bits_type;
  const auto sign = static_cast<std::int32_t>(bit_cast<bits_type>(x) >> (sizeof(T) * 8 - 1));
  const bits_type number = number_bits(x);
  const bits_type clamped = number < c.limit ? number : c.limit;
  const T s = bit_cast<T>(clamped) * c.scale;
  const auto whole = static_cast<std::int32_t>(s);
  const std::int32_t below_one = (whole - 1) >> 31;
  // One more bit tells a value below one step from zero, even where s has vanished as a subnormal.
  const bits_type nonzero = -number >> (sizeof(T) * 8 - 1) & below_one & 1;
  const bits_type fraction = bit_cast<bits_type>(s - static_cast<T>(whole)) * 2 | nonzero;
  const bits_type away = (sign < 0 ? c.away[1] : c.away[0]) - ((whole & 1) * 2 & c.odd);
  const std::int32_t n = (whole + (fraction >= away ? 1 : 0)) & ~(c.flush & below_one);
  return saturate((n ^ sign) - sign, c.lowest, c.highest);
}

/// What becomes of a code: itself, or its value.
template <class Out, class T>
[[nodiscard]] BINPOINT_ALWAYS_INLINE Out lane_output(std::int32_t code,
                                                     const lane_constants<T>& c) {
  if constexpr (std::is_integral_v<Out>) {
    return static_cast<Out>(code);
  } else {
    return static_cast<Out>(code) * c.step;
  }
}

}  // namespace binpoint::detail

#endif
