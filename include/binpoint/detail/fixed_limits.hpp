/// @file
/// std::numeric_limits of the fixed-point types.
#ifndef BINPOINT_DETAIL_FIXED_LIMITS_HPP
#define BINPOINT_DETAIL_FIXED_LIMITS_HPP

#include <cstdint>
#include <limits>

#include "../format.hpp"
#include "../policy.hpp"
#include "fixed_type.hpp"

namespace binpoint::detail {

[[nodiscard]] constexpr std::float_round_style round_style_of(rounding_mode rounding) {
  switch (rounding) {
    case rounding_mode::floor:
      return std::round_toward_neg_infinity;
    case rounding_mode::ceiling:
      return std::round_toward_infinity;
    case rounding_mode::toward_zero:
      return std::round_toward_zero;
    case rounding_mode::stochastic:
      return std::round_indeterminate;
    default:
      return std::round_to_nearest;
  }
}

}  // namespace binpoint::detail

/// As for builtin numbers: min() is the lowest value of an integer type (fraction length 0 or less)
/// and the least positive one of any other; epsilon() is the step; round_error() is half a step
/// where rounding is to nearest, in units of a step.
template <int W, int F, bool S, binpoint::policy P>
class std::numeric_limits<binpoint::fixed<W, F, S, P>> {
  using type = binpoint::fixed<W, F, S, P>;
  using storage = typename type::storage_type;
  static constexpr binpoint::format format_{W, F, S};

 public:
  static constexpr bool is_specialized = true;
  static constexpr bool is_signed = S;
  static constexpr bool is_integer = F <= 0;
  static constexpr bool is_exact = true;
  static constexpr bool has_infinity = false;
  static constexpr bool has_quiet_NaN = false;
  static constexpr bool has_signaling_NaN = false;
  static constexpr std::float_denorm_style has_denorm = std::denorm_absent;
  static constexpr bool has_denorm_loss = false;
  static constexpr std::float_round_style round_style =
      binpoint::detail::round_style_of(P.rounding);
  static constexpr bool is_iec559 = false;
  static constexpr bool is_bounded = true;
  static constexpr bool is_modulo = P.overflow == binpoint::overflow_mode::wrap;
  static constexpr int radix = 2;
  static constexpr int digits = format_.magnitude_bits();
  static constexpr int digits10 = static_cast<int>(digits * 30103LL / 100000);
  static constexpr int max_digits10 = digits10 + 2;
  static constexpr int min_exponent = 0;
  static constexpr int min_exponent10 = 0;
  static constexpr int max_exponent = 0;
  static constexpr int max_exponent10 = 0;
  static constexpr bool traps = false;
  static constexpr bool tinyness_before = false;

  [[nodiscard]] static constexpr type lowest() noexcept {
    constexpr auto code = format_.lowest_code();
    return type::from_code(static_cast<storage>(
        S && P.overflow == binpoint::overflow_mode::saturate_symmetric ? code + 1 : code));
  }
  [[nodiscard]] static constexpr type max() noexcept {
    return type::from_code(static_cast<storage>(format_.highest_code()));
  }
  [[nodiscard]] static constexpr type min() noexcept {
    return is_integer ? lowest() : type::from_code(storage{1});
  }
  [[nodiscard]] static constexpr type epsilon() noexcept { return type::from_code(storage{1}); }
  [[nodiscard]] static constexpr type round_error() noexcept {
    return type(round_style == std::round_to_nearest ? 0.5 : 1.0, 0U);
  }
  [[nodiscard]] static constexpr type infinity() noexcept { return type{}; }
  [[nodiscard]] static constexpr type quiet_NaN() noexcept { return type{}; }
  [[nodiscard]] static constexpr type signaling_NaN() noexcept { return type{}; }
  [[nodiscard]] static constexpr type denorm_min() noexcept { return min(); }
};

#endif
