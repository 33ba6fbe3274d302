/// @file
/// One value on its way to a code on a device: the same results as encode, in few instructions.
///
/// Device code may be compiled to flush subnormal numbers to zero (-use_fast_math does), in which
/// case nothing changes: what is lost that way is far below a step, or is told from zero by its
/// bits. Conversions to integers saturate, as PTX defines them.
#ifndef BINPOINT_DEVICE_DETAIL_CODE_CUH
#define BINPOINT_DEVICE_DETAIL_CODE_CUH

#include <cuda_runtime.h>

#include <cstdint>
#include <type_traits>

#include "../../bits.hpp"
#include "../../config.hpp"
#include "../../detail/dyadic.hpp"
#include "../../detail/encode.hpp"
#include "../../detail/integer.hpp"
#include "../../format.hpp"
#include "../../policy.hpp"
#include "../half.hpp"

namespace binpoint::detail {

// The types with a fast path, and the one that they compute in.
template <class T>
struct device_arithmetic : std::type_identity<void> {};
template <>
struct device_arithmetic<float> : std::type_identity<float> {};
template <>
struct device_arithmetic<double> : std::type_identity<double> {};
template <>
struct device_arithmetic<__half> : std::type_identity<float> {};
template <>
struct device_arithmetic<__nv_bfloat16> : std::type_identity<float> {};
template <class T>
using arithmetic_of = typename device_arithmetic<T>::type;
template <class T>
inline constexpr bool has_arithmetic = !std::is_void_v<arithmetic_of<T>>;

[[nodiscard]] __device__ inline float widen(float x) { return x; }
[[nodiscard]] __device__ inline double widen(double x) { return x; }
[[nodiscard]] __device__ inline float widen(__half x) { return __half2float(x); }
[[nodiscard]] __device__ inline float widen(__nv_bfloat16 x) { return __bfloat162float(x); }

template <class T, class C>
[[nodiscard]] __device__ T narrow(C x) {
  if constexpr (std::is_same_v<T, __half>) {
    return __float2half_rn(x);
  } else if constexpr (std::is_same_v<T, __nv_bfloat16>) {
    return __float2bfloat16_rn(x);
  } else {
    return x;
  }
}

// To integers: down, up, toward zero, to nearest even.
[[nodiscard]] __device__ inline int int_below(float x) { return __float2int_rd(x); }
[[nodiscard]] __device__ inline int int_below(double x) { return __double2int_rd(x); }
[[nodiscard]] __device__ inline int int_above(float x) { return __float2int_ru(x); }
[[nodiscard]] __device__ inline int int_above(double x) { return __double2int_ru(x); }
[[nodiscard]] __device__ inline int int_toward_zero(float x) { return __float2int_rz(x); }
[[nodiscard]] __device__ inline int int_toward_zero(double x) { return __double2int_rz(x); }
[[nodiscard]] __device__ inline int int_nearest(float x) { return __float2int_rn(x); }
[[nodiscard]] __device__ inline int int_nearest(double x) { return __double2int_rn(x); }
[[nodiscard]] __device__ inline unsigned unsigned_below(float x) { return __float2uint_rd(x); }
[[nodiscard]] __device__ inline unsigned unsigned_below(double x) { return __double2uint_rd(x); }

/// What the fast path needs to know of a format and a policy.
template <class C>
struct code_constants {
  C scale;  ///< 2^F
  C step;   ///< 2^-F
  int lowest;
  int highest;
};

/// 2^exponent of a normal number, from its bits.
template <class C>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr C normal_power_of_two(int exponent) {
  using layout = float_layout<C>;
  using bits_type = typename layout::bits_type;
  return bit_cast<C>(static_cast<bits_type>(static_cast<bits_type>(exponent + layout::bias)
                                            << layout::fraction_bits));
}

template <class C>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_constants<C> make_code_constants(format target,
                                                                                   policy how) {
  return {normal_power_of_two<C>(target.fraction_length),
          normal_power_of_two<C>(-target.fraction_length),
          static_cast<int>(signed_code(true, magnitude_limit(target, how.overflow, true))),
          static_cast<int>(target.highest_code())};
}

/// The same words with another fraction length, which has_normal_scale.
template <class C>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr code_constants<C> with_fraction_length(
    const code_constants<C>& c, int fraction_length) {
  return {normal_power_of_two<C>(fraction_length), normal_power_of_two<C>(-fraction_length),
          c.lowest, c.highest};
}

/// Fraction lengths with 2^F and a quarter of 2^-F normal, and subnormal numbers below a quarter of
/// a step.
template <class C>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool has_normal_scale(int fraction_length) {
  constexpr int bias = float_layout<C>::bias;
  return fraction_length >= 1 - bias && fraction_length <= bias - 3;
}

/// The largest number below one half: half itself would carry its own predecessor up to 1.
template <class C>
inline constexpr C device_below_half = bit_cast<C>(static_cast<typename float_layout<C>::bits_type>(
    bit_cast<typename float_layout<C>::bits_type>(C(0.5)) - 1));

template <class C>
[[nodiscard]] __device__ C with_sign_of(C magnitude, C sign) {
  using bits_type = typename float_layout<C>::bits_type;
  constexpr bits_type mask = float_layout<C>::sign_mask;
  return bit_cast<C>(
      static_cast<bits_type>(bit_cast<bits_type>(magnitude) | (bit_cast<bits_type>(sign) & mask)));
}
template <class C>
[[nodiscard]] __device__ auto magnitude_bits_of(C x) {
  return bit_cast<typename float_layout<C>::bits_type>(x) & float_layout<C>::magnitude_mask;
}
template <class C>
[[nodiscard]] __device__ bool is_nan(C x) {
  return magnitude_bits_of(x) > float_layout<C>::infinity;
}

/// x * 2^F; a quarter of a step for all that is less in directed rounding, where it must not
/// vanish.
template <rounding_mode Rounding, class C>
[[nodiscard]] __device__ C scaled(C x, const code_constants<C>& c) {
  if constexpr (sizeof(C) == 8) {
    if (is_nan(x)) return 0;  // A conversion gives 0 for a NaN of type float only.
  }
  if constexpr (Rounding == rounding_mode::floor || Rounding == rounding_mode::ceiling) {
    const auto quarter = magnitude_bits_of(c.step) -
                         (typename float_layout<C>::bits_type{2} << float_layout<C>::fraction_bits);
    const auto bits = magnitude_bits_of(x);
    if (bits != 0 && bits < quarter) x = with_sign_of(bit_cast<C>(quarter), x);
  }
  return x * c.scale;
}

/// Outside -2^30..2^30: beyond every code, and of no more interest.
template <class C>
[[nodiscard]] __device__ bool is_far(C s) {
  return !(s > C(-1073741824) && s < C(1073741824));
}

/// floor(s + random / 2^32). @param  x  the number before scaling, which tells a little from
/// nothing
template <class C>
[[nodiscard]] __device__ int rounded_by_chance(C s, C x, std::uint32_t random) {
  const int whole = int_toward_zero(s);
  if (magnitude_bits_of(x) == 0 || is_nan(x) || is_far(s)) return whole;
  const C rest = s - static_cast<C>(whole);
  const C units = (rest < 0 ? -rest : rest) * C(4294967296);
  const std::uint32_t below = unsigned_below(units);
  const bool more = static_cast<C>(below) != units || (whole == 0 && below == 0);
  if (sign_bit(x)) return whole - (below > random || (below == random && more) ? 1 : 0);
  return whole + (random != 0 && below >= std::uint32_t{0} - random ? 1 : 0);
}

/// A number in units of a step, rounded; saturated to int.
template <rounding_mode Rounding, class C>
[[nodiscard]] __device__ int rounded(C s, [[maybe_unused]] C x,
                                     [[maybe_unused]] std::uint32_t random) {
  if constexpr (Rounding == rounding_mode::half_away) {
    return int_toward_zero(s + with_sign_of(device_below_half<C>, s));
  } else if constexpr (Rounding == rounding_mode::half_even) {
    return int_nearest(s);
  } else if constexpr (Rounding == rounding_mode::half_up) {
    const int n = int_nearest(s);
    const bool tie = s - static_cast<C>(n) == C(0.5) && (sizeof(C) == 4 || !is_far(s));
    return n + (tie ? 1 : 0);
  } else if constexpr (Rounding == rounding_mode::floor) {
    return int_below(s);
  } else if constexpr (Rounding == rounding_mode::ceiling) {
    return int_above(s);
  } else if constexpr (Rounding == rounding_mode::toward_zero) {
    return int_toward_zero(s);
  } else {
    return rounded_by_chance(s, x, random);
  }
}

/// A value rounded, before and after it is fitted into the range.
struct device_lane {
  int rounded;
  int code;

  [[nodiscard]] __device__ bool overflowed() const { return rounded != code; }
};

template <rounding_mode Rounding, class C>
[[nodiscard]] __device__ device_lane quantize_on_device(C x, const code_constants<C>& c,
                                                        std::uint32_t random) {
  const int n = rounded<Rounding>(scaled<Rounding>(x, c), x, random);
  return {n, max(min(n, c.highest), c.lowest)};
}

/// The same with the modes known at run time: slower, and compiled once.
template <class C>
[[nodiscard]] __device__ device_lane quantize_on_device(C x, const code_constants<C>& c, policy how,
                                                        std::uint32_t random) {
  if (how.underflow == underflow_mode::flush) {
    const C s = scaled<rounding_mode::toward_zero>(x, c);
    if (s > C(-1) && s < C(1)) return {0, 0};
  }
  switch (how.rounding) {
    case rounding_mode::half_away:
      return quantize_on_device<rounding_mode::half_away>(x, c, random);
    case rounding_mode::half_even:
      return quantize_on_device<rounding_mode::half_even>(x, c, random);
    case rounding_mode::half_up:
      return quantize_on_device<rounding_mode::half_up>(x, c, random);
    case rounding_mode::floor:
      return quantize_on_device<rounding_mode::floor>(x, c, random);
    case rounding_mode::ceiling:
      return quantize_on_device<rounding_mode::ceiling>(x, c, random);
    case rounding_mode::toward_zero:
      return quantize_on_device<rounding_mode::toward_zero>(x, c, random);
    default:
      return quantize_on_device<rounding_mode::stochastic>(x, c, random);
  }
}

/// A code, or its value: rounded once, for the product with a normal step is exact.
template <class Out, class C>
[[nodiscard]] __device__ Out device_output(int code, const code_constants<C>& c) {
  if constexpr (std::is_integral_v<Out>) {
    return static_cast<Out>(code);
  } else {
    return narrow<Out>(static_cast<C>(code) * c.step);
  }
}

/// The exact path's code, or its value.
template <class Out>
[[nodiscard]] BINPOINT_HOST_DEVICE Out exact_output(std::int64_t code, format f) {
  if constexpr (std::is_integral_v<Out>) {
    return static_cast<Out>(code);
  } else {
    return to_float<Out>(code_to_dyadic(code, f));
  }
}

/// Whether the fast path gives Out for every value: one bit is left in an int, so that a code tells
/// whether it was saturated, and the values of codes are rounded in C or in Out, not in both.
template <class Out, class C>
[[nodiscard]] BINPOINT_HOST_DEVICE constexpr bool fast_path_covers(format target, policy how) {
  const int most_bits = std::is_integral_v<Out> || sizeof(Out) == sizeof(C) ? 30 : 24;
  return target.magnitude_bits() <= most_bits && how.overflow != overflow_mode::wrap &&
         has_normal_scale<C>(target.fraction_length);
}

}  // namespace binpoint::detail

#endif
