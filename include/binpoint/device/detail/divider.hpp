/// @file
/// Division of any 32-bit number by one that is known beforehand: a product, a sum and a shift.
#ifndef BINPOINT_DEVICE_DETAIL_DIVIDER_HPP
#define BINPOINT_DEVICE_DETAIL_DIVIDER_HPP

#include <cstdint>

#include "../../config.hpp"
#include "../../detail/integer.hpp"

namespace binpoint::detail {

/// Exact for every number. Made on the host, used by kernels.
///
/// @par Source  T. Granlund, P. L. Montgomery, "Division by Invariant Integers using
///              Multiplication", PLDI 1994; with the sum of A. D. Robison, "N-Bit Unsigned Division
///              Via N-Bit Multiply-Add", ARITH-17, 2005, without which some divisors would need a
///              multiplier of 33 bits
struct divider {
  std::uint64_t addend = low_mask(32);
  std::uint32_t multiplier = 0xffffffff;
  std::uint32_t shift = 0;
  std::uint32_t divisor = 1;

  /// n / divisor
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint32_t quotient(std::uint32_t n) const {
    const std::uint64_t product =
        std::uint64_t{n} * multiplier + addend;  // fits: (2^32 - 1) * 2^32
    return static_cast<std::uint32_t>(product >> 32) >> shift;
  }
  /// n % divisor, of a number whose quotient is known.
  [[nodiscard]] BINPOINT_HOST_DEVICE constexpr std::uint32_t rest(std::uint32_t n,
                                                                  std::uint32_t quotient) const {
    return n - quotient * divisor;
  }
};

/// @pre  divisor > 0
[[nodiscard]] constexpr divider make_divider(std::uint32_t divisor) {
  const int shift = bit_width(divisor) - 1;
  const auto unsigned_shift = static_cast<std::uint32_t>(shift);
  if ((divisor & (divisor - 1)) == 0) return {low_mask(32), 0xffffffff, unsigned_shift, divisor};
  const std::uint64_t power = std::uint64_t{1} << (32 + shift);
  const std::uint64_t below = power / divisor;
  const std::uint64_t missing = divisor - power % divisor;  // divisor * (below + 1) - power
  const bool above = missing <= std::uint64_t{1} << shift;  // below + 1 is near enough
  const std::uint64_t multiplier = above ? below + 1 : below;
  return {above ? 0 : multiplier, static_cast<std::uint32_t>(multiplier), unsigned_shift, divisor};
}

}  // namespace binpoint::detail

#endif
