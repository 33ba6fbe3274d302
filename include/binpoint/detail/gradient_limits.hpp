/// @file
/// The magnitudes up to which values pass their gradient through rounding to a format.
#ifndef BINPOINT_DETAIL_GRADIENT_LIMITS_HPP
#define BINPOINT_DETAIL_GRADIENT_LIMITS_HPP

#include "../format.hpp"
#include "../policy.hpp"
#include "encode.hpp"
#include "float_layout.hpp"
#include "integer.hpp"

namespace binpoint::detail {

/// The bit pattern of the largest magnitude of one sign whose gradient passes. The rounded value
/// never falls as the value rises, so that everything up to there passes, and nothing beyond.
template <floating T>
[[nodiscard]] constexpr typename float_layout<T>::bits_type gradient_limit(bool negative,
                                                                           format target,
                                                                           policy how) noexcept {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;
  bits_type passes = 0;                    // zero never overflows,
  bits_type overflows = layout::infinity;  // and infinity always does
  while (overflows - passes > 1) {
    const auto middle = static_cast<bits_type>(passes + (overflows - passes) / 2);
    const auto x =
        bit_cast<T>(static_cast<bits_type>(middle | (negative ? layout::sign_mask : bits_type{0})));
    (gradient_passes(x, target, how) ? passes : overflows) = middle;
  }
  return passes;
}

/// gradient_passes for many values of one format: two comparisons each.
template <floating T>
class gradient_limits {
  using layout = float_layout<T>;
  using bits_type = typename layout::bits_type;

 public:
  constexpr gradient_limits(format target, policy how) noexcept
      : positive_(gradient_limit<T>(false, target, how)),
        negative_(gradient_limit<T>(true, target, how)) {}

  /// By the bits: a NaN is above every limit, under -ffast-math too.
  [[nodiscard]] constexpr bool pass(T x) const noexcept {
    const auto bits = bit_cast<bits_type>(x);
    return static_cast<bits_type>(bits & layout::magnitude_mask) <=
           ((bits & layout::sign_mask) != 0 ? negative_ : positive_);
  }

 private:
  bits_type positive_;
  bits_type negative_;
};

}  // namespace binpoint::detail

#endif
