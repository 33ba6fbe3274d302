/// @file
/// double to float without the harm of rounding twice.
#ifndef BINPOINT_EIGEN_ROUND_TO_ODD_HPP
#define BINPOINT_EIGEN_ROUND_TO_ODD_HPP

#include <bit>
#include <cstdint>

namespace binpoint::eigen {

/// The float itself where x is one; else of the two floats beside x the one whose last bit is 1.
///
/// A float that is rounded later to 22 bits or fewer, in any mode but stochastic, is then what x
/// would have become at once: the last bit remembers that something was lost, so no tie appears
/// that was none and none disappears. (Below 2^-126 the later step must be 2^-147 or more; beyond
/// the largest float the result is the largest float; infinities and NaN stay.) Read from the bits,
/// so the same under every compiler option.
/// @par Source  Boldo, Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms
///              using rounding to odd", IEEE Transactions on Computers 57 (2008): two bits more
///              than the target has suffice
[[nodiscard]] constexpr float round_to_odd(double x) noexcept {
  constexpr int dropped_bits = 52 - 23;
  constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
  constexpr std::uint64_t infinity = std::uint64_t{0x7ff} << 52;
  constexpr std::uint64_t above_float = std::uint64_t{1023 + 128} << 52;
  constexpr std::uint64_t least_normal = std::uint64_t{1023 - 126} << 52;

  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t magnitude = bits & ~sign_bit;
  const auto sign = static_cast<std::uint32_t>((bits & sign_bit) >> 32);
  const auto keep = [](std::uint64_t significand, int shift) {
    const bool inexact = (significand & ((std::uint64_t{1} << shift) - 1)) != 0;
    return static_cast<std::uint32_t>(significand >> shift) | static_cast<std::uint32_t>(inexact);
  };

  std::uint32_t result = 0;
  if (magnitude > infinity) {
    result = 0x7fc00000;
  } else if (magnitude == infinity) {
    result = 0x7f800000;
  } else if (magnitude >= above_float) {
    result = 0x7f7fffff;
  } else if (magnitude >= least_normal) {
    result = keep(magnitude - (std::uint64_t{1023 - 127} << 52), dropped_bits);
  } else if (magnitude != 0) {
    // A subnormal float: steps of 2^-149, further to the right than 52 bits below the leading one.
    const int exponent = static_cast<int>(magnitude >> 52);
    const std::uint64_t implicit_one = std::uint64_t{1} << 52;
    const std::uint64_t significand = implicit_one | (magnitude & (implicit_one - 1));
    const int shift = dropped_bits + 1023 - 126 - exponent;
    result = shift > 53 ? 1 : keep(significand, shift);
  }
  return std::bit_cast<float>(sign | result);
}

}  // namespace binpoint::eigen

#endif
